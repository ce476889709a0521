package dev.wsplab.provider.network;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.ExtensionFunction.Result;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.TransmitElement;
import dev.wsplab.spi.TransmitFlags;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/** DisconnectEx, TransmitFile and TransmitPackets. Each has its turn among the socket's sends. */
final class TcpTransmits {
  private final TcpEnvironment environment;
  private final TcpStarts starts;

  TcpTransmits(TcpEnvironment environment, TcpStarts starts) {
    this.environment = environment;
    this.starts = starts;
  }

  Result disconnectEx(SocketHandle s, @Nullable Overlapped overlapped, int flags, int reserved) {
    TcpSocket socket = environment.find(s);
    if (socket == null) {
      return Result.failed(WsaError.WSAENOTSOCK);
    }
    if ((flags & ~TransmitFlags.TF_REUSE_SOCKET) != 0 || reserved != 0) {
      return Result.failed(WsaError.WSAEINVAL);
    }
    boolean reuse = (flags & TransmitFlags.TF_REUSE_SOCKET) != 0;
    int refusal = refusal(socket, reuse);
    if (refusal == 0 && socket.isDatagram()) {
      refusal = WsaError.WSAEOPNOTSUPP.code();
    }
    return refusal == 0
        ? start(
            socket, new DisconnectAttempt(environment, socket, reuse), ClientCall.of(s, overlapped))
        : Result.failed(refusal);
  }

  Result transmitFile(
      SocketHandle s,
      @Nullable FileChannel file,
      int bytes,
      int bytesPerSend,
      @Nullable Overlapped overlapped,
      @Nullable WsaBuffers head,
      @Nullable WsaBuffers tail,
      int flags) {
    List<TransmitElement> elements = new ArrayList<>();
    if (!addMemory(elements, head)) {
      return Result.failed(WsaError.WSAEFAULT);
    }
    if (file != null) {
      try {
        long offset = overlapped == null ? TransmitElement.File.CURRENT : offsetOf(overlapped);
        elements.add(new TransmitElement.File(file, offset, Integer.toUnsignedLong(bytes)));
      } catch (AccessViolationException e) {
        return Result.failed(WsaError.WSAEFAULT);
      }
    }
    if (!addMemory(elements, tail)) {
      return Result.failed(WsaError.WSAEFAULT);
    }
    TcpSocket socket = environment.find(s);
    boolean refused = socket != null && (socket.isDatagram() || TransmitCheck.isTooMuch(bytes));
    return refused
        ? Result.failed(WsaError.WSAEINVAL)
        : transmit(s, elements, bytesPerSend, overlapped, flags);
  }

  /** False when the buffers' own array cannot be read. */
  private static boolean addMemory(List<TransmitElement> elements, @Nullable WsaBuffers buffers) {
    if (buffers == null) {
      return true;
    }
    Captured captured = Captured.of(buffers);
    if (captured.error() != 0) {
      return false;
    }
    WsaBuffers found = captured.buffers();
    for (int i = 0; i < found.count(); i++) {
      elements.add(new TransmitElement.Memory(found.address(i), (int) found.length(i)));
    }
    return true;
  }

  /** The client's 64-bit file offset (OVL-3). */
  private static long offsetOf(Overlapped overlapped) {
    return Integer.toUnsignedLong(overlapped.offset())
        | (long) overlapped.offsetHigh() << Integer.SIZE;
  }

  Result transmit(
      SocketHandle s,
      List<TransmitElement> elements,
      int sendSize,
      @Nullable Overlapped overlapped,
      int flags) {
    TcpSocket socket = environment.find(s);
    if (socket == null) {
      return Result.failed(WsaError.WSAENOTSOCK);
    }
    boolean disconnect = (flags & TransmitFlags.TF_DISCONNECT) != 0;
    boolean reuse = (flags & TransmitFlags.TF_REUSE_SOCKET) != 0;
    int refusal = TransmitCheck.refusal(elements, flags);
    if (refusal == 0) {
      refusal = refusal(socket, false);
    }
    if (refusal == 0 && disconnect && socket.isDatagram()) {
      refusal = WsaError.WSAEOPNOTSUPP.code(); // there is nothing to disconnect
    }
    if (refusal != 0) {
      return Result.failed(refusal);
    }
    if (!areReadable(elements)) {
      return Result.failed(WsaError.WSAEFAULT);
    }
    if (socket.isDatagram()) {
      return start(
          socket,
          new DatagramTransmitAttempt(environment.memory(), socket, elements, sendSize),
          ClientCall.of(s, overlapped));
    }
    Attempt atEnd = disconnect ? new DisconnectAttempt(environment, socket, reuse) : null;
    return start(
        socket,
        new TransmitAttempt(socket, elements, sendSize, atEnd),
        ClientCall.of(s, overlapped));
  }

  private boolean areReadable(List<TransmitElement> elements) {
    for (TransmitElement element : elements) {
      if (element instanceof TransmitElement.Memory memory) {
        WsaBuffers buffers = WsaBuffers.of(memory.address(), memory.length());
        if (!Captured.of(buffers).areReadable(starts.memory())) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Why nothing can be sent, or 0; a connection that has been shut down can still be disconnected.
   */
  private static int refusal(TcpSocket socket, boolean shutIsFine) {
    socket.lock().lock();
    try {
      if (socket.isClosed()) {
        return WsaError.WSAENOTSOCK.code();
      }
      if (socket.state() != SocketState.CONNECTED) {
        return WsaError.WSAENOTCONN.code();
      }
      return socket.isSendShut() && !shutIsFine ? WsaError.WSAESHUTDOWN.code() : 0;
    } finally {
      socket.lock().unlock();
    }
  }

  private Result start(TcpSocket socket, Attempt attempt, ClientCall call) {
    try {
      return startInMode(socket, attempt, call);
    } finally {
      // Who waits at the other end is in no call that would tell.
      environment.network().tellReady(false);
    }
  }

  private Result startInMode(TcpSocket socket, Attempt attempt, ClientCall call) {
    Overlapped overlapped = call.overlapped();
    if (overlapped == null) {
      return drained(socket, starts.blocking(socket, socket.out(), attempt, BlockingCalls.FOREVER));
    }
    if (starts.refusesStructure(socket, overlapped)) {
      return Result.failed(WsaError.WSAEINVAL);
    }
    if (!socket.hasOverlappedAttribute()) {
      return drained(
          socket,
          starts.blockingWithStructure(socket, socket.out(), attempt, overlapped, call.name()));
    }
    OverlappedWaiter client = starts.waiter(socket, overlapped, call);
    PendingOperation operation =
        new PendingOperation(attempt, DisconnectAttempt.telling(socket, client));
    client.cancelledBy(() -> socket.end(socket.out(), operation, TcpStarts.CANCELLED));
    return TcpExtensions.result(starts.overlapped(socket, socket.out(), operation, client));
  }

  /** What waited to receive on a connection that has been given up is told. */
  private static Result drained(TcpSocket socket, TransferResult result) {
    socket.drain();
    return TcpExtensions.result(result);
  }
}
