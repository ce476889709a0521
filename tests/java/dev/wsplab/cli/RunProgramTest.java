package dev.wsplab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.cli.CommandProcess.Ended;
import dev.wsplab.provider.nativehost.Modules;
import dev.wsplab.verifier.faulty.KeepsHandles;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.lang3.ArrayUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code wsplab run} with programs as they are built for Windows; the command in a process too. */
@EnabledOnOs(value = OS.WINDOWS, disabledReason = "programs for Windows are run there")
@Execution(ExecutionMode.SAME_THREAD) // each has two JVMs
// A thread that hangs in native code cannot be interrupted.
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RunProgramTest {
  private static final String BYTES = Long.toString(64L << 20);

  @TempDir Path folder;

  private static Ended run(String... arguments) throws IOException, InterruptedException {
    return CommandProcess.wsplab(ArrayUtils.addFirst(arguments, "run"));
  }

  private static String program(String name) {
    return Modules.sample("layer").resolveSibling(name + ".exe").toString();
  }

  private static String layer() {
    return Modules.sample("layer").toString();
  }

  @Test
  void givenLayerInCAndTheBaseInMemory_whenTheEchoClientRuns_thenAllBytesComeBack()
      throws Exception {
    Ended ended =
        run(
            "--no-verify",
            "--base",
            "memory",
            "--layer",
            layer(),
            "--",
            program("echo_client"),
            BYTES);
    assertThat(ended.status()).as(ended + "").isZero();
    assertThat(ended.out()).contains(BYTES + " bytes received", ": the same");
  }

  @Test
  void givenTimeThatPasses_whenAProgramIsPrepared_thenThatIsTold() {
    StringWriter err = new StringWriter();
    int status =
        Main.commandLine(TestPace.SLOW)
            .setErr(new PrintWriter(err, true))
            .execute("run", "--base", "memory", "--", program("echo_client"), BYTES);
    assertThat(status).as("%s", err).isZero();
    assertThat(err.toString().lines())
        .hasSize(2)
        .allMatch(line -> line.matches("PROGRAM is prepared, \\d+ s"));
  }

  @Test
  void givenSocketsOfTheSystem_whenAProgramCallsWhatThereIs_thenAllIsAsDocumented()
      throws Exception {
    Ended ended = run("--", program("client_calls"));
    assertThat(ended.status()).as(ended + "").isZero();
    assertThat(ended.err().lines().filter(line -> !line.matches("PROGRAM is prepared, \\d+ s")))
        .isEmpty();
  }

  @Test
  void givenAProgramThatFails_whenItRuns_thenStatusAndMessagesAreItsOwn() throws Exception {
    Ended ended = run("--base", "memory", "--", program("echo_client"), "1 2", "3", "\"");
    assertThat(ended.status()).as(ended + "").isEqualTo(2);
    assertThat(ended.err()).contains("usage: echo_client");
  }

  @Test
  void givenAFaultyLayer_whenAProgramRunsWell_thenTheBrokenRuleIsToldAndTheStatusIs1()
      throws Exception {
    String layer = KeepsHandles.class.getName();
    Ended ended = run("--base", "memory", "--layer", layer, "--", program("echo_client"), "100000");
    assertThat(ended.status()).as(ended + "").isEqualTo(Main.FAILED);
    assertThat(ended.out()).contains("100000 bytes received", ": the same");
    assertThat(ended.err()).contains("WSP-CLOSE-5: ", "remedy: ", layer);
  }

  @Test
  void givenAProgram_whenChecked_thenItRunsInAProcessForEachLayer() throws Exception {
    String client = program("echo_client");
    Ended ended =
        CommandProcess.wsplab(
            "check", "--client", client, "--argument", "8000", "--only", "seven-deep");
    assertThat(ended.status()).as(ended + "").isZero();
    assertThat(ended.out())
        .contains("echo: 8000 bytes sent")
        .containsPattern("bare +pass")
        .containsPattern("seven-deep +pass")
        .containsPattern("check: ok\\R$");
  }

  @Test
  void givenAProgramThatFailsOrDoesNotEnd_whenChecked_thenThatIsTold() throws Exception {
    String client = program("echo_client");
    Ended ended =
        CommandProcess.wsplab(
            "check",
            "--client",
            client,
            "--argument",
            "100000000000",
            "--only",
            "short-reads",
            "--timeout",
            "2");
    assertThat(ended.status()).as(ended + "").isEqualTo(Main.FAILED);
    assertThat(ended.out()).contains("it has not ended after 2000 ms; its process was ended");
    ended = CommandProcess.wsplab("check", "--client", client, "--only", "short-reads");
    assertThat(ended.status()).as(ended + "").isEqualTo(Main.FAILED);
    assertThat(ended.out()).contains("its process ended with 2");
  }

  @Test
  void givenNoSuchLayer_whenAProgramIsToRun_thenItDoesNotBegin() throws Exception {
    Ended ended =
        run("--base", "memory", "--layer", "no.such.Layer", "--", program("echo_client"), "1000");
    assertThat(ended.status()).as(ended + "").isEqualTo(Main.USAGE);
    assertThat(ended.err()).contains("--layer no.such.Layer: no such class");
    assertThat(ended.out()).isEmpty();
  }

  @Test
  void givenAFileThatIsNoProgram_whenItIsToRun_thenTheMessageSaysSo() throws Exception {
    Path file = Files.writeString(folder.resolve("text.exe"), "no program at all");
    Ended ended = run("--base", "memory", "--", file.toString());
    assertThat(ended.status()).as(ended + "").isEqualTo(Main.USAGE);
    assertThat(ended.err()).contains("text.exe: it is no program of Windows for 64 bits");
  }
}
