package dev.wsplab.conformance;

import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.TransmitFlags;
import dev.wsplab.spi.Winsock2;

/**
 * What one operation carries: its data, address and flags, each told apart from what the others
 * carry. Texts have one character for each byte. Immutable.
 *
 * @param socket number of the socket in its scenario, from 1
 * @param operation number of the operation on it, from 1
 * @param function what the client calls
 * @param decisions what it is chosen by
 */
record Contents(int socket, int operation, TestedFunction function, Decisions decisions) {
  private static final int BYTES = 0xFF;
  private static final int FIRST_PORT = 10_000;
  private static final int PORTS = 4_000;
  // MSG_BCAST of ws2_32's headers: WSARecvMsg tells it with success.
  private static final int MSG_BCAST = 0x0400;

  /** How many bytes move. */
  int bytes() {
    return function.sends() || function.receives() || function == TestedFunction.CONNECT_EX
        ? decisions.bytes(socket, operation)
        : 0;
  }

  /** The bytes that move: no two operations have the same byte in one place. */
  String data() {
    int first = decisions.number(1, 0, "data", BYTES + 1) + 83 * socket + 29 * operation;
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < bytes(); i++) {
      text.append((char) ((first + 3 * i) & BYTES));
    }
    return text.toString();
  }

  /** Where data go to or come from, or what a control is about. */
  Sockaddr address() {
    int which = decisions.number(socket, 0, "port", PORTS);
    return Sockaddr.loopback(FIRST_PORT + PORTS * (2 * socket + operation - 1) + which);
  }

  /**
   * The flags that the client gives. None of them may be ignored (WSP-SEND-1 lets a provider ignore
   * {@code MSG_DONTROUTE}).
   */
  int flags() {
    int some =
        switch (function) {
          case SEND, RECV -> Winsock2.MSG_OOB;
          case RECV_FROM -> Winsock2.MSG_PARTIAL;
          case DISCONNECT_EX -> TransmitFlags.TF_REUSE_SOCKET;
          case SEND_TO, IOCTL, ACCEPT_EX, CONNECT_EX, RECV_MSG, READ_FILE, WRITE_FILE -> 0;
        };
    return decisions.number(socket, operation, "flags", 2) * some;
  }

  /**
   * The flags that come with the end of a receive, as a provider with handles of its own tells them
   * (GOR-5); those of {@code WSARecvMsg} stand in its structure (WSP-RECV-14).
   */
  int toldFlags() {
    return function == TestedFunction.RECV_FROM
        ? decisions.number(socket, operation, "told", 2) * Winsock2.MSG_PARTIAL
        : 0;
  }

  /** The flags that {@code WSARecvMsg} finds in its structure. */
  int messageFlags() {
    return function == TestedFunction.RECV_MSG ? MSG_BCAST : 0;
  }
}
