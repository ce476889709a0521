package dev.wsplab.wfp;

import dev.wsplab.wfp.FwpsLayer.Kind;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The spin locks of callouts: which are taken inside classifyFn, and so must not be held across the
 * completion of what that classifyFn has pended at CONNECT (WFP-53, WFP-102). Thread-safe.
 */
final class SpinLocks {
  private final FilterEngine engine;
  // Locks, each with the identifiers of the callouts whose classifyFn takes it; a lock that is gone
  // is forgotten.
  private final Map<Object, Set<Integer>> taken = Collections.synchronizedMap(new WeakHashMap<>());

  SpinLocks(FilterEngine engine) {
    this.engine = engine;
  }

  /** A thread is about to take one, which would hang when it has it. */
  void acquires(boolean hasIt) {
    if (hasIt) {
      engine
          .checks()
          .byCall(
              WfpCheck.LOCK_TAKEN_TWICE,
              0,
              "",
              "a lock that others hold, or nobody",
              "its own lock");
    }
  }

  /** The thread has it now. */
  void acquired(Object lock) {
    boolean again = engine.frames().locks().contains(lock);
    engine.frames().locks().add(lock);
    CalloutCall call = engine.frames().call();
    if (call == null) {
      return;
    }
    taken.computeIfAbsent(lock, it -> ConcurrentHashMap.newKeySet()).add(call.callout().id());
    boolean ours = call.callout().key().equals(call.pass().operation().lastPender());
    // The completion came first, and its reauthorization, in another thread, shows it (WFP-43).
    if (ours
        && !again
        && call.pass().isCompletion()
        && call.pass().operation().wasHeldAcross(lock)) {
      report(call);
    }
  }

  void released(Object lock) {
    engine.frames().locks().remove(lock);
  }

  /** The thread completes an operation. */
  void completes(PendedOperation pended) {
    CalloutCall call = pended.call();
    List<Object> held = List.copyOf(engine.frames().locks());
    if (held.isEmpty() || call.pass().layer().kind() != Kind.CONNECT) {
      return;
    }
    if (held.stream().anyMatch(lock -> isTakenBy(lock, call.callout()))) {
      report(call);
    } else {
      call.pass().operation().heldAcross(held);
    }
  }

  private boolean isTakenBy(Object lock, Callout callout) {
    Set<Integer> by = taken.get(lock);
    return by != null && by.contains(callout.id());
  }

  private void report(CalloutCall call) {
    engine
        .checks()
        .byCall(
            WfpCheck.LOCK_HELD,
            call.pass().operation().number(),
            call.callout().key(),
            "no lock that its classifyFn takes",
            "such a lock held");
  }
}
