package dev.wsplab.forefront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The sample filter in C++, unchanged, on Linux and on Windows. */
@Timeout(120)
class NativeFilterTest {
  private static final Guid CLASS = Guid.of("7D0A6C7E-3B1E-4C0B-9C52-5A6E2B7F4D11");

  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir private Path folder;

  private static Path module() {
    return Modules.filter("copy_filter");
  }

  private static void configure(NativeFilter filter, Path from, Path to, int step) {
    filter
        .function("CopyFilterPaths")
        .invokeVoid(new Object[] {from.toString(), to.toString(), step});
  }

  private static int result(NativeFilter filter) {
    return filter.function("CopyFilterResult").invokeInt(new Object[0]);
  }

  private static void awaitResult(NativeFilter filter) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (result(filter) == -1 && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
  }

  /** FWX-3, FWX-4, FWX-46, FWX-47, FWX-50, FWX-67, FWX-68, with workers of the service. */
  @Test
  void givenFilterInCpp_whenItCopiesAFile_thenItsCallbacksRunUnchanged() throws IOException {
    Path from = Files.write(folder.resolve("from"), Patterns.bytes(5, 1_000_003));
    Path to = folder.resolve("to");
    NativeFilter filter;
    FwxService service = FwxService.builder().verify(Verifier.Mode.FAIL).build();
    try (service) {
      filter = NativeFilter.load(service, module(), CLASS);
      configure(filter, from, to, 64 * 1024);
      assertThat(service.start(filter)).isZero();
      filter.release();
      awaitResult(filter);
      assertThat(result(filter)).isZero();
    }
    assertThat(Files.mismatch(from, to)).isEqualTo(-1);
    assertThat(filter.function("CopyFilterObjects").invokeInt(new Object[0]))
        .as("filters that still live")
        .isZero();
  }

  /** FWX-91: with the pump every callback runs in the test's thread. */
  @Test
  void givenPump_whenTheFilterCopies_thenEveryByteArrives() throws IOException {
    copiesByPump(IoFaultPlan.none());
  }

  /** FWX-24, FWX-92. */
  @Test
  void givenShortCounts_whenTheFilterCopies_thenEveryByteArrives() throws IOException {
    assumeTrue(!Platform.isWindows(), "the file calls of a module are Windows' own there");
    copiesByPump(request -> request.ordinal() % 3 == 0 ? IoFault.shortCount(100) : IoFault.none());
  }

  private void copiesByPump(IoFaultPlan plan) throws IOException {
    Path from = Files.write(folder.resolve("from"), Patterns.bytes(6, 20_000));
    Path to = folder.resolve("to");
    try (FwxService service =
        FwxService.builder().manualPump().verify(Verifier.Mode.REPORT).faults(plan).build()) {
      NativeFilter filter = NativeFilter.load(service, module(), CLASS);
      configure(filter, from, to, 1000);
      assertThat(service.start(filter)).isZero();
      filter.release();
      while (result(filter) == -1 && service.pump().runOne(SOON)) {
        assertThat(service.violations()).isEmpty();
      }
      assertThat(result(filter)).isZero();
      service.stop();
      assertThat(service.violations()).isEmpty();
    }
    assertThat(Files.mismatch(from, to)).isEqualTo(-1);
  }

  /** FWX-92: a disk that never works is given up, whether it says so later or at issue. */
  @Test
  void givenDiskThatAlwaysFails_whenTheFilterCopies_thenItGivesUpWithTheError() throws IOException {
    assumeTrue(!Platform.isWindows(), "the file calls of a module are Windows' own there");
    Path from = Files.write(folder.resolve("from"), Bench.TEN);
    for (IoFault always : List.of(IoFault.error(1117), IoFault.errorAtIssue(1117))) {
      try (FwxService service =
          FwxService.builder()
              .manualPump()
              .verify(Verifier.Mode.FAIL)
              .faults(IoFaultPlan.every(always))
              .build()) {
        NativeFilter filter = NativeFilter.load(service, module(), CLASS);
        configure(filter, from, folder.resolve("to"), 1000);
        assertThat(service.start(filter)).isZero();
        filter.release();
        service.pump().runUntilIdle(SOON);
        assertThat(result(filter)).as("%s", always).isEqualTo(1117);
      }
    }
  }

