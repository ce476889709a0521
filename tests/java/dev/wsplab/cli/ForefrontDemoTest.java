package dev.wsplab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(60)
class ForefrontDemoTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine command = Main.commandLine();
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    return command.execute(arguments);
  }

  @Test
  void givenNothing_whenTheDemoRuns_thenTheCopyIsIntactAndNoRuleBroken() {
    assertThat(run("demo", "forefront")).as(out + "\n" + err).isZero();
    assertThat(out.toString())
        .contains("STARTED ReadFile #1", "3000003 bytes", "the copy is intact", "0 broken rules");
  }

  @Test
  void givenFile_whenTheDemoRuns_thenThatOneIsCopied(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("mine.txt"), new byte[70_000]);
    assertThat(run("demo", "forefront", file.toString())).as(out + "\n" + err).isZero();
    assertThat(out.toString())
        .contains("copies mine.txt (70000 bytes)", "mine.txt, 70000 bytes", "0 broken rules");
    assertThat(file).exists();
  }

  /** More events than a recorder keeps: the first ones are shown all the same. */
  @Test
  void givenFileOfManySteps_whenTheDemoRuns_thenItsFirstStepsAreShown(@TempDir Path folder)
      throws IOException {
    Path file = Files.write(folder.resolve("large"), new byte[1000 * 64 * 1024]);
    assertThat(run("demo", "forefront", file.toString())).as(out + "\n" + err).isZero();
    assertThat(out.toString()).contains("STARTED ReadFile #1 ", "the copy is intact");
    assertThat(out.toString().lines().filter(line -> line.startsWith("+"))).hasSize(24);
  }

  @Test
  void givenMissingFile_whenTheDemoRuns_thenTheMessageNamesIt(@TempDir Path folder) {
    assertThat(run("demo", "forefront", folder.resolve("none").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("none: cannot be read");
  }

  @Test
  void givenFolder_whenTheDemoRuns_thenTheMessageSaysThatAFileIsMeant(@TempDir Path folder) {
    assertThat(run("demo", "forefront", folder.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("FILE=" + folder + ": is a folder; name a file in it");
  }
}
