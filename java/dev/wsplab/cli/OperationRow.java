package dev.wsplab.cli;

import dev.wsplab.operation.Operation;
import dev.wsplab.operation.OperationEvent;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedWords;
import java.util.Locale;
import org.checkerframework.checker.nullness.qual.Nullable;

/** One line of the table: the life of one operation. Thread-safe. */
final class OperationRow {
  private static final String FORMAT = "%-5s %-8s %7s %9s %9s %9s %9s %6s %12s %s";
  private static final long NEVER = Long.MIN_VALUE;

  private final Operation operation;
  private final long started;

  // Guarded by this.
  private long pended = NEVER;
  private long completed = NEVER;
  private long dequeued = NEVER;
  private int timesDequeued;
  private boolean failedToStart;
  private int error;
  private long bytes;
  private @Nullable OverlappedWords afterStart;
  private @Nullable OverlappedWords atDequeue;

  OperationRow(OperationEvent start) {
    this.operation = start.operation();
    this.started = start.nanos();
  }

  /**
   * Notes a step. The words are read here, in the thread that made the step: after the start that
   * is the one that started it under its connection's lock, at the dequeue the one that took the
   * packet, so the structure is still this operation's.
   */
  synchronized void note(OperationEvent event) {
    switch (event.step()) {
      case PENDED -> {
        pended = event.nanos();
        afterStart = words();
      }
      case SUCCEEDED -> afterStart = words();
      case FAILED -> {
        failedToStart = true;
        error = event.error();
      }
      case COMPLETED -> completed = event.nanos();
      case DEQUEUED -> {
        dequeued = event.nanos();
        timesDequeued++;
        bytes = event.bytes();
        atDequeue = words();
      }
      default -> {
        // STARTED made the row; NOTIFIED and ROUTINE have no column.
      }
    }
  }

  /** Whether it ended as it must: told exactly once, or never started. */
  synchronized boolean isSettled() {
    return timesDequeued == (failedToStart ? 0 : 1);
  }

  long ordinal() {
    return operation.ordinal();
  }

  static String header() {
    return String.format(
        FORMAT,
        "#",
        "function",
        "socket",
        "started",
        "returned",
        "completed",
        "dequeued",
        "bytes",
        "structure at",
        String.format("%-14s | %s", "after start", "at dequeue"));
  }

  synchronized String format(long origin) {
    return String.format(
        FORMAT,
        "#" + ordinal(),
        operation.kind().functionName(),
        operation.socket().value(),
        millis(started, origin),
        failedToStart ? "error" : pended == NEVER ? "at once" : millis(pended, origin),
        failedToStart ? String.valueOf(error) : millis(completed, origin),
        millis(dequeued, origin),
        failedToStart ? "-" : String.valueOf(bytes),
        Long.toHexString(operation.overlapped().address()),
        String.format("%-14s | %s", show(afterStart), show(atDequeue)).stripTrailing());
  }

  private OverlappedWords words() {
    return Overlapped.at(operation.overlapped().address()).words();
  }

  private static String show(@Nullable OverlappedWords words) {
    if (words == null) {
      return "-";
    }
    return String.format(
        "%x %x %x %x",
        (int) words.internal(), words.internalHigh(), words.offset(), words.offsetHigh());
  }

  private static String millis(long nanos, long origin) {
    return nanos == NEVER ? "-" : String.format(Locale.ROOT, "%.3f", (nanos - origin) / 1e6);
  }
}
