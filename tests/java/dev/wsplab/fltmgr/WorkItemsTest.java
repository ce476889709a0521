package dev.wsplab.fltmgr;

import static dev.wsplab.fltmgr.FltPreOperation.*;
import static dev.wsplab.fltmgr.FltStatus.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.driver.Irql;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Work items: where they run, when they are refused, and that an unload waits for them. */
@Timeout(60)
class WorkItemsTest {
  private static FltBench bench(int threads) {
    return FltBench.with(
        it -> threads == 0 ? it.manualScheduler() : it.threads(threads), FsScript.inline());
  }

  /** FLT-101: what is queued has returned when the unload has. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void givenQueuedWork_whenUnloaded_thenItHasRunBefore(int threads) {
    try (FltBench bench = bench(threads)) {
      FltCallbackData data = bench.read(0, 4);
      DeferredIoWorkItem frees =
          (of, context) -> {
            bench.told.add("deferred " + bench.flt.keGetCurrentIrql());
            bench.flt.fltFreeCallbackData(of);
          };
      Irql before = bench.flt.keSetIrql(Irql.DISPATCH_LEVEL);
      assertThat(bench.flt.fltQueueDeferredIoWorkItem(data, frees, null)).isZero();
      assertThat(
              bench.flt.fltQueueGenericWorkItem(
                  bench.instance, () -> bench.told.add("generic " + bench.flt.keGetCurrentIrql())))
          .isZero();
      bench.flt.keSetIrql(before);
      bench.initiator.unload();
      assertThat(bench.told).containsExactly("deferred PASSIVE_LEVEL", "generic PASSIVE_LEVEL");
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** FLT-101: one that does not return is reported, by the filter's name. */
  @Test
  void givenWorkThatDoesNotReturn_whenUnloaded_thenItIsReportedAfterTheWait() {
    CountDownLatch goesOn = new CountDownLatch(1);
    try (FltBench bench =
        FltBench.with(it -> it.threads(1).unloadWait(Duration.ofMillis(20)), FsScript.inline())) {
      bench.flt.fltQueueGenericWorkItem(bench.instance, () -> IoControl.awaitFully(goesOn));
      bench.initiator.unload();
      assertThat(bench.manager.violations())
          .singleElement()
          .satisfies(
              it -> {
                assertThat(it.rule()).isEqualTo("FLT-101");
                assertThat(it.provider()).isEqualTo("initiator");
                assertThat(it.seen()).isEqualTo("a work item that has not returned");
              });
      goesOn.countDown();
    }
  }

  /** FLT-63: during teardown; a preoperation callback that is ready for it lets the read pass. */
  @Test
  void givenATornDownInstanceOrFilter_whenWorkIsQueued_thenDeletingObject() {
    try (FltBench bench = FltBench.inline()) {
      FltInstance other = bench.watching("200000");
      other.detach();
      assertThat(bench.flt.fltQueueGenericWorkItem(other, () -> bench.told.add("ran")))
          .isEqualTo(STATUS_FLT_DELETING_OBJECT);
      FltCallbackData data = bench.read(0, 4);
      bench.flt.fltPerformAsynchronousIo(
          data,
          (over, context) -> {
            over.filterContext(
                0,
                bench.flt.fltQueueDeferredIoWorkItem(
                    over, (of, with) -> bench.told.add("ran"), null));
          },
          null);
      assertThat((int) data.filterContext(0)).isEqualTo(STATUS_SUCCESS);
      bench.manager.scheduler().runAll();
      assertThat(bench.told).containsExactly("ran");
      bench.flt.fltFreeCallbackData(data);

      FltCallbackData late = bench.read(0, 4);
      bench.initiator.unloading();
      assertThat(
              bench.flt.fltQueueDeferredIoWorkItem(late, (of, with) -> bench.told.add("ran"), null))
          .isEqualTo(STATUS_FLT_DELETING_OBJECT);
      bench.manager.scheduler().runAll();
      assertThat(bench.told).containsExactly("ran");
      bench.flt.fltFreeCallbackData(late);
      bench.initiator.unload();
      assertThat(bench.broken()).as("what was refused is not counted").isEmpty();
    }
  }

  /** FLT-63: a preoperation callback of an instance that is being detached cannot post. */
  @Test
  void givenAnInstanceDetachedInItsPreop_whenItQueues_thenRefusedAndTheReadGoesOn() {
    try (FltBench bench = FltBench.inline()) {
      bench.at(
          "200000",
          (data, objects, context) -> {
            objects.instance().detach();
            int queued =
                bench.flt.fltQueueDeferredIoWorkItem(
                    data,
                    (of, with) ->
                        bench.flt.fltCompletePendedPreOperation(
                            of, FLT_PREOP_SUCCESS_NO_CALLBACK, null),
                    null);
            assertThat(queued).isEqualTo(STATUS_FLT_DELETING_OBJECT);
            return FltStatus.isSuccess(queued) ? FLT_PREOP_PENDING : FLT_PREOP_SUCCESS_NO_CALLBACK;
          },
          null);
      FltCallbackData data = bench.read(0, 4);
      assertThat(bench.perform(data)).isEqualTo(STATUS_SUCCESS);
      bench.flt.fltFreeCallbackData(data);
      assertThat(bench.broken()).isEmpty();
    }
  }
}
