package dev.wsplab.wfp;

import dev.wsplab.driver.Irql;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What each thread is doing for one engine: its IRQL, whose callback it is in, its locks. */
final class Frames {
  private static final class OfThread {
    private Irql irql = Irql.PASSIVE_LEVEL;
    private int depth;
    private final Deque<CalloutCall> calls = new ArrayDeque<>();
    private final List<Object> locks = new ArrayList<>();
    private final List<Runnable> whenUnwound = new ArrayList<>();
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

  /** Whose callback the thread is in, empty when it is in none. */
  String callout() {
    CalloutCall call = current.get().calls.peek();
    return call == null ? "" : call.callout().key();
  }

  /** The call of a classifyFn that the thread is in, null for none. */
  @Nullable CalloutCall call() {
    return current.get().calls.peek();
  }

  boolean isInside(CalloutCall call) {
    return current.get().calls.contains(call);
  }

  /** Whether the thread is in classifyFn of a transport layer (WFP-78). */
  boolean isInTransport() {
    return current.get().calls.stream()
        .map(call -> call.pass().layer().kind())
        .anyMatch(
            kind ->
                kind == FwpsLayer.Kind.INBOUND_TRANSPORT
                    || kind == FwpsLayer.Kind.OUTBOUND_TRANSPORT);
  }

  /** The classify that runs has taken a reference in order to modify the packet (WFP-36). */
  void modifies() {
    CalloutCall call = current.get().calls.peek();
    if (call != null) {
      call.modifies();
    }
  }

  void enter(CalloutCall call) {
    current.get().calls.push(call);
  }

  void leave() {
    current.get().calls.pop();
  }

  List<Object> locks() {
    return current.get().locks;
  }

  /**
   * Runs a call of the engine's; what was put off until the outermost returns runs then (WFP-82).
   */
  void outermost(Runnable body) {
    OfThread thread = current.get();
    thread.depth++;
    try {
      body.run();
    } finally {
      thread.depth--;
      if (thread.depth == 0) {
        List<Runnable> due = List.copyOf(thread.whenUnwound);
        thread.whenUnwound.clear();
        due.forEach(Runnable::run);
      }
    }
  }

  /** When the thread's outermost call returns. */
  void whenUnwound(Runnable task) {
    current.get().whenUnwound.add(task);
  }
}
