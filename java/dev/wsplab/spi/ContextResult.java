package dev.wsplab.spi;

/**
 * What {@code WPUQuerySocketHandleContext} returns.
 *
 * @param returnValue 0 or {@code SOCKET_ERROR}
 * @param errno the error; not meaningful on success
 * @param context what {@code WPUCreateSocketHandle} was given; written only on success (WIN-H2)
 */
public record ContextResult(int returnValue, int errno, long context) implements ErrnoResult {
  /**
   * Success.
   *
   * @param context the provider's context of the socket
   * @return the result of a call that succeeded
   */
  public static ContextResult of(long context) {
    return new ContextResult(0, 0, context);
  }

  /**
   * Failure.
   *
   * @param error why
   * @return the result of a call that failed
   */
  public static ContextResult failed(WsaError error) {
    return new ContextResult(Winsock2.SOCKET_ERROR, error.code(), 0);
  }

  /** {@return whether the context counts} */
  public boolean succeeded() {
    return returnValue == 0;
  }

  /** Returns the values, numbers by their names. */
  @Override
  public String toString() {
    return "ContextResult[returnValue="
        + returnValue
        + ", errno="
        + WsaError.nameOf(errno)
        + ", context="
        + context
        + "]";
  }
}
