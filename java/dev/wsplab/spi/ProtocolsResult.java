package dev.wsplab.spi;

/**
 * What {@code WSCEnumProtocols} and {@code WSAEnumProtocols} return.
 *
 * @param returnValue the number of entries, or {@code SOCKET_ERROR}
 * @param errno the error; not meaningful on success
 * @param length {@code *lpdwBufferLength}: bytes needed after {@code WSAENOBUFS}, otherwise as it
 *     was given
 */
public record ProtocolsResult(int returnValue, int errno, int length) implements ErrnoResult {
  /**
   * Failure.
   *
   * @param error why nothing was written
   * @param length bytes that the list needs, with {@code WSAENOBUFS}; else as it was given
   * @return the result of a call that failed
   */
  public static ProtocolsResult failed(WsaError error, int length) {
    return new ProtocolsResult(Winsock2.SOCKET_ERROR, error.code(), length);
  }

  /** {@return whether the call succeeded} */
  public boolean succeeded() {
    return returnValue != Winsock2.SOCKET_ERROR;
  }

  /** Returns the values, numbers by their names. */
  @Override
  public String toString() {
    return "ProtocolsResult[returnValue="
        + returnValue
        + ", errno="
        + WsaError.nameOf(errno)
        + ", length="
        + length
        + "]";
  }
}
