package dev.wsplab.provider.network;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.KernelException;
import dev.wsplab.kernel.WaitInterruptedException;
import dev.wsplab.operation.UserFault;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Calls that wait in the thread of their caller. The wait is alertable, so that queued APCs run in
 * it and it goes on (WIN-51); a call that can finish at once does not wait, and neither APC nor
 * hook runs. Thread-safe.
 */
final class BlockingCalls {
  /** No time-out. */
  static final int FOREVER = 0;

  private static final Outcome INTERRUPTED = Outcome.failed(WsaError.WSAEINTR);

  private final Kernel kernel;
  private final Network network;
  private final long owner;
  private final AtomicReference<Upcalls> upcalls;
  // How each is cancelled.
  private final Map<Thread, Runnable> calls = new ConcurrentHashMap<>();

  BlockingCalls(Kernel kernel, Network network, long owner, AtomicReference<Upcalls> upcalls) {
    this.kernel = kernel;
    this.network = network;
    this.owner = owner;
    this.upcalls = upcalls;
  }

  /**
   * Runs an operation to its end.
   *
   * @param timeout in milliseconds; {@link #FOREVER} for none
   * @throws WaitInterruptedException when the thread is interrupted; the operation was then taken
   *     back
   */
  Outcome run(TcpSocket socket, OperationQueue queue, Attempt attempt, int timeout) {
    Outcome now = socket.tryNow(queue, attempt);
    if (now != null) {
      return now;
    }
    if (calls.containsKey(Thread.currentThread())) {
      // From an APC that runs in this thread's blocking call (APC-10).
      return Outcome.failed(WsaError.WSAEINPROGRESS);
    }
    EventHandle event;
    try {
      event = kernel.events().create(owner, true, false);
    } catch (KernelException e) {
      return Outcome.failed(WsaError.WSAENOBUFS);
    }
    try {
      return waitForEnd(socket, queue, attempt, timeout, event);
    } finally {
      kernel.closeHandle(event);
    }
  }

  /** How a call on a socket of this entry waits for an event; asks for the thread's hook. */
  HookedWait waitFor(EventHandle event, int entry) {
    return new HookedWait(kernel.waits(), network, upcalls.get(), entry, event);
  }

  /**
   * A call that waits for no operation, a select, begins to wait; {@link #leave} afterwards. False
   * when the thread is in a blocking call already (APC-10).
   */
  boolean enter(Runnable cancel) {
    return calls.putIfAbsent(Thread.currentThread(), cancel) == null;
  }

  void leave() {
    calls.remove(Thread.currentThread());
  }

  private Outcome waitForEnd(
      TcpSocket socket, OperationQueue queue, Attempt attempt, int timeout, EventHandle event) {
    PendingOperation operation =
        new PendingOperation(attempt, (outcome, atOnce) -> kernel.events().set(event));
    Outcome now = socket.start(queue, operation);
    if (now != null) {
      if (now.isIndicated()) {
        queue.drainAfter(operation);
      }
      return now;
    }
    socket.drain();
    calls.put(Thread.currentThread(), () -> socket.end(queue, operation, INTERRUPTED));
    try {
      HookedWait wait = waitFor(event, socket.protocol().catalogEntryId());
      return await(socket, queue, operation, timeout, wait);
    } finally {
      calls.remove(Thread.currentThread());
    }
  }

  private Outcome await(
      TcpSocket socket,
      OperationQueue queue,
      PendingOperation operation,
      int timeout,
      HookedWait wait) {
    long deadline = System.nanoTime() + timeout * 1_000_000L;
    Outcome outcome = operation.outcome();
    while (outcome == null) {
      int waited =
          waitOnce(socket, queue, operation, wait, timeout == FOREVER ? -1 : left(deadline));
      if (waited == HookedWait.CANCELLED) {
        socket.end(queue, operation, INTERRUPTED);
      } else if (waited == Winsock2.WSA_WAIT_TIMEOUT) {
        socket.end(queue, operation, Outcome.failed(WsaError.WSAETIMEDOUT));
      } else if (waited == Winsock2.WSA_WAIT_FAILED) {
        socket.end(queue, operation, Outcome.failed(WsaError.WSASYSCALLFAILURE));
      }
      outcome = operation.outcome();
    }
    return outcome;
  }

  /** Milliseconds to go, rounded up, so that the wait does not end early. */
  static int left(long deadline) {
    long nanos = deadline - System.nanoTime();
    return nanos <= 0 ? 0 : (int) Math.min(Integer.MAX_VALUE, (nanos + 999_999) / 1_000_000);
  }

  private int waitOnce(
      TcpSocket socket,
      OperationQueue queue,
      PendingOperation operation,
      HookedWait wait,
      int millis) {
    try {
      return wait.once(millis);
    } catch (WaitInterruptedException e) {
      if (socket.withdraw(queue, operation)) {
        throw e;
      }
      // It ended just before: its result counts, and the interrupt is left for the caller's next
      // wait.
      Thread.currentThread().interrupt();
      return Winsock2.WSA_WAIT_EVENT_0;
    } catch (RuntimeException | Error e) {
      // The client's hook threw: nothing may be taken for a call that is over.
      if (socket.withdraw(queue, operation)) {
        throw e;
      }
      UserFault.report(e);
      return Winsock2.WSA_WAIT_EVENT_0;
    }
  }

  /** Cancels the calling thread's own call, from an APC in its wait; false when it has none. */
  boolean cancel() {
    @Nullable Runnable call = calls.get(Thread.currentThread());
    if (call == null) {
      return false;
    }
    call.run();
    return true;
  }
}
