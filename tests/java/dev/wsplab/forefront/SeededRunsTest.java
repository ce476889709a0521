package dev.wsplab.forefront;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.verifier.Verifier;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Correct filters raise nothing, whatever happens to their I/O. 1,000 runs of each at scale 1. */
@Timeout(600)
class SeededRunsTest {
  private static final int RUNS = 1000;

  private static int runs() {
    double scale = Double.parseDouble(System.getProperty("wsplab.scale", "0.02"));
    return (int) Math.max(20, Math.round(RUNS * scale));
  }

  /** FWX-24, FWX-49, FWX-57, with workers or a pump as the seed will have it. */
  @Test
  void givenCorrectFilters_whenRunUnderSeededFaults_thenNothingIsReportedAndAllIsCopied()
      throws Exception {
    int runs = runs();
    int workers = 0;
    for (int seed = 1; seed <= runs; seed++) {
      workers += run(seed) ? 1 : 0;
    }
    System.out.println(
        "forefront: "
            + runs
            + " seeded runs of a correct filter, "
            + workers
            + " with workers: no report");
  }

  private static boolean run(int seed) throws InterruptedException {
    Random random = new Random(seed);
    int size = random.nextInt(40_000);
    MemoryFile source = MemoryFile.of(Patterns.bytes(seed, size));
    MemoryFile target = MemoryFile.empty();
    boolean pumped = random.nextBoolean();
    FwxServiceBuilder builder =
        FwxService.builder()
            .verify(Verifier.Mode.FAIL)
            .endOfFile(random.nextBoolean() ? EndOfFile.LATER : EndOfFile.AT_ISSUE)
            .unspecified(random.nextInt(3) * 38, random.nextInt(3) * 4096)
            .faults(IoFaultPlan.seeded(seed, random.nextInt(60)));
    FwxServiceBuilder kind = pumped ? builder.manualPump() : builder.workers(1 + random.nextInt(3));
    try (FwxService service = kind.build();
        CopyFilter filter =
            new CopyFilter(service, 1 + random.nextInt(4), 1 + random.nextInt(8000))) {
      CountDownLatch done = filter.copy(source, target);
      if (pumped) {
        service.pump().runUntilIdle(Duration.ofSeconds(20));
      }
      assertThat(done.await(30, TimeUnit.SECONDS)).as("seed %d ends", seed).isTrue();
      filter.finish();
      assertThat(filter.failures()).as("seed %d", seed).isEmpty();
      assertThat(service.violations()).as("seed %d", seed).isEmpty();
    }
    assertThat(target.size()).as("seed %d", seed).isEqualTo(size);
    assertThat(target.bytes(0, size)).as("seed %d", seed).isEqualTo(source.bytes(0, size));
    return !pumped;
  }

  /**
   * FWX-12, FWX-61, FWX-63, FWX-77: sockets, tasks and sections, beside a file, over a Winsock that
   * refuses calls and tells results late.
   */
  @Test
  void givenCorrectEchoFilters_whenRunUnderSeededFaults_thenNothingIsReportedAndAllIsEchoed() {
    int runs = runs();
    int workers = 0;
    int messages = 0;
    long refused = 0;
    for (int seed = 1; seed <= runs; seed++) {
      EchoRun run = new EchoRun(seed);
      run.run();
      workers += run.isPumped() ? 0 : 1;
      messages += run.messages();
      refused += run.refused();
    }
    assertThat(refused).as("calls were refused").isPositive();
    System.out.println(
        "forefront: "
            + runs
            + " seeded runs of a correct filter with sockets and tasks, "
            + workers
            + " with workers, "
            + messages
            + " messages, "
            + refused
            + " refused calls: no report");
  }
}
