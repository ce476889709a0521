package dev.wsplab.provider.network;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.provider.network.DatagramReceiveAttempt.Report;
import dev.wsplab.provider.network.NetworkSocket.Arrived;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * {@code WSPSendTo}, {@code WSPRecvFrom} and their forms without an address, on datagram sockets.
 */
final class DatagramTransfers {
  private static final int RECEIVE_FLAGS =
      Winsock2.MSG_PEEK | Winsock2.MSG_PARTIAL | Winsock2.MSG_PUSH_IMMEDIATE;

  private final TcpStarts starts;
  private final DatagramPeers peers;

  DatagramTransfers(TcpStarts starts, DatagramPeers peers) {
    this.starts = starts;
    this.peers = peers;
  }

  /**
   * Sends.
   *
   * @param to null for the default peer; otherwise it counts for this datagram alone (WSP-SEND-5)
   * @param from what the datagram is to come from, or null
   */
  TransferResult send(
      TcpSocket socket,
      WsaBuffers buffers,
      int flags,
      @Nullable Sockaddr to,
      @Nullable PacketInfo from,
      ClientCall call) {
    int refusal = sendRefusal(socket, to);
    Captured captured = refusal == 0 ? Captured.of(buffers) : Captured.failed(refusal);
    if (captured.error() != 0) {
      return TransferResult.failed(captured.error());
    }
    if ((flags & ~Winsock2.MSG_DONTROUTE) != 0) {
      return TransferResult.failed(WsaError.WSAEOPNOTSUPP); // WSP-SEND-1
    }
    if (captured.buffers().totalLength() > DatagramOptions.largestMessage(socket)) {
      return TransferResult.failed(WsaError.WSAEMSGSIZE); // WSP-SEND-3
    }
    if (call.overlapped() != null && !captured.areReadable(starts.memory())) {
      return TransferResult.failed(WsaError.WSAEFAULT);
    }
    int error = peers.bindIfUnbound(socket);
    if (error != 0) {
      return TransferResult.failed(error);
    }
    int asked = askToSend(socket, captured.buffers(), to);
    if (asked > 0) {
      return TransferResult.failed(asked);
    }
    long length = captured.buffers().totalLength();
    Attempt attempt =
        asked == AuthorizedSocket.ABSORBED
            ? () -> Outcome.done((int) length) // as if it were lost on the way
            : new DatagramSendAttempt(socket, captured.buffers(), to, from);
    return run(socket, socket.out(), attempt, true, call);
  }

  /** What an authorizer says, if there is one. Without a lock. */
  private static int askToSend(TcpSocket socket, WsaBuffers buffers, @Nullable Sockaddr to) {
    AuthorizedSocket asked;
    socket.lock().lock();
    try {
      asked = socket.host() instanceof AuthorizedSocket host ? host : null;
    } finally {
      socket.lock().unlock();
    }
    return asked == null ? 0 : asked.askToSend(new Iovec(buffers), to);
  }

  private int sendRefusal(TcpSocket socket, @Nullable Sockaddr to) {
    socket.lock().lock();
    try {
      if (socket.isClosed()) {
        return WsaError.WSAENOTSOCK.code();
      }
      if (socket.isSendShut()) {
        return WsaError.WSAESHUTDOWN.code();
      }
      if (to == null) {
        return socket.state() == SocketState.CONNECTED ? 0 : WsaError.WSAENOTCONN.code();
      }
      return peers.targetRefusal(socket, to);
    } finally {
      socket.lock().unlock();
    }
  }

  /**
   * Receives.
   *
   * @param from address of room for the sender's address, or 0
   * @param fromLength address of the size of that room, or 0
   */
  TransferResult receive(
      TcpSocket socket,
      WsaBuffers buffers,
      int flags,
      long from,
      long fromLength,
      ClientCall call) {
    Report report =
        arrived -> {
          writeSender(arrived, from, fromLength);
          return arrived.isTruncated() ? Winsock2.MSG_PARTIAL : 0;
        };
    int refusal = senderRoomRefusal(socket, from, fromLength);
    return refusal == 0
        ? receive(socket, buffers, flags, report, call)
        : TransferResult.failed(refusal);
  }

  private int senderRoomRefusal(TcpSocket socket, long from, long fromLength) {
    if (from == 0 || fromLength == 0) {
      return from == fromLength ? 0 : WsaError.WSAEFAULT.code();
    }
    try {
      int room = starts.memory().loadInt(fromLength);
      if (room < socket.protocol().minSockAddr()) {
        return WsaError.WSAEFAULT.code();
      }
      starts.memory().touch(from, socket.protocol().minSockAddr());
      return 0;
    } catch (AccessViolationException e) {
      return WsaError.WSAEFAULT.code();
    }
  }

  private void writeSender(Arrived arrived, long from, long fromLength) {
    Sockaddr sender = arrived.from();
    if (from != 0 && sender != null) {
      GuardedMemory memory = starts.memory();
      sender.write(memory, from);
      memory.storeInt(fromLength, sender.length());
    }
  }

  /** Receives; the report tells what else the client wants to know. */
  TransferResult receive(
      TcpSocket socket, WsaBuffers buffers, int flags, Report report, ClientCall call) {
    TransferResult result = take(socket, buffers, flags, report, call);
    socket.events().enable(Winsock2.FD_READ);
    return result;
  }

  private TransferResult take(
      TcpSocket socket, WsaBuffers buffers, int flags, Report report, ClientCall call) {
    int refusal = receiveRefusal(socket);
    Captured captured = refusal == 0 ? Captured.of(buffers) : Captured.failed(refusal);
    if (captured.error() != 0) {
      return TransferResult.failed(captured.error());
    }
    boolean peek = (flags & Winsock2.MSG_PEEK) != 0;
    boolean isOverlapped = call.overlapped() != null && socket.hasOverlappedAttribute();
    if ((flags & ~RECEIVE_FLAGS) != 0 || peek && isOverlapped) {
      return TransferResult.failed(WsaError.WSAEOPNOTSUPP); // WSP-RECV-5
    }
    if (call.overlapped() != null && !captured.areReadable(starts.memory())) {
      return TransferResult.failed(WsaError.WSAEFAULT);
    }
    Attempt attempt =
        new DatagramReceiveAttempt(socket, captured.buffers(), flags & Winsock2.MSG_PEEK, report);
    return run(socket, socket.in(), attempt, false, call);
  }

  /** One that is not bound cannot be sent anything: it would wait for ever (WSP-RECV-11). */
  private static int receiveRefusal(TcpSocket socket) {
    socket.lock().lock();
    try {
      if (socket.isClosed()) {
        return WsaError.WSAENOTSOCK.code();
      }
      if (socket.state() == SocketState.OPEN) {
        return WsaError.WSAEINVAL.code();
      }
      return socket.isReceiveShut() ? WsaError.WSAESHUTDOWN.code() : 0;
    } finally {
      socket.lock().unlock();
    }
  }

  private TransferResult run(
      TcpSocket socket, OperationQueue queue, Attempt attempt, boolean sending, ClientCall call) {
    int timeout;
    socket.lock().lock();
    try {
      TcpSettings settings = socket.settings();
      if (call.overlapped() == null && settings.nonBlocking) {
        timeout = TcpStarts.NOW;
      } else {
        timeout = sending ? settings.sendTimeout : settings.receiveTimeout;
      }
    } finally {
      socket.lock().unlock();
    }
    return timeout == TcpStarts.NOW
        ? TcpStarts.nowOrWouldBlock(socket.tryNow(queue, attempt))
        : starts.start(socket, queue, attempt, timeout, call);
  }
}
