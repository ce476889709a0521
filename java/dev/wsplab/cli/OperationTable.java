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
    int shown = all ? ordered.size() : Math.min(SHOWN, ordered.size());
    ordered.subList(0, shown).forEach(row -> out.println(row.format(origin)));
    if (shown < ordered.size()) {
      out.println("... " + (ordered.size() - shown) + " more operations (--all shows them)");
    }
    out.println();
  }
}
