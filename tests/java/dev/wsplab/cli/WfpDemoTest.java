package dev.wsplab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  /** Answers that are there beforehand, as from a pipe; where they end, the connect is blocked. */
  @ParameterizedTest
  @CsvSource({
    "'y\ny\nn\n', connected, connected, WSAEACCES",
    "'n\r\nyes\r\ny\r\n', WSAEACCES, connected, connected",
    "'n\ny', WSAEACCES, connected, WSAEACCES",
    "'', WSAEACCES, WSAEACCES, WSAEACCES",
    "'perhaps\nY\n\nno\n YES', connected, WSAEACCES, connected"
  })
  @ResourceLock("System.in")
  void givenAnswersFromAPipe_whenAsked_thenEachIsForItsOwnConnect(
      String answers, String mail, String games, String news) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(answers.getBytes(StandardCharsets.US_ASCII)));
    try {
      assertThat(run("demo", "wfp", "--ask")).as(out + "\n" + err).isZero();
    } finally {
      System.setIn(before);
    }
    assertThat(out.toString())
        .containsPattern("connect to mail +\\S+: " + mail)
        .containsPattern("connect to games +\\S+: " + games)
        .containsPattern("connect to news +\\S+: " + news)
        .contains("permit the connect to games? [y/n]");
  }

  @Test
  @ResourceLock("System.in")
  void givenAnAnswerThatIsNone_whenAsked_thenItIsSaidAndAskedAgain() {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream("maybe\ny\n".getBytes(StandardCharsets.US_ASCII)));
    try {
      assertThat(run("demo", "wfp", "--ask")).as(out + "\n" + err).isZero();
    } finally {
      System.setIn(before);
    }
    assertThat(out.toString())
        .containsPattern("mail\\? \\[y/n] y or n is needed, found: maybe\\R.*mail\\? \\[y/n]")
        .contains("no answer; it is blocked");
  }

  @Test
  void givenADelayThatNobodyWants_whenTheDemoRuns_thenTheMessageSaysWhichIsPossible() {
    assertThat(run("demo", "wfp", "--delay", "-1")).isEqualTo(2);
    assertThat(err.toString()).contains("--delay=-1: 0 to 10000 expected");
  }
}
