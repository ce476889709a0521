package dev.wsplab.wfp;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Memory of classify calls in C that are over: kept for the next 256, so that who still writes is
 * found, and hurts nobody (WFP-7). Thread-safe.
 */
final class NativeQuarantine {
  private static final int KEPT = 256;

  private record Old(NativeClassify call, String callout) {}

  private final WfpChecks checks;
  private final Deque<Old> over = new ArrayDeque<>();

  NativeQuarantine(WfpChecks checks) {
    this.checks = checks;
  }

  void add(NativeClassify call, String callout) {
    call.end();
    Old oldest = null;
    synchronized (over) {
      over.add(new Old(call, callout));
      if (over.size() > KEPT) {
        oldest = over.remove();
      }
    }
    if (oldest != null) {
      release(oldest);
    }
  }

  private void release(Old old) {
    if (old.call().isWrittenLate()) {
      checks.byCallback(
          WfpCheck.USED_LATE,
          0,
          old.callout(),
          "no use after classifyFn returned",
          "a write into what it was given");
    }
    old.call().close();
  }

  /** Looks at all that is kept, and gives it back. */
  void end() {
    synchronized (over) {
      over.forEach(this::release);
      over.clear();
    }
  }
}
