package dev.wsplab.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what works on this machine, what is missing, and how to get it. */
@Command(
    name = "doctor",
    description = "Looks whether wsplab works here: what is missing, and how to get it.",
    footer = {
      "",
      "Examples:",
      "  wsplab doctor",
      "",
      "Exit status: 0 when all that is needed to use wsplab works, 1 otherwise. What is marked 'to build' is needed to",
      "build wsplab from a clone, and to work on it; neither that nor what is optional counts."
    })
final class DoctorCommand implements Callable<Integer> {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean help;

  @SuppressWarnings("nullness:initialization.field.uninitialized") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() {
    @SuppressWarnings("builder:required.method.not.called") // picocli's
    PrintWriter out = spec.commandLine().getOut();
    Examination examination = new Examination(Machine.here());
    List<Finding> findings;
    Ticker ticker = Ticker.on(spec.commandLine(), () -> "looking at: " + examination.at());
    try (ticker) {
      findings = examination.findings();
    }
    return print(findings, out) ? Main.OK : Main.FAILED;
  }

  /** Prints a line for each, and below it what to do; says whether nothing needed is missing. */
  static boolean print(List<Finding> findings, PrintWriter out) {
    int width = findings.stream().mapToInt(finding -> finding.what().length()).max().orElse(0);
    for (Finding finding : findings) {
      String padding = " ".repeat(width - finding.what().length());
      out.println(
          String.format(
              "%-8s %s%s  %s", finding.state().word(), finding.what(), padding, finding.seen()));
      if (finding.state() != Finding.State.OK) {
        out.println(" ".repeat(8 + 1 + width + 2) + finding.remedy());
      }
    }
    boolean healthy =
        findings.stream().noneMatch(finding -> finding.state() == Finding.State.MISSING);
    out.println();
    out.println(
        healthy
            ? "doctor: wsplab works here" + built(findings)
            : "doctor: something needed is missing");
    out.flush();
    return healthy;
  }

  private static String built(List<Finding> findings) {
    String missing =
        findings.stream()
            .filter(finding -> finding.state() == Finding.State.TO_BUILD)
            .map(Finding::what)
            .collect(Collectors.joining(", "));
    return missing.isEmpty()
        ? ", and can be built from a clone"
        : "; to build it from a clone needs: " + missing;
  }

  /**
   * One thing that was looked at.
   *
   * @param what it is
   * @param state whether it is there
   * @param seen what was found
   * @param remedy what to do, when it is not there
   */
  record Finding(String what, State state, String seen, String remedy) {
    /** Whether something is there. */
    enum State {
      OK("ok"),
      MISSING("MISSING"),
      TO_BUILD("to build"),
      OPTIONAL("optional");

      private final String word;

      State(String word) {
        this.word = word;
      }

      String word() {
        return word;
      }
    }

    static Finding ok(String what, String seen) {
      return new Finding(what, State.OK, seen, "");
    }

    static Finding missing(String what, String seen, String remedy) {
      return new Finding(what, State.MISSING, seen, remedy);
    }

    static Finding toBuild(String what, String seen, String remedy) {
      return new Finding(what, State.TO_BUILD, seen, remedy);
    }

    static Finding optional(String what, String seen, String remedy) {
      return new Finding(what, State.OPTIONAL, seen, remedy);
    }
  }
}
