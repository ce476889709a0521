package dev.wsplab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.cli.DoctorCommand.Finding;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code wsplab doctor}. */
@Timeout(60)
class DoctorCommandTest {
  private final StringWriter out = new StringWriter();

  private static Machine machine(int feature, List<Path> path) {
    return new Machine(feature, "a JVM", "a system", path, false);
  }

  @Test
  void givenThisMachine_whenLookedAt_thenWhatTheSuiteNeedsIsThere() {
    int status = Main.commandLine().setOut(new PrintWriter(out)).execute("doctor");
    assertThat(status).as("%s", out).isZero();
    assertThat(out.toString())
        .containsPattern("ok +Java +.*" + Runtime.version().feature())
        .containsPattern("ok +native library for .* loads")
        .containsPattern("ok +guarded memory")
        .containsPattern("ok +completion in memory +a pending receive was completed")
        .containsPattern("ok +completion over sockets +a pending receive was completed")
        .containsPattern("doctor: wsplab works here\\R$");
  }

  @Test
  void givenMachineWithoutTools_whenLookedAt_thenEachIsOptionalWithItsPurpose() {
    List<Finding> findings = new Examination(machine(17, List.of())).findings();
    assertThat(DoctorCommand.print(findings, new PrintWriter(out))).isTrue();
    assertThat(out.toString())
        .containsPattern("optional +C compiler +not found\\R +only for providers and clients in C")
        .containsPattern("optional +Wine +not found\\R +only for scripts/test-windows");
  }

  @Test
  void givenToolOnThePath_whenLookedAt_thenItsFileIsNamed(@TempDir Path folder) throws IOException {
    Path compiler = Files.createFile(folder.resolve("clang"));
    if (!compiler.toFile().setExecutable(true)) {
      throw new IOException("cannot be made executable: " + compiler);
    }
    assertThat(machine(17, List.of(folder)).program(List.of("gcc", "clang"))).contains(compiler);
    assertThat(machine(17, List.of(folder)).program(List.of("gcc"))).isEmpty();
  }

  @Test
  void givenSomethingNeededIsMissing_whenPrinted_thenTheRemedyIsBelowAndTheStatusSaysSo() {
    List<Finding> findings =
        List.of(
            Finding.ok("Java", "a JVM"),
            Finding.missing("native library", "does not load", "build it"));
    assertThat(DoctorCommand.print(findings, new PrintWriter(out))).isFalse();
    assertThat(out.toString())
        .containsPattern("MISSING +native library +does not load\\R +build it")
        .containsPattern("doctor: something needed is missing\\R$");
  }

  @Test
  void givenJavaThatWarns_whenNativeAccessIsNotGranted_thenTheOptionIsNamed() {
    Finding before = new Examination(machine(17, List.of())).nativeAccess();
    assertThat(before.state()).isEqualTo(Finding.State.OK);
    Finding here = new Examination(machine(24, List.of())).nativeAccess();
    if (Runtime.version().feature() < 19) {
      assertThat(here.remedy()).contains("--enable-native-access=ALL-UNNAMED");
    } else {
      assertThat(here.seen()).as("the suite runs with it").isEqualTo("granted");
    }
  }
}
