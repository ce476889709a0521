package dev.wsplab.host;

import dev.wsplab.host.SocketEntry.Making;
import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.SocketInfo;
import dev.wsplab.kernel.SocketObjects;
import dev.wsplab.operation.Operation;
import dev.wsplab.operation.Operations;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.SystemIo;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WsaStatus;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What Windows' I/O manager does with the operations of system (IFS) handles; the WIN facts hold.
 */
final class IoManager implements SystemIo {
  private final Kernel kernel;
  private final ProcessCatalog catalog;
  private final SocketDirectory directory;
  private final Operations operations;
  private final RoutineQueue routines;
  private final PendingRequests pending = new PendingRequests();

  IoManager(
      Kernel kernel,
      ProcessCatalog catalog,
      SocketDirectory directory,
      Operations operations,
      RoutineQueue routines) {
    this.kernel = kernel;
    this.catalog = catalog;
    this.directory = directory;
    this.operations = operations;
    this.routines = routines;
  }

  @Override
  public SocketResult createHandle(int catalogEntryId, boolean overlapped) {
    Optional<Guid> provider = catalog.find(catalogEntryId).map(ProtocolInfo::providerId);
    return provider.isPresent()
        ? directory.createSystemSocket(catalogEntryId, provider.get(), overlapped)
        : SocketResult.failed(WsaError.WSAEINVAL);
  }

  @Override
  public CallResult closeHandle(SocketHandle s) {
    return directory.closeSystemSocket(s) ? CallResult.OK : CallResult.failed(WsaError.WSAENOTSOCK);
  }

  @Override
  public SocketResult duplicateHandle(SocketHandle s) {
    return directory.duplicate(s, Making.SYSTEM);
  }

  @Override
  public boolean closeName(SocketHandle s) {
    return directory.closeName(s);
  }

  @Override
  public @Nullable SocketHandle firstName(SocketHandle s) {
    return directory.firstName(s);
  }

  @Override
  public boolean isAssociated(SocketHandle s) {
    SocketInfo info = kernel.sockets().query(s);
    return info != null && info.associated();
  }

  @Override
  public int begin(
      SocketHandle s,
      Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable Runnable cancel) {
    if (kernel.threadEnds().watchCurrent() != 0) {
      return WsaError.WSAENOBUFS.code();
    }
    int reserved = kernel.sockets().reserve(s);
    if (reserved != 0) {
      return reserved == WsaError.WSA_INVALID_HANDLE.code()
          ? WsaError.WSAENOTSOCK.code()
          : WsaError.WSAENOBUFS.code();
    }
    int error = enterPending(s, overlapped, routine != null, cancel);
    if (error != 0) {
      kernel.sockets().release(s);
    }
    return error;
  }

  @Override
  public void abandon(SocketHandle s, Overlapped overlapped, int ntStatus) {
    pending.remove(s, overlapped.address());
    kernel.sockets().release(s);
    try {
      overlapped.storeInternal(ntStatus);
    } catch (AccessViolationException e) {
      // The client's memory is gone; there is nobody left to tell.
      return;
    }
  }

  @Override
  public void complete(SystemCompletion c) {
    pending.remove(c.socket(), c.overlapped().address());
    int error = WsaStatus.errorOf(c.ntStatus());
    Operation operation =
        operations.completing(c.overlapped(), error, c.bytes(), directory.portOf(c.socket()));
    if (operation == null) {
      operations.completedAgain(c.socket(), c.overlapped(), error, c.bytes());
    }
    CompletionRoutine routine = c.routine();
    ThreadId thread = c.threadId();
    if (routine != null && thread != null) {
      completeByRoutine(c, routine, thread, error, operation);
    } else {
      completeByKernel(c, operation);
    }
  }

