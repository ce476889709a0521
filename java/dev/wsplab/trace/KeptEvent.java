package dev.wsplab.trace;

import dev.wsplab.operation.Place;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * An event in a recorder's ring. Frames become text when somebody looks: most events are forgotten
 * before.
 */
final class KeptEvent {
  private final TraceEvent event;
  private final @Nullable Place start;
  // Two threads may make it: both make the same, and all of its fields are final.
  private @Nullable TraceEvent told;

  /**
   * Keeps it.
   *
   * @param event without its place
   * @param start where an operation is started; null when it is no start, or places are not kept
   */
  KeptEvent(TraceEvent event, @Nullable Place start) {
    this.event = event;
    this.start = start;
  }

  long sequence() {
    return event.sequence();
  }

  /** With its place. */
  TraceEvent told() {
    TraceEvent known = told;
    if (known == null) {
      known = start == null ? event : event.at(StartPlaces.text(start));
      told = known;
    }
    return known;
  }
}
