package dev.wsplab.fltmgr;

import static dev.wsplab.fltmgr.FltPreOperation.*;
import static dev.wsplab.fltmgr.FltStatus.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.operation.Violation;
import dev.wsplab.verifier.ContractViolationError;
import dev.wsplab.verifier.Verifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Minifilters with one bug each: caught, with the rule that they break. */
class FaultyFiltersTest {
  static Stream<Bug> bugs() {
    List<Bug> bugs = new ArrayList<>();
    bugs.addAll(DataBugs.all());
    bugs.addAll(CallbackBugs.all());
    bugs.addAll(CallBugs.all());
    bugs.addAll(MisuseBugs.all());
    return bugs.stream();
  }

  /**
   * FLT-19, FLT-42, FLT-55, FLT-61, FLT-61a, FLT-62, FLT-67, FLT-72, FLT-83, FLT-84, FLT-86,
   * FLT-87, FLT-88, FLT-91, FLT-93, FLT-94, FLT-95, FLT-96, FLT-98, FLT-99, FLT-100, FLT-109,
   * FLT-110, FLT-111, FLT-112, FLT-113, FLT-114, FLT-115, FLT-116, FLT-117, FLT-118.
   */
  @ParameterizedTest
  @MethodSource("bugs")
  void givenOneBug_whenItRuns_thenItIsReportedWithItsRuleAndCure(Bug bug) {
    try (FltBench bench = FltBench.with(bug.settings(), bug.script())) {
      bug.does().accept(bench);

      assertThat(bench.manager.violations()).hasSize(1);
      Violation violation = bench.manager.violations().get(0);
      assertThat(violation.rule()).isEqualTo(bug.check().rule());
      assertThat(violation.provider()).isEqualTo(bug.by());
      assertThat(violation.what()).isEqualTo(bug.check().what());
      assertThat(violation.remedy()).isEqualTo(bug.check().remedy());
      if (bug.check() == FltCheck.CALLBACK_THREW) {
        assertThat(violation.seen()).contains("not caught", "CallbackBugs.java:");
      }
    }
  }

  /** A check without a faulty filter would never have been seen to work. */
  @Test
  void givenEveryCheck_whenLookedFor_thenSomeFaultyFilterBreaksIt() {
    List<FltCheck> broken = bugs().map(Bug::check).toList();
    assertThat(new TreeSet<>(broken)).containsExactlyElementsOf(Arrays.asList(FltCheck.values()));
  }

  /**
   * Section 14 of the sheet, but for its last two: MDLs are not there, and altitudes are compared
   * by the Filter Manager, not by its minifilters.
   */
  @ParameterizedTest
  @ValueSource(ints = {109, 110, 111, 112, 113, 114, 115, 116, 117, 118})
  void givenEveryCommonBug_whenLookedFor_thenSomeFaultyFilterHasIt(int number) {
    assertThat(bugs()).anyMatch(bug -> bug.name().contains("(FLT-" + number + ")"));
  }

  /** FLT-102. */
  @Test
  void givenFailMode_whenARuleWasBroken_thenTheCloseThrowsWithFilterAltitudeAndCode() {
    FltBench bench = FltBench.with(it -> it.verify(Verifier.Mode.FAIL), FsScript.inline());
    bench.at("200000", Bug.returns(99), null);
    Bug.readThrough(bench);
    assertThatThrownBy(bench::close)
        .isInstanceOf(ContractViolationError.class)
        .hasMessageContaining("FLT-92")
        .hasMessageContaining("filter 200000 at 200000")
        .hasMessageContaining("IRP_MJ_READ")
        .hasMessageContaining("callback data");
  }

  /** FLT-102. */
  @Test
  void givenBreakAtOnce_whenACallBreaksARule_thenThatCallThrows() {
    try (FltBench bench = FltBench.with(FilterManagerSettings::breakAtOnce, FsScript.inline())) {
      FltCallbackData data = bench.read(0, 4);
      assertThatThrownBy(() -> bench.flt.fltPerformAsynchronousIo(data, null, null))
          .isInstanceOf(ContractViolationError.class)
          .hasMessageContaining("FLT-89");
      bench.flt.fltFreeCallbackData(data);
    }
  }

  /** FLT-42, FLT-102: what a call has reported is not reported again where it comes out. */
  @Test
  void givenBreakAtOnce_whenACallbackLetsItEscape_thenItIsReportedOnce() {
    try (FltBench bench = FltBench.with(FilterManagerSettings::breakAtOnce, FsScript.inline())) {
      bench.at(
          "200000",
          (data, objects, context) -> {
            bench.flt.fltFreeCallbackData(data);
            return FLT_PREOP_SUCCESS_NO_CALLBACK;
          },
          null);
      Bug.readThrough(bench);
      assertThat(bench.broken()).containsExactly("FLT-86");
    }
  }

  /** FLT-102. */
  @Test
  void givenModeOff_whenARuleIsBroken_thenNothingIsKept() {
    try (FltBench bench = FltBench.with(it -> it.verify(Verifier.Mode.OFF), FsScript.inline())) {
      @Nullable FltCallbackData data = bench.read(0, 4);
      assertThat(bench.flt.fltPerformAsynchronousIo(data, null, null))
          .isEqualTo(STATUS_INVALID_PARAMETER);
      bench.flt.fltFreeCallbackData(data);
      assertThat(bench.broken()).isEmpty();
    }
  }
}
