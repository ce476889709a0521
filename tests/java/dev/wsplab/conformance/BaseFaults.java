package dev.wsplab.conformance;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.CountResult;
import dev.wsplab.spi.FdSet;
import dev.wsplab.spi.NetworkEventsResult;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.StartupResult;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TimeVal;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WspFunction;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Base providers with handles of their own that are wrong in one place each. */
final class BaseFaults {
  private BaseFaults() {}

  /** The correct one. */
  static ServiceProvider correct() {
    return LoopbackProvider.builder().nonIfs().build();
  }

  /** What it offers. */
  static List<ProtocolInfo> entries() {
    return LoopbackProvider.builder().nonIfs().build().entries();
  }

  abstract static class FaultyBase extends FaultyLayer {
    FaultyBase() {
      super(correct());
    }
  }

  // ---- transfers

  static final class TurnsASentByte extends FaultyBase {
    private WsaBuffers turned(WsaBuffers given) {
      var memory = ws2().kernel().memory();
      WsaBuffers captured = given.capture();
      int size = BytesOf.sizeOf(captured);
      NativeBlock copy = NativeBlock.allocate(size);
      BytesOf.write(memory, WsaBuffers.of(copy), BytesOf.read(memory, captured, size));
      copy.buffer().put(0, (byte) (copy.buffer().get(0) ^ 1));
      return WsaBuffers.of(copy);
    }

    @Override
    public TransferResult wspSend(
        SocketHandle s,
        WsaBuffers buffers,
        int flags,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      return super.wspSend(s, turned(buffers), flags, overlapped, routine, threadId);
    }

    @Override
    public TransferResult wspSendTo(
        SocketHandle s,
        WsaBuffers buffers,
        int flags,
        @Nullable Sockaddr to,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      return super.wspSendTo(s, turned(buffers), flags, to, overlapped, routine, threadId);
    }
  }

