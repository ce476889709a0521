package dev.wsplab.provider.network;

import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;

/**
 * {@code WSPSend} and {@code WSPRecv}; on a stream socket the To and From forms are the same
 * (WSP-SEND-5, WSP-RECV-7).
 */
final class TcpTransfers {
  private static final int SEND_FLAGS = Winsock2.MSG_OOB | Winsock2.MSG_DONTROUTE;
  private static final int RECEIVE_FLAGS =
      Winsock2.MSG_OOB | Winsock2.MSG_PEEK | Winsock2.MSG_WAITALL | Winsock2.MSG_PUSH_IMMEDIATE;

  private final TcpStarts starts;

  TcpTransfers(TcpStarts starts) {
    this.starts = starts;
  }

  TransferResult send(TcpSocket socket, WsaBuffers buffers, int flags, ClientCall call) {
    Mode mode = mode(socket, true);
    Captured captured = mode.error == 0 ? Captured.of(buffers) : Captured.failed(mode.error);
    if (captured.error() != 0) {
      return TransferResult.failed(captured.error());
    }
    if ((flags & ~SEND_FLAGS) != 0) {
      // MSG_PARTIAL too, since the protocol lacks XP1_PARTIAL_MESSAGE (WSP-SEND-1).
      return TransferResult.failed(WsaError.WSAEOPNOTSUPP);
    }
    SendAttempt attempt = new SendAttempt(socket, captured.buffers(), flags);
    if (call.overlapped() == null && mode.nonBlocking) {
      return sendNow(socket, attempt);
    }
    if (call.overlapped() != null && !captured.areReadable(starts.memory())) {
      return TransferResult.failed(WsaError.WSAEFAULT);
    }
    return starts.start(socket, socket.out(), attempt, mode.sendTimeout, call);
  }

  TransferResult receive(TcpSocket socket, WsaBuffers buffers, int flags, ClientCall call) {
    TransferResult result = take(socket, buffers, flags, call);
    socket.events().enable(Winsock2.FD_READ | Winsock2.FD_OOB);
    return result;
  }

  private TransferResult take(TcpSocket socket, WsaBuffers buffers, int flags, ClientCall call) {
    Mode mode = mode(socket, false);
    Captured captured = mode.error == 0 ? Captured.of(buffers) : Captured.failed(mode.error);
    if (captured.error() != 0) {
      return TransferResult.failed(captured.error());
    }
    boolean now = call.overlapped() == null && mode.nonBlocking;
    boolean isOverlapped = call.overlapped() != null && socket.hasOverlappedAttribute();
    int refused = refuse(flags, isOverlapped, now, mode.urgentInline);
    if (refused != 0) {
      return TransferResult.failed(refused);
    }
    if (call.overlapped() != null && !captured.areReadable(starts.memory())) {
      return TransferResult.failed(WsaError.WSAEFAULT);
    }
    boolean urgent = (flags & Winsock2.MSG_OOB) != 0;
    OperationQueue queue = urgent ? socket.urgent() : socket.in();
    ReceiveAttempt attempt = new ReceiveAttempt(socket, captured.buffers(), flags);
    return now
        ? TcpStarts.nowOrWouldBlock(socket.tryNow(queue, attempt))
        : starts.start(socket, queue, attempt, mode.receiveTimeout, call);
  }

  /** What a call finds of its socket, taken with the lock held. */
  private record Mode(
      int error, boolean nonBlocking, boolean urgentInline, int sendTimeout, int receiveTimeout) {}

  private static Mode mode(TcpSocket socket, boolean sending) {
    socket.lock().lock();
    try {
      TcpSettings settings = socket.settings();
      return new Mode(
          stateError(socket, sending),
          settings.nonBlocking,
          settings.urgentInline,
          settings.sendTimeout,
          settings.receiveTimeout);
    } finally {
      socket.lock().unlock();
    }
  }

  private static int stateError(TcpSocket socket, boolean sending) {
    if (socket.isClosed()) {
      return WsaError.WSAENOTSOCK.code();
    }
    if (socket.state() != SocketState.CONNECTED) {
      return WsaError.WSAENOTCONN.code();
    }
    boolean shut = sending ? socket.isSendShut() : socket.isReceiveShut();
    return shut ? WsaError.WSAESHUTDOWN.code() : 0;
  }

  private static int refuse(int flags, boolean isOverlapped, boolean now, boolean urgentInline) {
    boolean peek = (flags & Winsock2.MSG_PEEK) != 0;
    boolean urgent = (flags & Winsock2.MSG_OOB) != 0;
    boolean all = (flags & Winsock2.MSG_WAITALL) != 0;
    boolean unsupported =
        (flags & ~RECEIVE_FLAGS) != 0
            || peek && isOverlapped // WSP-RECV-5
            || all && (peek || urgent || now);
    if (unsupported) {
      return WsaError.WSAEOPNOTSUPP.code();
    }
    return urgent && urgentInline ? WsaError.WSAEINVAL.code() : 0;
  }

  /** Non-blocking: a part may be sent (WSP-SEND-2). */
  private static TransferResult sendNow(TcpSocket socket, SendAttempt attempt) {
    Outcome outcome = socket.tryNow(socket.out(), attempt);
    if (outcome == null && attempt.sent() > 0) {
      return TransferResult.done(attempt.sent(), 0);
    }
    return TcpStarts.nowOrWouldBlock(outcome);
  }
}
