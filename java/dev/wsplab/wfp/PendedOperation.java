package dev.wsplab.wfp;

import dev.wsplab.wfp.packet.NetBufferList;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What FwpsPendOperation0 has pended. Thread-safe. */
final class PendedOperation {
  private final long context;
  private final CalloutCall call;
  private boolean classifying = true;
  private boolean completed;
  private boolean owed;
  private @Nullable NetBufferList with;

  PendedOperation(long context, CalloutCall call) {
    this.context = context;
    this.call = call;
  }

  long context() {
    return context;
  }

  CalloutCall call() {
    return call;
  }

  AleOperation operation() {
    return call.pass().operation();
  }

  synchronized boolean isCompleted() {
    return completed;
  }

  /** Takes the one completion that there is. */
  synchronized boolean completes(@Nullable NetBufferList list) {
    if (completed) {
      return false;
    }
    completed = true;
    with = list;
    return true;
  }

  /** Whether to carry the completion out now; while classifyFn runs it is put off (WFP-63). */
  synchronized boolean mayPerform() {
    owed = classifying;
    return !classifying;
  }

  synchronized boolean isClassifying() {
    return classifying;
  }

  /** classifyFn has returned; whether a completion was put off. */
  synchronized boolean classified() {
    classifying = false;
    return owed;
  }

  synchronized @Nullable NetBufferList with() {
    return with;
  }
}
