package dev.wsplab.provider.network;

/** Options that the network below keeps; the value of each is an int. */
public enum SocketOption {
  /** {@code SO_REUSEADDR}. */
  REUSE_ADDRESS,
  /** {@code SO_KEEPALIVE}. */
  KEEP_ALIVE,
  /** {@code SO_SNDBUF}. */
  SEND_BUFFER,
  /** {@code SO_RCVBUF}. */
  RECEIVE_BUFFER,
  /** {@code SO_OOBINLINE}. */
  URGENT_INLINE,
  /** {@code TCP_NODELAY}. */
  NO_DELAY,
  /** {@code IPV6_V6ONLY}. */
  IPV6_ONLY,
  /** {@code SO_BROADCAST}. */
  BROADCAST,
  /** {@code IP_PKTINFO}, {@code IPV6_PKTINFO}. */
  PACKET_INFO
}
