package dev.wsplab.spi;

/**
 * The functions of mswsock.h that start something and that clients reach through a pointer
 * (WSP-IOCTL-4): {@link ExtensionFunction} without those that only look.
 */
public enum MswsockFunction {
  /** {@code AcceptEx}. */
  ACCEPT_EX("AcceptEx"),
  /** {@code ConnectEx}. */
  CONNECT_EX("ConnectEx"),
  /** {@code DisconnectEx}. */
  DISCONNECT_EX("DisconnectEx"),
  /** {@code TransmitFile}. */
  TRANSMIT_FILE("TransmitFile"),
  /** {@code TransmitPackets}. */
  TRANSMIT_PACKETS("TransmitPackets"),
  /** {@code WSARecvMsg}. */
  WSA_RECV_MSG("WSARecvMsg"),
  /** {@code WSASendMsg}. */
  WSA_SEND_MSG("WSASendMsg");

  private final String winsockName;

  MswsockFunction(String winsockName) {
    this.winsockName = winsockName;
  }

  /** {@return the name in Microsoft's documentation} */
  public String winsockName() {
    return winsockName;
  }

  /**
   * {@return the function of a name}
   *
   * @param winsockName as {@link #winsockName} gives it
   * @throws IllegalArgumentException when none has it
   */
  public static MswsockFunction named(String winsockName) {
    for (MswsockFunction function : values()) {
      if (function.winsockName.equals(winsockName)) {
        return function;
      }
    }
    throw new IllegalArgumentException("winsockName=" + winsockName + ": no function has it");
  }
}
