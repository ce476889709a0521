package dev.wsplab.provider.network;

import dev.wsplab.spi.Sockaddr;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What a datagram socket has besides all others. Guarded by the lock of the socket. */
final class DatagramState {
  /** {@code SIO_UDP_CONNRESET}: whether a receive fails after a datagram found nobody. */
  boolean reportsUnreachable = true;

  /** {@code SO_BROADCAST}. */
  boolean broadcast;

  /** {@code IP_PKTINFO}, {@code IPV6_PKTINFO}: whether WSARecvMsg tells where a datagram went. */
  boolean packetInfo;

  /** The default peer, the only one whose datagrams are received; or null. */
  @Nullable Sockaddr peer;

  private int heldError;

  /** An error that was found while nobody received: the next receive fails with it. */
  void hold(int error) {
    heldError = error;
  }

  int takeHeldError() {
    int error = heldError;
    heldError = 0;
    return error;
  }

  boolean holdsError() {
    return heldError != 0;
  }
}
