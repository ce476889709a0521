package dev.wsplab.wfp;

/** How filters of all sublayers come to one decision: an action, and who may still change it. */
final class Arbitration {
  private FwpActionType action = FwpActionType.NONE;
  private boolean right = true;
  private boolean absorbed;
  private boolean vetoed;

  boolean right() {
    return right;
  }

  /** A filter without a callout: a permit is soft, a block hard (WFP-14). */
  void filter(FwpmFilter filter) {
    boolean clears =
        filter.action() == FwpActionType.BLOCK
            || (filter.flags() & Fwps.FWPS_FILTER_FLAG_CLEAR_ACTION_RIGHT) != 0;
    decided(filter.action(), clears, false);
  }

  /** What a callout has written; its rights say who may still change it (WFP-10 to WFP-14). */
  void callout(FwpsClassifyOut out) {
    if (out.decided().isTerminating()) {
      decided(out.decided(), !out.isRightSet(), out.isAbsorbed());
    } else {
      right &= out.isRightSet();
    }
  }

  /** While the right is set a later decision replaces; once clear, only a veto counts (WFP-16). */
  private void decided(FwpActionType decision, boolean clears, boolean absorbs) {
    if (right) {
      action = decision;
      absorbed = absorbs && decision == FwpActionType.BLOCK;
      right = !clears;
    } else if (decision == FwpActionType.BLOCK && action == FwpActionType.PERMIT) {
      action = FwpActionType.BLOCK;
      absorbed = absorbs;
      vetoed = true;
    }
  }

  /** The result: without a decision, a permit (WFP-16). */
  PassResult result() {
    return new PassResult(
        action == FwpActionType.BLOCK ? FwpActionType.BLOCK : FwpActionType.PERMIT,
        absorbed,
        vetoed);
  }
}
