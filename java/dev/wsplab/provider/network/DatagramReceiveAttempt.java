package dev.wsplab.provider.network;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.provider.network.NetworkSocket.Arrived;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Receives one datagram. What does not fit is lost: {@code WSAEMSGSIZE}, with the first bytes in
 * the buffers (WSP-RECV-3).
 */
final class DatagramReceiveAttempt implements Attempt {
  /** Where everything but the data goes. */
  @FunctionalInterface
  interface Report {
    /**
     * Tells what has arrived; {@code MSG_*} for the client, those of a datagram that was cut among
     * them.
     *
     * @throws AccessViolationException when the client's memory cannot be written
     */
    int arrived(Arrived datagram);
  }

  private final TcpSocket socket;
  private final WsaBuffers room;
  private final int hostFlags;
  private final Report report;

  /**
   * Makes an attempt.
   *
   * @param room captured
   * @param hostFlags 0 or {@code MSG_PEEK}
   */
  DatagramReceiveAttempt(TcpSocket socket, WsaBuffers room, int hostFlags, Report report) {
    this.socket = socket;
    this.room = room;
    this.hostFlags = hostFlags;
    this.report = report;
  }

  @Override
  public @Nullable Outcome attempt() {
    Arrived arrived = DatagramArrivals.next(socket, room, hostFlags);
    if (arrived.error() == WsaError.WSAEWOULDBLOCK.code()) {
      return null;
    }
    if (arrived.error() != 0) {
      return Outcome.failed(arrived.error());
    }
    try {
      int flags = report.arrived(arrived);
      return flags == 0 ? Outcome.done(arrived.bytes()) : Outcome.truncated(arrived.bytes(), flags);
    } catch (AccessViolationException e) {
      return Outcome.failed(WsaError.WSAEFAULT);
    }
  }
}
