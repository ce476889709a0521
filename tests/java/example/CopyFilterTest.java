package example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.wsplab.forefront.FwxService;
import dev.wsplab.forefront.IoFault;
import dev.wsplab.forefront.IoFaultPlan;
import dev.wsplab.forefront.NativeFilter;
import dev.wsplab.junit.WithForefront;
import dev.wsplab.spi.Guid;
import dev.wsplab.verifier.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@WithForefront(manualPump = true)
@EnabledOnOs(value = OS.LINUX, architectures = "amd64") // what it was compiled for
class CopyFilterTest {
  static final Path MODULE = Path.of("target", "native", "modules", "copy_filter.so");
  static final Guid CLSID_COPY_FILTER = Guid.of("{7D0A6C7E-3B1E-4C0B-9C52-5A6E2B7F4D11}");
  static final Duration SOON = Duration.ofSeconds(10);

  @TempDir Path folder;
  Path from;
  Path to;

  @BeforeEach
  void files() throws IOException {
    assumeTrue(Files.exists(MODULE), "compile the filter first");
    byte[] content = new byte[100_003];
    new Random(1).nextBytes(content);
    from = Files.write(folder.resolve("from"), content);
    to = folder.resolve("to");
  }

  /** Loads the filter, and starts it when its own functions have been told what to do. */
  NativeFilter started(FwxService service) {
    NativeFilter filter = NativeFilter.load(service, MODULE, CLSID_COPY_FILTER);
    filter
        .function("CopyFilterPaths") // any function that the module exports
        .invokeVoid(new Object[] {from.toString(), to.toString(), 4096});
    assertThat(service.start(filter)).as("what FilterInit returned").isZero();
    filter.release(); // the service holds it until it stops
    return filter;
  }

  @Test
  void theFilterCopiesEveryByte(FwxService service) {
    started(service);
    service.pump().runUntilIdle(SOON); // its callbacks, until it has nothing under way
    assertThat(to).hasSameBinaryContentAs(from);
  }

  @Test
  void aDiskThatFailsIsToldToWhoAsks() {
    try (FwxService service =
        FwxService.builder()
            .manualPump()
            .verify(Verifier.Mode.FAIL) // the close throws when a rule was broken
            .faults(IoFaultPlan.every(IoFault.error(112))) // ERROR_DISK_FULL
            .build()) {
      NativeFilter filter = started(service);
      service.pump().runUntilIdle(SOON);
      assertThat(filter.function("CopyFilterResult").invokeInt(new Object[0])).isEqualTo(112);
    }
  }
}
