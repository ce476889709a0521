package dev.wsplab.forefront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Platform;
import dev.wsplab.provider.nativehost.Modules;
import dev.wsplab.spi.Guid;
import dev.wsplab.verifier.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The sample filter in C++, each time wrong in one place: the process lives, and the rule is named.
 */
@Timeout(120)
class NativeFaultyFilterTest {
  private static final Guid CLASS = Guid.of("7D0A6C7E-3B1E-4C0B-9C52-5A6E2B7F4D11");
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir private Path folder;

  private static int result(NativeFilter filter) {
    return filter.function("CopyFilterResult").invokeInt(new Object[0]);
  }

  private List<String> rulesOf(String module, boolean copies) throws IOException {
    Path from = Files.write(folder.resolve("from"), Patterns.bytes(6, 20_000));
    Path to = folder.resolve("to");
    FwxServiceBuilder builder =
        FwxService.builder().manualPump().verify(Verifier.Mode.REPORT).stopLimit(SOON);
    FwxService closed;
    try (FwxService service = builder.build()) {
      closed = service;
      NativeFilter filter = NativeFilter.load(service, Modules.filter(module), CLASS);
      filter
          .function("CopyFilterPaths")
          .invokeVoid(new Object[] {from.toString(), to.toString(), 1000});
      assertThat(service.start(filter)).isZero();
      filter.release();
      // On Windows the service does not know what the filter has under way.
      int callbacks = 0;
      while (result(filter) == -1 && service.pump().runOne(SOON)) {
        callbacks++;
      }
      assertThat(callbacks).isPositive();
    }
    if (copies) {
      assertThat(Files.mismatch(from, to)).isEqualTo(-1);
    }
    return closed.violations().stream().map(violation -> violation.rule()).distinct().toList();
  }

  /** FWX-27, FWX-S12: it ends at the service, as an exception of Java does. */
  @Test
  void givenFilterInCppThatThrows_whenItsCallbackRuns_thenTheProcessLivesAndTheRuleIsNamed()
      throws IOException {
    assertThat(rulesOf("copy_filter_throws", true)).containsExactly("FWX-27");
  }

  /** FWX-26. */
  @Test
  void givenFilterInCppThatReturnsAnError_whenItsCallbackRuns_thenTheRuleIsNamed()
      throws IOException {
    assertThat(rulesOf("copy_filter_fails", true)).containsExactly("FWX-26");
  }

  /** FWX-71. */
  @Test
  void givenFilterInCppThatReleasesInFlight_whenItWrites_thenTheRuleIsNamed() throws IOException {
    assumeTrue(!Platform.isWindows(), "the file calls of a module are Windows' own there");
    assertThat(rulesOf("copy_filter_releases", false)).contains("FWX-71");
  }
}
