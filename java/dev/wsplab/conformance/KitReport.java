package dev.wsplab.conformance;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;

/**
 * How a run of the kit went.
 *
 * @param provider what was checked
 * @param kind layer or base, and of which kind
 * @param seed what its decisions were made from
 * @param deferred whether results became visible later
 * @param results every scenario, in the order of playing
 * @param duration how long it took
 */
public record KitReport(
    String provider,
    String kind,
    long seed,
    boolean deferred,
    List<ScenarioResult> results,
    Duration duration) {
  /**
   * Copies the list.
   *
   * @param provider what was checked
   * @param kind layer or base, and of which kind
   * @param seed what its decisions were made from
   * @param deferred whether results became visible later
   * @param results every scenario, in the order of playing
   * @param duration how long it took
   */
  public KitReport {
    results = List.copyOf(results);
  }

  /** {@return whether no rule is broken} */
  public boolean isGood() {
    return count(ScenarioResult.Outcome.BROKEN) == 0;
  }

  /** {@return the ids of the rules that are broken, in order} */
  public List<String> brokenRules() {
    TreeSet<String> rules = new TreeSet<>();
    results.forEach(result -> result.findings().forEach(finding -> rules.add(finding.rule())));
    return List.copyOf(rules);
  }

  /**
   * {@return how many scenarios went like this}
   *
   * @param outcome the outcome to count
   */
  public long count(ScenarioResult.Outcome outcome) {
    return results.stream().filter(result -> result.outcome() == outcome).count();
  }

  /** {@return what a person reads in a minute, in lines of at most 120 characters where it can} */
  public String overview() {
    return new Overview(this).text();
  }

  /** {@return the results as a JUnit XML document, one test case for each scenario} */
  public String junitXml() {
    return JunitXml.of(this);
  }

  /**
   * Writes {@code index.html} into a folder: the broken rules and every scenario, with links to the
   * timelines that {@link ConformanceKit#timelines} has put there.
   *
   * @param folder is made when it is missing
   * @return the file
   * @throws IOException when it cannot be written
   */
  public Path writeTimelineIndex(Path folder) throws IOException {
    Path file = folder.resolve("index.html");
    TimelineIndex.write(this, folder, file);
    return file;
  }
}
