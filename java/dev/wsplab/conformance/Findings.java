package dev.wsplab.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What one run of a scenario finds. Thread-safe. */
final class Findings {
  private final Supplier<List<String>> history;
  private final List<Finding> found = new ArrayList<>();

  /**
   * Makes an empty collection.
   *
   * @param history what has happened so far, for a finding that is made now
   */
  Findings(Supplier<List<String>> history) {
    this.history = history;
  }

  /** Notes a finding unless all is well; returns whether it is. */
  boolean check(Check check, boolean isWell, String expected, String seen) {
    if (!isWell) {
      add(new Finding(check.rule(), check.what(), expected, seen, check.remedy(), history.get()));
    }
    return isWell;
  }

  synchronized void add(Finding finding) {
    found.add(finding);
  }

  synchronized List<Finding> all() {
    return List.copyOf(found);
  }
}
