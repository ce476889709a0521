package dev.wsplab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.cli.CommandProcess.Ended;
import dev.wsplab.client.SocketPair;
import dev.wsplab.conformance.field.WinsockClient;
import dev.wsplab.verifier.faulty.KeepsHandles;
import example.EchoClient;
import example.WaitingClient;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code wsplab trace}. */
@Timeout(120)
class TraceCommandTest {
  private static final String ECHO = EchoClient.class.getName();

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  /** Fails, with its sockets open. */
  static final class Fails implements WinsockClient {
    @Override
    @SuppressWarnings("try") // only its time matters
    public void run(Winsock winsock) {
      try (SocketPair sockets = winsock.connectedPair()) {
        throw new IllegalStateException("no, says the client");
      }
    }
  }

  private int run(String... arguments) {
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  @ParameterizedTest
  @CsvSource({
    "t.html, ,           <!DOCTYPE html>, PassThroughLayer",
    "t.json, ,           '{',             '\"traceEvents\":['",
    "t.svg,  ,           <svg,            WSARecv",
    "t.txt,  ,           +0.000 ms,       WSPRecv",
    "trace,  --perfetto, '{',             '\"traceEvents\":['"
  })
  void givenClientOverALayer_whenTraced_thenTheFileIsOfTheFormThatWasAskedFor(
      String name, String option, String start, String inside) throws IOException {
    List<String> command = new ArrayList<>(List.of("trace", "--out", file(name).toString()));
    if (option != null) {
      command.add(option);
    }
    command.addAll(List.of("--layer", PassThroughLayer.class.getName(), ECHO));

    assertThat(run(command.toArray(String[]::new))).as(out + "\n" + err).isZero();

    assertThat(Files.readString(file(name)).stripLeading()).startsWith(start).contains(inside);
    assertThat(out.toString()).contains("trace: " + file(name) + " (").contains(" events)");
  }

  @Test
  void givenClientThatFails_whenTraced_thenTheFileIsThereAndTheStatusIs1() {
    assertThat(run("trace", "--out", file("t.html").toString(), Fails.class.getName())).isOne();
    assertThat(err.toString())
        .contains("the client failed: java.lang.IllegalStateException: no, says the client");
    assertThat(file("t.html")).isNotEmptyFile();
  }

  @Test
  void givenClientThatHangs_whenTraced_thenWhatItWaitsForIsSaidAndTheFileIsThere() {
    int status =
        run(
            "trace",
            "--timeout",
            "1",
            "--out",
            file("t.txt").toString(),
            WaitingClient.class.getName());
    assertThat(status).isOne();
    assertThat(err.toString())
        .contains("the client has not ended after 1 s")
        .contains("example.WaitingClient.run", "WSARecv", "pending");
    assertThat(file("t.txt")).exists();
  }

  @Test
  void givenFaultyLayer_whenTraced_thenItsRuleIsInTheFileAndTheStatusIs1() throws IOException {
    int status =
        run(
            "trace",
            "--base=memory",
            "--layer=" + KeepsHandles.class.getName(),
            "--out=" + file("t.txt"),
            ECHO);
    assertThat(status).as("" + out).isOne();
    assertThat(err.toString()).contains("WSP-CLOSE-5");
    assertThat(Files.readString(file("t.txt"))).contains("WSP-CLOSE-5", "expected: ", "remedy: ");
  }

  private static final String SCENARIO = "WSARecv/later/port/over-non-IFS";
  private static final String HASTY = CheckCommandTest.SaysSuccess.class.getName();

  @ParameterizedTest
  @CsvSource({
    "t.html, <!DOCTYPE html>, PassThroughLayer",
    "t.json, '{',             '\"traceEvents\":['",
    "t.svg,  <svg,            WSARecv",
    "t.txt,  +0.000 ms,       WPUCompleteOverlappedRequest"
  })
  void givenScenarioThatHolds_whenTraced_thenTheFileShowsWhatTheLayerDid(
      String name, String start, String inside) throws IOException {
    int status =
        run(
            "trace",
            "--scenario=" + SCENARIO,
            "--out=" + file(name),
            PassThroughLayer.class.getName());

    assertThat(status).as(out + "\n" + err).isZero();
    assertThat(out.toString()).contains(SCENARIO + ": held", "trace: " + file(name));
    assertThat(Files.readString(file(name)).stripLeading()).startsWith(start).contains(inside);
  }

  @Test
  void givenScenarioThatBreaksARule_whenTraced_thenTheRuleIsToldAndInTheFileAndTheStatusIs1()
      throws IOException {
    int status = run("trace", "--scenario", SCENARIO, "--out", "" + file("t.txt"), HASTY);

    assertThat(status).as("" + out).isOne();
    assertThat(out.toString()).contains(SCENARIO + ": broken");
    assertThat(err.toString()).contains("WSP-IO-16: ", "  expected: ", "  remedy: ");
    assertThat(Files.readString(file("t.txt")))
        .contains("CALLED WSPRecv", "RETURNED WSPRecv", "WSP-IO-16: ");
  }

  @Test
  void givenBaseProviderAndDeferredTiming_whenItsScenarioIsTraced_thenItIsPlayed() {
    int status =
        run(
            "trace",
            "--as-base",
            "--timing=deferred",
            "--seed=7",
            "--scenario=WSARecv/later/port/connected",
            "--out=" + file("t.html"),
            "dev.wsplab.provider.loopback.LoopbackProvider#create");

    assertThat(status).as(out + "\n" + err).isZero();
    assertThat(file("t.html")).isNotEmptyFile();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--scenario later/port PASS | --scenario later/port: no scenario has this name; these contain it:",
        "--scenario nonsense PASS | nonsense: no scenario has this name; 'wsplab check --list PROVIDER' names all",
        "--scenario AcceptEx/later/routine/over-IFS PASS | not applicable: AcceptEx takes no completion routine",
        "--scenario SCENARIO no.such.Layer | no.such.Layer: no such class; CLASSPATH",
        "--scenario SCENARIO --timing now PASS | --timing now: expected immediate or deferred",
        "--scenario SCENARIO --as-base PASS | it is a layer, since it extends LayeredProvider",
        "--scenario SCENARIO --layer PASS PASS | --layer: it is about a client, not about --scenario; leave it out",
        "--scenario SCENARIO PASS 1000 | 1000: arguments are a client's, not a scenario's; leave them out",
        "--seed 2 example.EchoClient | --seed: it is about --scenario, and none is named; leave it out"
      })
  void givenScenarioThatCannotBePlayed_whenTraced_thenStatus2AndTheMessageSaysWhatWasExpected(
      String arguments, String message) {
    String line =
        ("trace --out " + file("t.html") + " " + arguments)
            .replace("PASS", PassThroughLayer.class.getName())
            .replace("SCENARIO", SCENARIO);

    assertThat(run(line.split(" "))).as(out + "\n" + err).isEqualTo(Main.USAGE);
    assertThat(err.toString()).contains(message);
    assertThat(file("t.html")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--out t.what example.EchoClient | its name does not say what to write; expected one that ends in .html",
        "--out no/such/t.html example.EchoClient | --out no/such/t.html: it cannot be written",
        "--out t.html example.FirstTest | CLIENT example.FirstTest: no client that can be run by itself; a test is run by JUnit",
        "--out t.html no.such.Client | CLIENT no.such.Client: no such class; CLASSPATH",
        "--out t.html java.lang.String | CLIENT java.lang.String: no client that can be run by itself",
        "--out t.html --timeout 0 example.EchoClient | --timeout 0: expected 1 to 3600 seconds",
        "--out t.html --events 0 example.EchoClient | --events 0: expected at least 1",
        "--out t.html --html --text example.EchoClient | mutually exclusive",
        "example.EchoClient | Missing required option: '--out=FILE'"
      })
  void givenWrongUsage_whenTraced_thenStatus2AndTheMessageSaysWhatWasExpected(
      String arguments, String message) {
    assertThat(run(("trace " + arguments).split(" "))).isEqualTo(Main.USAGE);
    assertThat(err.toString().replace(File.separatorChar, '/')).contains(message);
  }

  /** A client that thinks that it owns the process; it has sent something before. */
  static final class Leaves implements WinsockClient {
    @Override
    public void run(Winsock winsock) {
      new EchoClient().run(winsock);
      System.exit(0);
    }
  }

  @Test
  void givenAClientThatExits_whenTraced_thenTheFileIsThereAndTheStatusIsNotThatOfAGoodRun()
      throws Exception {
    Ended ended =
        CommandProcess.wsplab(
            "trace", "--out", file("left.txt").toString(), Leaves.class.getName());

    assertThat(ended.status()).as("%s", ended).isEqualTo(Main.FAILED);
    assertThat(ended.out() + ended.err())
        .contains("the process was ended while the client ran", "trace: ");
    assertThat(file("left.txt")).content().contains("STARTED WSARecv #2", "DEQUEUED");
  }
}
