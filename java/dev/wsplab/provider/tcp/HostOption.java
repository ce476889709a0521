package dev.wsplab.provider.tcp;

import dev.wsplab.provider.network.SocketOption;

/** Options of a system socket whose value is an int, by the host's own names. */
enum HostOption {
  REUSE_ADDRESS("SOL_SOCKET", "SO_REUSEADDR"),
  KEEP_ALIVE("SOL_SOCKET", "SO_KEEPALIVE"),
  KEEP_ALIVE_IDLE("IPPROTO_TCP", "TCP_KEEPIDLE"),
  KEEP_ALIVE_INTERVAL("IPPROTO_TCP", "TCP_KEEPINTVL"),
  SEND_BUFFER("SOL_SOCKET", "SO_SNDBUF"),
  RECEIVE_BUFFER("SOL_SOCKET", "SO_RCVBUF"),
  URGENT_INLINE("SOL_SOCKET", "SO_OOBINLINE"),
  ERROR("SOL_SOCKET", "SO_ERROR"),
  NO_DELAY("IPPROTO_TCP", "TCP_NODELAY"),
  IPV6_ONLY("IPPROTO_IPV6", "IPV6_V6ONLY"),
  BROADCAST("SOL_SOCKET", "SO_BROADCAST"),
  PACKET_INFO("IPPROTO_IP", "IP_PKTINFO"),
  PACKET_INFO_IPV6("IPPROTO_IPV6", "IPV6_RECVPKTINFO"),
  UNREACHABLE("IPPROTO_IP", "IP_RECVERR"),
  UNREACHABLE_IPV6("IPPROTO_IPV6", "IPV6_RECVERR"),
  PEEK_OFFSET("SOL_SOCKET", "SO_PEEK_OFF");

  private final String level;
  private final String optionName;

  HostOption(String level, String optionName) {
    this.level = level;
    this.optionName = optionName;
  }

  /** The host's form of an option. */
  static HostOption of(SocketOption option) {
    return switch (option) {
      case REUSE_ADDRESS -> REUSE_ADDRESS;
      case KEEP_ALIVE -> KEEP_ALIVE;
      case SEND_BUFFER -> SEND_BUFFER;
      case RECEIVE_BUFFER -> RECEIVE_BUFFER;
      case URGENT_INLINE -> URGENT_INLINE;
      case NO_DELAY -> NO_DELAY;
      case IPV6_ONLY -> IPV6_ONLY;
      case BROADCAST -> BROADCAST;
      case PACKET_INFO -> PACKET_INFO;
    };
  }

  /** Name of the level's constant. */
  String level() {
    return level;
  }

  /** Name of the option's constant. */
  String optionName() {
    return optionName;
  }
}
