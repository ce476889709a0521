package dev.wsplab.conformance;

import dev.wsplab.timeline.Timeline;
import java.util.List;

/**
 * One scenario that was played, with what happened in it.
 *
 * @param result how it went
 * @param timeline what happened, to be drawn; of a layer the performance with it
 * @param lines the same as lines for people, oldest first, and below them what is broken
 */
public record RecordedScenario(ScenarioResult result, Timeline timeline, List<String> lines) {
  /**
   * Copies the lines.
   *
   * @param result how it went
   * @param timeline what happened, to be drawn; of a layer the performance with it
   * @param lines the same as lines for people, oldest first, and below them what is broken
   */
  public RecordedScenario {
    lines = List.copyOf(lines);
  }
}
