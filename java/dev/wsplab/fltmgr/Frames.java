package dev.wsplab.fltmgr;

import dev.wsplab.driver.Irql;
import java.util.ArrayDeque;
import java.util.Deque;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What each thread is doing for one Filter Manager: its IRQL, and whose callbacks it is in. */
final class Frames {
  private static final class OfThread {
    private Irql irql = Irql.PASSIVE_LEVEL;
    private final Deque<FltInstance> callbacks = new ArrayDeque<>();
    private long topLevelIrp;
  }

  @SuppressWarnings("nullness:type.argument") // its first value is never null
  private final ThreadLocal<OfThread> current = ThreadLocal.withInitial(OfThread::new);

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
    current.get().callbacks.push(instance);
  }

  void leave() {
    current.get().callbacks.pop();
  }
}
