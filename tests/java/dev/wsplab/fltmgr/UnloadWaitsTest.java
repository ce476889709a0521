package dev.wsplab.fltmgr;

import static dev.wsplab.fltmgr.FltPreOperation.FLT_PREOP_SUCCESS_NO_CALLBACK;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An unload while another thread is inside a callback of the minifilter. */
class UnloadWaitsTest {
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch goesOn = new CountDownLatch(1);
  private final AtomicBoolean returned = new AtomicBoolean();

  private FltInstance slow(FltBench bench) {
    return bench.at(
        "200000",
        (data, objects, context) -> {
          reached.countDown();
          FltBench.await(goesOn);
          returned.set(true);
          return FLT_PREOP_SUCCESS_NO_CALLBACK;
        },
        null);
  }

  /** An application that reads, in a thread of its own. */
  private Thread reader(FltBench bench) {
    Thread reader = new Thread(() -> bench.userRead(4).send());
    reader.start();
    return reader;
  }

  /** FLT-101. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void givenCallbackInAnotherThread_whenUnloaded_thenTheUnloadReturnsAfterIt(boolean manual)
      throws Exception {
    UnaryOperator<FilterManagerSettings> settings =
        it -> manual ? it.manualScheduler() : it.threads(2);
    try (FltBench bench =
        FltBench.with(
            it -> settings.apply(it).unloadWait(Duration.ofMinutes(1)), FsScript.inline())) {
      FltFilter filter = slow(bench).filter();
      Thread reader = reader(bench);
      FltBench.await(reached);
      AtomicBoolean after = new AtomicBoolean();
      Thread unloads =
          new Thread(
              () -> {
                filter.unload();
                after.set(returned.get());
              });
      unloads.start();
      while (unloads.getState() != Thread.State.TIMED_WAITING) {
        assertThat(unloads.isAlive()).as("unload waits").isTrue();
        Thread.onSpinWait();
      }
      goesOn.countDown();
      unloads.join();
      reader.join();

      assertThat(after).as("the callback had returned when the unload did").isTrue();
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** FLT-101: one that does not return is told. */
  @Test
  void givenCallbackThatStays_whenTheUnloadHasWaited_thenItIsReported() throws Exception {
    try (FltBench bench =
        FltBench.with(it -> it.unloadWait(Duration.ofMillis(20)), FsScript.inline())) {
      FltFilter filter = slow(bench).filter();
      Thread reader = reader(bench);
      FltBench.await(reached);

      filter.unload();

      assertThat(bench.broken()).containsExactly("FLT-101");
      assertThat(bench.manager.violations().get(0).seen()).contains("a callback that has not");
      goesOn.countDown();
      reader.join();
    }
  }

  /** FLT-101: who unloads in a callback of its own does not wait for itself. */
  @Test
  void givenCallbackThatUnloadsItsFilter_whenCalled_thenTheUnloadComesBack() {
    try (FltBench bench =
        FltBench.with(it -> it.unloadWait(Duration.ofMinutes(1)), FsScript.inline())) {
      FltFilter[] filter = new FltFilter[1];
      filter[0] =
          bench
              .at(
                  "200000",
                  (data, objects, context) -> {
                    filter[0].unload();
                    returned.set(true);
                    return FLT_PREOP_SUCCESS_NO_CALLBACK;
                  },
                  null)
              .filter();

      bench.perform(bench.read(0, 4));

      assertThat(returned).isTrue();
    }
  }
}
