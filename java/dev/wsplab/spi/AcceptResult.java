package dev.wsplab.spi;

import dev.wsplab.kernel.SocketHandle;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What {@code WSPAccept} returns.
 *
 * @param socket the new socket, or {@link SocketHandle#INVALID}
 * @param errno the error; not meaningful on success
 * @param address the peer, when it is known (WSP-ACCEPT-2)
 */
public record AcceptResult(SocketHandle socket, int errno, @Nullable Sockaddr address)
    implements ErrnoResult {
  /**
   * Success.
   *
   * @param socket the socket of the new connection
   * @param address the peer's address, or null when it was not asked for
   * @return the result of a call that succeeded
   */
  public static AcceptResult of(SocketHandle socket, @Nullable Sockaddr address) {
    return new AcceptResult(socket, 0, address);
  }

  /**
   * Failure: {@code INVALID_SOCKET}.
   *
   * @param errno the error number
   * @return the result of a call that failed
   * @throws IllegalArgumentException for 0, which is no failure
   */
  public static AcceptResult failed(int errno) {
    return new AcceptResult(SocketHandle.INVALID, Errors.required(errno), null);
  }

  /**
   * Failure: {@code INVALID_SOCKET}.
   *
   * @param error why
   * @return the result of a call that failed
   */
  public static AcceptResult failed(WsaError error) {
    return failed(error.code());
  }

  /** {@return whether there is a socket} */
  public boolean succeeded() {
    return !socket.isInvalid();
  }

  /** Returns the values, numbers by their names. */
  @Override
  public String toString() {
    return "AcceptResult[socket="
        + socket
        + ", errno="
        + WsaError.nameOf(errno)
        + ", address="
        + address
        + "]";
  }
}
