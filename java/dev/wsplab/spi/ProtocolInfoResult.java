package dev.wsplab.spi;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What {@code WSPDuplicateSocket} returns.
 *
 * @param returnValue 0 or {@code SOCKET_ERROR}
 * @param errno the error; not meaningful on success
 * @param protocolInfo good for exactly one {@code WSPSocket} call in the target process
 *     (WSP-DUP-1); null on failure
 */
public record ProtocolInfoResult(int returnValue, int errno, @Nullable ProtocolInfo protocolInfo)
    implements ErrnoResult {
  /**
   * Success.
   *
   * @param protocolInfo the entry that a second socket is made from
   * @return the result of a call that succeeded
   */
  public static ProtocolInfoResult of(ProtocolInfo protocolInfo) {
    return new ProtocolInfoResult(0, 0, protocolInfo);
  }

  /**
   * Failure.
   *
   * @param errno the error number
   * @return the result of a call that failed
   * @throws IllegalArgumentException for 0, which is no failure
   */
  public static ProtocolInfoResult failed(int errno) {
    return new ProtocolInfoResult(Winsock2.SOCKET_ERROR, Errors.required(errno), null);
  }

  /**
   * Failure.
   *
   * @param error why
   * @return the result of a call that failed
   */
  public static ProtocolInfoResult failed(WsaError error) {
    return failed(error.code());
  }

  /**
   * {@return what it gave, or throws the error}
   *
   * @param function whose result this is, for the message
   * @throws WinsockException with the error
   */
  public ProtocolInfo orThrow(String function) {
    ProtocolInfo given = protocolInfo;
    if (given == null) {
      throw new WinsockException(function, errno);
    }
    return given;
  }

  /** Returns the values, numbers by their names. */
  @Override
  public String toString() {
    return "ProtocolInfoResult[returnValue="
        + returnValue
        + ", errno="
        + WsaError.nameOf(errno)
        + ", protocolInfo="
        + protocolInfo
        + "]";
  }
}
