package dev.wsplab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person at a terminal meets: a shell that completes words, and colours. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class TerminalTest {
  /** Runs what follows with a terminal, and passes on what it prints there. */
  private static final List<String> WITH_TERMINAL =
      List.of(
          "python3",
          "-c",
          "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))");

  private static final String ESCAPE = "\u001b[";

  @TempDir Path folder;

  private String printedBy(List<String> command) throws IOException, InterruptedException {
    Path output = folder.resolve("output");
    ProcessBuilder builder = new ProcessBuilder(command);
    // What a person may have chosen for all programs.
    builder.environment().keySet().removeAll(List.of("NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"));
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    process.getOutputStream().close();
    int status = process.waitFor();
    String printed = Files.readString(output);
    assertThat(status).as(printed).isZero();
    return printed;
  }

  private static List<String> help() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        System.getProperty("java.class.path"),
        Main.class.getName(),
        "--help");
  }

  @Test
  void givenTerminal_whenHelpIsShown_thenItHasColours() throws Exception {
    List<String> command = new ArrayList<>(WITH_TERMINAL);
    command.addAll(help());
    assertThat(printedBy(command)).contains(ESCAPE, "check");
  }

  @Test
  void givenNarrowTerminal_whenHelpIsShown_thenNoLineIsWider() throws Exception {
    List<String> command = new ArrayList<>(WITH_TERMINAL);
    command.addAll(List.of("sh", "-c", "stty cols 70 && exec \"$@\"", "sh"));
    command.addAll(help());
    assertThat(printedBy(command).lines().map(line -> line.replaceAll("\u001b\\[[0-9;]*m", "")))
        .hasSizeGreaterThan(20)
        .allSatisfy(line -> assertThat(line.stripTrailing()).hasSizeLessThanOrEqualTo(70));
  }

  @Test
  void givenFile_whenHelpIsWrittenToIt_thenItHasNone() throws Exception {
    assertThat(printedBy(help())).contains("check").doesNotContain(ESCAPE);
  }

  @ParameterizedTest
  @CsvSource({
    "che,                  check",
    "generate,             generate-completion",
    "check --cl,           --client --classpath",
    "trace --perf,         --perfetto",
    "demo f,               forefront fltmgr",
    "catalog orp,          orphans"
  })
  void givenBeginningOfAWord_whenBashCompletesIt_thenItOffersWhatFits(String typed, String offered)
      throws Exception {
    StringWriter script = new StringWriter();
    assertThat(Main.commandLine().setOut(new PrintWriter(script)).execute("generate-completion"))
        .isZero();
    Path file =
        Files.writeString(folder.resolve("completion"), script.toString(), StandardCharsets.UTF_8);
    String play =
        """
        compopt() { :; } # bash has it only while it completes
        source "$1"
        complete -p wsplab >/dev/null # what bash would call at a Tab
        read -ra COMP_WORDS <<<"wsplab $2"
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        COMP_LINE="wsplab $2"
        COMP_POINT=${#COMP_LINE}
        _complete_wsplab
        printf '%s\\n' "${COMPREPLY[@]}"
        """;
    List<String> command = List.of("bash", "-c", play, "bash", file.toString(), typed);

    assertThat(printedBy(command).lines().map(String::strip))
        .containsExactlyInAnyOrderElementsOf(Arrays.asList(offered.split(" ")));
  }
}
