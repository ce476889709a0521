package dev.wsplab.wfp;

import org.checkerframework.checker.nullness.qual.Nullable;

/** What a classify call decides: {@code FWP_ACTION_TYPE}. */
public enum FwpActionType {
  /** {@code FWP_ACTION_BLOCK}. */
  BLOCK(0x1001),
  /** {@code FWP_ACTION_PERMIT}. */
  PERMIT(0x1002),
  /** {@code FWP_ACTION_CONTINUE}: the next filter decides. */
  CONTINUE(0x2006),
  /** {@code FWP_ACTION_NONE}. */
  NONE(0x0007),
  /** {@code FWP_ACTION_NONE_NO_MATCH}. */
  NONE_NO_MATCH(0x0008);

  private final int value;

  FwpActionType(int value) {
    this.value = value;
  }

  /** {@return the number} */
  public int value() {
    return value;
  }

  /** The action with a number; null when there is none. */
  static @Nullable FwpActionType of(int value) {
    for (FwpActionType action : values()) {
      if (action.value == value) {
        return action;
      }
    }
    return null;
  }

  /** Whether filters below it in its sublayer are not asked any more (WFP-15). */
  boolean isTerminating() {
    return this == BLOCK || this == PERMIT;
  }
}
