package dev.wsplab.cli;

import dev.wsplab.conformance.CannotStartException;
import dev.wsplab.conformance.ConformanceKit;
import dev.wsplab.conformance.IsolatedKit;
import dev.wsplab.conformance.KitReport;
import dev.wsplab.conformance.KitWorker;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.checkerframework.checker.nullness.qual.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs the conformance kit. */
@Command(
    name = "check",
    description = {
      "Plays scenarios with a provider and prints which rules it holds and which it breaks.",
      "Each broken rule comes with what was expected, what was seen and what to change.",
      "With --client it runs a client of Winsock, or its tests, through layers that behave as ones met in the field,"
          + " and prints which of them it fails over."
    },
    footer = {
      "",
      "Examples:",
      "  CLASSPATH=out wsplab check com.example.MyLayer",
      "  wsplab check --jar my.jar com.example.MyLayer --only WPU-COMPLETE-18",
      "  wsplab check --base dev.wsplab.provider.loopback.LoopbackProvider#create --junit report.xml",
      "  wsplab check --client com.example.MyLoop --classpath out --only short-reads",
      "",
      "Exit status: 0 nothing is broken, 1 a rule is broken or the client fails, 2 wrong usage or set-up."
    })
final class CheckCommand implements Callable<Integer> {
  private static final Pattern SHARD = Pattern.compile("(\\d{1,6})/(\\d{1,6})");
  private static final List<String> OF_PROVIDERS =
      List.of(
          "--base",
          "--ifs",
          "--seed",
          "--shard",
          "--patience",
          "--timing",
          "--timeline",
          "--native-stacks");

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean help;

  @SuppressWarnings("nullness:initialization.field.uninitialized") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Parameters(
      paramLabel = "CLASS|FILE",
      arity = "0..1",
      description =
          "The provider: a class with a constructor without parameters, Class#method for a static method, or"
              + " a shared library that exports WSPStartup.")
  private @Nullable String provider;

  @Mixin private final ClientOptions client = new ClientOptions();

  @Option(names = "--jar", paramLabel = "FILE", description = "Where to look for it first.")
  private @Nullable Path jar;

  @Option(
      names = "--base",
      description = "It is a base provider. Needed only when it does not extend BaseProvider.")
  private boolean base;

  @Option(
      names = "--ifs",
      description =
          "It hands out system handles. Needed only when it neither extends LayeredProvider nor has entries().")
  private boolean ifs;

