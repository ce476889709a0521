package dev.wsplab.spi;

/**
 * What a function returns that gives a {@code BOOL}.
 *
 * @param returnValue TRUE on success
 * @param errno the error; not meaningful on success (DEC-9)
 */
public record BoolResult(boolean returnValue, int errno) implements ErrnoResult {
  /** Success. */
  public static final BoolResult TRUE = new BoolResult(true, 0);

  /**
   * Failure.
   *
   * @param errno the error number
   * @return the result of a call that failed
   * @throws IllegalArgumentException for 0, which is no failure
   */
  public static BoolResult failed(int errno) {
    return new BoolResult(false, Errors.required(errno));
  }

  /**
   * Failure.
   *
   * @param error why
   * @return the result of a call that failed
   */
  public static BoolResult failed(WsaError error) {
    return failed(error.code());
  }

  /**
   * {@return this, or throws the error}
   *
   * @param function whose result this is, for the message
   * @throws WinsockException with the error
   */
  public BoolResult orThrow(String function) {
    if (!returnValue) {
      throw new WinsockException(function, errno);
    }
    return this;
  }

  /** Returns the values, numbers by their names. */
  @Override
  public String toString() {
    return "BoolResult[returnValue=" + returnValue + ", errno=" + WsaError.nameOf(errno) + "]";
  }
}
