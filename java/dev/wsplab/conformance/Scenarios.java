package dev.wsplab.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All scenarios for a subject, in their fixed order. */
final class Scenarios {
  private Scenarios() {}

  /**
   * A scenario, and why it cannot be played if it cannot.
   *
   * @param scenario the scenario
   * @param impossible the reason
   */
  record Planned(Scenario scenario, Optional<String> impossible) {}

  static List<Planned> of(Subject subject) {
    List<Planned> all = new ArrayList<>();
    for (Setting setting : settings(subject)) {
      for (Cell cell : Cell.all()) {
        all.add(new Planned(new CellScenario(cell, setting), impossible(cell, setting)));
      }
      if (setting.isScripted()) {
        CrossedScenario.all(setting).forEach(s -> all.add(new Planned(s, Optional.empty())));
      }
    }
    ConnectionScenarios.all().forEach(s -> all.add(new Planned(s, Optional.empty())));
    StartupScenarios.all().forEach(s -> all.add(new Planned(s, Optional.empty())));
    return all;
  }

  /** An IFS layer hands out what lies below, which then has to be system handles (WPU-IFS-4). */
  private static List<Setting> settings(Subject subject) {
    if (subject.isBase()) {
      return List.of(Setting.PAIR);
    }
    return subject.ifs() ? List.of(Setting.OVER_IFS) : List.of(Setting.OVER_OWN, Setting.OVER_IFS);
  }

  private static Optional<String> impossible(Cell cell, Setting setting) {
    Optional<String> anywhere = ImpossibleCells.anywhere(cell);
    return anywhere.isPresent() || setting.isScripted()
        ? anywhere
        : ImpossibleCells.ofConnectedPair(cell);
  }
}
