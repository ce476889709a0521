package dev.wsplab.conformance;

import dev.wsplab.conformance.ScenarioResult.Outcome;
import dev.wsplab.trace.TraceEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A report as text: what is supported, what is held, what is broken and how to mend it. */
final class Overview {
  private static final int MESSAGES_SHOWN = 4;
  private static final int HISTORY_SHOWN = 12;

  private final KitReport report;
  private final StringBuilder text = new StringBuilder();

  Overview(KitReport report) {
    this.report = report;
  }

  String text() {
    line(
        "%s (%s), seed %d%s: %s in %.1f s",
        report.provider(),
        report.kind(),
        report.seed(),
        report.deferred() ? ", deferred" : "",
        StateReport.count(report.results().size(), "scenario"),
        report.duration().toMillis() / 1000.0);
    line("");
    functions();
    others();
    broken();
    reasons();
    summary();
    return text.toString();
  }

  /** A row for each overlapped function, a column for each way to be told. */
  private void functions() {
    Map<String, List<ScenarioResult>> byFunction = new LinkedHashMap<>();
    for (ScenarioResult result : report.results()) {
      if (!result.function().isEmpty()) {
        byFunction.computeIfAbsent(result.function(), f -> new ArrayList<>()).add(result);
      }
    }
    if (byFunction.isEmpty()) {
      return;
    }
    StringBuilder head = new StringBuilder(String.format("%-14s", "overlapped"));
    for (Notification notification : Notification.values()) {
      head.append(String.format("%-9s", notification.label()));
    }
    line("%s", head.toString().stripTrailing());
    byFunction.forEach(this::functionRow);
    line("");
  }

  private void functionRow(String function, List<ScenarioResult> results) {
    StringBuilder row = new StringBuilder(String.format("%-14s", function));
    for (Notification notification : Notification.values()) {
      List<ScenarioResult> of =
          results.stream()
              .filter(r -> r.name().contains("/" + notification.label() + "/"))
              .toList();
      row.append(String.format("%-9s", verdict(of)));
    }
    line("%s", row.toString().stripTrailing());
  }

  private static String verdict(List<ScenarioResult> results) {
    if (has(results, Outcome.BROKEN)) {
      return "BROKEN";
    }
    if (has(results, Outcome.HELD)) {
      return "held";
    }
    if (has(results, Outcome.UNSUPPORTED)) {
      return "no";
    }
    return results.isEmpty() ? "" : "-"; // empty: not in this part of the run
  }

  private static boolean has(List<ScenarioResult> results, Outcome outcome) {
    return results.stream().anyMatch(result -> result.outcome() == outcome);
  }

  private void others() {
    List<ScenarioResult> others =
        report.results().stream().filter(r -> r.function().isEmpty()).toList();
    for (ScenarioResult result : others) {
      line("%-32s%s", result.name(), verdict(List.of(result)));
    }
    if (!others.isEmpty()) {
      line("");
    }
  }

  /** Each message of each broken rule once, with the scenario that shows it first. */
  private void broken() {
    Map<String, Map<String, Set<ScenarioResult>>> byRule = new TreeMap<>();
    for (ScenarioResult result : report.results()) {
      for (Finding finding : result.findings()) {
        byRule
            .computeIfAbsent(finding.rule(), rule -> new LinkedHashMap<>())
            .computeIfAbsent(finding.what(), what -> new LinkedHashSet<>())
            .add(result);
      }
    }
    byRule.forEach(this::brokenRule);
  }

  private void brokenRule(String rule, Map<String, Set<ScenarioResult>> messages) {
    messages.entrySet().stream()
        .limit(MESSAGES_SHOWN)
        .forEach(message -> brokenRule(rule, message.getKey(), message.getValue()));
    if (messages.size() > MESSAGES_SHOWN) {
      String first =
          messages.values().stream().skip(MESSAGES_SHOWN).findFirst().orElseThrow().stream()
              .map(ScenarioResult::name)
              .findFirst()
              .orElseThrow();
      line(
          "%s: %d more messages, the first in %s; --junit FILE has all",
          rule.isEmpty() ? "hang" : rule, messages.size() - MESSAGES_SHOWN, first);
      line("");
    }
  }

  private void brokenRule(String rule, String what, Set<ScenarioResult> where) {
    ScenarioResult first = where.iterator().next();
    Finding finding =
        first.findings().stream()
            .filter(f -> f.rule().equals(rule) && f.what().equals(what))
            .findFirst()
            .orElseThrow();
    line("%s", finding.report());
    line("  where:    %s%s", first.name(), more(where.size() - 1));
    line(
        "  again:    --only %s --seed %d%s (%s)",
        first.name(),
        report.seed(),
        report.deferred() ? " --timing deferred" : "",
        first.isExact() ? "the same events" : "same decisions, timing may differ");
    List<String> history = finding.history();
    boolean isStacks = !history.isEmpty() && history.get(0).startsWith(ThreadStacks.HEAD);
    int from = isStacks ? 0 : firstShown(history);
    if (!history.isEmpty()) {
      line(isStacks ? "  threads:" : "  history:");
      history.subList(from, history.size()).forEach(event -> line("    %s", event));
    }
    line("");
  }

  /** The last events of a history are shown, each with the frames below it. */
  private static int firstShown(List<String> history) {
    int from = history.size();
    for (int shown = 0; from > 0 && shown < HISTORY_SHOWN; ) {
      from--;
      shown += TraceEvent.isFrameLine(history.get(from)) ? 0 : 1;
    }
    return from;
  }

  private static String more(int others) {
    return others == 0 ? "" : ", and " + others + " more";
  }

  private void reasons() {
    reasons(Outcome.UNSUPPORTED, "no: the provider refuses it as not supported");
    reasons(Outcome.NOT_APPLICABLE, "-: not applicable");
  }

  private void reasons(Outcome outcome, String title) {
    Map<String, Long> reasons =
        report.results().stream()
            .filter(r -> r.outcome() == outcome)
            .collect(
                Collectors.groupingBy(ScenarioResult::reason, TreeMap::new, Collectors.counting()));
    if (!reasons.isEmpty()) {
      line("%s", title);
      reasons.forEach((reason, count) -> line("%4d %s", count, reason));
      line("");
    }
  }

  private void summary() {
    line(
        "held %d, broken %d, unsupported %d, not applicable %d",
        report.count(Outcome.HELD),
        report.count(Outcome.BROKEN),
        report.count(Outcome.UNSUPPORTED),
        report.count(Outcome.NOT_APPLICABLE));
    if (report.isGood()) {
      line("check: ok");
    } else {
      line("check: broken: %s", String.join(", ", named(report.brokenRules())));
    }
  }

  private static List<String> named(List<String> rules) {
    return rules.stream().map(rule -> rule.isEmpty() ? "hang" : rule).toList();
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
