package dev.wsplab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.StartupResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaError;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

@Timeout(60)
class CommandTest {
  @TempDir Path root;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void givenNothing_whenTheDemoRuns_thenEveryByteArrivesAndEachKindOfOperationIsShown() {
    assertThat(run("demo")).as(out + "\n" + err).isZero();
    assertThat(out.toString())
        .contains("AcceptEx", "WSARecv", "WSASend", "3 with the right SHA-256", "demo: ok")
        .containsPattern("more operations \\(--all shows them\\)")
        .containsPattern("#\\d+ +WSASend .* [0-9a-f]+ +\\S+ \\S+ \\S+ \\S+ +\\| 0 10000 0 0");
    assertThat(out.toString().lines()).allMatch(line -> line.length() <= 120);
  }

  @Test
  void givenAll_whenTheDemoRuns_thenEveryOperationHasItsLine() {
    assertThat(run("demo", "--all")).as(out + "\n" + err).isZero();
    Matcher count =
        Pattern.compile("operations +(\\d+), each told exactly once: agree")
            .matcher(out.toString());
    assertThat(count.find()).isTrue();
    long lines = out.toString().lines().filter(line -> line.matches("#\\d+ .*")).count();
    assertThat(lines).isEqualTo(Long.parseLong(count.group(1)));
  }

  @Test
  void givenAUsersLayer_whenServing_thenFilesComeThroughItAndTheCountsAgree() throws Exception {
    Path file = Files.write(root.resolve("a.bin"), new byte[100_000]);
    PipedWriter pipe = new PipedWriter();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (BufferedReader output = new BufferedReader(new PipedReader(pipe, 10_000))) {
      CommandLine command = Main.commandLine().setOut(new PrintWriter(pipe, true));
      String[] arguments = {
        "serve",
        "--port",
        "0",
        "--root",
        root.toString(),
        "--layer",
        PassThroughLayer.class.getName()
      };
      Future<Integer> status = thread.submit(() -> command.execute(arguments));
      DemoHttpClient client = new DemoHttpClient(addressIn(output.readLine()));
      assertThat(client.fetch("/a.bin")).isEqualTo(DemoHttpClient.expected(file));
      thread.shutdownNow(); // interrupts it, as Ctrl-C would end it
      assertThat(status.get(30, TimeUnit.SECONDS)).isZero();
      Matcher summary = SUMMARY.matcher(output.readLine());
      assertThat(summary.matches()).isTrue();
      assertThat(summary.group(1)).isEqualTo(summary.group(2));
      assertThat(Long.parseLong(summary.group(1))).isGreaterThan(100_000);
      assertThat(summary.group(3)).isEqualTo("1");
    } finally {
      thread.shutdownNow();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--port 70000 --root ROOT|--port 70000: expected 0 to 65535",
        "--port x --root ROOT|Invalid value for option '--port'",
        "--root ROOT|Missing required option: '--port=PORT'",
        "--port 0 --root ROOT/none|there is no such folder",
        "--port 0 --root ROOT --threads 0|--threads 0: expected 1 to 64",
        "--port 0 --root ROOT --layer no.such.Layer|environment variable CLASSPATH",
        "--port 0 --root ROOT --layer java.lang.String|it is no service provider",
        "--port 0 --root ROOT --layer dev.wsplab.provider.LayeredProvider|it is abstract",
        "--port 0 --root ROOT --layer dev.wsplab.cli.CommandTest$RefusingLayer|did not start: WSPStartup failed: WSAEPROVIDERFAILEDINIT",
      })
  void givenWrongArguments_whenServing_thenTheMessageSaysWhatAndTheStatusIs2(
      String arguments, String message) {
    int status = run(("serve " + arguments.replace("ROOT", root.toString())).split(" "));
    assertThat(status).isEqualTo(Main.USAGE);
    assertThat(err.toString()).contains(message).doesNotContain("\tat ");
  }

  /** A layer that cannot be started, nested and not public. */
  static class RefusingLayer extends LayeredProvider {
    @Override
    public StartupResult wspStartup(
        int version, ProtocolInfo info, Upcalls upcalls, Ws2Exports exports) {
      return StartupResult.failed(WsaError.WSASYSNOTREADY);
    }
  }

  /** A layer with a bug in its start. */
  static class ThrowingLayer extends LayeredProvider {
    @Override
    public StartupResult wspStartup(
        int version, ProtocolInfo info, Upcalls upcalls, Ws2Exports exports) {
      throw new IllegalStateException("a bug in the layer");
    }
  }

  @Test
  void givenLayerThatThrowsAtItsStart_whenServing_thenItIsNamedWithItsStackAndStatusIs2() {
    int status =
        run(
            "serve",
            "--port",
            "0",
            "--root",
            root.toString(),
            "--layer",
            ThrowingLayer.class.getName());

    assertThat(status).isEqualTo(Main.USAGE);
    assertThat(err.toString())
        .contains("ThrowingLayer: threw at its start", "a bug in the layer", "wspStartup");
  }

  @Test
  void givenFileAsRoot_whenServing_thenTheMessageSaysSo() throws IOException {
    Path file = Files.writeString(root.resolve("a file"), "text");

    assertThat(run("serve", "--port", "0", "--root", file.toString())).isEqualTo(Main.USAGE);
    assertThat(err.toString()).contains("is a file, not a folder");
  }

  @Test
  void givenHelp_whenAsked_thenExamplesAndExitStatusAreThere() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("demo", "serve", "Examples:", "Exit status:");
  }

  private static final Pattern SUMMARY =
      Pattern.compile("served (\\d+) bytes, layer counted (\\d+) bytes, (\\d+) connections");

  private static InetSocketAddress addressIn(String announcement) {
    Matcher port = Pattern.compile(".*http://127\\.0\\.0\\.1:(\\d+)/.*").matcher(announcement);
    assertThat(port.matches()).as(announcement).isTrue();
    return new InetSocketAddress("127.0.0.1", Integer.parseInt(port.group(1)));
  }

  private int run(String... arguments) {
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
