package dev.wsplab.facts;

import dev.wsplab.facts.FactResult.Outcome;
import java.time.Duration;
import java.util.List;

/**
 * What came of asking the facts. Immutable.
 *
 * @param subject of what they were asked, in words
 * @param results one for each fact, in the order of the sheet
 * @param duration how long it took
 */
public record FactsReport(String subject, List<FactResult> results, Duration duration) {
  /**
   * Copies the list.
   *
   * @param subject of what they were asked, in words
   * @param results one for each fact, in the order of the sheet
   * @param duration how long it took
   */
  public FactsReport {
    results = List.copyOf(results);
  }

  /**
   * {@return how many facts came out like this}
   *
   * @param outcome the outcome to count
   */
  public long count(Outcome outcome) {
    return results.stream().filter(result -> result.outcome() == outcome).count();
  }

  /** {@return whether no fact differs} */
  public boolean isGood() {
    return count(Outcome.DIFFERS) == 0;
  }

  /** {@return the report as the XML that JUnit's Ant task writes, one test case for each check} */
  public String junitXml() {
    return FactsXml.of(this);
  }
}
