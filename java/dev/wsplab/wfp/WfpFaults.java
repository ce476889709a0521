package dev.wsplab.wfp;

/** Decides where the stack fails. Called in any thread. */
@FunctionalInterface
public interface WfpFaults {
  /** What can fail. */
  enum Point {
    /** {@code FwpsPendOperation0}: the stack is not ready (WFP-23). */
    PEND,
    /** {@code FwpsInjectionHandleCreate0}: the stack is not ready (WFP-71b). */
    HANDLE_CREATE,
    /** An injection call: the stack is not ready (WFP-74). */
    INJECT,
    /** An injection that was accepted fails later: the packet's status says so (WFP-73). */
    INJECTED,
    /** A clone, or another net buffer list: no memory. */
    ALLOCATE
  }

  /**
   * Decides.
   *
   * @param point where
   * @param ordinal how many have been asked before for the same, from 0
   * @return whether it fails
   */
  boolean fails(Point point, long ordinal);

  /**
   * Nothing fails.
   *
   * @return the plan
   */
  static WfpFaults none() {
    return (point, ordinal) -> false;
  }

  /**
   * Everything fails at one point.
   *
   * @param at where the engine asks whether to fail
   * @return the plan
   */
  static WfpFaults always(Point at) {
    return (point, ordinal) -> point == at;
  }
}
