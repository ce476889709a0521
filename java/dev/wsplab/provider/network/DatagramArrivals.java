package dev.wsplab.provider.network;

import dev.wsplab.provider.network.NetworkSocket.Arrived;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.nio.ByteBuffer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What arrives on a datagram socket, without what its client is not to see: datagrams of others
 * than the default peer (WSP-CONNECT-3), and unreachable ports when {@code SIO_UDP_CONNRESET} is
 * off (WSP-RECV-12). Called with the lock of the socket held.
 */
final class DatagramArrivals {
  private static final int WOULD_BLOCK = WsaError.WSAEWOULDBLOCK.code();

  // Anybody may overwrite it, and nobody reads it.
  private static final WsaBuffers SCRATCH = WsaBuffers.of(ByteBuffer.allocateDirect(1));

  private DatagramArrivals() {}

  /** The next one; with {@code MSG_PEEK} it stays. */
  static Arrived next(TcpSocket socket, WsaBuffers room, int flags) {
    DatagramState state = socket.datagrams();
    int held = state.takeHeldError();
    if (held != 0) {
      return Arrived.failed(held);
    }
    while (true) {
      Arrived arrived = socket.host().receiveFrom(new Iovec(room), flags);
      boolean unwanted =
          arrived.error() == WsaError.WSAECONNRESET.code() && !state.reportsUnreachable;
      boolean stranger = arrived.error() == 0 && isStranger(arrived.from(), state.peer);
      if (!unwanted && !stranger) {
        return arrived;
      }
      if (stranger && (flags & Winsock2.MSG_PEEK) != 0) {
        socket.host().receiveFrom(new Iovec(SCRATCH), 0);
      }
    }
  }

  private static boolean isStranger(@Nullable Sockaddr from, @Nullable Sockaddr peer) {
    return from != null
        && peer != null
        && !from.toInetSocketAddress().equals(peer.toInetSocketAddress());
  }

  /** Whether a receive would end at once, be it with an error, which is kept for it. */
  static boolean any(TcpSocket socket) {
    if (socket.datagrams().holdsError()) {
      return true;
    }
    Arrived arrived = next(socket, SCRATCH, Winsock2.MSG_PEEK);
    if (arrived.error() != 0 && arrived.error() != WOULD_BLOCK) {
      socket.datagrams().hold(arrived.error());
    }
    return arrived.error() != WOULD_BLOCK;
  }

  /** Drops all that has arrived. */
  static void discard(TcpSocket socket) {
    socket.datagrams().forgetErrors();
    while (socket.host().receiveFrom(new Iovec(SCRATCH), 0).error() != WOULD_BLOCK) {
      // Errors are among what has arrived.
    }
  }
}
