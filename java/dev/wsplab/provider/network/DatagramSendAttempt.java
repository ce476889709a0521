package dev.wsplab.provider.network;

import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Sends one datagram, all of it or nothing. */
final class DatagramSendAttempt implements Attempt {
  private final TcpSocket socket;
  private final WsaBuffers data;
  private final @Nullable Sockaddr to;
  private final @Nullable PacketInfo from;

  /**
   * Makes an attempt.
   *
   * @param data captured
   * @param to null for the default peer
   * @param from what it is to come from, or null
   */
  DatagramSendAttempt(
      TcpSocket socket, WsaBuffers data, @Nullable Sockaddr to, @Nullable PacketInfo from) {
    this.socket = socket;
    this.data = data;
    this.to = to;
    this.from = from;
  }

  @Override
  public @Nullable Outcome attempt() {
    long result = socket.host().sendTo(new Iovec(data), to, from);
    while (result == -WsaError.WSAECONNRESET.code()) {
      // An earlier one found nobody: that is for the next receive to say.
      if (socket.datagrams().reportsUnreachable) {
        socket.datagrams().hold((int) -result);
      }
      result = socket.host().sendTo(new Iovec(data), to, from);
    }
    if (result == -WsaError.WSAEWOULDBLOCK.code()) {
      socket.events().sendWouldBlock();
      return null;
    }
    return result < 0 ? Outcome.failed((int) -result) : Outcome.done((int) result);
  }
}
