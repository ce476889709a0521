package dev.wsplab.provider;

import com.sun.jna.Native;
import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.ExtensionFunction.AcceptEx;
import dev.wsplab.spi.ExtensionFunction.ConnectEx;
import dev.wsplab.spi.ExtensionFunction.DisconnectEx;
import dev.wsplab.spi.ExtensionFunction.Result;
import dev.wsplab.spi.ExtensionFunction.TransmitFile;
import dev.wsplab.spi.ExtensionFunction.TransmitPackets;
import dev.wsplab.spi.ExtensionFunction.WsaPoll;
import dev.wsplab.spi.ExtensionFunction.WsaRecvMsg;
import dev.wsplab.spi.ExtensionFunction.WsaSendMsg;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A layer's own extension functions. The provider below hands out pointers that know its own
 * handles; a client that called them with the layer's handles would get nowhere, so the layer hands
 * out its own (WSP-IOCTL-4).
 */
final class LayerExtensions {
  /** What a layer does with the bytes of an extension's transfer. */
  interface Transferred {
    /** Bytes were received on a socket, into these buffers. */
    void received(SocketHandle upper, WsaBuffers buffers, int bytes);

    /** Bytes were sent on a socket, out of these buffers. */
    void sent(SocketHandle upper, WsaBuffers buffers, int bytes);

    /** What a client that asks for a function of the layer gets. */
    ExtensionFunction offered(SocketHandle upper, ExtensionFunction function);
  }

  private final Layer layer;
  private final Transferred transferred;
  private final LayerDatagrams messages;
  // One function of ours for each below, so that a client that compares pointers finds them equal.
  private final Map<ExtensionFunction, ExtensionFunction> wrapped = new WeakHashMap<>();

  LayerExtensions(Layer layer, Transferred transferred) {
    this.layer = layer;
    this.transferred = transferred;
    this.messages = new LayerDatagrams(layer);
  }

  /** Puts the layer's pointer where the provider below has put its own. */
  TransferResult replace(SocketHandle upper, TransferResult result, long out) {
    if (!result.succeeded()) {
      return result;
    }
    GuardedMemory memory = layer.exports().kernel().memory();
    try {
      long below = loadPointer(memory, out);
      Optional<ExtensionFunction> function = layer.exports().extensionFunction(below);
      if (function.isPresent()) {
        ExtensionFunction offered = transferred.offered(upper, wrap(function.get()));
        storePointer(memory, out, layer.exports().extensionPointer(offered));
      }
      return result;
    } catch (AccessViolationException e) {
      return TransferResult.failed(WsaError.WSAEFAULT);
    }
  }

  private synchronized ExtensionFunction wrap(ExtensionFunction below) {
    return wrapped.computeIfAbsent(below, this::translating);
  }

  private ExtensionFunction translating(ExtensionFunction below) {
    if (below instanceof AcceptEx accept) {
      return (AcceptEx)
          (listen, socket, output, receive, local, remote, overlapped) ->
              acceptEx(accept, listen, socket, output, receive, local, remote, overlapped);
    }
    if (below instanceof ConnectEx connect) {
      return (ConnectEx)
          (socket, name, data, length, overlapped) ->
              connectEx(connect, socket, name, data, length, overlapped);
    }
    if (below instanceof DisconnectEx disconnect) {
      return (DisconnectEx)
          (socket, overlapped, flags, reserved) ->
              through(
                  socket,
                  overlapped,
                  (lower, own) -> disconnect.disconnectEx(lower, own, flags, reserved));
    }
    if (below instanceof TransmitFile transmit) {
      return (TransmitFile)
          (socket, file, bytes, perSend, overlapped, head, tail, flags) ->
              through(
                  socket,
                  overlapped,
                  (lower, own) ->
                      transmit.transmitFile(lower, file, bytes, perSend, own, head, tail, flags));
    }
    if (below instanceof TransmitPackets transmit) {
      return (TransmitPackets)
          (socket, elements, size, overlapped, flags) ->
              through(
                  socket,
                  overlapped,
                  (lower, own) -> transmit.transmitPackets(lower, elements, size, own, flags));
    }
    if (below instanceof WsaRecvMsg receive) {
      return (WsaRecvMsg)
          (socket, message, overlapped, routine) ->
              messages.transfer(
                  socket,
                  message,
                  overlapped,
                  routine,
                  transferred::received,
                  (lower, own) -> receive.wsaRecvMsg(lower, message, own, null));
    }
    if (below instanceof WsaSendMsg send) {
      return (WsaSendMsg)
          (socket, message, flags, overlapped, routine) ->
              messages.transfer(
                  socket,
                  message,
                  overlapped,
                  routine,
                  transferred::sent,
                  (lower, own) -> send.wsaSendMsg(lower, message, flags, own, null));
    }
    if (below instanceof WsaPoll poll) {
      return (WsaPoll) (fds, timeout) -> poll.wsaPoll(LayerPoll.below(layer, fds), timeout);
    }
    return below; // what takes no handle needs no translation
  }

