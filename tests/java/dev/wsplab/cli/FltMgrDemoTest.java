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
class FltMgrDemoTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine command = Main.commandLine();
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    return command.execute(arguments);
  }

  @Test
  void givenNothing_whenTheDemoRuns_thenCleanFilesAreIntactAndTheInfectedOneIsRefused() {
    assertThat(run("demo", "fltmgr")).as(out + "\n" + err).isZero();
    assertThat(out.toString())
        .containsPattern("data.bin +300000 bytes {2}intact")
        .containsPattern("infected.txt +0 bytes {2}refused by the scanner")
        .contains("pre 320000: PENDING", "pre 140000: SUCCESS_WITH_CALLBACK")
        .contains("3 scans by the scanner, 1 files refused", "0 broken rules");
  }

  @Test
  void givenAFolder_whenTheDemoRuns_thenItsFilesAreReadAndStay(@TempDir Path folder)
      throws IOException {
    Path file = Files.write(folder.resolve("mine.txt"), new byte[70_000]);
    Files.createFile(folder.resolve("empty.txt"));
    Files.write(
        Files.createDirectories(folder.resolve("in/side")).resolve("deep.txt"), new byte[9]);
    assertThat(run("demo", "fltmgr", folder.toString())).as(out + "\n" + err).isZero();
    assertThat(out.toString())
        .containsPattern("mine.txt +70000 bytes {2}intact")
        .containsPattern("empty.txt +0 bytes {2}intact")
        .containsPattern("in/side/deep.txt +9 bytes {2}intact");
    assertThat(file).exists();
  }

  @Test
  void givenNoFolder_whenTheDemoRuns_thenTheMessageNamesIt(@TempDir Path folder) {
    assertThat(run("demo", "fltmgr", folder.resolve("none").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("none: is no folder");
  }
}
