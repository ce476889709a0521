package dev.wsplab.cli;

import dev.wsplab.conformance.ScenarioResult;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Tells on the error stream how far a check has come, and of each rule when it is first broken. */
final class CheckProgress {
  private final PrintWriter err;
  private final int size;
  private final Set<String> told = new HashSet<>();
  private final AtomicInteger done = new AtomicInteger();

  CheckProgress(PrintWriter err, int size) {
    this.err = err;
    this.size = size;
  }

  /** How far it has come. */
  String state() {
    return done + " of " + size + " scenarios played";
  }

  void line(String text) {
    err.println(text);
    err.flush();
  }

  void tell(ScenarioResult result) {
    done.incrementAndGet();
    result
        .findings()
        .forEach(
            f -> {
              String rule = f.rule().isEmpty() ? "hang" : f.rule();
              if (told.add(rule + f.what())) {
                line("broken: " + result.name() + ": " + rule + " " + f.what());
              }
            });
  }
}
