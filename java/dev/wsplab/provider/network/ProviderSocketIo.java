package dev.wsplab.provider.network;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.SocketInfo;
import dev.wsplab.operation.RoutineNesting;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.OverlappedResultRules;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WsaStatus;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The provider's own handles, made by {@code WPUCreateSocketHandle}: it completes what is pending
 * by {@code WPUCompleteOverlappedRequest} and {@code WPUQueueApc}, and the system cannot cancel it
 * (CANCEL-6).
 */
final class ProviderSocketIo implements SocketIo {
  private static final int ABORTED = WsaError.WSA_OPERATION_ABORTED.code();

  /**
   * What can be ended before its time.
   *
   * @param thread number of the thread that started it
   * @param packetAlone whether its client hears of it by a packet and by nothing else
   */
  private record Request(SocketHandle socket, long thread, boolean packetAlone, Runnable cancel) {}

  private final Ws2Exports exports;
  private final Kernel kernel;
  private final AtomicReference<Upcalls> upcalls;
  private final OverlappedResultRules results;
  private final RoutineNesting nesting = new RoutineNesting();
  private final Map<Long, Request> pending = new ConcurrentHashMap<>();
  private final LongConsumer threadEnded;

  ProviderSocketIo(Ws2Exports exports, AtomicReference<Upcalls> upcalls) {
    this.exports = exports;
    this.kernel = exports.kernel();
    this.upcalls = upcalls;
    this.results = new OverlappedResultRules(kernel.waits());
    Map<Long, Request> requests = pending;
    Kernel asked = kernel;
    this.threadEnded = thread -> cancelThose(requests, asked, thread);
    kernel.threadEnds().addListener(threadEnded);
  }

  /** The handle is for overlapped use whatever the socket's own attribute is (WPU-CREATE-2). */
  @Override
  public SocketResult createHandle(int catalogEntryId, boolean overlapped) {
    return upcalls.get().wpuCreateSocketHandle(catalogEntryId, 0);
  }

  /** A handle like any other: what it has in common with the first one the provider knows. */
  @Override
  public SocketResult duplicateHandle(SocketHandle s, int catalogEntryId) {
    return upcalls.get().wpuCreateSocketHandle(catalogEntryId, 0); // WPU-GEN-5
  }

  @Override
  public SocketResult handOut(SocketHandle duplicate, int catalogEntryId) {
    return SocketResult.of(duplicate);
  }

  @Override
  public boolean closeName(SocketHandle s) {
    return false;
  }

  /** A handle has no other names. */
  @Override
  public SocketHandle firstName(SocketHandle s) {
    return s;
  }

  @Override
  public void closeHandle(SocketHandle s) {
    upcalls.get().wpuCloseSocketHandle(s); // WSP-CLOSE-5
  }

  /** WSP-IO-5, WSP-IO-18. */
  @Override
  public int begin(
      SocketHandle s,
      Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable Runnable cancel) {
    if (cancel != null && kernel.threadEnds().watchCurrent() != 0) {
      return WsaError.WSAENOBUFS.code();
    }
    try {
      long hEvent = routine == null ? overlapped.hEvent() : 0;
      if (hEvent != 0 && !upcalls.get().wpuResetEvent(overlapped.event()).returnValue()) {
        return WsaError.WSA_INVALID_HANDLE.code();
      }
      overlapped.markPending();
      if (cancel != null) {
        long thread = kernel.threads().currentNumber();
        boolean packetAlone = routine == null && hEvent == 0;
        pending.put(overlapped.address(), new Request(s, thread, packetAlone, cancel));
      }
      return 0;
    } catch (AccessViolationException e) {
      return WsaError.WSAEFAULT.code();
    }
  }

  @Override
  public void abandon(SocketHandle s, Overlapped overlapped, int error) {
    pending.remove(overlapped.address());
    try {
      overlapped.storeResult(error, 0);
      overlapped.storeInternal(WsaStatus.statusOf(error));
    } catch (AccessViolationException e) {
      // The client's memory is gone; there is nobody left to tell.
      return;
    }
  }

  @Override
  public void complete(Completion c) {
    pending.remove(c.overlapped().address());
    Outcome outcome = c.outcome();
    CompletionRoutine routine = c.routine();
    ThreadId thread = c.threadId();
    try {
      c.overlapped().storeResult(outcome.error(), outcome.flags());
      if (routine != null && thread != null) {
        queue(c, routine, thread);
      } else {
        exports.wpuCompleteOverlappedRequest(
            c.socket(), c.overlapped(), outcome.error(), outcome.bytes());
      }
    } catch (AccessViolationException e) {
      // As above.
      return;
    }
  }

  /** WPU-APC-8, WPU-APC-9: the fields are final before the routine runs; no event, no packet. */
  private void queue(Completion c, CompletionRoutine routine, ThreadId thread) {
    Outcome outcome = c.outcome();
    c.overlapped()
        .publish(Integer.toUnsignedLong(outcome.bytes()), WsaStatus.statusOf(outcome.error()));
    Runnable call =
        () -> routine.completed(outcome.error(), outcome.bytes(), c.overlapped(), outcome.flags());
    upcalls.get().wpuQueueApc(thread, context -> nesting.run(c.socket(), call), 0);
  }

  @Override
  public void endSilently(SocketHandle s, Overlapped overlapped) {
    pending.remove(overlapped.address());
    try {
      overlapped.storeResult(ABORTED, 0);
      overlapped.publish(0, WsaStatus.statusOf(ABORTED));
    } catch (AccessViolationException e) {
      // As above.
      return;
    }
  }

  /** DEC-8: what is told by a packet alone goes on when its thread ends. */
  private static void cancelThose(Map<Long, Request> requests, Kernel kernel, long thread) {
    for (Request request : requests.values()) {
      boolean goesOn = request.packetAlone() && isAssociated(kernel, request.socket());
      if (request.thread() == thread && !goesOn) {
        request.cancel().run();
      }
    }
  }

  private static boolean isAssociated(Kernel kernel, SocketHandle s) {
    SocketInfo info = kernel.sockets().query(s);
    return info != null && info.associated();
  }

  @Override
  public OverlappedResultRules results() {
    return results;
  }

  @Override
  public void close() {
    kernel.threadEnds().removeListener(threadEnded);
  }
}
