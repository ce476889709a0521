package dev.wsplab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.load.Scale;
import dev.wsplab.provider.nativehost.Modules;
import dev.wsplab.verifier.faulty.KeepsHandles;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** {@code wsplab run}: the echo client in C compares by itself what comes back. */
// A thread that hangs in native code cannot be interrupted.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RunCommandTest {
  private static final String BYTES = "2000000";
  private static final String GIBIBYTE = Integer.toString(Scale.of(1 << 30, 2_000_000));

  @TempDir private Path folder;
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return run(TestPace.STILL, arguments);
  }

  private int run(Pace pace, String... arguments) {
    CommandLine commandLine = Main.commandLine(pace);
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(arguments);
  }

  private static String sample(String name) {
    return Modules.sample(name).toString();
  }

  @ParameterizedTest
  @CsvSource({"tcp", "memory"})
  void givenABaseOfOurs_whenAnApplicationRuns_thenItsMainSaysHowItEnded(String base) {
    assertThat(run("run", "--base", base, "--", sample("echo_client"), BYTES))
        .as(err + "")
        .isZero();
  }

  /** At full size a gibibyte. */
  @Test
  @Timeout(value = 900, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void givenBaseAndLayersInCAndJava_whenAnApplicationRuns_thenItsBytesPassThroughAll() {
    int status =
        run(
            "run",
            "--base",
            sample("base"),
            "--layer",
            sample("layer"),
            "--layer",
            PassThroughLayer.class.getName(),
            "--",
            sample("echo_client"),
            GIBIBYTE);
    assertThat(status).as(err + "").isZero();
  }

  @Test
  void givenAFaultyLayer_whenAnApplicationRunsWell_thenTheBrokenRuleIsToldAndTheStatusIs1() {
    String layer = KeepsHandles.class.getName();

    assertThat(run("run", "--base", "memory", "--layer", layer, "--", sample("echo_client"), BYTES))
        .isEqualTo(Main.FAILED);

    assertThat(err.toString()).contains("WSP-CLOSE-5: ", "remedy: ", layer);
  }

  @Test
  void givenAFaultyLayer_whenTheVerifierSleeps_thenNothingIsTold() {
    String layer = KeepsHandles.class.getName();
    String client = sample("echo_client");

    assertThat(run("run", "--no-verify", "--base", "memory", "--layer", layer, "--", client, BYTES))
        .isZero();

    assertThat(err.toString()).isEmpty();
  }

  /** While it runs it has the streams for itself. */
  @Test
  void givenTimeThatPasses_whenAnApplicationRuns_thenWhatComesBeforeAndAfterItIsTold() {
    assertThat(run(TestPace.SLOW, "run", "--base", "memory", "--", sample("echo_client"), BYTES))
        .as(err + "")
        .isZero();
    assertThat(err.toString().lines().map(line -> line.replaceFirst(", \\d+ s$", "")).distinct())
        .containsExactly(
            "the providers are prepared", "PROGRAM is loaded", "the providers are closed");
  }

  @Test
  void givenAnApplicationThatFails_whenItRuns_thenItsStatusIsTheCommands() {
    assertThat(run("run", "--base", "memory", "--", sample("echo_client"), "1", "2", "3"))
        .isEqualTo(2);
    assertThat(run("run", "--base", "memory", "--", sample("echo_client"), BYTES, "1")).isOne();
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void givenNoSuchProgram_whenItRuns_thenTheMessageNamesIt() {
    assertThat(run("run", "--", "no/such/program.so")).isEqualTo(Main.USAGE);
    assertThat(err.toString()).contains("PROGRAM no/such/program.so: there is no such file");
  }

  @Test
  void givenAProgramWithoutMain_whenItRuns_thenTheMessageSaysWhatIsExpected() {
    assertThat(run("run", "--base", "memory", "--", sample("layer"))).isEqualTo(Main.USAGE);
    assertThat(err.toString()).contains("exports no main", "docs/native.md");
  }

  @Test
  void givenNativeStacks_whenAnApplicationIsTraced_thenItsFunctionsStandInTheFile()
      throws IOException {
    Path file = folder.resolve("echo.txt");

    assertThat(
            run(
                "trace",
                "--native-stacks",
                "--base",
                "memory",
                "--out",
                file.toString(),
                sample("echo_client"),
                "1000"))
        .as(err + "")
        .isZero();

    assertThat(Files.readString(file))
        .containsPattern("STARTED WSASend [^\n]*\n  at echo_client\\.(so!echo_send|dll)");
  }

  @Test
  void givenNativeStacksAndNoVerifier_whenItRuns_thenTheMessageSaysThatTheyExcludeEachOther() {
    String client = sample("echo_client");

    assertThat(run("run", "--no-verify", "--native-stacks", "--base", "memory", "--", client))
        .isEqualTo(Main.USAGE);

    assertThat(err.toString()).contains("--native-stacks: ", "--no-verify", "leave one out");
  }
}
