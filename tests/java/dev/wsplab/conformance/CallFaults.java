package dev.wsplab.conformance;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.CountResult;
import dev.wsplab.spi.FdSet;
import dev.wsplab.spi.NetworkEventsResult;
import dev.wsplab.spi.ProtocolInfo;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Layers whose calls answer wrongly; each in one place. */
final class CallFaults {
  private CallFaults() {}

  /** Changes what WSPRecv answers. */
  abstract static class Receiving extends FaultyLayer {
    abstract TransferResult answer(TransferResult right, @Nullable Overlapped overlapped);

    @Override
    TransferResult recv(
        SocketHandle s,
        WsaBuffers buffers,
        int flags,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      return answer(super.recv(s, buffers, flags, overlapped, routine, threadId), overlapped);
    }
  }

  static final class SaysSuccessTooEarly extends Receiving {
    @Override
    TransferResult answer(TransferResult right, @Nullable Overlapped overlapped) {
      return right.isPending() ? TransferResult.done(0, 0) : right;
    }
  }

  static final class ChangesTheError extends Receiving {
    @Override
    TransferResult answer(TransferResult right, @Nullable Overlapped overlapped) {
      return right.started() ? right : TransferResult.failed(WsaError.WSAEFAULT);
    }
  }

  static final class LeavesAFailedStartPending extends Receiving {
    @Override
    TransferResult answer(TransferResult right, @Nullable Overlapped overlapped) {
      if (!right.started() && overlapped != null) {
        overlapped.markPending();
      }
      return right;
    }
  }

  static final class DoesNotMarkPending extends Receiving {
    @Override
    TransferResult answer(TransferResult right, @Nullable Overlapped overlapped) {
      if (right.isPending() && overlapped != null) {
        overlapped.storeInternal(0);
      }
      return right;
    }
  }

  static final class IndicatesAFailedStart extends FaultyLayer {
    @Override
    TransferResult recv(
        SocketHandle s,
        WsaBuffers buffers,
        int flags,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      TransferResult result = super.recv(s, buffers, flags, overlapped, routine, threadId);
      if (!result.started() && overlapped != null && routine == null) {
        ws2().wpuCompleteOverlappedRequest(s, overlapped, result.errno(), 0);
      }
      return result;
    }
  }

  static final class RefusesToReceive extends Receiving {
    @Override
    TransferResult answer(TransferResult right, @Nullable Overlapped overlapped) {
      return TransferResult.failed(WsaError.WSAEINVAL);
    }
  }

  static final class DoesNotSupportReceiving extends FaultyLayer {
    @Override
    TransferResult recv(
        SocketHandle s,
        WsaBuffers buffers,
        int flags,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      return TransferResult.failed(WsaError.WSAEOPNOTSUPP);
    }
  }

  static final class Throws extends FaultyLayer {
    @Override
    TransferResult recv(
        SocketHandle s,
        WsaBuffers buffers,
        int flags,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      throw new IllegalStateException("a bug in the layer");
    }
  }

  /** Waits for ever, as a layer that takes a lock twice. */
  static final class Hangs extends FaultyLayer {
    private final CountDownLatch never = new CountDownLatch(1);

    @Override
    TransferResult recv(
        SocketHandle s,
        WsaBuffers buffers,
        int flags,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      try {
        never.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return TransferResult.failed(WsaError.WSAEINTR);
    }
  }

  // ---- connections and readiness

  static final class TurnsEveryReceivedByte extends LayeredProvider {
    @Override
    protected void received(SocketHandle s, WsaBuffers buffers, int bytes) {
      byte[] first = new byte[1];
      var memory = exports().kernel().memory();
      memory.read(buffers.address(0), first, 0, 1);
      first[0] ^= 1;
      memory.write(first, 0, bytes == 0 ? 0 : 1, buffers.address(0));
    }
  }

  static final class SelectsNothing extends LayeredProvider {
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
      return code == Winsock2.SIO_BSP_HANDLE_SELECT
          ? answerHandle(s, out, outLength)
          : super.wspIoctl(s, code, in, inLength, out, outLength, overlapped, routine, threadId);
    }

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

  static final class KeepsNetworkEventsToItself extends FaultyLayer {
    @Override
    public NetworkEventsResult wspEnumNetworkEvents(SocketHandle s, EventHandle event) {
      super.wspEnumNetworkEvents(s, event);
      return new NetworkEventsResult(0, 0, 0, Map.of());
    }
  }

  static final class ShutdownEndsBothWays extends FaultyLayer {
    @Override
    public CallResult wspShutdown(SocketHandle s, int how) {
      return super.wspShutdown(s, Winsock2.SD_BOTH);
    }
  }

  static final class ClosesNothing extends FaultyLayer {
    @Override
    public CallResult wspCloseSocket(SocketHandle s) {
      return CallResult.OK;
    }
  }

  /** Takes no bytes for no connection. */
  static final class EndsConnectionsWithAnError extends FaultyLayer {
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

  // ---- start-up

  /** Starts in one environment, and leaves something behind that keeps others from starting. */
  static final class StartsInOneEnvironment extends FaultyLayer {
    private final AtomicReference<Object> first;

    StartsInOneEnvironment(AtomicReference<Object> first) {
      this.first = first;
    }

    @Override
    public StartupResult wspStartup(
        int version, ProtocolInfo info, Upcalls upcalls, Ws2Exports exports) {
      return first.compareAndSet(null, this) || first.get() == this
          ? super.wspStartup(version, info, upcalls, exports)
          : StartupResult.failed(WsaError.WSASYSNOTREADY);
    }
  }

  static final class TableWithHoles extends FaultyLayer {
    @Override
    public Set<WspFunction> missingFunctions() {
      return EnumSet.of(WspFunction.WSP_JOIN_LEAF);
    }
  }

  static final class EchoesTheVersion extends FaultyLayer {
    @Override
    public StartupResult wspStartup(
        int version, ProtocolInfo info, Upcalls upcalls, Ws2Exports exports) {
      StartupResult r = super.wspStartup(version, info, upcalls, exports);
      return new StartupResult(r.error(), version, r.highVersion(), r.description(), r.procTable());
    }
  }

  static final class TakesAnyVersion extends FaultyLayer {
    @Override
    public StartupResult wspStartup(
        int version, ProtocolInfo info, Upcalls upcalls, Ws2Exports exports) {
      return super.wspStartup(Math.max(version, Winsock2.VERSION_2_2), info, upcalls, exports);
    }
  }

  static final class EndsWithTheFirstCleanup extends FaultyLayer {
    @Override
    public CallResult wspCleanup() {
      super.wspCleanup();
      super.wspCleanup();
      return CallResult.OK;
    }
  }

  static final class StartsOnlyOnce extends FaultyLayer {
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

  static final class WantsRealNumbers extends FaultyLayer {
    @Override
    public SocketResult wspSocket(
        int family, int type, int protocol, ProtocolInfo info, int group, int flags) {
      return family < 0 || type == Winsock2.SOCK_DGRAM
          ? SocketResult.failed(WsaError.WSAEINVAL)
          : super.wspSocket(family, type, protocol, info, group, flags);
    }
  }
}
