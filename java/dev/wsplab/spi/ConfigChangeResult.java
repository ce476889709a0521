package dev.wsplab.spi;

import dev.wsplab.kernel.SocketHandle;

/**
 * What {@code WSAProviderConfigChange} returns.
 *
 * @param returnValue 0 or {@code SOCKET_ERROR}
 * @param errno the error, {@code WSA_IO_PENDING} among them; not meaningful on success
 * @param handle {@code *lpNotificationHandle}: a file of the system, as a system socket is, but no
 *     socket to Winsock; {@code CloseHandle} closes it. {@link SocketHandle#INVALID} when none
 *     could be made
 */
public record ConfigChangeResult(int returnValue, int errno, SocketHandle handle)
    implements ErrnoResult {
  /**
   * Success.
   *
   * @param handle the notification handle
   * @return the result of a call that succeeded
   */
  public static ConfigChangeResult of(SocketHandle handle) {
    return new ConfigChangeResult(0, 0, handle);
  }

  /**
   * Failure, or pending.
   *
   * @param errno the error number, {@code WSA_IO_PENDING} when a change will be indicated
   * @param handle what the caller's variable holds afterwards
   * @return the result of a call that did not succeed at once
   */
  public static ConfigChangeResult failed(int errno, SocketHandle handle) {
    return new ConfigChangeResult(Winsock2.SOCKET_ERROR, errno, handle);
  }

  /** {@return whether the call succeeded at once} */
  public boolean succeeded() {
    return returnValue == 0;
  }

  /** {@return whether a change will be indicated later} */
  public boolean isPending() {
    return !succeeded() && errno == WsaError.WSA_IO_PENDING.code();
  }

  /** Returns the values, numbers by their names. */
  @Override
  public String toString() {
    return "ConfigChangeResult[returnValue="
        + returnValue
        + ", errno="
        + WsaError.nameOf(errno)
        + ", handle="
        + handle
        + "]";
  }
}
