package dev.wsplab.fltmgr;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A minifilter that forgets to go on, and reads the same place again and again. */
@Timeout(30)
class EndlessReadsTest {
  private static final int ENOUGH = 100;

  private final AtomicInteger reads = new AtomicInteger();

  private void completed(FltBench bench, FltCallbackData data) {
    if (!FltStatus.isSuccess(data.ioStatus())) {
      bench.flt.fltFreeCallbackData(data);
      return;
    }
    bench.flt.fltReuseCallbackData(data);
    read(bench, data);
  }

  private void read(FltBench bench, FltCallbackData data) {
    if (reads.incrementAndGet() == ENOUGH) {
      Thread.currentThread().interrupt(); // as a test's time limit does
    }
    bench.fillRead(data, 0, 4);
    bench.flt.fltPerformAsynchronousIo(data, (over, context) -> completed(bench, over), null);
  }

  /** FLT-101, FLT-105. */
  @Test
  void givenTestThatIsInterrupted_whenTheManagerCloses_thenItDoesAndSaysWhatWasLeft() {
    try (FltBench bench =
        FltBench.with(it -> it.unloadWait(Duration.ofMillis(20)), FsScript.later())) {
      read(bench, bench.flt.fltAllocateCallbackData(bench.instance, bench.file).orThrow());

      bench.manager.scheduler().runAll();
      assertThat(Thread.interrupted()).isTrue();
      assertThat(reads).hasValue(ENOUGH);
      bench.manager.close();

      assertThat(bench.broken()).containsOnly("FLT-101");
    }
  }
}
