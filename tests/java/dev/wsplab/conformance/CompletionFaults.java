package dev.wsplab.conformance;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.OverlappedResult;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.UserApc;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.util.concurrent.atomic.AtomicInteger;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Layers that complete, indicate or answer a result query wrongly; each in one place. */
final class CompletionFaults {
  private CompletionFaults() {}

  static final class CompletesTwice extends FaultyLayer {
    @Override
    CallResult complete(SocketHandle s, Overlapped overlapped, int error, int bytes) {
      super.complete(s, overlapped, error, bytes);
      return super.complete(s, overlapped, error, bytes);
    }
  }

  static final class NeverCompletes extends FaultyLayer {
    @Override
    CallResult complete(SocketHandle s, Overlapped overlapped, int error, int bytes) {
      return CallResult.OK;
    }
  }

  static final class LosesAByte extends FaultyLayer {
    @Override
    CallResult complete(SocketHandle s, Overlapped overlapped, int error, int bytes) {
      return super.complete(s, overlapped, error, Math.max(0, bytes - 1));
    }
  }

  static final class TellsAnotherError extends FaultyLayer {
    @Override
    CallResult complete(SocketHandle s, Overlapped overlapped, int error, int bytes) {
      int told = error == 0 ? 0 : WsaError.WSAETIMEDOUT.code();
      return super.complete(s, overlapped, told, bytes);
    }
  }

  static final class CompletesItsOwnStructure extends FaultyLayer {
    private final OverlappedBlock own = OverlappedBlock.allocate(1);

    @Override
    CallResult complete(SocketHandle s, Overlapped overlapped, int error, int bytes) {
      overlapped.publish(bytes, 0);
      return super.complete(s, own.overlapped(), error, bytes);
    }
  }

  static final class DropsTheLowBit extends FaultyLayer {
    @Override
    CallResult complete(SocketHandle s, Overlapped overlapped, int error, int bytes) {
      overlapped.storeEvent(overlapped.hEvent() & ~1L);
      return super.complete(s, overlapped, error, bytes);
    }
  }

  static final class ForgetsTheEvent extends FaultyLayer {
    @Override
    CallResult complete(SocketHandle s, Overlapped overlapped, int error, int bytes) {
      overlapped.storeEvent(0);
      return super.complete(s, overlapped, error, bytes);
    }
  }

  static final class MarksPendingAfterwards extends FaultyLayer {
    @Override
    CallResult complete(SocketHandle s, Overlapped overlapped, int error, int bytes) {
      CallResult done = super.complete(s, overlapped, error, bytes);
      overlapped.markPending();
      return done;
    }
  }

  static final class DropsWhatIsClosed extends FaultyLayer {
    @Override
    CallResult complete(SocketHandle s, Overlapped overlapped, int error, int bytes) {
      return error == WsaError.WSA_OPERATION_ABORTED.code()
          ? CallResult.OK
          : super.complete(s, overlapped, error, bytes);
    }
  }

  /** Knows an operation only once its starting call has returned. */
  static final class LosesEarlyCompletions extends FaultyLayer {
    private final AtomicInteger starting = new AtomicInteger();

    @Override
    TransferResult recv(
        SocketHandle s,
        WsaBuffers buffers,
        int flags,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      starting.incrementAndGet();
      try {
        return super.recv(s, buffers, flags, overlapped, routine, threadId);
      } finally {
        starting.decrementAndGet();
      }
    }

    @Override
    CallResult complete(SocketHandle s, Overlapped overlapped, int error, int bytes) {
      return starting.get() > 0 ? CallResult.OK : super.complete(s, overlapped, error, bytes);
    }
  }

  /** A layer of system handles that carries operations down on a structure of its own. */
  static final class KeepsItsOwnStructure extends FaultyLayer {
    private final OverlappedBlock own = OverlappedBlock.allocate(1);

    KeepsItsOwnStructure() {
      super(new FaultyLayersTest.SystemForm());
    }

