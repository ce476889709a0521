package dev.wsplab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.cli.CommandProcess.Ended;
import dev.wsplab.client.CompletionPort;
import dev.wsplab.conformance.field.FieldLayer;
import dev.wsplab.provider.nativehost.Modules;
import example.EchoClient;
import example.HastyClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code check --client}, as it is typed. */
@Timeout(120)
class CheckClientTest {
  // One of the layers gives the client a byte at a time.
  private static final String BYTES =
      Long.toString(
          Math.max(
              500, (long) (8000 * Double.parseDouble(System.getProperty("wsplab.scale", "1")))));

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  /** Takes its Winsock when it is made, and fails as it likes. */
  static final class Made implements Runnable {
    private final Winsock winsock;

    Made(Winsock winsock) {
      this.winsock = winsock;
    }

    @Override
    public void run() {
      winsock.tcpSocket().close();
      throw new AssertionError("thrown in run");
    }
  }

  /** Waits longer than a command may say nothing. */
  static final class Slow {
    private Slow() {}

    public static void main(Winsock winsock, String[] arguments) {
      try (CompletionPort port = winsock.completionPort()) {
        assertThat(port.take(Duration.ofSeconds(3))).isEmpty();
      }
    }
  }

  @Test
  void givenASlowClient_whenChecked_thenItIsToldHowManyRunsAreDone() {
    int status = run("check", "--client", Slow.class.getName(), "--only", "short-reads");
    assertThat(status).as(out + "\n" + err).isZero();
    assertThat(err.toString()).containsPattern("[01] of 2 runs done, \\d+ s");
  }

  @Test
  void givenACorrectClient_whenChecked_thenEveryLayerPassesAndTheStatusIs0() {
    assertThat(run("check", "--client", EchoClient.class.getName())).as(out + "\n" + err).isZero();
    assertThat(out.toString())
        .startsWith("example.EchoClient: 14 runs in ")
        .containsPattern("bare +pass +no layer")
        .containsPattern("short-reads +pass")
        .containsPattern("check: ok\\R$");
    assertThat(err.toString()).contains("bare: pass, ", "seven-deep: pass, ");
    assertThat(out.toString().lines()).allMatch(line -> line.length() <= 120);
  }

  @Test
  void givenAClientInC_whenChecked_thenItRunsThroughEveryLayer() {
    String file = Modules.sample("echo_client").toString();
    assertThat(run("check", "--client", file, "--argument", BYTES)).as(out + "\n" + err).isZero();
    assertThat(out.toString()).containsPattern("seven-deep +pass").containsPattern("check: ok\\R$");
  }

  /**
   * So many bytes take longer. Threads of the client are inside all the while, and stay there: the
   * command is given a process of its own.
   */
  @Test
  void givenAClientInCThatDoesNotEndInTime_whenChecked_thenItIsReportedAndTheCommandEnds()
      throws Exception {
    Ended ended =
        CommandProcess.wsplab(
            "check",
            "--client",
            Modules.sample("echo_client").toString(),
            "--argument",
            "100000000000",
            "--only",
            "short-reads",
            "--timeout",
            "2");

    assertThat(ended.status()).as("%s", ended).isEqualTo(Main.FAILED);
    assertThat(ended.out()).contains("it has not ended after 2000 ms");
  }

  @Test
  void givenAClientInCThatFails_whenChecked_thenItsStatusIsTold() {
    String file = Modules.sample("echo_client").toString();
    assertThat(run("check", "--client", file, "--only", "short-reads")).isEqualTo(Main.FAILED);
    assertThat(out.toString()).contains("main of " + Path.of(file).getFileName() + " returned 2");
  }

  @Test
  void givenAMainWithAFault_whenChecked_thenTheLayerThatShowsItIsNamedAndTheStatusIs1()
      throws IOException {
    Path file = folder.resolve("report.xml");
    int status = run("check", "--client", HastyClient.class.getName(), "--junit", file.toString());
    assertThat(status).isEqualTo(Main.FAILED);
    assertThat(out.toString())
        .contains(
            "short-reads: a receive on a byte stream gives one byte",
            "  seen:    java.lang.IllegalStateException: expected hello, received h",
            "at example.HastyClient.main(HastyClient.java:",
            "  differs: WSARecv: 1 started, 0 done at once, 0 failed, 1 bytes (bare: ",
            "  rule:    WSP-RECV-1, which allows it: the client must cope",
            "  again:   --only short-reads",
            "check: fails over short-reads");
    assertThat(err.toString()).contains("short-reads: FAIL, ");
    assertThat(Files.readString(file))
        .contains("<testcase classname=\"example.HastyClient\" name=\"short-reads\"")
        .contains("tests=\"14\" failures=\"1\"");
  }

  @Test
  void givenARunnable_whenChecked_thenItIsMadeWithAWinsockAndWhatItThrowsIsTold() {
    int status = run("check", "--client", Made.class.getName());
    assertThat(status).isEqualTo(Main.FAILED);
    assertThat(out.toString())
        .startsWith(Made.class.getName() + ": 1 run in ")
        .containsPattern(
            "bare: fails without any layer\\R  seen:    java.lang.AssertionError: thrown in run")
        .contains("check: fails without any layer, so it was run over none; mend that first")
        .doesNotContain("non-ifs");
  }

  @Test
  void givenTestsOfJunit_whenChecked_thenTheyRunOverTheLayer() {
    String tests = "example.QuotaTest";
    assertThat(run("check", "--client", tests, "--only", "seven-deep")).as(out + "").isZero();
    assertThat(out.toString())
        .as("it has a layer of its own, and five more are added")
        .containsPattern("bare +pass")
        .containsPattern("seven-deep +pass");
    assertThat(run("check", "--client", tests, "--only", "bare")).as(out + "").isZero();
    assertThat(out.toString()).contains(": 1 run in ");
    assertThat(run("check", "--client", tests, "--only", "late-fields")).as(out + "").isZero();
  }

  @Test
  void givenAClassPath_whenNamed_thenTheClientIsTakenFromIt() throws Exception {
    Path there = Files.createDirectories(folder.resolve("example"));
    try (InputStream bytes = EchoClient.class.getResourceAsStream("EchoClient.class")) {
      Files.write(there.resolve("EchoClient.class"), bytes.readAllBytes());
    }
    int status =
        run(
            "check",
            "--client",
            "example.EchoClient",
            "--classpath",
            folder.toString(),
            "--only",
            "non-ifs");
    assertThat(status).as(out + "\n" + err).isZero();
  }

  @Test
  void givenList_whenAsked_thenTheLayersAreNamedAndNothingRuns() {
    assertThat(run("check", "--client", "no.such.Client", "--list")).isZero();
    assertThat(out.toString().lines())
        .hasSize(FieldLayer.values().length)
        .anyMatch(
            line -> line.equals("short-reads           a receive on a byte stream gives one byte"));
  }

  private int run(String... arguments) {
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
