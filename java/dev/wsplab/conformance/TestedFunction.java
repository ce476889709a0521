package dev.wsplab.conformance;

/** The overlapped functions that the cells are made of. */
enum TestedFunction {
  /** {@code WSASend}. */
  SEND("WSASend", Kind.STREAM),
  /** {@code WSASendTo}. */
  SEND_TO("WSASendTo", Kind.DATAGRAM),
  /** {@code WSARecv}. */
  RECV("WSARecv", Kind.STREAM),
  /** {@code WSARecvFrom}. */
  RECV_FROM("WSARecvFrom", Kind.DATAGRAM),
  /** {@code WSAIoctl}. */
  IOCTL("WSAIoctl", Kind.STREAM),
  /** {@code AcceptEx}. */
  ACCEPT_EX("AcceptEx", Kind.LISTENER),
  /** {@code ConnectEx}. */
  CONNECT_EX("ConnectEx", Kind.UNCONNECTED),
  /** {@code DisconnectEx}. */
  DISCONNECT_EX("DisconnectEx", Kind.STREAM),
  /** {@code WSARecvMsg}. */
  RECV_MSG("WSARecvMsg", Kind.DATAGRAM),
  /** {@code ReadFile}. */
  READ_FILE("ReadFile", Kind.STREAM),
  /** {@code WriteFile}. */
  WRITE_FILE("WriteFile", Kind.STREAM);

  /** What kind of socket a function is called on. */
  enum Kind {
    /** A connected stream socket. */
    STREAM,
    /** A stream socket that listens. */
    LISTENER,
    /** A stream socket that is bound and not connected. */
    UNCONNECTED,
    /** A bound datagram socket. */
    DATAGRAM
  }

  private final String winsockName;
  private final Kind kind;

  TestedFunction(String winsockName, Kind kind) {
    this.winsockName = winsockName;
    this.kind = kind;
  }

  /** The name in Microsoft's documentation. */
  String winsockName() {
    return winsockName;
  }

  Kind kind() {
    return kind;
  }

  /** Whether its errors are Win32's, not Winsock's. */
  boolean isFileFunction() {
    return this == READ_FILE || this == WRITE_FILE;
  }

  /** Whether it has a parameter for a completion routine. */
  boolean takesRoutine() {
    return switch (this) {
      case SEND, SEND_TO, RECV, RECV_FROM, IOCTL, RECV_MSG -> true;
      case ACCEPT_EX, CONNECT_EX, DISCONNECT_EX, READ_FILE, WRITE_FILE -> false;
    };
  }

  /** Whether bytes come in with it. */
  boolean receives() {
    return this == RECV || this == RECV_FROM || this == RECV_MSG || this == READ_FILE;
  }

  /** Whether bytes go out with it, all of them or none. */
  boolean sends() {
    return this == SEND || this == SEND_TO || this == WRITE_FILE;
  }
}
