package dev.wsplab.cli;

import dev.wsplab.conformance.ScenarioResult;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Tells on the error stream how far a check has come, and of each rule when it is first broken. */
final class CheckProgress {
  private final PrintWriter err;
  private final int size;
  private final int patience;
  private final Set<String> told = new HashSet<>();
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicInteger waited = new AtomicInteger();

  /**
   * Begins.
   *
   * @param size how many scenarios there are
   * @param patience for how many seconds each waits for what must come
   */
  CheckProgress(PrintWriter err, int size, int patience) {
    this.err = err;
    this.size = size;
    this.patience = patience;
  }

  /** How far it has come, and why that takes so long. */
  String state() {
    int vainly = waited.get();
    return done
        + " of "
        + size
        + " scenarios played"
        + (vainly == 0
            ? ""
            : "; "
                + vainly
                + " waited "
                + patience
                + " s or longer for what did not come: "
                + cure());
  }

  private String cure() {
    return (patience > 1 ? "--patience 1 waits less, " : "") + "--only RULE|TEXT plays fewer";
  }

  void line(String text) {
    err.println(text);
    err.flush();
  }

  void tell(ScenarioResult result) {
    done.incrementAndGet();
    if (result.outcome() == ScenarioResult.Outcome.BROKEN
        && result.millis() >= TimeUnit.SECONDS.toMillis(patience)) {
      waited.incrementAndGet();
    }
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
