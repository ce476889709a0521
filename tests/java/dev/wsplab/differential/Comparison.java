package dev.wsplab.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** What the same script gave on two systems. */
final class Comparison {
  private Comparison() {}

  /** How many scripts to run; {@code -Dwsplab.scale} says which part of them. */
  static long scripts(int all) {
    double scale = Double.parseDouble(System.getProperty("wsplab.scale", "0.02"));
    return (long) Math.max(3, all * scale);
  }

  /** Shows the first step on which they differ, and what came before. */
  static void assertSame(String who, List<String> ours, List<String> system) {
    int same = 0;
    while (same < Math.min(ours.size(), system.size()) && ours.get(same).equals(system.get(same))) {
      same++;
    }
    int from = Math.max(0, same - 20);
    assertThat(ours.subList(from, Math.min(same + 1, ours.size())))
        .as("%s, against the system", who)
        .isEqualTo(system.subList(from, Math.min(same + 1, system.size())));
    assertThat(ours).hasSameSizeAs(system);
  }
}
