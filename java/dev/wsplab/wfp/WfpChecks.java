package dev.wsplab.wfp;

import dev.wsplab.driver.Irql;
import dev.wsplab.operation.UserFault;
import dev.wsplab.operation.Violation;
import dev.wsplab.verifier.ContractViolationError;
import dev.wsplab.verifier.Violations;
import java.util.List;
import java.util.function.Supplier;

/** What is wrong in callouts, as it is found. Thread-safe. */
final class WfpChecks {
  private final boolean on;
  private final boolean breaks;
  private final WfpTrace trace;
  private final Supplier<String> caller;
  private final Violations found = new Violations();

  /**
   * Makes an empty list.
   *
   * @param breaks whether the call that broke a rule throws
   * @param caller in whose callback the thread is, empty when it is in none
   */
  WfpChecks(boolean on, boolean breaks, WfpTrace trace, Supplier<String> caller) {
    this.on = on;
    this.breaks = breaks;
    this.trace = trace;
    this.caller = caller;
  }

  /** Whether breaches count; if not, they are made good where that can be (WFP-31). */
  boolean areStrict() {
    return on;
  }

  List<Violation> violations() {
    return found.all();
  }

  /** By a call: it ends there when calls are to break. */
  void byCall(WfpCheck check, long operation, String who, String expected, String seen) {
    String inside = caller.get();
    Violation violation = add(check, operation, inside.isEmpty() ? who : inside, expected, seen);
    if (on && breaks) {
      throw new ContractViolationError(List.of(violation));
    }
  }

  /** By what a callback did or left, or at the end. */
  void byCallback(WfpCheck check, long operation, String who, String expected, String seen) {
    add(check, operation, who, expected, seen);
  }

  /** A callback has thrown, other than because it was broken off. */
  void callbackThrew(String who, long operation, Throwable thrown) {
    if (!(thrown instanceof ContractViolationError)) {
      byCallback(WfpCheck.CALLBACK_THREW, operation, who, "a return", UserFault.describe(thrown));
    }
  }

  /** A work item has thrown. */
  void taskThrew(Throwable thrown) {
    callbackThrew(caller.get(), 0, thrown);
  }

  /** WFP-18, WFP-39, WFP-71, WFP-75: reported, and the call goes on. */
  void irql(String function, Irql now, Irql highest) {
    if (!now.atMost(highest)) {
      byCall(WfpCheck.WRONG_IRQL, 0, "", function + " at " + highest + " or lower", "at " + now);
    }
  }

  private Violation add(WfpCheck check, long operation, String who, String expected, String seen) {
    Violation violation =
        new Violation(
            check.rule(),
            who,
            check.what(),
            expected,
            operation == 0 ? seen : seen + ", operation " + operation,
            check.remedy(),
            operation == 0 ? List.of() : trace.lines(operation));
    if (on) {
      found.add(violation);
      trace.add(operation, "violation", check.rule());
    }
    return violation;
  }
}
