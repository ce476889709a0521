package dev.wsplab.cli;

import dev.wsplab.operation.OperationEvent;
import dev.wsplab.operation.OperationListener;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Listens to an environment and prints what became of each operation. Thread-safe. */
final class OperationTable implements OperationListener {
  /** How many operations are shown unless all are wanted. */
  static final int SHOWN = 40;

  private static final int TAIL = 15;

  private final long origin = System.nanoTime();
  private final Map<Long, OperationRow> rows = new ConcurrentHashMap<>();

  @Override
  public void onEvent(OperationEvent event) {
    rows.computeIfAbsent(event.operation().ordinal(), key -> new OperationRow(event)).note(event);
  }

  int size() {
    return rows.size();
  }

  /** Returns how many operations were not told exactly once. */
  long unsettled() {
    return rows.values().stream().filter(row -> !row.isSettled()).count();
  }

  void print(PrintWriter out, boolean all) {
    out.println(
        "Overlapped operations of the server. Times in ms since the start; structure words in");
    out.println(
        "hexadecimal: Internal InternalHigh Offset OffsetHigh, read from native memory by address, first");
    out.println(
        "when the starting call had returned, then by the worker thread that dequeued the packet.");
    out.println();
    out.println(OperationRow.header());
    List<OperationRow> ordered =
        rows.values().stream()
            .sorted(Comparator.comparingLong(OperationRow::ordinal))
            .collect(Collectors.toList());
    boolean whole = all || ordered.size() <= SHOWN;
    int head = whole ? ordered.size() : SHOWN - TAIL;
    int tail = whole ? ordered.size() : ordered.size() - TAIL;
    ordered.subList(0, head).forEach(row -> out.println(row.format(origin)));
    if (!whole) {
      out.println("... " + (tail - head) + " more operations (--all shows them)");
    }
    ordered.subList(tail, ordered.size()).forEach(row -> out.println(row.format(origin)));
    out.println();
    out.println(
        "A completion may come before the starting call has returned. Internal 103 is pending, and InternalHigh then");
    out.println(
        "still the old one; c0000120 with 3e3 is cancelled, error 995: accepts that the server ended at its close.");
    out.println();
  }
}
