package dev.wsplab.wfp;

import org.checkerframework.checker.nullness.qual.Nullable;

/** What FwpsAcquireClassifyHandle0 has given: references, and whether it is pended. Thread-safe. */
final class ClassifyHandle {
  private final long value;
  private final CalloutCall call;
  private int acquired;
  private boolean pended;
  private boolean classifying = true;
  private boolean owed;
  private @Nullable FwpsClassifyOut verdict;

  ClassifyHandle(long value, CalloutCall call) {
    this.value = value;
    this.call = call;
  }

  long value() {
    return value;
  }

  CalloutCall call() {
    return call;
  }

  synchronized void acquired() {
    acquired++;
  }

  synchronized boolean releases() {
    if (acquired == 0) {
      return false;
    }
    acquired--;
    return true;
  }

  synchronized int references() {
    return acquired;
  }

  /** Whether nobody needs it any more. */
  synchronized boolean isGone() {
    return acquired == 0 && !pended;
  }

  synchronized boolean isPended() {
    return pended;
  }

  /** Takes the reference of a pend (WFP-85). */
  synchronized void pends() {
    pended = true;
  }

  /** Gives it back (WFP-86); false when it was not pended. */
  synchronized boolean completes(@Nullable FwpsClassifyOut with) {
    if (!pended) {
      return false;
    }
    pended = false;
    verdict = with;
    return true;
  }

  /** Whether to carry the completion out now; while classifyFn runs it is put off. */
  synchronized boolean mayPerform() {
    owed = classifying;
    return !classifying;
  }

  /** classifyFn has returned; whether a completion was put off. */
  synchronized boolean classified() {
    classifying = false;
    boolean due = owed;
    owed = false;
    return due;
  }

  synchronized @Nullable FwpsClassifyOut verdict() {
    return verdict;
  }
}