  private Result acceptEx(
      AcceptEx below,
      SocketHandle listen,
      SocketHandle accept,
      long output,
      int receiveLength,
      int localLength,
      int remoteLength,
      @Nullable Overlapped client) {
    LayeredSocket listening = layer.find(listen);
    LayeredSocket accepting = layer.find(accept);
    if (listening == null || accepting == null) {
      return Result.failed(WsaError.WSAENOTSOCK);
    }
    if (client == null) {
      return Result.failed(WsaError.WSA_INVALID_PARAMETER); // WIN-42
    }
    WsaBuffers data = WsaBuffers.of(output, receiveLength);
    return result(
        layer.start(
            listening,
            client,
            null,
            null,
            bytes -> transferred.received(accept, data, bytes),
            own ->
                transfer(
                    below.acceptEx(
                        listening.lowerHandle(),
                        accepting.lowerHandle(),
                        output,
                        receiveLength,
                        localLength,
                        remoteLength,
                        own))));
  }

  private Result connectEx(
      ConnectEx below,
      SocketHandle s,
      Sockaddr name,
      long data,
      int length,
      @Nullable Overlapped client) {
    LayeredSocket socket = layer.find(s);
    if (socket == null) {
      return Result.failed(WsaError.WSAENOTSOCK);
    }
    if (client == null) {
      return Result.failed(WsaError.WSA_INVALID_PARAMETER);
    }
    WsaBuffers buffers = WsaBuffers.of(data, length);
    return result(
        layer.start(
            socket,
            client,
            null,
            null,
            bytes -> transferred.sent(s, buffers, bytes),
            own -> transfer(below.connectEx(socket.lowerHandle(), name, data, length, own))));
  }

  /** Calls the function below on the lower socket, with a structure of the layer or none. */
  @FunctionalInterface
  private interface Below {
    Result call(SocketHandle lower, @Nullable Overlapped own);
  }

  /**
   * Carries a call down. What it sends may lie in files: the layer is told how much, and no
   * buffers.
   */
  private Result through(SocketHandle s, @Nullable Overlapped client, Below below) {
    LayeredSocket socket = layer.find(s);
    if (socket == null) {
      return Result.failed(WsaError.WSAENOTSOCK);
    }
    WsaBuffers none = WsaBuffers.of(new long[0], new int[0], null);
    if (client == null) {
      Result result = below.call(socket.lowerHandle(), null);
      if (result.returnValue() && result.bytes() > 0) {
        transferred.sent(s, none, result.bytes());
      }
      return result;
    }
    return result(
        layer.start(
            socket,
            client,
            null,
            null,
            bytes -> {
              if (bytes > 0) {
                transferred.sent(s, none, bytes);
              }
            },
            own -> transfer(below.call(socket.lowerHandle(), own))));
  }

  private static TransferResult transfer(Result result) {
    return result.returnValue()
        ? TransferResult.done(result.bytes(), 0)
        : TransferResult.failed(result.error());
  }

  private static Result result(TransferResult transfer) {
    return transfer.succeeded() ? Result.done(transfer.bytes()) : Result.failed(transfer.errno());
  }

  private static long loadPointer(GuardedMemory memory, long at) {
    return Native.POINTER_SIZE == 8
        ? memory.loadLong(at)
        : Integer.toUnsignedLong(memory.loadInt(at));
  }

  private static void storePointer(GuardedMemory memory, long at, long value) {
    if (Native.POINTER_SIZE == 8) {
      memory.storeLong(at, value);
    } else {
      memory.storeInt(at, (int) value);
    }
  }
}
