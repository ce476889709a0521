package dev.wsplab.wfp;

/** What a classifyFn may leave behind in its out values. */
final class CallRules {
  private final WfpChecks checks;
  private final WfpTrace trace;

  CallRules(WfpChecks checks, WfpTrace trace) {
    this.checks = checks;
    this.trace = trace;
  }

  void look(CalloutCall call) {
    pended(call);
    pendedClassify(call);
    right(call);
    modified(call);
    transport(call);
    record(call);
  }

  /** WFP-28, WFP-31, WFP-105: to the lenient it was BLOCK with ABSORB. */
  private void pended(CalloutCall call) {
    if (call.pended() == null) {
      return;
    }
    FwpsClassifyOut out = call.out();
    if (!isHardBlock(out)) {
      add(WfpCheck.PENDED_NOT_BLOCKED, call, "BLOCK with the right cleared", describe(out));
    } else if (!out.isAbsorbed()) {
      if (checks.areStrict()) {
        trace.add(call.pass().operation().number(), "drop", "without ABSORB (WFP-29)");
      }
      add(WfpCheck.NO_ABSORB, call, "BLOCK with ABSORB", describe(out));
    }
  }

  /** WFP-85. */
  private void pendedClassify(CalloutCall call) {
    if (call.pendedHandle() != null && !isHardBlock(call.out())) {
      add(
          WfpCheck.CLASSIFY_NOT_BLOCKED,
          call,
          "BLOCK with the right cleared",
          describe(call.out()));
    }
  }

  private static boolean isHardBlock(FwpsClassifyOut out) {
    return out.decided() == FwpActionType.BLOCK && !out.isRightSet();
  }

  /** WFP-11. */
  private void right(CalloutCall call) {
    if (!call.hadRight() && call.out().decided() == FwpActionType.PERMIT) {
      add(WfpCheck.WROTE_WITHOUT_RIGHT, call, "no PERMIT", "PERMIT");
    }
  }

  /** WFP-36. */
  private void modified(CalloutCall call) {
    if (call.isModifying() && call.out().isRightSet()) {
      add(WfpCheck.MODIFIES_WITH_RIGHT, call, "the right cleared", describe(call.out()));
    }
  }

  /** WFP-77, WFP-109. */
  private void transport(CalloutCall call) {
    FwpsClassifyOut out = call.out();
    if (PassFields.needsAle(call.pass())
        && out.decided() == FwpActionType.BLOCK
        && out.isAbsorbed()) {
      add(WfpCheck.HELD_AT_TRANSPORT, call, "PERMIT or CONTINUE", describe(out));
    }
  }

  /**
   * WFP-101: there is no packet to absorb when a completed connect is judged again; so answers who
   * has found no record and takes it for a new one (WFP-48).
   */
  private void record(CalloutCall call) {
    ClassifyPass pass = call.pass();
    boolean own = call.callout().key().equals(pass.operation().lastPender());
    if (pass.isCompletion() && own && call.out().isAbsorbed()) {
      add(WfpCheck.RECORD_NOT_FOUND, call, "the stored verdict", describe(call.out()));
    }
  }

  private void add(WfpCheck check, CalloutCall call, String expected, String seen) {
    checks.byCallback(
        check, call.pass().operation().number(), call.callout().key(), expected, seen);
  }

  private static String describe(FwpsClassifyOut out) {
    return out.decided()
        + (out.isRightSet() ? " with the right" : " without the right")
        + (out.isAbsorbed() ? ", ABSORB" : ", no ABSORB");
  }
}
