package dev.wsplab.provider.nativehost;

import dev.wsplab.overlapped.Overlapped;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The calls of one module that have pended, each until it is old enough. Thread-safe. */
// Each is closed when it is old, or at the end, which the checker cannot follow.
@SuppressWarnings({
  "builder:required.method.not.called",
  "resourceleak:required.method.not.called",
  "mustcall:type.argument",
  "mustcall:type.arguments.not.inferred"
})
final class LentCalls {
  private static final int KEPT = 512;

  // By structure, the oldest first; guarded by itself.
  private final Map<Long, LentCall> byStructure = new LinkedHashMap<>();

  /** A call has pended. */
  void pended(LentCall call) {
    call.recall();
    List<LentCall> old = new ArrayList<>(2);
    synchronized (byStructure) {
      add(old, byStructure.remove(call.overlapped()));
      byStructure.put(call.overlapped(), call);
      Iterator<LentCall> oldest = byStructure.values().iterator();
      if (byStructure.size() > KEPT) {
        add(old, oldest.next());
        oldest.remove();
      }
    }
    end(old);
  }

  private static void add(List<LentCall> calls, @Nullable LentCall call) {
    if (call != null) {
      calls.add(call);
    }
  }

  /** An operation is being completed: whoever writes late has written by now. */
  void completing(@Nullable Overlapped overlapped) {
    if (overlapped != null) {
      call(overlapped.address()).ifPresent(LentCall::inspect);
    }
  }

  private Optional<LentCall> call(long structure) {
    synchronized (byStructure) {
      return Optional.ofNullable(byStructure.get(structure));
    }
  }

  /**
   * The module passes the address of a {@code WSATHREADID}.
   *
   * @param by the function that it was passed to
   */
  void threadIdUsed(long address, String by) {
    Optional<LentCall> lent;
    synchronized (byStructure) {
      lent = byStructure.values().stream().filter(c -> c.thread() == address).findFirst();
    }
    lent.ifPresent(call -> call.threadRead(by));
  }

  /** The module has ended: nobody writes any more. */
  void finish() {
    List<LentCall> all;
    synchronized (byStructure) {
      all = List.copyOf(byStructure.values());
      byStructure.clear();
    }
    end(all);
  }

  private static void end(List<LentCall> calls) {
    for (LentCall call : calls) {
      call.inspect();
      call.close();
    }
  }
}
