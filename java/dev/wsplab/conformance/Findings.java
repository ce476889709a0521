package dev.wsplab.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What one run of a scenario finds. Thread-safe. */
final class Findings {
  private final Supplier<List<String>> history;
  private final Consumer<Finding> told;
  private final List<Finding> found = new ArrayList<>();

  /**
   * Makes an empty collection.
   *
   * @param history what has happened so far, for a finding that is made now
   * @param told is given each finding that is made now
   */
  Findings(Supplier<List<String>> history, Consumer<Finding> told) {
    this.history = history;
    this.told = told;
  }

  /** Notes a finding unless all is well; returns whether it is. */
  boolean check(Check check, boolean isWell, String expected, String seen) {
    if (!isWell) {
      Finding finding =
          new Finding(check.rule(), check.what(), expected, seen, check.remedy(), history.get());
      told.accept(finding);
      add(finding);
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