  @Option(
      names = "--only",
      defaultValue = "",
      paramLabel = "RULE|TEXT|LAYER",
      description =
          "Only what looks at this rule, or has this text in its name; with --client, this layer.")
  private String only = "";

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "What every decision is made from. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--shard",
      defaultValue = "1/1",
      paramLabel = "I/N",
      description = "Only part I of N; all parts together are one run.")
  private String shard = "1/1";

  @Option(
      names = "--patience",
      defaultValue = "3",
      paramLabel = "SECONDS",
      description = "How long to wait for what must come, 1 to 600. Default: ${DEFAULT-VALUE}.")
  private int patience;

  @Option(
      names = "--timing",
      defaultValue = "immediate",
      paramLabel = "WHEN",
      description =
          "When results show: immediate, or deferred: some a little after WPUCompleteOverlappedRequest has returned.")
  private String timing = "immediate";

  @Option(
      names = "--native-stacks",
      description = "Let histories say which functions of a native module have caused each event.")
  private boolean nativeStacks;

  @Option(names = "--junit", paramLabel = "FILE", description = "Write the results as JUnit XML.")
  private @Nullable Path junit;

  @Mixin private final TimelineFolder timelines = new TimelineFolder();

  @Option(
      names = "--isolated",
      negatable = true,
      description =
          "Play in a child process: a provider that ends its process, or hangs for good, fails that scenario, and"
              + " another child plays the next. So unless told otherwise when it is a native module, or with --timeline.")
  private @Nullable Boolean isolated;

  @Option(names = "--worker", hidden = true, description = "Be such a child; its folder.")
  private @Nullable Path worker;

  @Option(
      names = "--from",
      hidden = true,
      defaultValue = "0",
      description = "The child's first scenario.")
  private int firstScenario;

  @Option(
      names = "--list",
      description =
          "Name the scenarios and their rules, or with --client the layers; play none. Without a CLASS those of any"
              + " layer; with --base or --ifs those of such a provider.")
  private boolean list;

  @Override
  public Integer call() throws SetUpException, IOException, InterruptedException {
    if (client.isAsked()) {
      requireNoProvider();
      SetUpException.refuse(
          spec.commandLine(), OF_PROVIDERS, "is about a provider, not about --client");
      return client.check(spec.commandLine(), only, list, junit);
    }
    SetUpException.refuse(
        spec.commandLine(), ClientOptions.NAMES, "is about --client, and none is named");
    if (jar == null) {
      return check(CheckCommand.class.getClassLoader());
    }
    if (!Files.isReadable(jar)) {
      throw new SetUpException(
          "--jar "
              + jar
              + ": it cannot be read"
              + (Files.exists(jar) ? "" : ", since there is no file " + jar.toAbsolutePath())
              + "; expected a jar file, which a build puts into its target or build/libs folder");
    }
    URL[] urls = {jar.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(urls, CheckCommand.class.getClassLoader())) {
      return check(loader);
    }
  }

  private void requireNoProvider() throws SetUpException {
    if (provider != null || jar != null || isolated != null) {
      throw new SetUpException(
          "--client checks a client; CLASS, --jar and --isolated are about a provider: name one of the two; a"
              + " client's jar or folder stands in --classpath");
    }
  }

  private String provider() {
    if (provider == null) {
      throw new ParameterException(
          spec.commandLine(), "Missing required parameter: 'CLASS|FILE', or --client CLASS");
    }
    return provider;
  }

  private int check(@Nullable ClassLoader loader) throws SetUpException, IOException {
    @SuppressWarnings("builder:required.method.not.called") // picocli's
    PrintWriter out = spec.commandLine().getOut();
    ClassLoader from = loader == null ? ClassLoader.getSystemClassLoader() : loader;
    ConformanceKit kit =
        list && provider == null
            ? prepared(CheckedProvider.ofAny(base, ifs))
            : loaded(provider(), from);
    requireScenarios(kit);
    if (list) {
      kit.list().forEach(out::println);
      out.flush();
      return Main.OK;
    }
    if (worker != null) {
      // Whatever a scenario has left running must not keep the child.
      boolean all = KitWorker.run(kit, worker, firstScenario);
      out.flush();
      Runtime.getRuntime().halt(all ? Main.OK : Main.FAILED);
    }
    JunitFile.check(junit);
    timelines.prepare();
    @SuppressWarnings("builder:required.method.not.called") // picocli's
    PrintWriter err = spec.commandLine().getErr();
    CheckProgress progress = new CheckProgress(err, kit.size(), patience);
    KitReport report;
    Ticker ticker = Ticker.on(spec.commandLine(), progress::state);
    try (ticker) {
      report = isIsolated() && kit.size() > 0 ? runIsolated(progress) : runHere(kit, progress);
    }
    out.print(report.overview());
    out.flush();
    write(report, progress);
    return report.isGood() ? Main.OK : Main.FAILED;
  }

  /** A child says nothing of it: its parent tells how far it has come. */
  private ConformanceKit loaded(String name, ClassLoader from) throws SetUpException {
    if (worker != null) {
      return prepared(CheckedProvider.find(name, from).kit(base, ifs));
    }
    Ticker ticker = Ticker.on(spec.commandLine(), () -> name + " is loaded");
    try (ticker) {
      return prepared(CheckedProvider.find(name, from).kit(base, ifs));
    }
  }

  private void write(KitReport report, CheckProgress progress) throws SetUpException {
    Ticker ticker = Ticker.on(spec.commandLine(), () -> "the results are written");
    try (ticker) {
      JunitFile.write(junit, report.junitXml());
      timelines.index(report).ifPresent(file -> progress.line("timelines: " + file));
    }
  }

  /** A part may be empty, so that as many machines as one likes can share a run; a name may not. */
  private void requireScenarios(ConformanceKit kit) throws SetUpException {
    if (kit.size() > 0) {
      return;
    }
    Matcher part = SHARD.matcher(shard);
    int number = number(part, 1);
    int count = number(part, 2);
    boolean isEmptyPart = kit.shard(1, 1).size() > 0;
    kit.shard(number, count);
    if (!isEmptyPart) {
      throw new SetUpException(
          "--only " + only + ": no scenario has this name; --list shows them with their rules");
    }
    @SuppressWarnings("builder:required.method.not.called") // picocli's
    PrintWriter err = spec.commandLine().getErr();
    err.println("--shard " + shard + ": there are fewer scenarios than parts; this one has none");
    err.flush();
  }

  private boolean isIsolated() {
    Boolean told = isolated;
    return told == null
        ? CheckedProvider.isModule(provider()) || timelines.folder().isPresent()
        : told;
  }

  private KitReport runHere(ConformanceKit kit, CheckProgress progress) throws SetUpException {
    @SuppressWarnings("builder:required.method.not.called") // picocli's
    PrintWriter err = spec.commandLine().getErr();
    ExitGuard guard =
        new ExitGuard(err, "scenarios were played", "With --isolated the others are played.");
    try {
      return kit.progress(progress::tell).run();
    } catch (CannotStartException e) {
      throw new SetUpException(String.valueOf(e.getMessage()));
    } finally {
      guard.close();
    }
  }

  private KitReport runIsolated(CheckProgress progress) throws SetUpException {
    IsolatedKit kit =
        new IsolatedKit(
            this::workerCommand, Duration.ofSeconds(patience), progress::tell, progress::line);
    timelines.folder().ifPresent(kit::timelines);
    try {
      return kit.run();
    } catch (CannotStartException e) {
      String message = String.valueOf(e.getMessage());
      throw new SetUpException(
          message.contains(provider()) ? message : provider() + ": " + message);
    } catch (IOException e) {
      throw new SetUpException(provider() + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SetUpException(provider() + ": interrupted");
    }
  }

  /** The same command in another JVM like this one. */
  private List<String> workerCommand(Path folder, int first, Path crash) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", // otherwise Java 24 and later warn
                "-XX:ErrorFile=" + crash,
                "-XX:-CreateCoredumpOnCrash",
                "-cp",
                System.getProperty("java.class.path", ""),
                Main.class.getName(),
                "check",
                provider(),
                "--only=" + only,
                "--seed=" + seed,
                "--shard=" + shard,
                "--patience=" + patience,
                "--timing=" + timing,
                "--worker=" + folder,
                "--from=" + first));
    timelines.option().ifPresent(command::add);
    if (jar != null) {
      command.add("--jar=" + jar);
    }
    if (base) {
      command.add("--base");
    }
    if (ifs) {
      command.add("--ifs");
    }
    if (nativeStacks) {
      command.add("--native-stacks");
    }
    return command;
  }

  private ConformanceKit prepared(ConformanceKit kit) throws SetUpException {
    Matcher part = SHARD.matcher(shard);
    int number = number(part, 1);
    int count = number(part, 2);
    if (number < 1 || number > count) {
      throw new SetUpException("--shard " + shard + ": expected I/N, with I from 1 to N: 2/4");
    }
    if (patience < 1 || patience > 600) {
      throw new SetUpException("--patience " + patience + ": expected 1 to 600 seconds");
    }
    try {
      kit.only(only);
    } catch (IllegalArgumentException e) {
      throw new SetUpException("--only " + e.getMessage());
    }
    kit.seed(seed).shard(number, count).patience(Duration.ofSeconds(patience));
    timelines.folder().ifPresent(kit::timelines);
    if (nativeStacks) {
      kit.nativeStacks();
    }
    return switch (timing) {
      case "immediate" -> kit;
      case "deferred" -> kit.deferred();
      default ->
          throw new SetUpException("--timing " + timing + ": expected immediate or deferred");
    };
  }

  /** A number of the pattern, 0 when it does not match. */
  private static int number(Matcher part, int group) {
    String text = part.matches() ? part.group(group) : null;
    return text == null ? 0 : Integer.parseInt(text);
  }
}
