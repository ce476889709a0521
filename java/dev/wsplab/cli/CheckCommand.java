package dev.wsplab.cli;

import dev.wsplab.conformance.ConformanceKit;
import dev.wsplab.conformance.KitReport;
import dev.wsplab.conformance.ScenarioResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.checkerframework.checker.nullness.qual.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs the conformance kit. */
@Command(
    name = "check",
    description = {
      "Plays scenarios with a layered or base provider and prints which rules it holds and which it breaks,",
      "each with what was expected, what was seen and what to change."
    },
    footer = {
      "",
      "Examples:",
      "  CLASSPATH=out wsplab check com.example.MyLayer",
      "  wsplab check --jar my.jar com.example.MyLayer --only WPU-COMPLETE-18",
      "  wsplab check --base dev.wsplab.provider.loopback.LoopbackProvider#create --junit report.xml",
      "",
      "Exit status: 0 nothing is broken, 1 a rule is broken, 2 wrong usage or set-up."
    })
final class CheckCommand implements Callable<Integer> {
  private static final Pattern SHARD = Pattern.compile("(\\d{1,6})/(\\d{1,6})");
  private static final int TELL_EVERY = 100;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean help;

  @SuppressWarnings("nullness:initialization.field.uninitialized") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @SuppressWarnings("nullness:initialization.field.uninitialized") // required: picocli sets it
  @Parameters(
      paramLabel = "CLASS",
      description =
          "The provider: a class with a constructor without parameters, or Class#method for a static method.")
  private String provider;

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
      paramLabel = "RULE|TEXT",
      description = "Only what looks at this rule, or has this text in its name.")
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

  @Option(names = "--junit", paramLabel = "FILE", description = "Write the results as JUnit XML.")
  private @Nullable Path junit;

  @Option(names = "--list", description = "Name the scenarios and their rules; play none.")
  private boolean list;

  @Override
  public Integer call() throws SetUpException, IOException {
    if (jar == null) {
      return check(CheckCommand.class.getClassLoader());
    }
    if (!Files.isReadable(jar)) {
      throw new SetUpException("--jar " + jar + ": it cannot be read; expected a jar file");
    }
    URL[] urls = {jar.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(urls, CheckCommand.class.getClassLoader())) {
      return check(loader);
    }
  }

  private int check(@Nullable ClassLoader loader) throws SetUpException, IOException {
    @SuppressWarnings("builder:required.method.not.called") // picocli's
    PrintWriter out = spec.commandLine().getOut();
    ClassLoader from = loader == null ? ClassLoader.getSystemClassLoader() : loader;
    ConformanceKit kit = prepared(CheckedProvider.find(provider, from).kit(base, ifs));
    if (list) {
      kit.list().forEach(out::println);
      out.flush();
      return Main.OK;
    }
    if (kit.size() == 0) {
      throw new SetUpException(
          "--only " + only + ": no scenario has this name; --list shows them with their rules");
    }
    KitReport report = kit.progress(new Progress(kit.size())::tell).run();
    if (junit != null) {
      Files.writeString(junit, report.junitXml(), StandardCharsets.UTF_8);
    }
    out.print(report.overview());
    out.flush();
    return report.isGood() ? Main.OK : Main.FAILED;
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
    return kit.seed(seed).only(only).shard(number, count).patience(Duration.ofSeconds(patience));
  }

  /** A number of the pattern, 0 when it does not match. */
  private static int number(Matcher part, int group) {
    String text = part.matches() ? part.group(group) : null;
    return text == null ? 0 : Integer.parseInt(text);
  }

  /** Tells on the error stream how far it has come, and of each breach as it is found. */
  private final class Progress {
    private final int size;
    private int done;

    Progress(int size) {
      this.size = size;
    }

    void tell(ScenarioResult result) {
      @SuppressWarnings("builder:required.method.not.called") // picocli's
      PrintWriter err = spec.commandLine().getErr();
      done++;
      result
          .findings()
          .forEach(f -> err.println("broken: " + result.name() + ": " + f.rule() + " " + f.what()));
      if (done % TELL_EVERY == 0 && done < size) {
        err.println(done + " of " + size + " scenarios played");
      }
      err.flush();
    }
  }
}
