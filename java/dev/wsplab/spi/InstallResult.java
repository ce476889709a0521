package dev.wsplab.spi;

/**
 * What {@code WSCInstallProviderAndChains} returns.
 *
 * @param returnValue 0 or {@code SOCKET_ERROR}
 * @param errno the error; not meaningful on success
 * @param catalogEntryId {@code *lpdwCatalogEntryId}: the layer's own entry; 0 on failure
 */
public record InstallResult(int returnValue, int errno, int catalogEntryId) implements ErrnoResult {
  /**
   * Success.
   *
   * @param catalogEntryId the id that the catalog gave the entry
   * @return the result of a call that succeeded
   */
  public static InstallResult of(int catalogEntryId) {
    return new InstallResult(0, 0, catalogEntryId);
  }

  /**
   * Failure.
   *
   * @param errno the error number
   * @return the result of a call that failed
   */
  public static InstallResult failed(int errno) {
    return new InstallResult(Winsock2.SOCKET_ERROR, errno, 0);
  }

  /** {@return whether the call succeeded} */
  public boolean succeeded() {
    return returnValue == 0;
  }

  /** Returns the values, numbers by their names. */
  @Override
  public String toString() {
    return "InstallResult[returnValue="
        + returnValue
        + ", errno="
        + WsaError.nameOf(errno)
        + ", catalogEntryId="
        + catalogEntryId
        + "]";
  }
}
