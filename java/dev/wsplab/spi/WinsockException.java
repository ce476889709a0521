package dev.wsplab.spi;

/**
 * A Winsock call failed; thrown by the idiomatic level only, which has the number from the same
 * call's record.
 */
public final class WinsockException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String function;
  private final int errno;

  /**
   * Makes one.
   *
   * @param function the Winsock name of the call, for instance {@code WSARecv}
   * @param errno its error number
   */
  public WinsockException(String function, int errno) {
    super(function + " failed: " + WsaError.describe(errno));
    this.function = function;
    this.errno = errno;
  }

  /** Returns the Winsock name of the call. */
  public String function() {
    return function;
  }

  /** Returns the error number. */
  public int errno() {
    return errno;
  }
}
