package dev.wsplab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

@Timeout(60)
class WfpDemoTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine command = Main.commandLine();
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    return command.execute(arguments);
  }

  @Test
  void givenTheRule_whenTheDemoRuns_thenEachConnectEndsAsItWasDecided() {
    assertThat(run("demo", "wfp", "--delay", "1")).as(out + "\n" + err).isZero();
    assertThat(out.toString())
        .containsPattern("connect to mail +\\S+: connected after")
        .containsPattern("connect to games +\\S+: WSAEACCES.* after")
        .containsPattern("connect to news +\\S+: connected after")
        .contains("FwpsPendOperation0", "pend", "complete", "0 broken rules");
  }

  @Test
  void givenADelayThatNobodyWants_whenTheDemoRuns_thenTheMessageSaysWhichIsPossible() {
    assertThat(run("demo", "wfp", "--delay", "-1")).isEqualTo(2);
    assertThat(err.toString()).contains("--delay=-1: 0 to 10000 expected");
  }
}
