package dev.wsplab.conformance;

import dev.wsplab.operation.Violation;
import java.util.List;

/**
 * One broken rule.
 *
 * @param rule its id, as docs/coverage.md lists it; empty for a call that does not return and that
 *     no rule speaks of
 * @param what the rule in a few words, as broken
 * @param expected what was expected
 * @param seen what was seen
 * @param remedy what to change
 * @param history what had happened, oldest first, one line each
 */
public record Finding(
    String rule, String what, String expected, String seen, String remedy, List<String> history) {

  /**
   * Copies the history.
   *
   * @param rule its id, as docs/coverage.md lists it; empty for a call that does not return and
   *     that no rule speaks of
   * @param what the rule in a few words, as broken
   * @param expected what was expected
   * @param seen what was seen
   * @param remedy what to change
   * @param history what had happened, oldest first, one line each
   */
  public Finding {
    history = List.copyOf(history);
  }

  static Finding of(Violation violation) {
    return new Finding(
        violation.rule(),
        violation.what(),
        violation.expected(),
        violation.seen(),
        violation.remedy(),
        violation.history());
  }

  /** {@return the finding as a person reads it, in several lines, without the history} */
  public String report() {
    return (rule.isEmpty() ? "hang" : rule)
        + ": "
        + what
        + "\n  expected: "
        + expected
        + "\n  seen:     "
        + seen
        + "\n  remedy:   "
        + remedy;
  }
}
