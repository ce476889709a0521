package dev.wsplab.timeline;

import dev.wsplab.trace.TraceEvent;

/** A bar that is being made: it has begun, and its end is looked for. */
final class BarDraft {
  private static final long UNKNOWN = Long.MIN_VALUE;

  final Bar.Kind kind;
  final LaneTable.Draft lane;
  final int row;
  final TraceEvent first;
  final long operation;
  private long end = UNKNOWN;
  private int error;
  private long bytes;

  BarDraft(Bar.Kind kind, LaneTable.Draft lane, int row, TraceEvent first, long operation) {
    this.kind = kind;
    this.lane = lane;
    this.row = row;
    this.first = first;
    this.operation = operation;
    this.error = first.error();
    this.bytes = first.bytes();
  }

  /** Its result, told by an event. */
  void result(TraceEvent event) {
    error = event.error();
    bytes = event.bytes();
  }

  /** It ended with this event. */
  void end(TraceEvent last) {
    end = last.nanos();
  }

  /**
   * The bar.
   *
   * @param zero when the chart begins
   * @param limit when it ends
   */
  Bar finish(long zero, long limit) {
    boolean isOpen = end == UNKNOWN;
    long begin = first.nanos() - zero;
    return new Bar(
        kind,
        lane.number,
        row,
        begin,
        Math.max(begin, (isOpen ? limit : end) - zero),
        isOpen,
        first.function(),
        first.provider(),
        first.thread(),
        operation,
        first.socket(),
        first.overlapped(),
        error,
        bytes,
        first.words(),
        first.nativeStack());
  }
}
