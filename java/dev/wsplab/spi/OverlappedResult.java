package dev.wsplab.spi;

/**
 * What {@code WSPGetOverlappedResult} returns (GOR-*).
 *
 * @param returnValue TRUE only if the request has finished with success (GOR-2)
 * @param errno on FALSE, this call's own error or the request's (GOR-3)
 * @param bytes {@code *lpcbTransfer}; written only on TRUE (GOR-4)
 * @param flags {@code *lpdwFlags}; written only when the request has finished (DEC-5)
 * @param finished whether the request has finished, so that flags count
 */
public record OverlappedResult(
    boolean returnValue, int errno, int bytes, int flags, boolean finished) implements ErrnoResult {

  /**
   * Finished with success.
   *
   * @param bytes bytes transferred
   * @param flags what {@code *lpFlags} would have become
   * @return the result of a request that has succeeded
   */
  public static OverlappedResult done(int bytes, int flags) {
    return new OverlappedResult(true, 0, bytes, flags, true);
  }

  /**
   * Finished with an error.
   *
   * @param errno the request's own error
   * @param flags what {@code *lpFlags} would have become
   * @return the result of a request that has failed
   */
  public static OverlappedResult finishedWith(int errno, int flags) {
    return new OverlappedResult(false, errno, 0, flags, true);
  }

  /**
   * The query itself failed, or the request is still running.
   *
   * @param errno the error number
   * @return the result of a call that failed
   * @throws IllegalArgumentException for 0, which is no failure
   */
  public static OverlappedResult failed(int errno) {
    return new OverlappedResult(false, Errors.required(errno), 0, 0, false);
  }

  /**
   * The query itself failed, or the request is still running.
   *
   * @param error why
   * @return the result of a call that failed
   */
  public static OverlappedResult failed(WsaError error) {
    return failed(error.code());
  }

  /**
   * {@return this if the request has finished with success, or throws the error}
   *
   * @param function whose result this is, for the message
   * @throws WinsockException with the error
   */
  public OverlappedResult orThrow(String function) {
    if (!returnValue) {
      throw new WinsockException(function, errno);
    }
    return this;
  }

  /** Returns the values, numbers by their names. */
  @Override
  public String toString() {
    return "OverlappedResult[returnValue="
        + returnValue
        + ", errno="
        + WsaError.nameOf(errno)
        + ", bytes="
        + Integer.toUnsignedString(bytes)
        + ", flags="
        + FlagNames.ofMessage(flags)
        + ", finished="
        + finished
        + "]";
  }
}
