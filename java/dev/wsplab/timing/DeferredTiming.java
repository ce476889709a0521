package dev.wsplab.timing;

import dev.wsplab.host.CompletionTiming;
import dev.wsplab.kernel.SocketHandle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Puts results off. They become visible in the thread of the client that enters when they are due,
 * or in a thread of this one's own when nobody enters in time. The lock is held while they become
 * visible, which calls nobody; the stream of events is told afterwards, without it.
 */
final class DeferredTiming implements CompletionTiming {
  private final Delays delays;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // In the order in which they came; all that follows is guarded by the lock.
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private long entries;
  private boolean ended;
  private @Nullable Thread pump;
  // Written under the lock; read without it, so that a call costs next to nothing.
  private volatile boolean anyWaiting;

  /**
   * A result that was put off.
   *
   * @param due the entry of the client that it is due at
   * @param latest the time when it is due in any case, of {@code System.nanoTime}
   */
  private record Waiting(Result result, long due, long latest) {
    boolean isOn(SocketHandle socket) {
      return result.socket().equals(socket);
    }
  }

  /** A result that is visible now, and that the stream of events has not been told of. */
  private record Visible(Result result, int done) {}

  /** Says for how long results are put off. */
  @FunctionalInterface
  interface Delays {
    /** The delay of an operation, by the number of its socket and its own number on it. */
    Delay of(long socket, long operation);
  }

  DeferredTiming(Delays delays) {
    this.delays = delays;
  }

  @Override
  public int complete(Result result) {
    Delay delay = delays.of(result.socketNumber(), result.operationNumber());
    lock.lock();
    try {
      if (!ended && putOff(result, delay)) {
        return 0;
      }
    } finally {
      lock.unlock();
    }
    int done = result.appear();
    result.told(done);
    return done;
  }

  /** Guarded by the lock. False when the result is to be visible at once. */
  private boolean putOff(Result result, Delay delay) {
    long due = entries + delay.entries();
    long latest = System.nanoTime() + delay.nanos();
    boolean follows = false;
    for (Waiting before : waiting) {
      if (before.isOn(result.socket())) {
        follows = true;
        due = Math.max(due, before.due());
        latest = before.latest() - latest > 0 ? before.latest() : latest;
      }
    }
    if (delay.isNone() && !follows) {
      return false;
    }
    waiting.add(new Waiting(result, due, latest));
    anyWaiting = true;
    startPump();
    changed.signalAll();
    return true;
  }

  @Override
  public void entered() {
    if (!anyWaiting) {
      return;
    }
    List<Visible> visible;
    lock.lock();
    try {
      entries++;
      visible = appear(w -> w.due() <= entries);
    } finally {
      lock.unlock();
    }
    tell(visible);
  }

  @Override
  public void finish(SocketHandle socket) {
    finish(w -> w.isOn(socket));
  }

  @Override
  public void finishAll() {
    finish(w -> true);
  }

  private void finish(Predicate<Waiting> which) {
    if (!anyWaiting) {
      return;
    }
    List<Visible> visible;
    lock.lock();
    try {
      visible = appear(which);
    } finally {
      lock.unlock();
    }
    tell(visible);
  }

  @Override
  public void end() {
    List<Visible> visible;
    Thread thread;
    lock.lock();
    try {
      ended = true;
      visible = appear(w -> true);
      thread = pump;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    tell(visible);
    if (thread != null && thread != Thread.currentThread()) {
      join(thread);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      // It ends by itself, and does nothing more.
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Guarded by the lock. Whoever chooses one chooses all that came before it on its socket: neither
   * their entry nor their time is later.
   */
  private List<Visible> appear(Predicate<Waiting> which) {
    List<Visible> visible = new ArrayList<>();
    for (Iterator<Waiting> all = waiting.iterator(); all.hasNext(); ) {
      Waiting next = all.next();
      if (which.test(next)) {
        all.remove();
        visible.add(new Visible(next.result(), next.result().appear()));
      }
    }
    anyWaiting = !waiting.isEmpty();
    return visible;
  }

  private static void tell(List<Visible> visible) {
    visible.forEach(v -> v.result().told(v.done()));
  }

  // ---- when nobody enters

  /** Guarded by the lock. */
  private void startPump() {
    if (pump == null) {
      Thread thread = new Thread(this::pump, "wsplab deferred results");
      thread.setDaemon(true);
      thread.start();
      pump = thread;
    }
  }

  private void pump() {
    boolean open = true;
    while (open) {
      List<Visible> visible = List.of();
      lock.lock();
      try {
        awaitLatest();
        long now = System.nanoTime();
        visible = appear(w -> now - w.latest() >= 0);
        open = !ended;
      } finally {
        lock.unlock();
      }
      tell(visible);
    }
  }

  /** Guarded by the lock. Waits until the time of one has come, or the environment ends. */
  private void awaitLatest() {
    while (!ended) {
      long left = untilNext();
      if (left <= 0) {
        return;
      }
      try {
        changed.awaitNanos(left);
      } catch (InterruptedException e) {
        // Nobody has a reason to; what waits is still to become visible.
        continue;
      }
    }
  }

  /** Guarded by the lock. */
  private long untilNext() {
    long now = System.nanoTime();
    return waiting.stream().mapToLong(w -> w.latest() - now).min().orElse(Long.MAX_VALUE);
  }
}
