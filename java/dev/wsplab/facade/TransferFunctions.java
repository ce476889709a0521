package dev.wsplab.facade;

import static dev.wsplab.facade.FunctionTable.SOCKET_ERROR;

import dev.wsplab.client.Ws2_32;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.OverlappedResult;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;

/** Sending, receiving, controls, results. */
final class TransferFunctions {
  private final Ws2_32 ws2;

  TransferFunctions(Ws2_32 ws2) {
    this.ws2 = ws2;
  }

  void on(FunctionTable table) {
    table.socket("send", c -> count(ws2.send(c.socket(0), c.bytes(1, 2), c.number(3))));
    table.socket("recv", c -> count(ws2.recv(c.socket(0), c.bytes(1, 2), c.number(3))));
    table.socket(
        "sendto",
        c -> count(ws2.sendto(c.socket(0), c.bytes(1, 2), c.number(3), c.destination(4, 5))));
    table.socket(
        "recvfrom",
        c -> count(ws2.recvfrom(c.socket(0), c.bytes(1, 2), c.number(3), c.word(4), c.word(5))));
    table.socket("WSASend", this::send);
    table.socket("WSARecv", this::receive);
    table.socket("WSASendTo", this::sendTo);
    table.socket("WSARecvFrom", this::receiveFrom);
    table.socket("ioctlsocket", this::control);
    table.socket("WSAIoctl", this::ioctl);
    table.socketBool("WSAGetOverlappedResult", this::result);
  }

  private static long count(TransferResult result) {
    return result.succeeded() ? result.bytes() : SOCKET_ERROR;
  }

  /** CLI-1: without a structure there has to be a place for the count. */
  private static boolean lacksCount(NativeCall c, int count, int overlapped) {
    return c.word(count) == 0 && c.word(overlapped) == 0;
  }

  /** Writes the count of a transfer that has ended. */
  private static long told(NativeCall c, TransferResult result, int count) {
    if (result.succeeded() || result.isTruncated()) {
      c.store(count, result.bytes());
    }
    return result.returnValue();
  }

  private static long fault() {
    return FunctionTable.failed(SOCKET_ERROR, WsaError.WSAEFAULT);
  }

  private long send(NativeCall c) {
    if (lacksCount(c, 3, 5)) {
      return fault();
    }
    return told(
        c,
        ws2.wsaSend(c.socket(0), c.buffers(1, 2), c.number(4), c.overlapped(5), c.routine(6)),
        3);
  }

  private long sendTo(NativeCall c) {
    if (lacksCount(c, 3, 7)) {
      return fault();
    }
    Sockaddr to = c.destination(5, 6);
    return told(
        c,
        ws2.wsaSendTo(c.socket(0), c.buffers(1, 2), c.number(4), to, c.overlapped(7), c.routine(8)),
        3);
  }

  /** WSP-RECV-6: flags come back from what has ended, not from what pends. */
  private long receive(NativeCall c) {
    if (lacksCount(c, 3, 5) || c.word(4) == 0) {
      return fault();
    }
    TransferResult result =
        ws2.wsaRecv(c.socket(0), c.buffers(1, 2), c.load(4), c.overlapped(5), c.routine(6));
    if (result.succeeded() || result.isTruncated()) {
      c.store(4, result.flags());
    }
    return told(c, result, 3);
  }

  private long receiveFrom(NativeCall c) {
    if (lacksCount(c, 3, 7) || c.word(4) == 0) {
      return fault();
    }
    TransferResult result =
        ws2.wsaRecvFrom(
            c.socket(0),
            c.buffers(1, 2),
            c.load(4),
            c.word(5),
            c.word(6),
            c.overlapped(7),
            c.routine(8));
    if (result.succeeded() || result.isTruncated()) {
      c.store(4, result.flags());
    }
    return told(c, result, 3);
  }

  private long control(NativeCall c) {
    return ws2.ioctlsocket(c.socket(0), c.number(1), c.word(2)).returnValue();
  }

  /**
   * The provider's extension functions are called through ours, which find it by the socket
   * (WSP-IOCTL-4): a pointer that it hands out is its caller's alone.
   */
  private long ioctl(NativeCall c) {
    if (c.word(6) == 0) {
      return fault(); // WSP-IO-17, WIN-43
    }
    Overlapped overlapped = c.overlapped(7);
    TransferResult result =
        ws2.wsaIoctl(
            c.socket(0),
            c.number(1),
            c.word(2),
            c.number(3),
            c.word(4),
            c.number(5),
            overlapped,
            c.routine(8));
    if (c.number(1) == Winsock2.SIO_GET_EXTENSION_FUNCTION_POINTER && result.started()) {
      ExtensionFunctions.replace(c, c.word(2), c.word(4));
    }
    return told(c, result, 6);
  }

  private long result(NativeCall c) {
    if (c.word(2) == 0 || c.word(4) == 0) {
      return FunctionTable.failed(FunctionTable.FALSE, WsaError.WSAEINVAL);
    }
    OverlappedResult result =
        ws2.wsaGetOverlappedResult(c.socket(0), c.overlapped(1), c.number(3) != 0);
    if (result.returnValue()) {
      c.store(2, result.bytes());
    }
    if (result.returnValue() || result.finished()) {
      c.store(4, result.flags());
    }
    return FunctionTable.bool(result.returnValue());
  }
}
