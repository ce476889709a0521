package dev.wsplab.fltmgr;

import dev.wsplab.driver.Irql;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What each thread is doing for one Filter Manager: its IRQL, and whose callbacks it is in. */
final class Frames {
  private static final class OfThread {
    private Irql irql = Irql.PASSIVE_LEVEL;
    private final Deque<FltInstance> callbacks = new ConcurrentLinkedDeque<>();
    private long topLevelIrp;
  }

  @SuppressWarnings("nullness:type.argument") // its first value is never null
  private final ThreadLocal<OfThread> current = ThreadLocal.withInitial(OfThread::new);

  private final Set<OfThread> inCallbacks = ConcurrentHashMap.newKeySet();
  private final Runnable left;

  /**
   * Makes it.
   *
   * @param left called by a thread when it is in no callback any more
   */
  Frames(Runnable left) {
    this.left = left;
  }

  Irql irql() {
    return current.get().irql;
  }

  /** Sets the level; gives the one before. */
  Irql irql(Irql level) {
    OfThread thread = current.get();
    Irql before = thread.irql;
    thread.irql = level;
    return before;
  }

  long topLevelIrp() {
    return current.get().topLevelIrp;
  }

  void topLevelIrp(long irp) {
    current.get().topLevelIrp = irp;
  }

  /** Whose callback the thread is in, innermost; null when it is in none. */
  @Nullable FltInstance instance() {
    return current.get().callbacks.peek();
  }

  /** Whose filter that is. */
  @Nullable FltFilter filter() {
    FltInstance instance = instance();
    return instance == null ? null : instance.filter();
  }

  void enter(FltInstance instance) {
    OfThread thread = current.get();
    thread.callbacks.push(instance);
    inCallbacks.add(thread);
  }

  void leave() {
    OfThread thread = current.get();
    thread.callbacks.pop();
    if (thread.callbacks.isEmpty()) {
      inCallbacks.remove(thread);
      left.run();
    }
  }

  /** Whether another thread than the calling one is in a callback of the filter. */
  boolean runsElsewhere(FltFilter filter) {
    OfThread here = current.get();
    return inCallbacks.stream()
        .filter(thread -> thread != here)
        .flatMap(thread -> thread.callbacks.stream())
        .anyMatch(instance -> instance.filter() == filter);
  }
}
