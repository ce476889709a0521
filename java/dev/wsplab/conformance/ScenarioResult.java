package dev.wsplab.conformance;

import java.util.List;

/**
 * How one scenario went.
 *
 * @param name the scenario
 * @param function the overlapped function that it is about, empty for none
 * @param outcome how it went
 * @param reason why it is not applicable, else empty
 * @param findings the rules that are broken
 * @param rules the rules that it looks at
 * @param isExact whether playing it again gives the same events in the same order; else it makes
 *     the same decisions, and timing may differ
 * @param millis how long it took
 */
public record ScenarioResult(
    String name,
    String function,
    Outcome outcome,
    String reason,
    List<Finding> findings,
    List<String> rules,
    boolean isExact,
    long millis) {
  /** How a scenario can go. */
  public enum Outcome {
    /** Everything was as it has to be. */
    HELD,
    /** A rule is broken. */
    BROKEN,
    /** The provider does not support what it is about. */
    UNSUPPORTED,
    /** It cannot be played; the reason says why. */
    NOT_APPLICABLE
  }

  /**
   * Copies the lists.
   *
   * @param name the scenario
   * @param function the overlapped function that it is about, empty for none
   * @param outcome how it went
   * @param reason why it is not applicable, else empty
   * @param findings the rules that are broken
   * @param rules the rules that it looks at
   * @param isExact whether playing it again gives the same events in the same order; else it makes
   *     the same decisions, and timing may differ
   * @param millis how long it took
   */
  public ScenarioResult {
    findings = List.copyOf(findings);
    rules = List.copyOf(rules);
  }
}
