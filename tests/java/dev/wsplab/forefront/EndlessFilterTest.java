package dev.wsplab.forefront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.wsplab.operation.Violation;
import dev.wsplab.verifier.Verifier;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Filters that issue one I/O after the other. */
@Timeout(60)
class EndlessFilterTest {
  /** FWX-95: its duration limits all callbacks together, so that the cause is told. */
  @Test
  void givenFilterThatReadsTheFirstBlockForEver_whenRunUntilIdle_thenItEndsAndNamesTheRule() {
    try (Bench bench = Bench.manual()) {
      Notes notes = new Notes(call -> bench.read(call.overlapped(), 0, 10));
      bench.read(bench.object(notes, 1), 0, 10);
      assertThatIllegalStateException()
          .isThrownBy(() -> bench.service.pump().runUntilIdle(Duration.ofMillis(200)))
          .withMessageContaining("callbacks ran in 200 ms and more are to come")
          .withMessageContaining("FWX-95");
    }
  }

  /** FWX-95: what goes wrong in every call is told ten times, and counted. */
  @Test
  void givenTheSameMistakeThirtyTimes_whenTheServiceCloses_thenTenAreToldAndTheRestIsCounted() {
    FwxService service;
    try (Bench bench = Bench.manual()) {
      service = bench.service;
      int[] calls = {0};
      Notes notes =
          new Notes(
              call -> {
                if (++calls[0] <= 31) { // reading it once more is no mistake yet
                  bench.read(call.overlapped(), 0, 10);
                }
              });
      bench.read(bench.object(notes, 1), 0, 10);
      bench.runAll();
    }
    List<Violation> found =
        service.violations().stream().filter(found1 -> found1.rule().equals("FWX-95")).toList();
    assertThat(found).hasSize(11);
    assertThat(found.get(10).toString()).contains("20 more like those before");
  }

  /** FWX-100: packets are taken all the time, so nothing is starved. */
  @Test
  void givenOneBusyWorkerAndALongQueue_whenEachCallbackIsShort_thenNothingIsReported()
      throws InterruptedException {
    FwxServiceBuilder builder =
        FwxService.builder()
            .workers(1)
            .verify(Verifier.Mode.REPORT)
            .blockLimit(Duration.ofMillis(500));
    CountDownLatch ran = new CountDownLatch(400);
    try (Bench bench = new Bench(builder)) {
      for (int i = 0; i < 8; i++) {
        Notes notes =
            new Notes(
                call -> {
                  long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(3);
                  while (System.nanoTime() < end) {
                    Thread.onSpinWait(); // its work
                  }
                  ran.countDown();
                  if (ran.getCount() >= 8) {
                    bench.read(call.overlapped(), ran.getCount() % 9, 1);
                  }
                });
        bench.read(bench.object(notes, i), i, 1);
      }
      assertThat(ran.await(50, TimeUnit.SECONDS)).isTrue();
      assertThat(bench.rules()).doesNotContain("FWX-100");
    }
  }
}
