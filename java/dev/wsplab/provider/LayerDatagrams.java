package dev.wsplab.provider;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WsaMsg;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Carries {@code WSARecvMsg} and {@code WSASendMsg} through a layer. */
final class LayerDatagrams {
  /** Calls the function below on the lower socket, with a structure of the layer or none. */
  @FunctionalInterface
  interface Below {
    TransferResult call(SocketHandle lower, @Nullable Overlapped own);
  }

  /** Is told of the bytes of a transfer that has ended. */
  @FunctionalInterface
  interface Hook {
    void transferred(SocketHandle upper, WsaBuffers buffers, int bytes);
  }

  private final Layer layer;

  LayerDatagrams(Layer layer) {
    this.layer = layer;
  }

  TransferResult transfer(
      SocketHandle s,
      WsaMsg message,
      @Nullable Overlapped client,
      @Nullable CompletionRoutine routine,
      Hook hook,
      Below below) {
    return transfer(s, message, client, routine, null, hook, below);
  }

  TransferResult transfer(
      SocketHandle s,
      WsaMsg message,
      @Nullable Overlapped client,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId thread,
      Hook hook,
      Below below) {
    LayeredSocket socket = layer.find(s);
    if (socket == null) {
      return TransferResult.failed(WsaError.WSAENOTSOCK);
    }
    WsaBuffers buffers;
    try {
      buffers = message.read().buffers().capture(); // WSP-IO-7: the array is transient
    } catch (AccessViolationException | IllegalArgumentException e) {
      return TransferResult.failed(WsaError.WSAEFAULT);
    }
    if (client != null && socket.isOverlapped()) {
      return layer.start(
          socket,
          client,
          routine,
          thread,
          bytes -> hook.transferred(s, buffers, bytes),
          own -> below.call(socket.lowerHandle(), own));
    }
    TransferResult result = below.call(socket.lowerHandle(), client);
    if (result.succeeded() || result.isTruncated()) {
      hook.transferred(s, buffers, result.bytes());
    }
    return result;
  }
}
