package dev.wsplab.wfp;

import org.checkerframework.checker.nullness.qual.Nullable;

/** One call of a classifyFn. */
final class CalloutCall {
  private final ClassifyPass pass;
  private final Callout callout;
  private final AddedFilter filter;
  private final boolean right;
  private final FwpsClassifyOut out;
  private final Thread thread = Thread.currentThread();
  private volatile boolean modifies;
  private volatile @Nullable PendedOperation pended;
  private volatile @Nullable ClassifyHandle pendedHandle;

  /**
   * Begins one.
   *
   * @param right whether any action may be written
   */
  CalloutCall(
      ClassifyPass pass, Callout callout, AddedFilter filter, boolean right, Lifetime lifetime) {
    this.pass = pass;
    this.callout = callout;
    this.filter = filter;
    this.right = right;
    this.out =
        new FwpsClassifyOut(
            FwpActionType.CONTINUE, right ? Fwps.FWPS_RIGHT_ACTION_WRITE : 0, lifetime);
  }

  ClassifyPass pass() {
    return pass;
  }

  Callout callout() {
    return callout;
  }

  AddedFilter filter() {
    return filter;
  }

  boolean hadRight() {
    return right;
  }

  FwpsClassifyOut out() {
    return out;
  }

  boolean isThread() {
    return Thread.currentThread() == thread;
  }

  void modifies() {
    modifies = true;
  }

  boolean isModifying() {
    return modifies;
  }

  void pended(PendedOperation operation) {
    pended = operation;
  }

  @Nullable PendedOperation pended() {
    return pended;
  }

  void pended(ClassifyHandle handle) {
    pendedHandle = handle;
  }

  @Nullable ClassifyHandle pendedHandle() {
    return pendedHandle;
  }

  /** Whether it has pended in one way or the other. */
  boolean hasPended() {
    return pended != null || pendedHandle != null;
  }
}
