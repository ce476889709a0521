package dev.wsplab.fltmgr;

import static dev.wsplab.fltmgr.FltPreOperation.*;
import static dev.wsplab.fltmgr.FltStatus.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.driver.Irql;
import org.junit.jupiter.api.Test;

/** FLT-51: an instance that is detached while a postoperation callback is owed to it. */
class DrainingTest {
  private static FltInstance noting(FltBench bench, FltPreOperation pre, int status) {
    return bench.at(
        "200000",
        pre,
        (data, objects, context, flags) -> {
          boolean draining = (data.flags() & FltCallbackData.FLTFL_CALLBACK_DATA_DRAINING_IO) != 0;
          bench.told.add(
              "post "
                  + flags
                  + " "
                  + draining
                  + " "
                  + context
                  + " "
                  + bench.flt.keGetCurrentIrql());
          return status;
        });
  }

  private static FltPreOperation with(String context) {
    return (data, objects, out) -> {
      out.set(context);
      return FLT_PREOP_SUCCESS_WITH_CALLBACK;
    };
  }

  /** FLT-51: a copy, at the level of who detaches, and only FINISHED_PROCESSING may be returned. */
  @Test
  void givenPostopThatWantsMore_whenItDrains_thenReportedAndTheReadGoesOn() {
    try (FltBench bench =
        FltBench.with(it -> it.completionIrql(Irql.DISPATCH_LEVEL), FsScript.later())) {
      FltInstance going =
          noting(bench, with("mine"), FltPostOperation.FLT_POSTOP_MORE_PROCESSING_REQUIRED);
      FltCallbackData data = bench.read(0, 4);
      assertThat(bench.perform(data)).isEqualTo(STATUS_PENDING);
      going.detach();
      assertThat(bench.told).containsExactly("post 1 true mine PASSIVE_LEVEL");
      assertThat(bench.broken()).containsExactly("FLT-67");
      bench.manager.scheduler().runAll();
      assertThat(bench.told).endsWith("STATUS_SUCCESS 4").hasSize(2);
      bench.flt.fltFreeCallbackData(data);
      assertThat(bench.broken()).hasSize(1);
    }
  }

  /**
   * FLT-51, FLT-57: what was pended before the detach is drained when it goes on with a callback.
   */
  @Test
  void givenPendedPreop_whenDetachedAndCompletedWithACallback_thenThatIsDrained() {
    try (FltBench bench = FltBench.later()) {
      FltInstance going =
          noting(
              bench,
              Bug.returns(FLT_PREOP_PENDING),
              FltPostOperation.FLT_POSTOP_FINISHED_PROCESSING);
      FltCallbackData data = bench.read(0, 4);
      bench.perform(data);
      going.detach();
      assertThat(bench.told).as("nothing is owed yet").isEmpty();
      bench.flt.fltCompletePendedPreOperation(data, FLT_PREOP_SUCCESS_WITH_CALLBACK, "late");
      assertThat(bench.told).containsExactly("post 1 true late PASSIVE_LEVEL");
      bench.manager.scheduler().runAll();
      assertThat(bench.told).endsWith("STATUS_SUCCESS 4").hasSize(2);
      bench.flt.fltFreeCallbackData(data);
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** FLT-51: one that stood below, and was not met yet, is not met any more. */
  @Test
  void givenAPendedReadAboveAnInstance_whenThatIsDetached_thenTheReadPassesWithoutIt() {
    try (FltBench bench = FltBench.inline()) {
      bench.at("250000", Bug.returns(FLT_PREOP_PENDING), FltBench::finished);
      FltInstance below = bench.watching("200000");
      FltCallbackData data = bench.read(0, 4);
      bench.perform(data);
      below.detach();
      bench.flt.fltCompletePendedPreOperation(data, FLT_PREOP_SUCCESS_NO_CALLBACK, null);
      assertThat(bench.steps()).containsExactly("pre 250000", "return", "fs", "callback");
      bench.flt.fltFreeCallbackData(data);
      assertThat(bench.broken()).isEmpty();
    }
  }
}
