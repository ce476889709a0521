package dev.wsplab.spi;

/**
 * What {@code WPUGetProviderPath} returns.
 *
 * @param returnValue 0 or {@code SOCKET_ERROR}
 * @param errno the error; not meaningful on success
 * @param path the path, environment strings unexpanded (WPU-PATH-1); empty on failure
 * @param length {@code *lpProviderDllPathLen}: characters with the terminator, also when the room
 *     was too small (WPU-PATH-3); as it was given when the id is unknown (WIN-59)
 */
public record PathResult(int returnValue, int errno, String path, int length)
    implements ErrnoResult {
  /**
   * Success.
   *
   * @param path the provider's path, as it was installed
   * @return the result of a call that succeeded
   */
  public static PathResult of(String path) {
    return new PathResult(0, 0, path, path.length() + 1);
  }

  /**
   * Failure.
   *
   * @param error why there is no path
   * @param length characters needed, with the terminator, when the room was too small; else as it
   *     was given
   * @return the result of a call that failed
   */
  public static PathResult failed(WsaError error, int length) {
    return new PathResult(Winsock2.SOCKET_ERROR, error.code(), "", length);
  }

  /** Returns the values, numbers by their names. */
  @Override
  public String toString() {
    return "PathResult[returnValue="
        + returnValue
        + ", errno="
        + WsaError.nameOf(errno)
        + ", path="
        + path
        + ", length="
        + length
        + "]";
  }
}
