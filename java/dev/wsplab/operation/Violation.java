package dev.wsplab.operation;

import java.util.List;

/**
 * A broken rule.
 *
 * @param rule id of the rule, as docs/coverage.md lists it: {@code WPU-COMPLETE-18}
 * @param provider which provider broke it, by its path in the catalog; empty for the client
 * @param what the rule in a few words, as broken: {@code completed twice}
 * @param expected what was expected
 * @param seen what was seen
 * @param remedy what to change
 * @param history what had happened to the operation or socket, oldest first, one line each
 */
public record Violation(
    String rule,
    String provider,
    String what,
    String expected,
    String seen,
    String remedy,
    List<String> history) {

  /**
   * Copies the history.
   *
   * @param rule id of the rule, as docs/coverage.md lists it: {@code WPU-COMPLETE-18}
   * @param provider which provider broke it, by its path in the catalog; empty for the client
   * @param what the rule in a few words, as broken: {@code completed twice}
   * @param expected what was expected
   * @param seen what was seen
   * @param remedy what to change
   * @param history what had happened to the operation or socket, oldest first, one line each
   */
  public Violation {
    history = List.copyOf(history);
  }

  /** {@return the report that a person reads} */
  public String report() {
    StringBuilder text = new StringBuilder(summary());
    if (!history.isEmpty()) {
      text.append("\n  history:");
      history.forEach(line -> text.append("\n    ").append(line));
    }
    return text.toString();
  }

  /** {@return the report without the history} */
  public String summary() {
    StringBuilder text = new StringBuilder();
    text.append(rule).append(": ").append(what);
    if (!provider.isEmpty()) {
      text.append(" (").append(provider).append(')');
    }
    text.append("\n  expected: ").append(expected);
    text.append("\n  seen:     ").append(seen);
    text.append("\n  remedy:   ").append(remedy);
    return text.toString();
  }
}
