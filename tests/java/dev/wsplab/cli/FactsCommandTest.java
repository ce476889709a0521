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

/** {@code wsplab facts}; what each fact says is asked by the tests of its own package. */
@Timeout(120)
class FactsCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  /** WIN-18. */
  @Test
  void givenOneFact_whenAskedOfWsplab_thenItHoldsOverBothBasesAndStatusIsZero() {
    assertThat(run("facts", "--of", "wsplab", "--only", "win-18", "--checks"))
        .as("" + err)
        .isZero();
    assertThat(out.toString())
        .containsPattern("^WIN-18 +holds +after association, a call with a completion routine")
        .contains("ok, TCP: given associated socket, when receiving with routine, then refused")
        .contains("ok, LOOPBACK: given associated socket")
        .contains("1 hold, 0 differ, 0 not asked; 2 checks in ");
    assertThat(out.toString().lines()).allMatch(line -> line.length() <= 120);
  }

  @Test
  void givenFactThatOnlyWindowsHas_whenAskedOfWsplab_thenTheReasonIsPrinted() {
    assertThat(run("facts", "--of", "wsplab", "--only", "WIN-61")).isZero();
    assertThat(out.toString())
        .containsPattern("^WIN-61 +not asked +WSCGetProviderInfo")
        .contains("only Windows' own functions have what it asks for")
        .contains("0 hold, 0 differ, 1 not asked");
  }

  @Test
  void givenFile_whenFactsAreAsked_thenItHoldsOneTestCaseForEachCheck(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("facts.xml");
    assertThat(run("facts", "--of", "wsplab", "--only", "WIN-3", "--junit", file.toString()))
        .isZero();
    assertThat(Files.readString(file))
        .contains("tests=\"2\" failures=\"0\"", "classname=\"WIN-3\"", "(LOOPBACK)");
  }

  @Test
  void givenWrongUsage_whenAsked_thenTheMessageSaysWhatWasExpected(@TempDir Path folder) {
    assertThat(run("facts", "--only", "WPU-1")).isEqualTo(Main.USAGE);
    assertThat(run("facts", "--of", "linux")).isEqualTo(Main.USAGE);
    assertThat(run("facts", "--junit", folder.toString())).isEqualTo(Main.USAGE);
    assertThat(err.toString())
        .contains("--only WPU-1: no such fact; expected WIN-1 to WIN-61")
        .contains("--of linux: expected wsplab or system")
        .contains("--junit " + folder + ": it cannot be written");
  }
}