  /**
   * FWX-84, FWX-93: a service that stops under a filter ends its read with 995; what the filter
   * closes and releases then is not left behind.
   */
  @Test
  void givenHeldReadOfAFilter_whenTheServiceStops_thenItHears995() throws IOException {
    assumeTrue(!Platform.isWindows(), "the file calls of a module are Windows' own there");
    Path from = Files.write(folder.resolve("from"), Bench.TEN);
    NativeFilter filter;
    try (FwxService service =
        FwxService.builder()
            .workers(1)
            .verify(Verifier.Mode.FAIL)
            .faults(IoFaultPlan.every(IoFault.held()))
            .build()) {
      filter = NativeFilter.load(service, module(), CLASS);
      configure(filter, from, folder.resolve("to"), 1000);
      assertThat(service.start(filter)).isZero();
      filter.release();
      assertThat(result(filter)).isEqualTo(-1);
    }
    assertThat(result(filter)).isEqualTo(995);
  }

  /** FWX-74: a missing file is what FilterInit says. */
  @Test
  void givenMissingFile_whenTheFilterStarts_thenItsInitFails() {
    try (FwxService service =
        FwxService.builder().manualPump().verify(Verifier.Mode.REPORT).build()) {
      NativeFilter filter = NativeFilter.load(service, module(), CLASS);
      configure(filter, folder.resolve("none"), folder.resolve("to"), 1000);
      assertThat(service.start(filter)).isEqualTo(HResult.E_FAIL.value());
      assertThat(filter.queryInterface(Guid.random()).hresult()).isEqualTo(HResult.E_NOINTERFACE);
      assertThat(filter.filterShutdown()).isZero();
      assertThat(filter.release()).isZero();
      service.stop();
      assertThat(service.violations()).as("what its init has made, it has given back").isEmpty();
    }
  }

  /** Modules that are none are told by their whole path, with what was expected. */
  @Test
  void givenBadModules_whenLoaded_thenTheMessageSaysWhyAndWhatToDo() throws IOException {
    Path module = module();
    Path text = Files.write(folder.resolve("text.so"), Bench.TEN);
    Path none = folder.resolve("none.so");
    try (FwxService service = FwxService.builder().manualPump().build()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> NativeFilter.load(service, none, CLASS))
          .withMessageStartingWith("module=" + none + ": there is no such file")
          .withMessageContaining("correct the path");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> NativeFilter.load(service, text, CLASS))
          .withMessageStartingWith("module=" + text + ": it is no library")
          .withMessageContaining("a shared library for");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> NativeFilter.load(service, module, Guid.random()))
          .withMessageContaining(module.toAbsolutePath().toString())
          .withMessageContaining("0x80040111")
          .withMessageContaining("Give the CLSID that the module knows");
    }
  }

  /** A library that makes no classes of COM. */
  @Test
  void givenModuleWithoutEntryPoint_whenLoaded_thenTheMessageNamesBothAndTheRemedy() {
    Path plain = Modules.file("nothing");
    try (FwxService service = FwxService.builder().manualPump().build()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> NativeFilter.load(service, plain, CLASS))
          .withMessageStartingWith(
              "module=" + plain.toAbsolutePath() + ": exports no DllGetClassObject")
          .withMessageContaining("define it with STDAPI");
    }
  }

  /** Nothing would serve it: neither after a stop nor after the close. */
  @Test
  void givenServiceThatHasEnded_whenAFilterIsLoaded_thenRefusedWithTheRemedy() {
    Path module = module();
    FwxService service = FwxService.builder().manualPump().build();
    try (service) {
      service.stop();
      assertThatIllegalStateException()
          .isThrownBy(() -> NativeFilter.load(service, module, CLASS))
          .withMessageContaining(module.toAbsolutePath().toString())
          .withMessageContaining("load filters before FwxService.stop");
    }
    assertThatIllegalStateException()
        .isThrownBy(() -> NativeFilter.load(service, module, CLASS))
        .withMessageContaining("build another service");
  }
}
