package dev.wsplab.spi;

/**
 * What {@code WSPSelect} returns.
 *
 * @param returnValue the number of ready sockets, or {@code SOCKET_ERROR}
 * @param errno the error; not meaningful on success
 */
public record CountResult(int returnValue, int errno) {
  /** Success. */
  public static CountResult of(int count) {
    return new CountResult(count, 0);
  }

  /** Failure. */
  public static CountResult failed(WsaError error) {
    return new CountResult(Winsock2.SOCKET_ERROR, error.code());
  }
}