  private int enterPending(
      SocketHandle s, Overlapped overlapped, boolean routine, @Nullable Runnable cancel) {
    try {
      long hEvent = routine ? 0 : overlapped.hEvent();
      if (!routine && !resetSignal(s, hEvent)) {
        return WsaError.WSA_INVALID_HANDLE.code();
      }
      overlapped.markPending();
      if (cancel != null) {
        long thread = kernel.threads().currentNumber();
        pending.add(
            overlapped.address(),
            new PendingRequests.Request(s, thread, routine, hEvent != 0, cancel));
      }
      return 0;
    } catch (AccessViolationException e) {
      return WsaError.WSAEFAULT.code();
    }
  }

  /**
   * WIN-44, WSP-IO-5, IOCP-EVT-6: a value that is no event, 1 among them, fails the start. Without
   * an event the socket itself stands for it, for who waits on that (CANCEL-9).
   */
  private boolean resetSignal(SocketHandle s, long hEvent) {
    return hEvent == 0
        ? kernel.sockets().reset(s) == 0
        : kernel.events().reset(EventHandle.ofOverlapped(hEvent)) == 0;
  }

  /** {@code CancelIo}: what the calling thread has started; nothing is no failure (WIN-53). */
  void cancelIo(SocketHandle s) {
    long thread = kernel.threads().currentNumber();
    pending.cancelAll(request -> request.socket().equals(s) && request.thread() == thread);
  }

  /** {@code CancelIoEx} for all structures; false when there is nothing (CANCEL-3). */
  boolean cancelIoEx(SocketHandle s) {
    return pending.cancelAll(request -> request.socket().equals(s));
  }

  /** {@code CancelIoEx}; false when there is nothing (CANCEL-3). */
  boolean cancelIoEx(SocketHandle s, Overlapped overlapped) {
    return pending.cancel(s, overlapped.address());
  }

  /**
   * WIN-52, DEC-8: a thread has ended, and what it started ends with it. What tells its client by a
   * packet alone goes on: no thread in particular waits for that.
   */
  void threadEnded(long thread) {
    pending.cancelAll(request -> request.thread() == thread && !isToldByPacketAlone(request));
  }

  private boolean isToldByPacketAlone(PendingRequests.Request request) {
    return !request.routine() && !request.event() && isAssociated(request.socket());
  }

  /** The environment has ended. */
  void forgetPending() {
    pending.clear();
  }

  private void completeByKernel(SystemCompletion c, @Nullable Operation operation) {
    long hEvent = 0;
    try {
      hEvent = c.overlapped().hEvent();
    } catch (AccessViolationException e) {
      // The shim finds the same when it publishes, gives the reservation back and notifies nobody.
      hEvent = 0;
    }
    int done =
        kernel
            .sockets()
            .complete(
                c.socket(),
                c.overlapped().address(),
                c.bytes(),
                c.ntStatus(),
                EventHandle.ofOverlapped(hEvent),
                CompletionRules.notification(hEvent)
                    | SocketObjects.RELEASE
                    | (hEvent == 0 ? SocketObjects.SET_SOCKET : 0),
                packetSuppressedBy(c));
    if (operation != null) {
      operations.notified(operation, done > 0 && (done & SocketObjects.DONE_PACKET_QUEUED) != 0);
    }
  }

  /** WIN-28: skip-on-success counts only when the starting call itself returned success. */
  private static int packetSuppressedBy(SystemCompletion c) {
    return c.returnedSuccess() ? SocketObjects.MODE_SKIP_PORT : 0;
  }

  /** WIN-45, WIN-49, IOCP-EVT-5: the fields first, then the APC; no event, no packet. */
  private void completeByRoutine(
      SystemCompletion c,
      CompletionRoutine routine,
      ThreadId thread,
      int error,
      @Nullable Operation operation) {
    kernel.sockets().release(c.socket());
    try {
      c.overlapped().publish(c.bytes(), c.ntStatus());
    } catch (AccessViolationException e) {
      if (operation != null) {
        operations.notified(operation, false);
      }
      return;
    }
    int failed =
        routines.queue(
            c.socket(),
            thread,
            () -> routine.completed(error, (int) c.bytes(), c.overlapped(), c.flags()));
    if (operation == null) {
      return;
    }
    if (failed == 0) {
      operations.notified(operation, true);
    } else {
      operations.routineLost(operation);
    }
  }
}
