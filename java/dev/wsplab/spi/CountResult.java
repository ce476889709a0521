package dev.wsplab.spi;

/**
 * What {@code WSPSelect} returns.
 *
 * @param returnValue the number of ready sockets, or {@code SOCKET_ERROR}
 * @param errno the error; not meaningful on success
 */
public record CountResult(int returnValue, int errno) implements ErrnoResult {
  /**
   * Success.
   *
   * @param count how many
   * @return the result of a call that succeeded
   */
  public static CountResult of(int count) {
    return new CountResult(count, 0);
  }

  /**
   * Failure.
   *
   * @param error why
   * @return the result of a call that failed
   */
  public static CountResult failed(WsaError error) {
    return failed(error.code());
  }

  /**
   * Failure.
   *
   * @param errno the error number
   * @return the result of a call that failed
   * @throws IllegalArgumentException for 0, which is no failure
   */
  public static CountResult failed(int errno) {
    return new CountResult(Winsock2.SOCKET_ERROR, Errors.required(errno));
  }

  /**
   * {@return the count, or throws the error}
   *
   * @param function whose result this is, for the message
   * @throws WinsockException with the error
   */
  public int orThrow(String function) {
    if (returnValue == Winsock2.SOCKET_ERROR) {
      throw new WinsockException(function, errno);
    }
    return returnValue;
  }

  /** Returns the values, numbers by their names. */
  @Override
  public String toString() {
    return "CountResult[returnValue=" + returnValue + ", errno=" + WsaError.nameOf(errno) + "]";
  }
}
