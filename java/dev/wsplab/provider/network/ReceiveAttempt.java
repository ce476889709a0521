package dev.wsplab.provider.network;

import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Receives what is there, one byte sufficing (WSP-RECV-1), or with {@code MSG_WAITALL} until the
 * buffers are full. The peer's graceful close is a success with the bytes so far (WSP-RECV-4).
 * Without room it waits until there is something to receive.
 */
final class ReceiveAttempt implements Attempt {
  private final TcpSocket socket;
  private final Iovec room;
  private final int flags;
  private final boolean noRoom;
  private int received;

  /**
   * Makes an attempt.
   *
   * @param buffers captured
   * @param flags {@code MSG_*}
   */
  ReceiveAttempt(TcpSocket socket, WsaBuffers buffers, int flags) {
    this.socket = socket;
    this.room = new Iovec(buffers);
    this.flags = flags;
    this.noRoom = room.isFinished();
  }

  @Override
  public @Nullable Outcome attempt() {
    while (true) {
      if (socket.broken() != 0) {
        return Outcome.failed(socket.broken());
      }
      long result = noRoom ? socket.host().probe() : socket.host().receive(room, hostFlags());
      if (result < 0) {
        return failure((int) -result);
      }
      if (noRoom || result == 0) {
        return Outcome.done(received);
      }
      room.advance(result);
      received += (int) result;
      if (room.isFinished() || !waitsForAll()) {
        return Outcome.done(received, flags & Winsock2.MSG_OOB);
      }
    }
  }

  private boolean waitsForAll() {
    return (flags & Winsock2.MSG_WAITALL) != 0;
  }

  private int hostFlags() {
    return flags & (Winsock2.MSG_OOB | Winsock2.MSG_PEEK);
  }

  private @Nullable Outcome failure(int error) {
    boolean wouldBlock = error == WsaError.WSAEWOULDBLOCK.code();
    if ((flags & Winsock2.MSG_OOB) != 0 && (wouldBlock || error == WsaError.WSAEINVAL.code())) {
      // Systems say one or the other while no urgent byte has come, for ever if the peer has gone.
      return socket.peerHasGone() ? Outcome.DONE : null;
    }
    if (wouldBlock) {
      return null;
    }
    return Outcome.failed(socket.noteError(error));
  }
}
