package dev.wsplab.provider.network;

import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Sends all bytes of its buffers, in as many calls as it takes (WSP-SEND-2, WIN-57). */
final class SendAttempt implements Attempt {
  private final TcpSocket socket;
  private final Iovec rest;
  private final int flags;
  private int sent;

  /**
   * Makes an attempt.
   *
   * @param buffers captured
   * @param flags {@code MSG_*}
   */
  SendAttempt(TcpSocket socket, WsaBuffers buffers, int flags) {
    this.socket = socket;
    this.rest = new Iovec(buffers);
    this.flags = flags;
  }

  /** Bytes sent so far. */
  int sent() {
    return sent;
  }

  @Override
  public @Nullable Outcome attempt() {
    while (true) {
      if (socket.broken() != 0) {
        return Outcome.failed(socket.broken());
      }
      if (rest.isFinished()) {
        return Outcome.done(sent);
      }
      long result = socket.host().send(rest, flagsNow());
      if (result < 0) {
        int error = (int) -result;
        if (error == WsaError.WSAEWOULDBLOCK.code()) {
          socket.events().sendWouldBlock();
          return null;
        }
        return Outcome.failed(socket.noteError(error));
      }
      rest.advance(result);
      sent += (int) result;
    }
  }

  /** TCP has one urgent byte to a send, its last: that of all, and not that of a part. */
  private int flagsNow() {
    return rest.isWithin(NetworkSocket.MOST_BUFFERS) ? flags : flags & ~Winsock2.MSG_OOB;
  }
}
