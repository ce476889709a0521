package dev.wsplab.spi;

import dev.wsplab.kernel.SocketHandle;

/**
 * What a function returns that makes a socket.
 *
 * @param socket the handle, or {@link SocketHandle#INVALID}
 * @param errno the error; not meaningful on success (DEC-9)
 */
public record SocketResult(SocketHandle socket, int errno) implements ErrnoResult {
  /**
   * Success.
   *
   * @param socket its handle, which is the caller's to close
   * @return the result of a call that succeeded
   */
  public static SocketResult of(SocketHandle socket) {
    return new SocketResult(socket, 0);
  }

  /**
   * Failure: {@code INVALID_SOCKET}.
   *
   * @param errno the error number
   * @return the result of a call that failed
   * @throws IllegalArgumentException for 0, which is no failure
   */
  public static SocketResult failed(int errno) {
    return new SocketResult(SocketHandle.INVALID, Errors.required(errno));
  }

  /**
   * Failure: {@code INVALID_SOCKET}.
   *
   * @param error why
   * @return the result of a call that failed
   */
  public static SocketResult failed(WsaError error) {
    return failed(error.code());
  }

  /** {@return whether there is a socket} */
  public boolean succeeded() {
    return !socket.isInvalid();
  }

  /**
   * {@return the socket, or throws the error}
   *
   * @param function whose result this is, for the message
   * @throws WinsockException with the error
   */
  public SocketHandle orThrow(String function) {
    if (!succeeded()) {
      throw new WinsockException(function, errno);
    }
    return socket;
  }

  /** Returns the values, numbers by their names. */
  @Override
  public String toString() {
    return "SocketResult[socket=" + socket + ", errno=" + WsaError.nameOf(errno) + "]";
  }
}