  static final class TellsAnotherSender extends FaultyBase {
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
      long length = own.address() + 32;
      ws2().kernel().memory().storeInt(length, 32);
      return super.wspRecvFrom(
          s, buffers, flags, own.address(), length, overlapped, routine, threadId);
    }
  }

  static final class LosesAByte extends FaultyBase {
    @Override
    CallResult complete(SocketHandle s, Overlapped overlapped, int error, int bytes) {
      return super.complete(s, overlapped, error, Math.max(0, bytes - 1));
    }
  }

  static final class MiscountsAtOnce extends FaultyBase {
    @Override
    TransferResult recv(
        SocketHandle s,
        WsaBuffers buffers,
        int flags,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      TransferResult right = super.recv(s, buffers, flags, overlapped, routine, threadId);
      return right.succeeded() && overlapped != null
          ? TransferResult.done(right.bytes() + 1, right.flags())
          : right;
    }
  }

  static final class DropsTheLowBit extends FaultyBase {
    @Override
    CallResult complete(SocketHandle s, Overlapped overlapped, int error, int bytes) {
      overlapped.storeEvent(overlapped.hEvent() & ~1L);
      return super.complete(s, overlapped, error, bytes);
    }
  }

  static final class DropsWhatIsClosed extends FaultyBase {
    @Override
    CallResult complete(SocketHandle s, Overlapped overlapped, int error, int bytes) {
      return error == 0 ? super.complete(s, overlapped, error, bytes) : CallResult.OK;
    }
  }

  /** Starts a receive only when the next one comes, and after that one. */
  static final class StartsTheSecondFirst extends FaultyBase {
    private @Nullable Runnable held;

    @Override
    TransferResult recv(
        SocketHandle s,
        WsaBuffers buffers,
        int flags,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      if (held == null && overlapped != null) {
        overlapped.markPending();
        given().wpuResetEvent(overlapped.event());
        WsaBuffers kept = buffers.capture();
        held = () -> super.recv(s, kept, flags, overlapped, routine, threadId);
        return TransferResult.PENDING;
      }
      TransferResult result = super.recv(s, buffers, flags, overlapped, routine, threadId);
      Runnable first = held;
      held = () -> {};
      if (first != null) {
        first.run();
      }
      return result;
    }
  }

  // ---- connections and readiness

  static final class ShutdownEndsBothWays extends FaultyBase {
    @Override
    public CallResult wspShutdown(SocketHandle s, int how) {
      return super.wspShutdown(s, Winsock2.SD_BOTH);
    }
  }

  /** Takes no bytes for no connection. */
  static final class EndsConnectionsWithAnError extends FaultyBase {
    @Override
    TransferResult recv(
        SocketHandle s,
        WsaBuffers buffers,
        int flags,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      TransferResult right = super.recv(s, buffers, flags, overlapped, routine, threadId);
      return overlapped == null && right.succeeded() && right.bytes() == 0
          ? TransferResult.failed(WsaError.WSAEDISCON)
          : right;
    }
  }

  static final class TellsResetsAsAborts extends FaultyBase {
    @Override
    CallResult complete(SocketHandle s, Overlapped overlapped, int error, int bytes) {
      if (error != WsaError.WSAECONNRESET.code()) {
        return super.complete(s, overlapped, error, bytes);
      }
      int other = WsaError.WSAECONNABORTED.code();
      overlapped.storeResult(other, 0);
      return super.complete(s, overlapped, other, bytes);
    }
  }

  static final class ClosesNothing extends FaultyBase {
    @Override
    public CallResult wspCloseSocket(SocketHandle s) {
      return CallResult.OK;
    }
  }

  static final class SelectsNothing extends FaultyBase {
    @Override
    public CountResult wspSelect(
        @Nullable FdSet read,
        @Nullable FdSet write,
        @Nullable FdSet except,
        @Nullable TimeVal timeout) {
      if (read != null) {
        read.retainAll(List.of());
      }
      return new CountResult(0, 0);
    }
  }

  static final class KeepsNetworkEventsToItself extends FaultyBase {
    @Override
    public NetworkEventsResult wspEnumNetworkEvents(SocketHandle s, EventHandle event) {
      super.wspEnumNetworkEvents(s, event);
      return new NetworkEventsResult(0, 0, 0, Map.of());
    }
  }

  // ---- start-up and catalog

  static final class TableWithHoles extends FaultyBase {
    @Override
    public Set<WspFunction> missingFunctions() {
      return EnumSet.of(WspFunction.WSP_JOIN_LEAF);
    }
  }

  static final class TakesAnyVersion extends FaultyBase {
    @Override
    public StartupResult wspStartup(
        int version, ProtocolInfo info, Upcalls upcalls, Ws2Exports exports) {
      return super.wspStartup(Math.max(version, Winsock2.VERSION_2_2), info, upcalls, exports);
    }
  }

  static final class EndsWithTheFirstCleanup extends FaultyBase {
    @Override
    public CallResult wspCleanup() {
      super.wspCleanup();
      super.wspCleanup();
      return CallResult.OK;
    }
  }

  static final class StartsOnlyOnce extends FaultyBase {
    private boolean ended;

    @Override
    public StartupResult wspStartup(
        int version, ProtocolInfo info, Upcalls upcalls, Ws2Exports exports) {
      return ended
          ? StartupResult.failed(WsaError.WSASYSNOTREADY)
          : super.wspStartup(version, info, upcalls, exports);
    }

    @Override
    public CallResult wspCleanup() {
      ended = true;
      return super.wspCleanup();
    }
  }

  static final class WantsRealNumbers extends FaultyBase {
    @Override
    public SocketResult wspSocket(
        int family, int type, int protocol, ProtocolInfo info, int group, int flags) {
      return family < 0 || type == Winsock2.SOCK_DGRAM
          ? SocketResult.failed(WsaError.WSAEINVAL)
          : super.wspSocket(family, type, protocol, info, group, flags);
    }
  }

  static final class RefusesForAnotherReason extends FaultyBase {
    @Override
    public CallResult wspListen(SocketHandle s, int backlog) {
      CallResult result = super.wspListen(s, backlog);
      return result.succeeded() ? result : CallResult.failed(WsaError.WSAEMSGSIZE);
    }
  }
}
