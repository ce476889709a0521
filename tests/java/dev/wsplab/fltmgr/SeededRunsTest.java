package dev.wsplab.fltmgr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.fltmgr.SeededRun.Figures;
import dev.wsplab.load.Scale;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Correct minifilters raise nothing, whatever the file system and the scheduler do: an initiator
 * that reads, writes, creates, flushes and asks, cancels some of it, and reuses its data; users
 * above it; below filters that pass, pend with and without a cancel routine, complete, synchronize
 * and put off, with completions at PASSIVE_LEVEL or DISPATCH_LEVEL, memory that is short, and a
 * file system that is late, fails, or hangs until it is cancelled. 1,000 seeds at {@code
 * -Dwsplab.scale=1} for each scheduler, and 200 with a minifilter in C among them.
 */
class SeededRunsTest {
  /** FLT-25, FLT-28, FLT-50, FLT-58, FLT-78, FLT-79a, FLT-101, FLT-105. */
  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void givenCorrectFilters_whenRunWithManySeeds_thenNothingIsReportedAndAllIsToldOnce(int threads)
      throws Exception {
    run(Scale.of(1000, 20), threads, false);
  }

  /** The same above and below keeper.c, which keeps what each write replaces. */
  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void givenAMinifilterInCAmongThem_whenRunWithManySeeds_thenNothingIsReportedEither(int threads)
      throws Exception {
    run(Scale.of(200, 10), threads, true);
  }

  private static void run(int seeds, int threads, boolean withKeeper)
      throws IOException, InterruptedException {
    Figures all = Figures.NONE;
    for (int seed = 0; seed < seeds; seed++) {
      try (SeededRun run = new SeededRun(seed, threads, withKeeper)) {
        run.play();
        run.expectAllOver();
        run.closeAndExpectNothingLeft();
        all = all.plus(run.figures());
      }
    }
    assertThat(all.synchronizedOnes()).as("operations that were synchronized").isPositive();
    assertThat(all.cancelled()).as("operations that were cancelled").isPositive();
    System.out.printf(
        "fltmgr: %d seeded runs of correct minifilters, %d threads%s: %s: no report%n",
        seeds, threads, withKeeper ? ", one in C" : "", all);
  }
}
