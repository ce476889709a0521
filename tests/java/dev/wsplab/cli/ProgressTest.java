package dev.wsplab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.platform.Patience;
import example.EchoClient;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What each command tells of itself while it is at work, where two seconds pass at every step. */
@Timeout(120)
class ProgressTest {
  private static final String LAYER = PassThroughLayer.class.getName();

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return Main.commandLine(TestPace.SLOW)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  /** Each is a line of its own, and in this order. */
  private void assertTold(String... states) {
    String all = "(?s)(.*\\R)?" + String.join(", \\d+ s\\R(.*\\R)?", states) + ", \\d+ s\\R.*";
    assertThat(err.toString()).matches(all);
  }

  @Test
  void givenTheDemo_whenItDownloads_thenItTellsHowManyFilesCame() {
    assertThat(run("demo")).as("%s", err).isZero();
    assertTold("0 files downloaded", "3 files downloaded");
  }

  @Test
  void givenTheFilterOfForefront_whenItCopies_thenBytesAreTold_andThatTheCopyIsCompared() {
    assertThat(run("demo", "forefront")).as("%s", err).isZero();
    assertTold(
        "\\d+ of 3000003 bytes copied",
        "3000003 of 3000003 bytes copied",
        "the copy is compared with the file");
  }

  @Test
  void givenMinifilters_whenAFolderIsRead_thenItsFilesAreCounted() throws IOException {
    Files.write(folder.resolve("a.txt"), new byte[9]);
    Files.write(folder.resolve("b.txt"), new byte[9]);
    assertThat(run("demo", "fltmgr", folder.toString())).as("%s", err).isZero();
    assertTold("the folder is looked through", "1 of 2 files read");
  }

  @Test
  void givenACalloutThatDecidesLater_whenAConnectPends_thenItIsNamed() {
    assertThat(run("demo", "wfp", "--delay", "1")).as("%s", err).isZero();
    assertTold(
        "the connect to mail waits for its decision",
        "the connect to games waits for its decision",
        "the connect to news waits for its decision");
  }

  @Test
  @ResourceLock("System.in")
  void givenACalloutThatAsks_whenAConnectPends_thenOnlyTheQuestionIsSeen() {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(new byte[0]));
    try {
      assertThat(run("demo", "wfp", "--ask")).as("%s", err).isZero();
    } finally {
      System.setIn(before);
    }
    assertThat(err.toString()).isEmpty();
    assertThat(out.toString()).contains("permit the connect to mail? [y/n]");
  }

  @Test
  void givenThisMachine_whenTheDoctorLooks_thenItTellsAtWhat() {
    assertThat(run("doctor")).as("%s", out).isZero();
    assertTold("looking at: Java", "looking at: (Maven|qemu-aarch64)");
  }

  @Test
  void givenAFact_whenItIsChecked_thenChecksAreCounted() {
    assertThat(run("facts", "--of", "wsplab", "--only", "WIN-18")).as("%s", out).isZero();
    assertTold("0 checks done", "2 checks done");
  }

  @Test
  void givenAProvider_whenItIsChecked_thenScenariosAreCounted() {
    String scenario = "WSARecv/later/port/over-IFS";
    assertThat(run("check", LAYER, "--only", scenario)).as("%s", out).isZero();
    assertTold(
        LAYER + " is loaded",
        "0 of 1 scenarios played",
        "1 of 1 scenarios played",
        "the results are written");
  }

  /** The child says nothing of its own: what it loads, and how far it is, the parent tells. */
  @Test
  void givenAProvider_whenItIsCheckedInAChild_thenTheSameIsToldOnce() {
    String scenario = "WSARecv/later/port/over-IFS";
    assertThat(run("check", "--isolated", LAYER, "--only", scenario)).as("%s", out).isZero();
    assertTold(
        LAYER + " is loaded",
        "0 of 1 scenarios played",
        "1 of 1 scenarios played",
        "the results are written");
    assertThat(err.toString().lines().filter(line -> line.contains(" is loaded, "))).hasSize(2);
  }

  @Test
  void givenAClient_whenItIsChecked_thenItsRunsAreCounted() {
    String client = EchoClient.class.getName();
    assertThat(run("check", "--client", client, "--only", "seven-deep")).as("%s", out).isZero();
    assertTold("0 of 2 runs done", "2 of 2 runs done");
  }

  @Test
  void givenAClient_whenItIsTraced_thenEachStepIsTold() {
    assertThat(run("trace", "--out", file("t.html"), EchoClient.class.getName()))
        .as("%s", err)
        .isZero();
    assertTold("the providers are prepared", "the client runs", ".*t\\.html is written");
  }

  @Test
  void givenAScenario_whenItIsTraced_thenEachStepIsTold() {
    String scenario = "WSARecv/later/port/over-IFS";
    assertThat(run("trace", "--out", file("t.txt"), "--scenario", scenario, LAYER)).isZero();
    assertTold("the scenario runs", ".*t\\.txt is written");
  }

  /** Elsewhere than on Windows there is none to be read, which is said after it. */
  @Test
  void givenThisMachinesCatalog_whenItIsImported_thenThatIsTold() {
    run("catalog", "import", file("machine.catalog"));
    assertTold("this machine's catalog is read");
  }

  @Test
  void givenACatalogFile_whenItIsChangedAndLookedThrough_thenThatIsTold() {
    String catalog = file("lab.catalog");
    assertThat(run("catalog", "create", catalog)).isZero();
    assertThat(run("catalog", "install", catalog, LAYER)).as("%s", err).isZero();
    assertThat(run("catalog", "orphans", catalog)).as("%s", out).isZero();
    assertThat(run("catalog", "diff", catalog, catalog)).as("%s", out).isZero();
    assertTold(
        ".*lab\\.catalog is made",
        ".*lab\\.catalog is read",
        ".*lab\\.catalog is changed",
        "what entries name is looked for",
        "the files are compared");
  }

  @Test
  void givenAServer_whenItBeginsAndEnds_thenBothAreTold_andNothingBetween() throws Exception {
    PipedWriter pipe = new PipedWriter();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (BufferedReader output = new BufferedReader(new PipedReader(pipe, 10_000))) {
      Future<Integer> status =
          thread.submit(
              () ->
                  Main.commandLine(TestPace.SLOW)
                      .setOut(new PrintWriter(pipe, true))
                      .setErr(new PrintWriter(err, true))
                      .execute("serve", "--port", "0", "--root", folder.toString()));
      assertThat(output.readLine()).startsWith("serving ");
      assertThat(err.toString().lines())
          .hasSize(4)
          .allMatch(l -> l.matches("the (providers are prepared|server starts), \\d+ s"));
      thread.shutdownNow(); // interrupts it, as Ctrl-C would end it
      assertThat(status.get(Patience.MILLIS, TimeUnit.MILLISECONDS)).isZero();
    } finally {
      thread.shutdownNow();
    }
    assertTold("the providers are prepared", "the server starts", "the connections are closed");
  }
}
