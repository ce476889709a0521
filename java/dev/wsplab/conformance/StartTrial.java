package dev.wsplab.conformance;

import dev.wsplab.spi.Winsock2;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Starts a provider once before anything is played: when that is not possible, each scenario would
 * tell no more than that.
 */
final class StartTrial {
  private static final String OUT_OF_PLAY = "the world could not be made";

  private final AtomicReference<String> outcome = new AtomicReference<>(OUT_OF_PLAY);

  private StartTrial() {}

  /**
   * Tries it.
   *
   * @throws CannotStartException when it cannot be made, or does not start
   */
  static void require(Subject subject, ScenarioRun run) {
    StartTrial trial = new StartTrial();
    NamedScenario scenario = new NamedScenario("start-up", Set.of(), trial::start);
    ScenarioRun.Performance performance = run.perform(scenario, true);
    trial
        .reason(performance)
        .ifPresent(
            reason -> {
              throw new CannotStartException(
                  subject.name() + ": it cannot start, so nothing was played: " + reason);
            });
  }

  private void start(World world) {
    outcome.set("");
    try {
      world.ws2().socket(Winsock2.AF_INET, Winsock2.SOCK_STREAM, Winsock2.IPPROTO_TCP);
    } finally {
      outcome.set(world.startup().refusal());
    }
  }

  /** Whatever else is wrong the scenarios tell, too, and better. */
  private Optional<String> reason(ScenarioRun.Performance performance) {
    List<Finding> findings = performance.findings();
    String refusal = outcome.get();
    if (refusal.equals(OUT_OF_PLAY)) {
      return findings.stream().findFirst().map(StartTrial::making);
    }
    Optional<String> hang =
        findings.stream()
            .filter(finding -> finding.what().startsWith(StartupCapture.FUNCTION))
            .filter(finding -> finding.what().endsWith(Watchdog.HANGS))
            .findFirst()
            .map(StartTrial::hang);
    return hang.isPresent() || refusal.isEmpty() ? hang : Optional.of(refusal);
  }

  private static String hang(Finding finding) {
    return finding.what()
        + " ("
        + finding.seen()
        + "); expected that it returns 0 or an error. It waits here:\n  "
        + String.join("\n  ", finding.history());
  }

  private static String making(Finding finding) {
    return "a second one cannot be made or installed: "
        + finding.seen()
        + "; expected one for each scenario, since each has an environment of its own";
  }
}
