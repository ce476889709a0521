package dev.wsplab.fltmgr;

import dev.wsplab.driver.Irql;
import dev.wsplab.operation.UserFault;
import dev.wsplab.operation.Violation;
import dev.wsplab.verifier.ContractViolationError;
import dev.wsplab.verifier.Violations;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What is wrong in minifilters, as it is found (FLT-102). Thread-safe. */
final class FltChecks {
  private final boolean on;
  private final boolean breaks;
  private final FltTrace trace;
  private final Supplier<@Nullable FltInstance> caller;
  private final Violations found = new Violations();

  /**
   * Makes an empty list.
   *
   * @param breaks whether the call that broke a rule throws
   * @param caller in whose callback the thread is, if in any
   */
  FltChecks(boolean on, boolean breaks, FltTrace trace, Supplier<@Nullable FltInstance> caller) {
    this.caller = caller;
    this.on = on;
    this.breaks = breaks;
    this.trace = trace;
  }

  List<Violation> violations() {
    return found.all();
  }

  /** By a call: it ends there when calls are to break. */
  void byCall(FltCheck check, @Nullable FltCallbackData data, String expected, String seen) {
    breaks(add(check, whose(data), data, expected, seen));
  }

  /** By a call of a module in C, which ends there. */
  void byModule(FltCheck check, String module, String expected, String seen) {
    String caller = whose(null);
    breaks(add(check, caller.isEmpty() ? module : caller, null, expected, seen));
  }

  /** By what a callback of an instance did or gave back. */
  void byCallback(
      FltCheck check,
      FltInstance who,
      @Nullable FltCallbackData data,
      String expected,
      String seen) {
    add(check, who.toString(), data, expected, seen);
  }

  /** At the end. */
  void atEnd(FltCheck check, String who, @Nullable FltCallbackData data, String seen) {
    add(check, who, data, "nothing", seen);
  }

  /** What a call has thrown because it broke a rule is known, wherever it arrives. */
  static boolean isReported(Throwable thrown) {
    return thrown instanceof ContractViolationError;
  }

  /** FLT-42: a callback of an instance has thrown. */
  void callbackThrew(
      FltInstance who, @Nullable FltCallbackData data, String expected, Throwable thrown) {
    if (!isReported(thrown)) {
      byCallback(FltCheck.CALLBACK_THREW, who, data, expected, UserFault.describe(thrown));
    }
  }

  /** A work item has thrown, or a cancel routine. */
  void taskThrew(Throwable thrown) {
    if (isReported(thrown)) {
      return;
    }
    add(
        FltCheck.CALLBACK_THREW,
        whose(null),
        null,
        "a return from the work item",
        UserFault.describe(thrown));
  }

  /** FLT-85. */
  void usedAfterFree(FltCallbackData data, String how) {
    byCall(FltCheck.USED_AFTER_FREE, data, "no use after FltFreeCallbackData", how);
  }

  /** FLT-90, FLT-34: reported, and the call goes on (FLT-28). */
  boolean irql(String function, Irql now, Irql highest, @Nullable FltCallbackData data) {
    if (now.atMost(highest)) {
      return true;
    }
    byCall(FltCheck.WRONG_IRQL, data, function + " at " + highest + " or lower", "at " + now);
    return false;
  }

  /** The same where no callback data are at hand, but an instance is. */
  void irqlOf(String function, Irql now, Irql highest, @Nullable FltInstance who) {
    if (!now.atMost(highest)) {
      FltInstance inside = caller.get();
      Violation violation =
          add(
              FltCheck.WRONG_IRQL,
              nameOf(inside == null ? who : inside),
              null,
              function + " at " + highest + " or lower",
              "at " + now);
      breaks(violation);
    }
  }

  /** Who calls: whose callback the thread is in, else whose data they are. */
  private String whose(@Nullable FltCallbackData data) {
    FltInstance inside = caller.get();
    return nameOf(inside != null || data == null ? inside : data.owner());
  }

  private static String nameOf(@Nullable FltInstance who) {
    return who == null ? "" : who.toString();
  }

  private void breaks(@Nullable Violation violation) {
    if (violation != null && breaks) {
      throw new ContractViolationError(List.of(violation));
    }
  }

  private @Nullable Violation add(
      FltCheck check, String who, @Nullable FltCallbackData data, String expected, String seen) {
    if (!on) {
      return null;
    }
    IoControl io = data == null ? null : data.io();
    String of = data == null ? "" : ", " + data + (io == null ? "" : ", " + io.what());
    Violation violation =
        new Violation(
            check.rule(),
            who,
            check.what(),
            expected,
            seen + of,
            check.remedy(),
            io == null ? List.of() : trace.lines(io.number()));
    found.add(violation);
    trace.add(io == null ? 0 : io.number(), "violation", check.rule().toUpperCase(Locale.ROOT));
    return violation;
  }
}
