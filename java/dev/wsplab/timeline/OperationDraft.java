package dev.wsplab.timeline;

import dev.wsplab.trace.TraceEvent;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What is known of a client's operation while the chart is being made. */
final class OperationDraft {
  final long number;
  final BarDraft bar;
  // Who says that it has finished, and the packet that tells so.
  @Nullable TraceEvent completed;
  @Nullable BarDraft packet;
  boolean isOver;
  private boolean hasGivenRow;

  OperationDraft(long number, BarDraft bar) {
    this.number = number;
    this.bar = bar;
  }

  /** Another operation may be drawn in its row. */
  void giveRow() {
    if (!hasGivenRow) {
      hasGivenRow = true;
      bar.lane.give(bar.row);
    }
  }
}
