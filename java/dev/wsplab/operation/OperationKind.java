package dev.wsplab.operation;

/** Which call started an operation. */
public enum OperationKind {
  /** {@code WSASend}. */
  SEND("WSASend"),
  /** {@code WSASendTo}. */
  SEND_TO("WSASendTo"),
  /** {@code WSARecv}. */
  RECV("WSARecv"),
  /** {@code WSARecvFrom}. */
  RECV_FROM("WSARecvFrom"),
  /** {@code WSARecvMsg}. */
  RECV_MSG("WSARecvMsg"),
  /** {@code WSASendMsg}. */
  SEND_MSG("WSASendMsg"),
  /** {@code WSAIoctl}. */
  IOCTL("WSAIoctl"),
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
  /** {@code ReadFile}. */
  READ_FILE("ReadFile"),
  /** {@code WriteFile}. */
  WRITE_FILE("WriteFile"),
  /** {@code ReadFileEx}. */
  READ_FILE_EX("ReadFileEx"),
  /** {@code WriteFileEx}. */
  WRITE_FILE_EX("WriteFileEx"),
  /** {@code WSAProviderConfigChange}. */
  PROVIDER_CONFIG_CHANGE("WSAProviderConfigChange");

  private final String functionName;

  OperationKind(String functionName) {
    this.functionName = functionName;
  }

  /** {@return the name of the call in Microsoft's documentation} */
  public String functionName() {
    return functionName;
  }

  /** Whether it is a call of Windows' for files, whose handle need not be a socket's. */
  boolean isFileCall() {
    return switch (this) {
      case READ_FILE, READ_FILE_EX, WRITE_FILE, WRITE_FILE_EX -> true;
      default -> false;
    };
  }
}
