package dev.wsplab.cli;

import dev.wsplab.Winsock;
import dev.wsplab.conformance.RecordedScenario;
import dev.wsplab.conformance.StateReport;
import dev.wsplab.conformance.field.WinsockClient;
import dev.wsplab.operation.Violation;
import dev.wsplab.timeline.Timeline;
import dev.wsplab.verifier.Verifier;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.checkerframework.checker.nullness.qual.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a client, or a scenario with a provider, and writes down what happened. */
@Command(
    name = "trace",
    sortOptions = false,
    description = {
      "Runs a client of Winsock on providers that are not installed, and writes what happened.",
      "That is every operation, every call of a provider, every completion and every broken rule. The file is written"
          + " when the client fails, hangs, is interrupted or calls System.exit, too; not when the process crashes.",
      "With --scenario it plays one scenario of 'wsplab check' with a provider, and writes what happened in that."
    },
    footer = {
      "",
      "CLIENT is a class as for 'wsplab check --client', but not one of tests, or an application in C as for 'wsplab run'.",
      "A test with @WithWinsock leaves its page itself when it fails (docs/junit.md); 'wsplab check --timeline FOLDER'",
      "writes those of scenarios that break a rule. A scenario is played in this process: one that ends it leaves no file.",
      "",
      "Examples:",
      "  CLASSPATH=out wsplab trace --out loop.html com.example.MyLoop",
      "  CLASSPATH=out wsplab trace --out loop.txt --layer com.example.MyLayer com.example.MyLoop",
      "  wsplab trace --out echo.trace --perfetto --base memory ./echo_client.so 1000",
      "  CLASSPATH=out wsplab trace --out later.html --scenario WSARecv/later/port/over-IFS com.example.MyLayer",
      "",
      "Exit status: 0 the client ended well, or the scenario breaks no rule; 1 it failed, did not end or a rule is",
      "broken; 2 wrong usage or set-up."
    })
final class TraceCommand implements Callable<Integer> {
  private static final int LONGEST_TIMEOUT = 3600;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean help;

  @SuppressWarnings("nullness:initialization.field.uninitialized") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @SuppressWarnings("nullness:initialization.field.uninitialized") // picocli demands it
  @Option(names = "--out", required = true, paramLabel = "FILE", description = "What to write.")
  private Path file;

  /** What is written when the name of the file does not say it. */
  private static final class Formats {
    @Option(names = "--html", description = "A page for a browser; so for a name in .html.")
    private boolean html;

    @Option(names = "--perfetto", description = "For ui.perfetto.dev; so for a name in .json.")
    private boolean perfetto;

    @Option(
        names = "--svg",
        description = "A drawing of at most 50 operations; so for a name in .svg.")
    private boolean svg;

    @Option(names = "--text", description = "A line for each event; so for a name in .txt.")
    private boolean text;

    TraceFormat chosen() {
      return html
          ? TraceFormat.HTML
          : perfetto ? TraceFormat.PERFETTO : svg ? TraceFormat.SVG : TraceFormat.TEXT;
    }
  }

  @ArgGroup private @Nullable Formats formats;

  @Mixin private final ProviderOptions providers = new ProviderOptions();

  @Mixin private final ScenarioOptions scenario = new ScenarioOptions();

  @Option(
      names = "--events",
      defaultValue = "200000",
      paramLabel = "N",
      description = "How many events to keep, the last ones. Default: ${DEFAULT-VALUE}.")
  private int events;

  @Option(
      names = "--timeout",
      defaultValue = "20",
      paramLabel = "SECONDS",
      description =
          "How long the client may take, 1 to 3600; what it waits for is printed then. Default: ${DEFAULT-VALUE}.")
  private int timeout;

