package dev.wsplab.conformance;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which scenarios of the kit look at which rule, for docs/coverage.md. */
public final class KitRules {
  private KitRules() {}

  /** Per rule the first scenario that can be played, in backquotes, and how many more there are. */
  public static Map<String, String> byRule() {
    Subject layer = new Subject("any", false, false, List.of(), FaultyLayer.PassThrough::new);
    Map<String, String> first = new TreeMap<>();
    Map<String, Integer> count = new TreeMap<>();
    for (Scenarios.Planned planned : Scenarios.of(layer)) {
      if (planned.impossible().isEmpty()) {
        Scenario scenario = planned.scenario();
        scenario.checks().stream()
            .map(Check::rule)
            .distinct()
            .forEach(
                rule -> {
                  first.putIfAbsent(rule, scenario.name());
                  count.merge(rule, 1, Integer::sum);
                });
      }
    }
    first.replaceAll(
        (rule, name) ->
            "`" + name + "`" + (count.get(rule) > 1 ? ", +" + (count.get(rule) - 1) : ""));
    Watchdog.RULES.forEach(
        rule -> first.putIfAbsent(rule, "every one: a call that does not return"));
    return first;
  }
}
