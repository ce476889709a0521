package dev.wsplab.operation;

import org.checkerframework.checker.nullness.qual.Nullable;

/** Operations whose structure has the same address: a chain, from the newest to the oldest. */
final class SameStructure {
  private SameStructure() {}

  /** Returns the oldest that is under way, or null. */
  static @Nullable Operation oldestUnderWay(@Nullable Operation newest) {
    Operation found = null;
    for (Operation o = newest; o != null; o = o.previous) {
      if (o.state().isUnderWay()) {
        found = o;
      }
    }
    return found;
  }

  /**
   * Returns the one that a packet with this address is of: the oldest that is complete, and one of
   * a socket with a port before the others. Those may just have told their client by an event, who
   * has given the structure to the next one since. Null when none is complete.
   */
  static @Nullable Operation nextTaken(@Nullable Operation newest) {
    Operation found = null;
    for (Operation o = newest; o != null; o = o.previous) {
      if (o.state() == OperationState.COMPLETED
          && (found == null || o.port() != 0 || found.port() == 0)) {
        found = o;
      }
    }
    return found;
  }

  /** Returns the chain without one of them, or null when nothing is left of it. */
  static @Nullable Operation without(Operation newest, Operation gone) {
    if (newest == gone) {
      return gone.previous;
    }
    for (Operation o = newest; o.previous != null; o = o.previous) {
      if (o.previous == gone) {
        o.previous = gone.previous;
        break;
      }
    }
    return newest;
  }
}
