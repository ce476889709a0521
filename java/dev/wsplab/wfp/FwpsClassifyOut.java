package dev.wsplab.wfp;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What a callout decides: {@code FWPS_CLASSIFY_OUT0}. One that classifyFn is handed belongs to the
 * engine and dies when classifyFn returns: a later write is reported and changes nothing (WFP-7).
 * One of the callout's own, for {@code FwpsCompleteClassify0}, lives as long as it likes.
 * Thread-safe.
 */
public final class FwpsClassifyOut {
  private final @Nullable Lifetime lifetime;
  private volatile FwpActionType actionType;
  private volatile int rights;
  private volatile int flags;

  /** Makes one of the callout's own: {@code CONTINUE}, with the right to write. */
  public FwpsClassifyOut() {
    this(FwpActionType.CONTINUE, Fwps.FWPS_RIGHT_ACTION_WRITE, null);
  }

  FwpsClassifyOut(FwpActionType action, int rights, @Nullable Lifetime lifetime) {
    this.lifetime = lifetime;
    this.actionType = action;
    this.rights = rights;
  }

  /** Copies what counts of another, which may die. */
  static FwpsClassifyOut copyOf(FwpsClassifyOut other) {
    FwpsClassifyOut copy = new FwpsClassifyOut(other.actionType, other.rights, null);
    copy.flags = other.flags;
    return copy;
  }

  /** {@return the action} */
  public FwpActionType actionType() {
    mayUse("actionType");
    return actionType;
  }

  /**
   * Sets the action.
   *
   * @param action the verdict
   */
  public void actionType(FwpActionType action) {
    if (mayUse("actionType")) {
      actionType = action;
    }
  }

  /** {@return {@code FWPS_RIGHT_...} bits} */
  public int rights() {
    mayUse("rights");
    return rights;
  }

  /**
   * Sets {@code FWPS_RIGHT_...} bits.
   *
   * @param bits the new bits, in place of those before
   */
  public void rights(int bits) {
    if (mayUse("rights")) {
      rights = bits;
    }
  }

  /** {@return {@code FWPS_CLASSIFY_OUT_FLAG_...} bits} */
  public int flags() {
    mayUse("flags");
    return flags;
  }

  /**
   * Sets {@code FWPS_CLASSIFY_OUT_FLAG_...} bits.
   *
   * @param bits the new bits, in place of those before
   */
  public void flags(int bits) {
    if (mayUse("flags")) {
      flags = bits;
    }
  }

  /** {@return whether any action may be written (WFP-10)} */
  public boolean mayWrite() {
    return (rights() & Fwps.FWPS_RIGHT_ACTION_WRITE) != 0;
  }

  /** Permits; filters below may still block. */
  public void permit() {
    actionType(FwpActionType.PERMIT);
  }

  /** Blocks for good: the action, and the right cleared (WFP-12). */
  public void block() {
    actionType(FwpActionType.BLOCK);
    rights(rights() & ~Fwps.FWPS_RIGHT_ACTION_WRITE);
  }

  /** Blocks for good and silently: what follows a successful pend (WFP-28). */
  public void absorb() {
    block();
    flags(flags() | Fwps.FWPS_CLASSIFY_OUT_FLAG_ABSORB);
  }

  // ---- for the engine, at any time

  boolean isRightSet() {
    return (rights & Fwps.FWPS_RIGHT_ACTION_WRITE) != 0;
  }

  boolean isAbsorbed() {
    return (flags & Fwps.FWPS_CLASSIFY_OUT_FLAG_ABSORB) != 0;
  }

  FwpActionType decided() {
    return actionType;
  }

  private boolean mayUse(String member) {
    Lifetime of = lifetime;
    return of == null || of.allows("classifyOut->" + member);
  }
}
