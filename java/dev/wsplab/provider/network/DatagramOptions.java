package dev.wsplab.provider.network;

import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ControlMessage;
import dev.wsplab.spi.OptionResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Options that a datagram socket has, or has not, other than a stream; null leaves the option to
 * the rules for all. Called with the lock of the socket held.
 */
final class DatagramOptions {
  private static final int IPV4_LARGEST = 65_507;
  private static final int IPV6_LARGEST = 65_527;

  private DatagramOptions() {}

  /** {@code SO_MAX_MSG_SIZE}: what a packet can carry besides the headers of UDP and IP. */
  static int largestMessage(TcpSocket socket) {
    return socket.family() == Winsock2.AF_INET6 ? IPV6_LARGEST : IPV4_LARGEST;
  }

  static @Nullable OptionResult get(TcpSocket socket, int level, int name) {
    if (isPacketInfo(socket, level, name)) {
      return flag(socket.datagrams().packetInfo);
    }
    if (level != Winsock2.SOL_SOCKET) {
      return level == Winsock2.IPPROTO_TCP ? OptionResult.failed(WsaError.WSAEINVAL) : null;
    }
    return switch (name) {
      case Winsock2.SO_BROADCAST -> flag(socket.datagrams().broadcast);
      case Winsock2.SO_MAX_MSG_SIZE -> OptionResult.ofInt(largestMessage(socket));
      default -> isOfStreams(name) ? OptionResult.failed(WsaError.WSAENOPROTOOPT) : null;
    };
  }

  static @Nullable CallResult set(TcpSocket socket, int level, int name, int value) {
    boolean on = value != 0;
    if (isPacketInfo(socket, level, name)) {
      CallResult set = setHost(socket, SocketOption.PACKET_INFO, on);
      if (set.succeeded()) {
        socket.datagrams().packetInfo = on;
      }
      return set;
    }
    if (level != Winsock2.SOL_SOCKET) {
      return level == Winsock2.IPPROTO_TCP ? CallResult.failed(WsaError.WSAEINVAL) : null;
    }
    if (name == Winsock2.SO_BROADCAST) {
      CallResult set = setHost(socket, SocketOption.BROADCAST, on);
      if (set.succeeded()) {
        socket.datagrams().broadcast = on;
      }
      return set;
    }
    boolean refused = isOfStreams(name) || name == Winsock2.SO_MAX_MSG_SIZE;
    return refused ? CallResult.failed(WsaError.WSAENOPROTOOPT) : null;
  }

  private static boolean isPacketInfo(TcpSocket socket, int level, int name) {
    int own =
        socket.family() == Winsock2.AF_INET6
            ? ControlMessage.IPPROTO_IPV6
            : ControlMessage.IPPROTO_IP;
    return level == own && name == ControlMessage.IP_PKTINFO;
  }

  private static boolean isOfStreams(int name) {
    return name == Winsock2.SO_LINGER
        || name == Winsock2.SO_DONTLINGER
        || name == Winsock2.SO_KEEPALIVE
        || name == Winsock2.SO_OOBINLINE
        || name == Winsock2.SO_CONDITIONAL_ACCEPT
        || name == Winsock2.SO_ACCEPTCONN;
  }

  private static CallResult setHost(TcpSocket socket, SocketOption option, boolean on) {
    int error = socket.host().setOption(option, on ? 1 : 0);
    return error == 0 ? CallResult.OK : CallResult.failed(error);
  }

  private static OptionResult flag(boolean on) {
    return OptionResult.ofInt(on ? 1 : 0);
  }
}
