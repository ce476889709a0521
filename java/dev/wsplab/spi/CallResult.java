package dev.wsplab.spi;

/**
 * What a function returns that has no other result: 0, or {@code SOCKET_ERROR} with an error
 * number.
 *
 * @param returnValue 0 or {@code SOCKET_ERROR}
 * @param errno the error; not meaningful on success (DEC-9)
 */
public record CallResult(int returnValue, int errno) implements ErrnoResult {
  /** Success. */
  public static final CallResult OK = new CallResult(0, 0);

  /**
   * Failure.
   *
   * @param errno the error number
   * @return the result of a call that failed
   * @throws IllegalArgumentException for 0, which is no failure
   */
  public static CallResult failed(int errno) {
    return new CallResult(Winsock2.SOCKET_ERROR, Errors.required(errno));
  }

  /**
   * Failure.
   *
   * @param error why
   * @return the result of a call that failed
   */
  public static CallResult failed(WsaError error) {
    return failed(error.code());
  }

  /** {@return whether the call succeeded} */
  public boolean succeeded() {
    return returnValue == 0;
  }

  /**
   * {@return this, or throws the error}
   *
   * @param function whose result this is, for the message
   * @throws WinsockException with the error
   */
  public CallResult orThrow(String function) {
    if (!succeeded()) {
      throw new WinsockException(function, errno);
    }
    return this;
  }

  /** Returns the values, numbers by their names. */
  @Override
  public String toString() {
    return "CallResult[returnValue=" + returnValue + ", errno=" + WsaError.nameOf(errno) + "]";
  }
}
