package dev.wsplab.fltmgr;

import static dev.wsplab.fltmgr.FltPreOperation.FLT_PREOP_SUCCESS_WITH_CALLBACK;
import static dev.wsplab.fltmgr.FltStatus.STATUS_PENDING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.driver.Irql;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Who goes on with an operation after {@code FltDoCompletionProcessingWhenSafe}, by its page. */
class SafeCompletionTest {
  /** Completions come at DISPATCH_LEVEL, where the safe part cannot run. */
  private static FltBench bench() {
    return FltBench.with(it -> it.completionIrql(Irql.DISPATCH_LEVEL), FsScript.later());
  }

  private static void filter(FltBench bench, FltPostOperation safe) {
    bench.at(
        "200000",
        (data, objects, context) -> FLT_PREOP_SUCCESS_WITH_CALLBACK,
        (data, objects, context, flags) ->
            bench
                .flt
                .fltDoCompletionProcessingWhenSafe(data, objects, context, flags, safe)
                .status());
  }

  /** FLT-66: whatever it returns but MORE_PROCESSING_REQUIRED. */
  @Test
  void givenSafePartThatFinishesOrReturnsNonsense_whenItHasRun_thenTheFilterManagerGoesOn() {
    for (int status :
        new int[] {
          FltPostOperation.FLT_POSTOP_FINISHED_PROCESSING,
          FltPostOperation.FLT_POSTOP_DISALLOW_FSFILTER_IO,
          99
        }) {
      try (FltBench bench = bench()) {
        filter(bench, (data, objects, context, flags) -> status);
        FltCallbackData data = bench.read(0, 4);
        assertThat(bench.perform(data)).isEqualTo(STATUS_PENDING);
        bench.manager.scheduler().runAll();
        assertThat(bench.told).as("status %d", status).containsExactly("STATUS_SUCCESS 4");
        bench.flt.fltFreeCallbackData(data);
        assertThat(bench.broken()).isEmpty();
      }
    }
  }

  /** FLT-66, FLT-99: then the minifilter completes it, once. */
  @Test
  void givenSafePartThatWantsMore_whenItHasRun_thenTheMinifilterCompletesIt() {
    AtomicReference<FltCallbackData> held = new AtomicReference<>();
    try (FltBench bench = bench()) {
      filter(
          bench,
          (data, objects, context, flags) -> {
            held.set(data);
            return FltPostOperation.FLT_POSTOP_MORE_PROCESSING_REQUIRED;
          });
      FltCallbackData data = bench.read(0, 4);
      bench.perform(data);
      bench.manager.scheduler().runAll();
      assertThat(bench.told).isEmpty();
      bench.flt.fltCompletePendedPostOperation(held.get());
      bench.manager.scheduler().runAll();
      assertThat(bench.told).containsExactly("STATUS_SUCCESS 4");
      bench.flt.fltFreeCallbackData(data);
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** FLT-42: what it throws is reported, and nobody waits for ever. */
  @Test
  void givenSafePartThatThrows_whenItHasRun_thenItIsReportedAndTheOperationGoesOn() {
    try (FltBench bench = bench()) {
      filter(
          bench,
          (data, objects, context, flags) -> {
            throw new IllegalStateException("of the minifilter");
          });
      FltCallbackData data = bench.read(0, 4);
      bench.perform(data);
      bench.manager.scheduler().runAll();
      assertThat(bench.told).containsExactly("STATUS_SUCCESS 4");
      bench.flt.fltFreeCallbackData(data);
      assertThat(bench.broken()).containsExactly("FLT-42");
    }
  }

  /** FLT-99, FLT-63: work that was refused is no queued work. */
  @Test
  void givenWorkThatWasRefused_whenMoreIsWantedAllTheSame_thenItIsReported() {
    AtomicReference<FltCallbackData> held = new AtomicReference<>();
    try (FltBench bench = FltBench.inline()) {
      bench.at(
          "200000",
          (data, objects, context) -> FLT_PREOP_SUCCESS_WITH_CALLBACK,
          (data, objects, context, flags) -> {
            held.set(data);
            bench.flt.ioSetTopLevelIrp(1);
            int queued = bench.flt.fltQueueDeferredIoWorkItem(data, (of, with) -> {}, null);
            bench.flt.ioSetTopLevelIrp(0);
            assertThat(FltStatus.isSuccess(queued)).isFalse();
            return FltPostOperation.FLT_POSTOP_MORE_PROCESSING_REQUIRED;
          });
      FltCallbackData data = bench.read(0, 4);
      bench.perform(data);
      assertThat(bench.broken()).containsExactly("FLT-99");
      bench.flt.fltCompletePendedPostOperation(held.get());
      bench.flt.fltFreeCallbackData(data);
    }
  }
}
