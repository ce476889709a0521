package dev.wsplab.conformance;

import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaMsg;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Layers that change what an operation carries, each in one place. */
final class ContentFaults {
  private static final Sockaddr ELSEWHERE = Sockaddr.loopback(9);

  private ContentFaults() {}

  // ---- down

  /** Changes what goes down with WSPSend. */
  abstract static class Sending extends FaultyLayer {
    WsaBuffers data(WsaBuffers given) {
      return given;
    }

    int flags(int given) {
      return given;
    }

    @Override
    public TransferResult wspSend(
        SocketHandle s,
        WsaBuffers buffers,
        int flags,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      return super.wspSend(s, data(buffers.capture()), flags(flags), overlapped, routine, threadId);
    }
  }

  /** The client's bytes in one block of the layer's, the last one turned. */
  static final class TurnsASentByte extends Sending {
    @Override
    WsaBuffers data(WsaBuffers given) {
      var memory = ws2().kernel().memory();
      int size = BytesOf.sizeOf(given);
      NativeBlock copy = NativeBlock.allocate(size);
      BytesOf.write(memory, WsaBuffers.of(copy), BytesOf.read(memory, given, size));
      copy.buffer().put(size - 1, (byte) (copy.buffer().get(size - 1) ^ 1));
      return WsaBuffers.of(copy);
    }
  }

  /** Knows of one buffer only. */
  static final class SendsOneBufferOnly extends Sending {
    @Override
    WsaBuffers data(WsaBuffers given) {
      return WsaBuffers.of(given.address(0), (int) given.length(0));
    }
  }

  static final class DropsFlags extends Sending {
    @Override
    int flags(int given) {
      return 0;
    }
  }

  /** Says that everything has been sent, and sends nothing. */
  static final class KeepsWhatItIsGiven extends FaultyLayer {
    @Override
    public TransferResult wspSend(
        SocketHandle s,
        WsaBuffers buffers,
        int flags,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      int bytes = BytesOf.sizeOf(buffers.capture());
      overlapped.markPending();
      overlapped.storeResult(0, 0);
      ws2().wpuCompleteOverlappedRequest(s, overlapped, 0, bytes);
      return TransferResult.done(bytes, 0);
    }
  }

  /** Changes where WSPSendTo sends to. */
  abstract static class Addressing extends FaultyLayer {
    abstract @Nullable Sockaddr address(@Nullable Sockaddr given);

    @Override
    public TransferResult wspSendTo(
        SocketHandle s,
        WsaBuffers buffers,
        int flags,
        @Nullable Sockaddr to,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      return super.wspSendTo(s, buffers, flags, address(to), overlapped, routine, threadId);
    }
  }

  static final class SendsElsewhere extends Addressing {
    @Override
    Sockaddr address(@Nullable Sockaddr given) {
      return ELSEWHERE;
    }
  }

  static final class ForgetsTheAddress extends Addressing {
    @Override
    @Nullable Sockaddr address(@Nullable Sockaddr given) {
      return null;
    }
  }

  static final class ConnectsElsewhere extends LayeredProvider {
    @Override
    protected ExtensionFunction offered(SocketHandle socket, ExtensionFunction function) {
      if (!(function instanceof ExtensionFunction.ConnectEx connect)) {
        return function;
      }
      return (ExtensionFunction.ConnectEx)
          (s, name, data, length, overlapped) ->
              connect.connectEx(s, ELSEWHERE, data, length, overlapped);
    }
  }

  static final class ChangesTheControlsInput extends FaultyLayer {
    @Override
    public TransferResult wspIoctl(
        SocketHandle s,
        int code,
        long in,
        int inLength,
        long out,
        int outLength,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      if (code == Winsock2.SIO_ROUTING_INTERFACE_CHANGE) {
        ELSEWHERE.write(ws2().kernel().memory(), in);
      }
      return super.wspIoctl(s, code, in, inLength, out, outLength, overlapped, routine, threadId);
    }
  }

  static final class AddsAFlag extends FaultyLayer {
    @Override
    TransferResult recv(
        SocketHandle s,
        WsaBuffers buffers,
        int flags,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      int more = flags | Winsock2.MSG_PUSH_IMMEDIATE;
      return super.recv(s, buffers, more, overlapped, routine, threadId);
    }
  }

  // ---- up

  static final class TurnsAReceivedByte extends LayeredProvider {
    @Override
    protected void received(SocketHandle s, WsaBuffers buffers, int bytes) {
      var memory = exports().kernel().memory();
      String data = BytesOf.read(memory, buffers, bytes);
      char last = (char) (data.charAt(bytes - 1) ^ 1);
      BytesOf.write(memory, buffers, data.substring(0, bytes - 1) + last);
    }
  }

  static final class TellsAnotherSender extends FaultyLayer {
    private final NativeBlock own = NativeBlock.allocate(64);

    @Override
    public TransferResult wspRecvFrom(
        SocketHandle s,
        WsaBuffers buffers,
        int flags,
        long from,
        long fromLength,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      var memory = ws2().kernel().memory();
      ELSEWHERE.write(memory, from);
      memory.storeInt(fromLength, ELSEWHERE.length());
      long length = own.address() + 32;
      memory.storeInt(length, 32);
      return super.wspRecvFrom(
          s, buffers, flags, own.address(), length, overlapped, routine, threadId);
    }
  }

  static final class TellsNoFlags extends FaultyLayer {
    @Override
    CallResult complete(SocketHandle s, Overlapped overlapped, int error, int bytes) {
      overlapped.storeOffsets(0, overlapped.offsetHigh());
      return super.complete(s, overlapped, error, bytes);
    }
  }

  /** Receives into a WSAMSG of its own, and forgets to write the client's. */
  static final class CutsTheMessageFields extends LayeredProvider {
    private final NativeBlock own = NativeBlock.allocate(WsaMsg.SIZE);

    @Override
    protected ExtensionFunction offered(SocketHandle socket, ExtensionFunction function) {
      if (!(function instanceof ExtensionFunction.WsaRecvMsg receive)) {
        return function;
      }
      return (ExtensionFunction.WsaRecvMsg)
          (s, message, overlapped, routine) -> {
            WsaMsg copy = WsaMsg.at(own.address());
            copy.write(message.read());
            return receive.wsaRecvMsg(s, copy, overlapped, routine);
          };
    }
  }
}
