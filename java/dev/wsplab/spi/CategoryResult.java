package dev.wsplab.spi;

/**
 * What {@code WSCGetApplicationCategory} and {@code WSCSetApplicationCategory} return.
 *
 * @param returnValue 0 or {@code SOCKET_ERROR}
 * @param errno the error; not meaningful on success
 * @param categories {@code *pPermittedLspCategories}, or {@code *pPrevPermLspCat}; 0 on failure
 */
public record CategoryResult(int returnValue, int errno, int categories) implements ErrnoResult {
  /**
   * Success.
   *
   * @param categories the categories, {@code LSP_} flags
   * @return the result of a call that succeeded
   */
  public static CategoryResult of(int categories) {
    return new CategoryResult(0, 0, categories);
  }

  /**
   * Failure.
   *
   * @param error why
   * @return the result of a call that failed
   */
  public static CategoryResult failed(WsaError error) {
    return new CategoryResult(Winsock2.SOCKET_ERROR, error.code(), 0);
  }

  /** Returns the values, numbers by their names. */
  @Override
  public String toString() {
    return "CategoryResult[returnValue="
        + returnValue
        + ", errno="
        + WsaError.nameOf(errno)
        + ", categories="
        + categories
        + "]";
  }
}
