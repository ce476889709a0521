package dev.wsplab.provider.network;

import dev.wsplab.spi.Sockaddr;
import java.util.ArrayDeque;
import java.util.Deque;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What a datagram socket has besides all others. Guarded by the lock of the socket. */
final class DatagramState {
  /** Somebody may send for ever and never receive. */
  private static final int MOST_ERRORS = 1024;

  /** {@code SIO_UDP_CONNRESET}: whether a receive fails after a datagram found nobody. */
  boolean reportsUnreachable = true;

  /** {@code SO_BROADCAST}. */
  boolean broadcast;

  /** {@code IP_PKTINFO}, {@code IPV6_PKTINFO}: whether WSARecvMsg tells where a datagram went. */
  boolean packetInfo;

  /** The default peer, the only one whose datagrams are received; or null. */
  @Nullable Sockaddr peer;

  private final Deque<Integer> heldErrors = new ArrayDeque<>();

  /** An error that was found while nobody received: a later receive fails with it. */
  void hold(int error) {
    if (heldErrors.size() < MOST_ERRORS) {
      heldErrors.add(error);
    }
  }

  /** The oldest of them, or 0. */
  int takeHeldError() {
    Integer oldest = heldErrors.poll();
    return oldest == null ? 0 : oldest;
  }

  boolean holdsError() {
    return !heldErrors.isEmpty();
  }

  void forgetErrors() {
    heldErrors.clear();
  }
}
