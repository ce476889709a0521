package dev.wsplab.spi;

/**
 * What {@code WSPAddressToString} returns.
 *
 * @param returnValue 0 or {@code SOCKET_ERROR}
 * @param errno the error; not meaningful on success
 * @param text the address as text; empty on failure
 */
public record TextResult(int returnValue, int errno, String text) implements ErrnoResult {
  /**
   * Success.
   *
   * @param text what the function writes, without its end
   * @return the result of a call that succeeded
   */
  public static TextResult of(String text) {
    return new TextResult(0, 0, text);
  }

  /**
   * Failure.
   *
   * @param error why
   * @return the result of a call that failed
   */
  public static TextResult failed(WsaError error) {
    return failed(error.code());
  }

  /**
   * Failure.
   *
   * @param errno the error number
   * @return the result of a call that failed
   * @throws IllegalArgumentException for 0, which is no failure
   */
  public static TextResult failed(int errno) {
    return new TextResult(Winsock2.SOCKET_ERROR, Errors.required(errno), "");
  }

  /** Returns the values, numbers by their names. */
  @Override
  public String toString() {
    return "TextResult[returnValue="
        + returnValue
        + ", errno="
        + WsaError.nameOf(errno)
        + ", text="
        + text
        + "]";
  }
}
