package dev.wsplab.provider.network;

import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The catalog entries of a base provider, as Windows' own has them, and who may ask for them. */
final class ProtocolEntries {
  /** Windows' own number; more can be sent (SO_MAX_MSG_SIZE). */
  private static final int UDP_MESSAGE_SIZE = 65_467;

  private static final int UDP =
      Winsock2.XP1_CONNECTIONLESS
          | Winsock2.XP1_MESSAGE_ORIENTED
          | Winsock2.XP1_SUPPORT_BROADCAST
          | Winsock2.XP1_IFS_HANDLES;

  // No multipoint, no registered I/O.
  private static final int FLAGS =
      Winsock2.WSA_FLAG_OVERLAPPED
          | Winsock2.WSA_FLAG_ACCESS_SYSTEM_SECURITY
          | Winsock2.WSA_FLAG_NO_HANDLE_INHERIT;

  private ProtocolEntries() {}

  static List<ProtocolInfo> of(Guid providerId, String name) {
    return List.of(
        tcp(providerId, name + " [TCP/IP]", Winsock2.AF_INET),
        tcp(providerId, name + " [TCP/IPv6]", Winsock2.AF_INET6),
        udp(providerId, name + " [UDP/IP]", Winsock2.AF_INET),
        udp(providerId, name + " [UDP/IPv6]", Winsock2.AF_INET6));
  }

  private static ProtocolInfo tcp(Guid providerId, String name, int family) {
    return ProtocolInfo.builder()
        .providerId(providerId)
        .name(name)
        .addressFamily(family)
        .providerFlags(Winsock2.PFL_MULTIPLE_PROTO_ENTRIES | Winsock2.PFL_MATCHES_PROTOCOL_ZERO)
        .build();
  }

  private static ProtocolInfo udp(Guid providerId, String name, int family) {
    return tcp(providerId, name, family).toBuilder()
        .serviceFlags1(UDP)
        .socketType(Winsock2.SOCK_DGRAM)
        .protocol(Winsock2.IPPROTO_UDP)
        .messageSize(UDP_MESSAGE_SIZE)
        .build();
  }

  /** 0 and {@code FROM_PROTOCOL_INFO} take what the entry says (WSP-SOCKET-3). */
  static @Nullable WsaError refusal(
      int family, int type, int protocol, ProtocolInfo info, int group, int flags) {
    int known = info.addressFamily();
    if (known != Winsock2.AF_INET && known != Winsock2.AF_INET6 || differs(family, known)) {
      return WsaError.WSAEAFNOSUPPORT;
    }
    if (differs(type, info.socketType())) {
      return WsaError.WSAESOCKTNOSUPPORT;
    }
    if (differs(protocol, info.protocol())) {
      return WsaError.WSAEPROTONOSUPPORT;
    }
    return group != 0 || (flags & ~FLAGS) != 0 ? WsaError.WSAEINVAL : null;
  }

  private static boolean differs(int requested, int known) {
    return requested != 0 && requested != Winsock2.FROM_PROTOCOL_INFO && requested != known;
  }
}
