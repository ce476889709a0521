package dev.wsplab.provider.network;

import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.Winsock2;
import java.util.List;

/** The catalog entries of a base provider, as Windows' own has them. */
final class ProtocolEntries {
  /** Windows' own number; more can be sent (SO_MAX_MSG_SIZE). */
  private static final int UDP_MESSAGE_SIZE = 65_467;

  private static final int UDP =
      Winsock2.XP1_CONNECTIONLESS
          | Winsock2.XP1_MESSAGE_ORIENTED
          | Winsock2.XP1_SUPPORT_BROADCAST
          | Winsock2.XP1_IFS_HANDLES;

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
}
