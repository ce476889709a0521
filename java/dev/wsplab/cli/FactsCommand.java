package dev.wsplab.cli;

import dev.wsplab.facts.FactCheckResult;
import dev.wsplab.facts.FactResult;
import dev.wsplab.facts.FactResult.Outcome;
import dev.wsplab.facts.FactSubject;
import dev.wsplab.facts.FactsCheck;
import dev.wsplab.facts.FactsReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.checkerframework.checker.nullness.qual.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks the facts about Windows here. */
@Command(
    name = "facts",
    description = {
      "Checks the facts about Windows that wsplab is built on, and prints which hold and which differ.",
      "They are those of docs/rules/windows-facts.md.",
      "On Windows and under Wine they are checked against the system's own ports, events and sockets, elsewhere against"
          + " wsplab's."
    },
    footer = {
      "",
      "Examples:",
      "  wsplab facts",
      "  wsplab facts --only WIN-18 --checks",
      "  wsplab facts --of wsplab --junit facts.xml",
      "",
      "Exit status: 0 no fact differs, 1 some do, 2 wrong usage or set-up (the message says what to do)."
    })
final class FactsCommand implements Callable<Integer> {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean help;

  @SuppressWarnings("nullness:initialization.field.uninitialized") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Option(
      names = "--of",
      paramLabel = "SUBJECT",
      description =
          "system, the functions of this machine: Windows and Wine only, and the default there;"
              + " or wsplab, its client functions over both of its base providers.")
  private @Nullable String of;

  @Option(names = "--only", paramLabel = "ID", description = "Only this fact, such as WIN-18.")
  private @Nullable String only;

  @Option(
      names = "--checks",
      description = "Show under each fact how it was checked, and of which base provider.")
  private boolean checks;

  @Option(names = "--junit", paramLabel = "FILE", description = "Write the results as JUnit XML.")
  private @Nullable Path junit;

  @Override
  public Integer call() throws SetUpException {
    @SuppressWarnings("builder:required.method.not.called") // picocli's
    PrintWriter out = spec.commandLine().getOut();
    JunitFile.check(junit);
    FactsReport report = run(subject());
    print(report, out);
    JunitFile.write(junit, report.junitXml());
    return report.isGood() ? Main.OK : Main.FAILED;
  }

  private FactSubject subject() throws SetUpException {
    if (of == null) {
      return FactSubject.here();
    }
    FactSubject subject =
        switch (of) {
          case "wsplab" -> FactSubject.WSPLAB;
          case "system" -> FactSubject.SYSTEM;
          default -> throw new SetUpException("--of " + of + ": expected wsplab or system");
        };
    if (!subject.isHere()) {
      throw new SetUpException(
          "--of system: this is neither Windows nor Wine; expected wsplab here (scripts/wsplab --windows facts asks Wine)");
    }
    return subject;
  }

  private FactsReport run(FactSubject subject) throws SetUpException {
    AtomicInteger finished = new AtomicInteger();
    Ticker ticker = Ticker.on(spec.commandLine(), () -> finished + " checks done");
    try (ticker) {
      FactsCheck check = FactsCheck.of(subject);
      if (only != null) {
        check.only(only.toUpperCase(Locale.ROOT));
      }
      check.progress(finished::set);
      return check.run();
    } catch (IllegalArgumentException e) {
      throw new SetUpException("--only " + e.getMessage());
    } catch (NoClassDefFoundError e) {
      throw new SetUpException(
          "the facts are tests, and what runs them is missing ("
              + e
              + "); expected junit-jupiter, junit-platform-launcher and assertj-core on the class path");
    }
  }

  private void print(FactsReport report, PrintWriter out) {
    for (FactResult fact : report.results()) {
      out.println(String.format("%-7s %-9s  %s", fact.id(), fact.outcome().word(), fact.inShort()));
      if (fact.outcome() == Outcome.NOT_ASKED) {
        indent(out, fact.reason());
      }
      for (FactCheckResult check : fact.checks()) {
        if (checks || !check.passed()) {
          indent(out, (check.passed() ? "ok, " : "") + check.place() + ": " + check.name());
          check.seen().lines().filter(line -> !line.isBlank()).forEach(l -> indent(out, "  " + l));
        }
      }
    }
    out.println();
    out.println(
        String.format(
            "facts of %s: %d hold, %d differ, %d not asked; %d checks in %.1f s",
            report.subject(),
            report.count(Outcome.HOLDS),
            report.count(Outcome.DIFFERS),
            report.count(Outcome.NOT_ASKED),
            report.results().stream().mapToInt(fact -> fact.checks().size()).sum(),
            report.duration().toMillis() / 1000.0));
    out.flush();
  }

  private static void indent(PrintWriter out, String line) {
    out.println(" ".repeat(19) + line);
  }
}
