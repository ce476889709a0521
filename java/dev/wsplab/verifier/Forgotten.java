package dev.wsplab.verifier;

import dev.wsplab.operation.Violation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** What was found after the last that is kept, by rule: how often. Thread-safe. */
final class Forgotten {
  private final Map<String, AtomicLong> counts = new ConcurrentSkipListMap<>();

  void add(String rule) {
    counts.computeIfAbsent(rule, unused -> new AtomicLong()).incrementAndGet();
  }

  /**
   * All of it as one, under the rule that was broken most often; nothing when nothing is forgotten.
   */
  Optional<Violation> told(int kept) {
    Map<String, Long> now =
        counts.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().get()));
    return now.entrySet().stream()
        .max(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
        .map(most -> summary(most.getKey(), now, kept));
  }

  private static Violation summary(String rule, Map<String, Long> counts, int kept) {
    long all = counts.values().stream().mapToLong(Long::longValue).sum();
    String each =
        counts.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(entry -> entry.getKey() + " " + entry.getValue() + " times")
            .collect(Collectors.joining(", "));
    return new Violation(
        rule,
        "",
        all + " more were found, of which this is all that is kept: " + each,
        "at most " + kept + " broken rules, of which each is kept with its history",
        String.valueOf(kept + all),
        "mend the first ones; these are most likely the same",
        List.of());
  }
}