  @SuppressWarnings("nullness:initialization.field.uninitialized") // picocli demands it
  @Parameters(
      index = "0",
      paramLabel = "CLIENT",
      description = "The client; with --scenario the provider.")
  private String client;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "ARGUMENT",
      description = "What its main is given.")
  private List<String> arguments = List.of();

  @Override
  public Integer call() throws SetUpException, InterruptedException {
    TraceFormat format = format();
    if (scenario.isAsked(spec.commandLine())) {
      return play(format);
    }
    if (timeout < 1 || timeout > LONGEST_TIMEOUT) {
      throw new SetUpException("--timeout " + timeout + ": expected 1 to 3600 seconds");
    }
    if (events < 1) {
      throw new SetUpException("--events " + events + ": expected at least 1");
    }
    TimelineFolder.check("--out", file);
    ClassLoader loader = TraceCommand.class.getClassLoader();
    WinsockClient found =
        CheckedClient.one(
            client, loader == null ? ClassLoader.getSystemClassLoader() : loader, arguments);
    return run(found, format);
  }

  private int play(TraceFormat format) throws SetUpException {
    if (!arguments.isEmpty()) {
      throw new SetUpException(
          arguments.get(0) + ": arguments are a client's, not a scenario's; leave them out");
    }
    TimelineFolder.check("--out", file);
    RecordedScenario played;
    Ticker ticker = Ticker.on(spec.commandLine(), () -> "the scenario runs");
    try (ticker) {
      played = scenario.play(spec.commandLine(), client, providers.showsNativeStacks());
    }
    write(played.timeline(), played::lines, format);
    told("trace: " + file);
    return played.result().findings().isEmpty() ? Main.OK : Main.FAILED;
  }

  private TraceFormat format() throws SetUpException {
    if (formats != null) {
      return formats.chosen();
    }
    return TraceFormat.of(file)
        .orElseThrow(
            () ->
                new SetUpException(
                    "--out "
                        + file
                        + ": its name does not say what to write; expected one that ends in .html, .json, .svg or .txt,"
                        + " or one of --html, --perfetto, --svg, --text"));
  }

  @SuppressWarnings("builder:required.method.not.called") // one that hangs cannot be closed
  private int run(WinsockClient found, TraceFormat format)
      throws SetUpException, InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    Winsock winsock = environment();
    boolean good;
    ExitGuard guard =
        new ExitGuard(
            err,
            "the client ran",
            "Let it return instead of calling System.exit.",
            () -> writeLast(winsock, format, err));
    try (guard) {
      good = play(winsock, found, err);
    }
    return write(winsock, format, err) && good ? Main.OK : Main.FAILED;
  }

  /** Whether no rule is broken. */
  private boolean write(Winsock winsock, TraceFormat format, PrintWriter err)
      throws SetUpException {
    List<Violation> violations = winsock.violations();
    violations.forEach(violation -> err.println(violation.report()));
    err.flush();
    Timeline timeline = winsock.timeline("wsplab trace " + client);
    write(timeline, () -> TraceFormat.lines(winsock), format);
    told("trace: " + file + " (" + winsock.recorder().told() + " events)");
    return violations.isEmpty();
  }

  private void writeLast(Winsock winsock, TraceFormat format, PrintWriter err) {
    try {
      write(winsock, format, err);
    } catch (SetUpException e) {
      err.println("wsplab: " + e.getMessage());
      err.flush();
    }
  }

  private Winsock environment() throws SetUpException {
    Ticker ticker = Ticker.on(spec.commandLine(), () -> "the providers are prepared");
    try (ticker) {
      return providers.build(
          Winsock.builder().verify(Verifier.Mode.REPORT).record(events).stacks().watchClient());
    }
  }

  /** Runs the client in a thread of its own; whether it ended well. */
  private boolean play(Winsock winsock, WinsockClient found, PrintWriter err)
      throws InterruptedException {
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                found.run(winsock);
                winsock.close(); // what is left open is told now
              } catch (Throwable e) { // an AssertionError, too, is what the client says
                failure.set(e);
              }
            },
            "client");
    thread.setDaemon(true);
    thread.start();
    Ticker ticker = Ticker.on(spec.commandLine(), () -> "the client runs");
    try (ticker) {
      thread.join(TimeUnit.SECONDS.toMillis(timeout));
    }
    if (thread.isAlive()) {
      err.println("the client has not ended after " + timeout + " s (--timeout gives it longer)");
      err.println(StateReport.of(winsock));
      return false;
    }
    Throwable thrown = failure.get();
    if (thrown != null) {
      err.println("the client failed: " + ExceptionUtils.getStackTrace(thrown));
    }
    return thrown == null;
  }

  private void write(Timeline timeline, Supplier<List<String>> lines, TraceFormat format)
      throws SetUpException {
    Ticker ticker = Ticker.on(spec.commandLine(), () -> file + " is written");
    try (ticker) {
      format.write(timeline, lines, file);
    } catch (IOException e) {
      throw new SetUpException("--out " + file + ": it could not be written: " + e.getMessage());
    } catch (IllegalStateException e) {
      throw new SetUpException(
          "--out " + file + ": " + e.getMessage() + ": --html, or --events with a smaller number");
    }
  }

  private void told(String line) {
    @SuppressWarnings("builder:required.method.not.called") // picocli's
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }
}
