package dev.wsplab.forefront;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Platform;
import dev.wsplab.provider.nativehost.Modules;
import dev.wsplab.spi.Guid;
import dev.wsplab.verifier.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A correct filter in C++ raises nothing, whatever happens to its I/O, and every byte arrives.
 * 1,000 runs at scale 1. On Windows its handles are the system's, which no fault plan reaches.
 */
@Timeout(900)
class NativeSeededRunsTest {
  private static final Guid CLASS = Guid.of("7D0A6C7E-3B1E-4C0B-9C52-5A6E2B7F4D11");
  private static final int RUNS = 1000;

  @TempDir private Path folder;

  private static int runs() {
    double scale = Double.parseDouble(System.getProperty("wsplab.scale", "0.02"));
    return (int) Math.max(20, Math.round(RUNS * scale));
  }

  private static int result(NativeFilter filter) {
    return filter.function("CopyFilterResult").invokeInt(new Object[0]);
  }

  /** FWX-3, FWX-24, FWX-49, FWX-57 through the C ABI, with workers or a pump. */
  @Test
  void givenCorrectFilterInCpp_whenRunUnderSeededFaults_thenNothingIsReportedAndAllIsCopied()
      throws IOException {
    int runs = runs();
    int faults = 0;
    int workers = 0;
    for (int seed = 1; seed <= runs; seed++) {
      Random random = new Random(seed);
      int percent = random.nextInt(60);
      boolean pumped = random.nextBoolean();
      int[] met = {0};
      IoFaultPlan drawn = IoFaultPlan.seeded(seed, percent);
      IoFaultPlan counted =
          request -> {
            IoFault fault = drawn.faultFor(request);
            met[0] += fault.equals(IoFault.none()) ? 0 : 1; // one I/O at a time
            return fault;
          };
      run(seed, random, pumped, counted);
      workers += pumped ? 0 : 1;
      faults += met[0];
    }
    assertThat(faults > 0).as("faults were met").isEqualTo(!Platform.isWindows());
    System.out.println(
        "forefront: "
            + runs
            + " seeded runs of a correct filter in C++, "
            + workers
            + " with workers, "
            + faults
            + " faults: no report");
  }

  private void run(int seed, Random random, boolean pumped, IoFaultPlan plan) throws IOException {
    Path from = Files.write(folder.resolve("from"), Patterns.bytes(seed, random.nextInt(40_000)));
    Path to = folder.resolve("to");
    Files.deleteIfExists(to);
    FwxServiceBuilder builder =
        FwxService.builder()
            .verify(Verifier.Mode.FAIL)
            .endOfFile(random.nextBoolean() ? EndOfFile.LATER : EndOfFile.AT_ISSUE)
            .unspecified(random.nextInt(3) * 38, random.nextInt(3) * 4096)
            .faults(plan);
    FwxServiceBuilder kind = pumped ? builder.manualPump() : builder.workers(1 + random.nextInt(3));
    NativeFilter filter;
    try (FwxService service = kind.build()) {
      filter = NativeFilter.load(service, Modules.filter("copy_filter"), CLASS);
      filter
          .function("CopyFilterPaths")
          .invokeVoid(new Object[] {from.toString(), to.toString(), 16 + random.nextInt(8000)});
      assertThat(service.start(filter)).as("seed %d starts", seed).isZero();
      filter.release();
      if (pumped) {
        pump(service, filter);
      } else {
        await(filter);
      }
      assertThat(result(filter)).as("seed %d ends well", seed).isZero();
      service.stop();
      assertThat(service.violations()).as("seed %d", seed).isEmpty();
      assertThat(service.faults()).as("seed %d", seed).isEmpty();
    }
    assertThat(Files.mismatch(from, to)).as("seed %d", seed).isEqualTo(-1);
    assertThat(filter.function("CopyFilterObjects").invokeInt(new Object[0])).isZero();
  }

  private static void pump(FwxService service, NativeFilter filter) {
    boolean more = true;
    while (more && result(filter) == -1) {
      more = service.pump().runOne(Duration.ofSeconds(20));
    }
  }

  private static void await(NativeFilter filter) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (result(filter) == -1 && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
  }
}
