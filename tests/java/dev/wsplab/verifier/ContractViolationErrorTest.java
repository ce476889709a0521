package dev.wsplab.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.operation.Violation;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContractViolationErrorTest {
  private static Violation broken(String rule, String... history) {
    return new Violation(rule, "p", "w", "e", "s", "r", List.of(history));
  }

  private static List<String> linesOf(Violation... violations) {
    return new ContractViolationError(List.of(violations)).getMessage().lines().toList();
  }

  @Test
  void givenOneBrokenRule_whenReported_thenItsHistoryIsThere() {
    assertThat(linesOf(broken("A-1", "one", "two")))
        .containsExactly(
            "1 broken rule:",
            "A-1: w (p)",
            "  expected: e",
            "  seen:     s",
            "  remedy:   r",
            "  history:",
            "    one",
            "    two");
  }

  @Test
  void givenHistoriesThatBeginAlike_whenReported_thenTheLongestStandsOnce() {
    List<String> lines =
        linesOf(
            broken("A-1", "one", "two"),
            broken("A-2", "one", "two"),
            broken("A-3", "one", "two", "three"),
            broken("A-4", "one", "two", "three"));

    assertThat(lines).filteredOn(line -> line.strip().equals("one")).hasSize(1);
    assertThat(lines)
        .filteredOn(line -> line.startsWith("  history:"))
        .containsExactly(
            "  history:  the first 2 lines of that of A-3, below",
            "  history:  the first 2 lines of that of A-3, below",
            "  history:",
            "  history:  that of A-3, above");
  }

  @Test
  void givenOtherHistories_whenReported_thenEachStandsThere() {
    assertThat(
            linesOf(
                broken("A-1", "one", "two"),
                broken("A-2", "one", "three", "four"),
                broken("A-3"),
                broken("A-4", "one")))
        .filteredOn(line -> line.startsWith("  history:"))
        .containsExactly("  history:", "  history:", "  history:");
  }
}
