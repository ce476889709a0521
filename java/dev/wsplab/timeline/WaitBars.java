package dev.wsplab.timeline;

import dev.wsplab.kernel.Win32Error;
import dev.wsplab.operation.ClientWait;
import dev.wsplab.trace.TraceEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The waits of a client: below all else on the lanes of their threads. */
final class WaitBars {
  private static final int NAMED = 3;

  private WaitBars() {}

  /**
   * Makes their bars.
   *
   * @param waits in any order
   * @param zero when the chart begins, by {@link System#nanoTime}
   * @param lanes with all other bars in place
   */
  static List<BarDraft> of(List<ClientWait> waits, long zero, LaneTable lanes) {
    Map<LaneTable.Draft, Integer> rows = new HashMap<>();
    List<BarDraft> bars = new ArrayList<>();
    for (ClientWait wait : waits) {
      LaneTable.Draft lane = lanes.thread(wait.thread());
      int row = rows.computeIfAbsent(lane, LaneTable.Draft::below);
      TraceEvent begin = event(wait, Math.max(zero, wait.sinceNanos()));
      BarDraft bar = new BarDraft(Bar.Kind.WAIT, lane, row, begin, 0);
      if (wait.end() != ClientWait.End.WAITING) {
        bar.end(event(wait, wait.untilNanos()));
      }
      bars.add(bar);
    }
    return bars;
  }

  private static TraceEvent event(ClientWait wait, long nanos) {
    boolean timedOut = wait.end() == ClientWait.End.TIMED_OUT;
    return new TraceEvent(
        0,
        nanos,
        wait.thread(),
        "",
        wait.end().name(),
        nameOf(wait),
        0,
        0,
        0,
        timedOut ? Win32Error.WAIT_TIMEOUT.code() : 0,
        0,
        "",
        0,
        null,
        List.of());
  }

  /** The function, and what it waits for. */
  private static String nameOf(ClientWait wait) {
    String handles = wait.handles().stream().limit(NAMED).collect(Collectors.joining(", "));
    int more = wait.handles().size() - NAMED;
    String what = handles.isEmpty() ? "" : " " + handles;
    return wait.function() + what + (more > 0 ? " and " + more + " more" : "");
  }
}