    @Override
    TransferResult recv(
        SocketHandle s,
        WsaBuffers buffers,
        int flags,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      overlapped.markPending();
      given().wpuResetEvent(overlapped.event());
      return super.recv(s, buffers, flags, own.overlapped(), null, threadId);
    }
  }

  static final class LeavesTheEventSet extends FaultyLayer {
    @Override
    BoolResult resetEvent(EventHandle event) {
      return BoolResult.TRUE;
    }
  }

  // ---- routines

  static final class RunsRoutinesItself extends FaultyLayer {
    @Override
    CallResult queueApc(ThreadId threadId, UserApc apc, long context) {
      apc.run(context);
      return CallResult.OK;
    }
  }

  static final class RunsRoutinesTwice extends FaultyLayer {
    @Override
    CallResult queueApc(ThreadId threadId, UserApc apc, long context) {
      super.queueApc(threadId, apc, context);
      return super.queueApc(threadId, apc, context);
    }
  }

  /** Puts its own routine before the client's. */
  abstract static class Wrapping extends FaultyLayer {
    abstract void completed(
        CompletionRoutine client, int error, int bytes, Overlapped overlapped, int flags);

    @Override
    TransferResult recv(
        SocketHandle s,
        WsaBuffers buffers,
        int flags,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      CompletionRoutine own =
          routine == null ? null : (e, b, o, f) -> completed(routine, e, b, o, f);
      return super.recv(s, buffers, flags, overlapped, own, threadId);
    }
  }

  static final class RoutineBeforeTheFields extends Wrapping {
    @Override
    void completed(CompletionRoutine client, int error, int bytes, Overlapped o, int flags) {
      o.markPending();
      client.completed(error, bytes, o, flags);
      o.publish(bytes, 0);
    }
  }

  static final class RoutineWithoutBytes extends Wrapping {
    @Override
    void completed(CompletionRoutine client, int error, int bytes, Overlapped o, int flags) {
      client.completed(error, 0, o, flags);
    }
  }

  static final class RoutineWithoutError extends Wrapping {
    @Override
    void completed(CompletionRoutine client, int error, int bytes, Overlapped o, int flags) {
      client.completed(0, bytes, o, flags);
    }
  }

  static final class RoutineResetsTheEvent extends Wrapping {
    @Override
    void completed(CompletionRoutine client, int error, int bytes, Overlapped o, int flags) {
      given().wpuResetEvent(o.event());
      client.completed(error, bytes, o, flags);
    }
  }

  // ---- result queries

  /** Answers a result query in its own way. */
  abstract static class Querying extends FaultyLayer {
    abstract OverlappedResult answer(OverlappedResult right, Overlapped overlapped);

    @Override
    public OverlappedResult wspGetOverlappedResult(
        SocketHandle s, @Nullable Overlapped overlapped, boolean wait) {
      return answer(super.wspGetOverlappedResult(s, overlapped, wait), overlapped);
    }
  }

  static final class NeverIncomplete extends Querying {
    @Override
    OverlappedResult answer(OverlappedResult right, Overlapped overlapped) {
      return right.finished() ? right : OverlappedResult.done(0, 0);
    }
  }

  static final class QueryFails extends Querying {
    @Override
    OverlappedResult answer(OverlappedResult right, Overlapped overlapped) {
      return right.returnValue() ? OverlappedResult.finishedWith(10050, 0) : right;
    }
  }

  static final class QueryTellsAnotherError extends Querying {
    @Override
    OverlappedResult answer(OverlappedResult right, Overlapped overlapped) {
      return right.finished() && !right.returnValue()
          ? OverlappedResult.finishedWith(WsaError.WSAEINVAL.code(), 0)
          : right;
    }
  }

  static final class QueryTakesTheResult extends Querying {
    private final AtomicInteger queries = new AtomicInteger();

    @Override
    OverlappedResult answer(OverlappedResult right, Overlapped overlapped) {
      // The verifier asks once for itself, in the thread that was told.
      return right.finished() && queries.incrementAndGet() > 2
          ? OverlappedResult.failed(WsaError.WSAEINVAL)
          : right;
    }
  }
}
