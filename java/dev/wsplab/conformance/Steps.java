package dev.wsplab.conformance;

import dev.wsplab.host.ProviderInterceptor;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.operation.OperationEvent;
import dev.wsplab.operation.OperationListener;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ForwardingExports;
import dev.wsplab.spi.ForwardingProvider;
import dev.wsplab.spi.ForwardingUpcalls;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.WpuFunction;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WspFunction;
import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Lets one thread act at a time, so that the same run gives the same events in the same order. The
 * scenario's thread acts until it waits; then the provider's threads act, one call after the other,
 * until the operation that is waited for has been told to its client. From that moment the turn is
 * the scenario's again.
 *
 * <p>A thread that has waited long for its turn acts all the same: a provider may wait for its own
 * thread inside a call. {@link #isExact} tells whether that has happened. Thread-safe.
 */
final class Steps implements ProviderInterceptor, OperationListener {
  private static final long LOOK_NANOS = 20_000;
  private static final long LOOK_MILLIS = 50;

  /** The waits of the kernel, which look to Java like a running thread. */
  private static final Set<String> WAITS = Set.of("portGet", "waitOne", "waitMany", "sleep");

  private final Thread scenario = Thread.currentThread();
  private final long longMillis;
  private volatile @Nullable Thread ally;
  // Guarded by this.
  private long awaited;
  private boolean told;
  private boolean scenarioWaits;
  private boolean open;
  private boolean exact = true;
  private boolean lent;
  private @Nullable Thread acting;
  private @Nullable Thread lastToAct;
  private int depth;

  /**
   * Makes steps for the calling thread's scenario.
   *
   * @param longMillis how long a thread waits for its turn
   */
  Steps(long longMillis) {
    this.longMillis = longMillis;
  }

  /** Forgets the operation before, and watches for the end of one on this structure. */
  synchronized void expect(Overlapped overlapped) {
    awaited = overlapped.address();
    told = false;
  }

  /**
   * Lets the provider act until the operation has been told; false when that took too long, and
   * then the provider goes on beside the scenario.
   */
  boolean await(long millis) {
    Thread last;
    boolean came;
    synchronized (this) {
      if (acting == Thread.currentThread()) {
        return lendTurn(millis);
      }
      scenarioWaits = true;
      notifyAll();
      came = waitUntil(() -> told && acting == null && !lent, millis);
      scenarioWaits = false;
      last = lastToAct;
    }
    if (came && last != null) {
      settle(last);
    }
    return came;
  }

  /**
   * A thread of the provider's is in a call of its own into the provider below, while the scenario
   * waits: its other threads act until the operation has been told.
   */
  private synchronized boolean lendTurn(long millis) {
    int inside = depth;
    acting = null;
    depth = 0;
    lent = true;
    notifyAll();
    boolean came = waitUntil(() -> told && acting == null, millis);
    exact &= waitUntil(() -> acting == null, longMillis);
    lent = false;
    acting = Thread.currentThread();
    depth = inside;
    return came;
  }

  /**
   * Lets the provider act until something has happened, or the operation has been told, or that
   * took too long. A provider that only then goes on has the same turn as in {@link #await}.
   *
   * @param condition asked after each call of the provider's, and after {@link #changed}
   */
  void awaitUntil(BooleanSupplier condition, long millis) {
    synchronized (this) {
      scenarioWaits = true;
      notifyAll();
      waitUntil(() -> told || condition.getAsBoolean(), millis);
      scenarioWaits = false;
    }
  }

  /** Whether no thread of the provider's is inside a call. */
  synchronized boolean isQuiet() {
    return acting == null;
  }

  /** Something has happened that {@link #awaitUntil} may wait for. */
  synchronized void changed() {
    notifyAll();
  }

  /**
   * What a provider's thread does after its last call shows in no event, but it decides what comes
   * next: whether a socket can go, for instance. So the thread gets the time to wait again. Nobody
   * tells when it does; it can only be looked at.
   */
  private void settle(Thread thread) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(longMillis);
    while (!isIdle(thread)) {
      if (System.nanoTime() > end) {
        synchronized (this) {
          exact = false;
        }
        return;
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private static boolean isIdle(Thread thread) {
    if (thread.getState() != Thread.State.RUNNABLE) {
      return true;
    }
    StackTraceElement[] stack = thread.getStackTrace();
    return stack.length == 0 // it has ended
        || (stack[0].isNativeMethod() && WAITS.contains(stack[0].getMethodName()));
  }

  /** Runs something in another thread, which has the scenario's turn meanwhile. */
  void inOtherThread(Runnable action) throws InterruptedException {
    Thread other = new Thread(action, "scripted-completion");
    other.setDaemon(true);
    ally = other;
    other.start();
    other.join();
  }

  /** Lets everybody act from now on. */
  synchronized void open() {
    open = true;
    notifyAll();
  }

  /** Whether every event so far came in its turn. */
  synchronized boolean isExact() {
    return exact;
  }

  /** Stands before the provider, nearer than whatever records its upcalls. */
  ServiceProvider around(ServiceProvider provider) {
    return new Stepped(provider);
  }

  /** Takes the calls that a provider's thread makes into the provider below. */
  @Override
  public ServiceProvider intercept(Guid id, String name, ServiceProvider provider) {
    return new ForwardingProvider(provider) {
      @Override
      protected <R> R around(WspFunction function, @Nullable SocketHandle s, Supplier<R> call) {
        return inTurn(call);
      }
    };
  }

  @Override
  public void onEvent(OperationEvent event) {
    if (event.step() == OperationEvent.Step.NOTIFIED) {
      tell(event.operation().overlapped().address());
    }
  }

  private synchronized void tell(long address) {
    told |= address == awaited;
    notifyAll(); // where results show late, nobody acts at that moment
  }

  private synchronized void tellAwaited() {
    told = true;
  }

  private <R> R inTurn(Supplier<R> call) {
    if (Thread.currentThread() == scenario || Thread.currentThread() == ally) {
      return call.get();
    }
    enter();
    try {
      return call.get();
    } finally {
      leave();
    }
  }

  private synchronized void enter() {
    if (acting != Thread.currentThread()) {
      boolean inTurn =
          waitUntil(() -> open || (acting == null && scenarioWaits && !told), this::isStuck);
      exact &= inTurn || open;
      if (acting == null) {
        acting = Thread.currentThread();
      }
    }
    if (acting == Thread.currentThread()) {
      depth++;
    }
  }

  /** The scenario's thread waits for a lock that the thread holds which is to wait here. */
  private boolean isStuck() {
    Thread helping = ally;
    Thread turn = helping != null && helping.isAlive() ? helping : scenario;
    ThreadInfo info = ManagementFactory.getThreadMXBean().getThreadInfo(turn.getId());
    if (info == null) {
      return false; // it has ended
    }
    LockInfo lock = info.getLockInfo();
    return lock != null
        && info.getLockOwnerId() == Thread.currentThread().getId()
        && lock.getIdentityHashCode() != System.identityHashCode(this);
  }

  private synchronized void leave() {
    if (acting == Thread.currentThread()) {
      depth--;
      if (depth == 0) {
        lastToAct = acting;
        acting = null;
        notifyAll();
      }
    }
  }

  private boolean waitUntil(Supplier<Boolean> condition, long millis) {
    return waitUntil(condition, millis, () -> false);
  }

  private boolean waitUntil(Supplier<Boolean> condition, BooleanSupplier inVain) {
    return waitUntil(condition, longMillis, inVain);
  }

  /** False when it takes too long, or is in vain, which nobody tells: it is looked for. */
  private boolean waitUntil(Supplier<Boolean> condition, long millis, BooleanSupplier inVain) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    boolean interrupted = false;
    synchronized (this) {
      while (!condition.get() && !interrupted) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          return false;
        }
        try {
          wait(Math.min(left, LOOK_MILLIS));
          if (inVain.getAsBoolean()) {
            return false;
          }
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return !interrupted;
  }

  /** A provider whose upcalls take their turn. */
  private final class Stepped extends ForwardingProvider {
    Stepped(ServiceProvider provider) {
      super(provider);
    }

    @Override
    protected Upcalls upcallsFor(Upcalls upcalls) {
      return new ForwardingUpcalls(upcalls) {
        @Override
        protected <R> R around(WpuFunction function, Supplier<R> call) {
          return inTurn(
              () -> {
                R result = call.get();
                if (function == WpuFunction.WPU_QUEUE_APC) {
                  tellAwaited(); // no event says NOTIFIED for it: the routine itself completes
                }
                return result;
              });
        }
      };
    }

    @Override
    protected Ws2Exports exportsFor(Ws2Exports exports) {
      return new ForwardingExports(exports) {
        @Override
        public CallResult wpuCompleteOverlappedRequest(
            SocketHandle s, @Nullable Overlapped overlapped, int error, int bytes) {
          return inTurn(() -> super.wpuCompleteOverlappedRequest(s, overlapped, error, bytes));
        }
      };
    }
  }
}
