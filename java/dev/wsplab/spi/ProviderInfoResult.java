package dev.wsplab.spi;

/**
 * What {@code WSCGetProviderInfo} returns.
 *
 * @param returnValue 0 or {@code SOCKET_ERROR}
 * @param errno the error; not meaningful on success
 * @param size {@code *InfoSize}: bytes that were written or are needed; as it was given when the
 *     call was refused for another reason
 */
public record ProviderInfoResult(int returnValue, int errno, int size) implements ErrnoResult {
  /**
   * Success.
   *
   * @param size bytes that were written
   * @return the result of a call that succeeded
   */
  public static ProviderInfoResult of(int size) {
    return new ProviderInfoResult(0, 0, size);
  }

  /**
   * Failure.
   *
   * @param errno the error number
   * @param size bytes that are needed when the room was short, else 0
   * @return the result of a call that failed
   */
  public static ProviderInfoResult failed(int errno, int size) {
    return new ProviderInfoResult(Winsock2.SOCKET_ERROR, errno, size);
  }

  /** Returns the values, numbers by their names. */
  @Override
  public String toString() {
    return "ProviderInfoResult[returnValue="
        + returnValue
        + ", errno="
        + WsaError.nameOf(errno)
        + ", size="
        + size
        + "]";
  }
}
