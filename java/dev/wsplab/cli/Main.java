package dev.wsplab.cli;

import dev.wsplab.kernel.ShimLoadException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code wsplab}. */
@Command(
    name = "wsplab",
    subcommands = {
      DemoCommand.class,
      ServeCommand.class,
      CheckCommand.class,
      RunCommand.class,
      TraceCommand.class,
      CatalogCommand.class,
      FactsCommand.class,
      DoctorCommand.class,
      GenerateCompletion.class
    },
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = VersionProvider.class,
    description = "Hosts Winsock service providers without installing them.",
    footer = {
      "",
      "Examples:",
      "  wsplab demo",
      "  wsplab demo forefront",
      "  wsplab serve --port 8080 --root .",
      "  CLASSPATH=target/classes wsplab serve --port 8080 --root . --layer com.example.MyLayer",
      "  CLASSPATH=target/classes wsplab check com.example.MyLayer",
      "  wsplab run --layer ./layer.so -- ./echo_client.so 1000000",
      "  CLASSPATH=target/classes wsplab trace --out loop.html com.example.MyLoop",
      "  wsplab catalog show lab.catalog",
      "  wsplab facts --only WIN-18 --checks",
      "  wsplab doctor",
      "  source <(wsplab generate-completion)",
      "",
      "Exit status: 0 as wanted, 1 the scenario failed, 2 wrong usage or set-up (the message says what to do)."
    })
public final class Main {
  static final int OK = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version, and what it runs on.")
  private boolean version;

  private final Pace pace;

  private Main(Pace pace) {
    this.pace = pace;
  }

  /**
   * Runs a command and ends the process with its exit status.
   *
   * @param arguments the command line, without the program's name
   */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return timedBy(Pace::timer);
  }

  /** Tells how far it has come every two seconds: what takes less says nothing of itself. */
  static CommandLine timedBy(Supplier<ScheduledExecutorService> timers) {
    return commandLine(Pace.every(Duration.ofSeconds(2), timers));
  }

  /** Tells how far it has come at a pace. */
  static CommandLine commandLine(Pace pace) {
    CommandLine commandLine = new CommandLine(new Main(pace));
    commandLine.setUsageHelpWidth(120);
    commandLine.setUsageHelpAutoWidth(CommandLine.Help.Ansi.AUTO.enabled()); // at a terminal
    WholeNumber.addTo(commandLine);
    commandLine.setExecutionExceptionHandler((e, command, parsed) -> report(e, command));
    commandLine.setParameterExceptionHandler((e, arguments) -> refuse(e));
    return commandLine;
  }

  /** That of the command of which this one is a part. */
  static Pace pace(CommandLine command) {
    return ((Main) command.getCommandSpec().root().userObject()).pace;
  }

  /** What is wrong, and what was probably meant; all options would push that off the screen. */
  private static int refuse(ParameterException e) {
    CommandLine command = e.getCommandLine();
    @SuppressWarnings("builder:required.method.not.called") // picocli's
    PrintWriter err = command.getErr();
    err.println(command.getColorScheme().errorText(messageOf(e)));
    if (!command.getSubcommands().isEmpty() && !(e instanceof UnmatchedArgumentException)) {
      command.usage(err); // which commands there are is what is asked for
      return USAGE;
    }
    UnmatchedArgumentException.printSuggestions(e, err);
    err.println(command.getCommandSpec().qualifiedName() + " --help tells what it takes");
    return USAGE;
  }

  /** picocli takes what follows an unknown option for another one. */
  private static String messageOf(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched) {
      List<String> words = unmatched.getUnmatched();
      return words.stream()
          .filter(word -> word.startsWith("-"))
          .findFirst()
          .map(option -> "Unknown option: '" + option + "'")
          .orElseGet(() -> "'" + words.get(0) + "' is " + notExpected(e.getCommandLine()));
    }
    return String.valueOf(e.getMessage());
  }

  private static String notExpected(CommandLine command) {
    if (!command.getSubcommands().isEmpty()) {
      return "no command";
    }
    String parameters =
        command.getCommandSpec().positionalParameters().stream()
            .map(parameter -> parameter.paramLabel())
            .distinct()
            .collect(Collectors.joining(" "));
    String name = command.getCommandSpec().qualifiedName();
    String takes = parameters.isEmpty() ? "options alone" : parameters + " besides its options";
    return "one too many: " + name + " takes " + takes;
  }

  private static int report(Exception e, CommandLine command) throws Exception {
    @SuppressWarnings("builder:required.method.not.called") // picocli's
    PrintWriter err = command.getErr();
    if (e instanceof SetUpException || e instanceof ShimLoadException) {
      err.println("wsplab: " + e.getMessage());
      return USAGE;
    }
    e.printStackTrace(
        err); // a defect, or a machine that lets nothing through: all that is known helps
    return FAILED;
  }
}
