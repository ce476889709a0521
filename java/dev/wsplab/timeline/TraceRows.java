package dev.wsplab.timeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which rows of a lane the bars of a file for Perfetto stand in: of a socket's or a port's lane no
 * two that overlap share one, of a thread's all are in the first, where its calls lie inside one
 * another. A chart has rows, too, given back in the order of telling; times of two threads may be
 * the other way round, and a viewer that finds slices that overlap refuses them.
 */
final class TraceRows {
  private final int[] ofBars;
  private final int[] ofLanes;
  private final int[] above;

  TraceRows(Chart chart) {
    List<Bar> bars = chart.bars();
    ofBars = new int[bars.size()];
    List<List<Long>> ends = new ArrayList<>();
    chart.lanes().forEach(lane -> ends.add(new ArrayList<>()));
    IntStream.range(0, bars.size())
        .filter(i -> chart.lanes().get(bars.get(i).lane()).kind() != Lane.Kind.THREAD)
        .boxed()
        .sorted(Comparator.comparingLong(i -> bars.get(i).begin()))
        .forEach(i -> ofBars[i] = take(ends.get(bars.get(i).lane()), bars.get(i)));
    ofLanes = ends.stream().mapToInt(rows -> Math.max(1, rows.size())).toArray();
    above = new int[ofLanes.length];
    for (int lane = 1; lane < above.length; lane++) {
      above[lane] = above[lane - 1] + ofLanes[lane - 1];
    }
  }

  /** The uppermost row where everything has ended when this bar begins. */
  private static int take(List<Long> ends, Bar bar) {
    int row = 0;
    while (row < ends.size() && ends.get(row) > bar.begin()) {
      row++;
    }
    if (row == ends.size()) {
      ends.add(bar.end());
    } else {
      ends.set(row, bar.end());
    }
    return row;
  }

  /** The row of a bar, by its place among the chart's. */
  int ofBar(int bar) {
    return ofBars[bar];
  }

  /** How many rows a lane has, at least 1. */
  int ofLane(int lane) {
    return ofLanes[lane];
  }

  /** How many rows the lanes above this one have together. */
  int above(int lane) {
    return above[lane];
  }
}
