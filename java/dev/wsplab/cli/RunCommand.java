package dev.wsplab.cli;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.operation.Violation;
import dev.wsplab.provider.nativehost.ClientModule;
import dev.wsplab.provider.nativehost.ExitWatch;
import dev.wsplab.spi.WinsockException;
import dev.wsplab.verifier.Verifier;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.checkerframework.checker.nullness.qual.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs an application in C on providers that are not installed. */
@Command(
    name = "run",
    sortOptions = false,
    description =
        "Runs an application in C: its Winsock is that of the base and the layers named here.",
    footer = {
      "",
      "PROGRAM is a shared library with a main, or on Windows a program as it is (docs/native.md).",
      "",
      "Examples:",
      "  wsplab run --base memory -- ./echo_client.so 1000000",
      "  wsplab run --layer ./layer.so --layer com.example.MyLayer -- ./echo_client.so 1000000",
      "  wsplab run --catalog lab.catalog -- ./echo_client.so 1000000",
      "",
      "The verifier watches providers and application, and prints each broken rule at the end.",
      "",
      "Exit status: what main returns, 1 when that is 0 and a rule is broken; 2 when it cannot begin (the message says",
      "what to do)."
    })
final class RunCommand implements Callable<Integer> {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean help;

  @SuppressWarnings("nullness:initialization.field.uninitialized") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Mixin private final ProviderOptions providers = new ProviderOptions();

  @Option(
      names = "--no-verify",
      description = "Let the verifier sleep: large transfers take about half the time.")
  private boolean unverified;

  @Option(
      names = "--adopt",
      hidden = true,
      description = "Be in the process of PROGRAM, before it begins.")
  private boolean adopts;

  @Option(
      names = "--over",
      hidden = true,
      description = "With --adopt: the label of a field layer.")
  private @Nullable String over;

  @Option(names = "--report", hidden = true, description = "With --over: what to write at the end.")
  private @Nullable Path report;

  @Parameters(
      arity = "1..*",
      paramLabel = "PROGRAM",
      description = "The application, and its arguments behind it.")
  private List<String> program = List.of();

  @Override
  @SuppressWarnings("try") // closing it is part of what is looked at
  public Integer call() throws SetUpException, InterruptedException {
    Path file = file("PROGRAM", program.get(0));
    if (adopts) {
      return over == null || report == null ? adopt() : ProgramProcess.adoptOver(over, report);
    }
    if (ProgramProcess.isProgram(file)) {
      return new ProgramProcess(file, program.subList(1, program.size()))
          .run(again(), spec.commandLine());
    }
    try (Winsock winsock = prepared()) {
      int status;
      try (ClientModule application = load(winsock, file);
          ExitWatch exit = ExitWatch.open(ended -> ended(winsock, ended))) {
        status = application.main(program.subList(1, program.size()));
      }
      Ticker ticker = Ticker.on(spec.commandLine(), () -> "the providers are closed");
      try (ticker) {
        winsock.close(); // what is left open is told now
      }
      return tell(winsock.violations()) && status == Main.OK ? Main.FAILED : status;
    } catch (IllegalArgumentException e) {
      throw new SetUpException(
          "PROGRAM "
              + file
              + ": it exports no main; expected a shared library whose main is visible (docs/native.md)");
    }
  }

  /** The program has called exit, or is one with a process of its own. */
  private int ended(Winsock winsock, int status) {
    winsock.close(); // what is left open is told now
    return tell(winsock.violations()) && status == Main.OK ? Main.FAILED : status;
  }

  /** This command, for the process of the program. */
  private List<String> again() {
    List<String> command = new ArrayList<>(List.of("run", "--adopt"));
    command.addAll(providers.again());
    if (unverified) {
      command.add("--no-verify");
    }
    command.addAll(List.of("--", program.get(0)));
    return command;
  }

  @SuppressWarnings("builder:required.method.not.called") // the program's end closes it
  private int adopt() throws SetUpException {
    Winsock winsock = environment();
    winsock.adoptProgram(status -> ended(winsock, status));
    return Main.OK;
  }

  /** Prints what is broken: whether anything is. */
  private boolean tell(List<Violation> violations) {
    @SuppressWarnings("builder:required.method.not.called") // picocli's
    PrintWriter err = spec.commandLine().getErr();
    for (Violation violation : violations) {
      err.println(violation.report());
    }
    err.flush();
    return !violations.isEmpty();
  }

  /** A file that is there, by its absolute path. */
  static Path file(String what, String name) throws SetUpException {
    Path file = Path.of(name).toAbsolutePath().normalize();
    if (!Files.isRegularFile(file)) {
      throw new SetUpException(what + " " + name + ": there is no such file");
    }
    return file;
  }

  private ClientModule load(Winsock winsock, Path file) throws SetUpException {
    Ticker ticker = Ticker.on(spec.commandLine(), () -> "PROGRAM is loaded");
    try (ticker) {
      return winsock.loadApplication(file);
    } catch (WinsockException e) {
      throw new SetUpException("PROGRAM " + file + ": " + e.getMessage());
    }
  }

  /** As {@link #environment}; in the process of PROGRAM the one that has started it tells. */
  private Winsock prepared() throws SetUpException {
    Ticker ticker = Ticker.on(spec.commandLine(), () -> "the providers are prepared");
    try (ticker) {
      return environment();
    }
  }

  private Winsock environment() throws SetUpException {
    WinsockBuilder builder = Winsock.builder();
    if (!unverified) {
      builder.verify(Verifier.Mode.REPORT);
    } else if (providers.showsNativeStacks()) {
      throw new SetUpException(
          "--native-stacks: they stand in the verifier's histories, and --no-verify lets it sleep; leave one out");
    }
    return providers.build(builder);
  }
}
