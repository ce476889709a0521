package dev.wsplab.facts;

import java.util.List;

/**
 * What came of one fact. Immutable.
 *
 * @param id such as {@code WIN-18}, a row of docs/rules/windows-facts.md
 * @param fact what the row states
 * @param outcome whether it is so here
 * @param checks what was done to find out, in the order in which it was done; empty when nothing
 *     was
 * @param reason why nothing was asked; empty when something was
 */
public record FactResult(
    String id, String fact, Outcome outcome, List<FactCheckResult> checks, String reason) {
  /** Whether a fact is so. */
  public enum Outcome {
    /** Every check passed. */
    HOLDS("holds"),
    /** A check saw something else. */
    DIFFERS("DIFFERS"),
    /** Nothing here can ask it. */
    NOT_ASKED("not asked");

    private final String word;

    Outcome(String word) {
      this.word = word;
    }

    /** {@return it as a reader of tables wants it} */
    public String word() {
      return word;
    }
  }

  /**
   * Copies the list.
   *
   * @param id such as {@code WIN-18}, a row of docs/rules/windows-facts.md
   * @param fact what the row states
   * @param outcome whether it is so here
   * @param checks what was done to find out, in the order in which it was done; empty when nothing
   *     was
   * @param reason why nothing was asked; empty when something was
   */
  public FactResult {
    checks = List.copyOf(checks);
  }

  /** {@return the fact in one line of at most 100 characters, cut between words} */
  public String inShort() {
    return FactSheet.inShort(fact);
  }

  static FactResult asked(String id, String fact, List<FactCheckResult> checks) {
    boolean holds = checks.stream().allMatch(FactCheckResult::passed);
    return new FactResult(id, fact, holds ? Outcome.HOLDS : Outcome.DIFFERS, checks, "");
  }

  static FactResult notAsked(String id, String fact, String reason) {
    return new FactResult(id, fact, Outcome.NOT_ASKED, List.of(), reason);
  }
}
