package dev.wsplab.timeline;

import dev.wsplab.operation.ClientWait;
import dev.wsplab.trace.TraceEvent;
import dev.wsplab.trace.TracedViolation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Makes a chart of a recording. Of what began before the recording's first event nothing is shown;
 * what has not ended with the last one is open.
 */
final class ChartBuilder {
  private record ArrowDraft(
      long operation, LaneTable.Draft from, long fromTime, LaneTable.Draft to, long toTime) {}

  private record MarkDraft(LaneTable.Draft lane, TraceEvent event) {}

  private record FlawDraft(LaneTable.Draft lane, TracedViolation found) {}

  private final LaneTable lanes = new LaneTable();
  private final ProviderCalls calls = new ProviderCalls(lanes);
  private final List<BarDraft> bars = new ArrayList<>();
  private final List<MarkDraft> marks = new ArrayList<>();
  private final List<ArrowDraft> arrows = new ArrayList<>();
  private final Map<Long, OperationDraft> operations = new HashMap<>();

  private ChartBuilder() {}

  /**
   * Makes one.
   *
   * @param events in the order in which they were told
   * @param violations in the order of finding
   * @param waits of the client, in any order
   * @param failed when the test failed that was recorded, by {@link System#nanoTime}; null for none
   */
  static Chart of(
      List<TraceEvent> events,
      List<TracedViolation> violations,
      List<ClientWait> waits,
      @Nullable Long failed) {
    ChartBuilder builder = new ChartBuilder();
    events.forEach(builder::take);
    return builder.finish(events, violations, waits, failed);
  }

  private void take(TraceEvent event) {
    if (!event.provider().isEmpty()) {
      calls.take(event, bars::add);
    } else if (event.operation() != 0) {
      marks.add(new MarkDraft(lanes.thread(event.thread()), event));
      step(event);
    }
  }

  private void step(TraceEvent event) {
    if (event.step().equals("STARTED")) {
      started(event);
      return;
    }
    OperationDraft operation = operations.get(event.operation());
    if (operation == null) {
      return; // its start is forgotten
    }
    switch (event.step()) {
      case "COMPLETED" -> completed(operation, event);
      case "FAILED" -> {
        operation.bar.result(event);
        over(operation, event);
      }
      case "NOTIFIED" -> notified(operation, event);
      case "DEQUEUED" -> dequeued(operation, event);
      case "ROUTINE" -> routine(operation, event);
      case "ROUTINE_LOST" -> over(operation, event);
      default -> {
        // PENDED, SUCCEEDED, REUSED and COMPLETED_AGAIN are marks alone.
      }
    }
  }

  private void started(TraceEvent event) {
    LaneTable.Draft lane = lanes.socket(event.socket());
    BarDraft bar = new BarDraft(Bar.Kind.OPERATION, lane, lane.take(), event, event.operation());
    bars.add(bar);
    operations.put(event.operation(), new OperationDraft(event.operation(), bar));
    calls.own(event.overlapped(), event.operation());
  }

  private void completed(OperationDraft operation, TraceEvent event) {
    operation.completed = event;
    operation.bar.result(event);
    if (event.port() == 0) {
      return;
    }
    LaneTable.Draft lane = lanes.port(event.port());
    BarDraft packet = new BarDraft(Bar.Kind.PACKET, lane, lane.take(), event, operation.number);
    operation.packet = packet;
    bars.add(packet);
    arrow(operation.number, lanes.thread(event.thread()), event.nanos(), lane, event.nanos());
  }

  /** Nothing is on its way when neither a packet nor a routine follows: then this is its end. */
  private void notified(OperationDraft operation, TraceEvent event) {
    TraceEvent completed = operation.completed;
    if (completed != null && completed.port() == 0 && !operation.isOver) {
      operation.bar.end(event); // a routine that follows puts it off again
      operation.giveRow();
      LaneTable.Draft from = lanes.thread(completed.thread());
      arrow(operation.number, from, completed.nanos(), operation.bar.lane, event.nanos());
      calls.disown(event.overlapped(), operation.number);
    }
  }

  private void dequeued(OperationDraft operation, TraceEvent event) {
    BarDraft packet = operation.packet;
    if (packet != null && !operation.isOver) {
      packet.end(event);
      packet.lane.give(packet.row);
      LaneTable.Draft to = lanes.thread(event.thread());
      arrow(operation.number, packet.lane, event.nanos(), to, event.nanos());
    }
    over(operation, event);
  }

  private void routine(OperationDraft operation, TraceEvent event) {
    TraceEvent completed = operation.completed;
    if (completed != null && !operation.isOver) {
      LaneTable.Draft from = lanes.thread(completed.thread());
      LaneTable.Draft to = lanes.thread(event.thread());
      arrow(operation.number, from, completed.nanos(), to, event.nanos());
    }
    over(operation, event);
  }

  private void over(OperationDraft operation, TraceEvent event) {
    if (operation.isOver) {
      return;
    }
    operation.isOver = true;
    operation.bar.end(event);
    operation.giveRow();
    calls.disown(event.overlapped(), operation.number);
  }

  private void arrow(
      long operation, LaneTable.Draft from, long fromTime, LaneTable.Draft to, long toTime) {
    arrows.add(new ArrowDraft(operation, from, fromTime, to, toTime));
  }

  // ---- the end

  private Chart finish(
      List<TraceEvent> events,
      List<TracedViolation> violations,
      List<ClientWait> waits,
      @Nullable Long failed) {
    long zero = extreme(events, violations, Comparator.naturalOrder());
    long last = extreme(events, violations, Comparator.reverseOrder());
    List<ClientWait> seen = waits.stream().filter(wait -> wait.untilNanos() >= zero).toList();
    long limit =
        seen.stream()
            .mapToLong(ClientWait::untilNanos)
            .reduce(failed == null ? last : Math.max(last, failed), Math::max);
    bars.addAll(WaitBars.of(seen, zero, lanes));
    List<FlawDraft> flaws = new ArrayList<>();
    List<TracedViolation> byTime = new ArrayList<>(violations);
    byTime.sort(Comparator.comparingLong(TracedViolation::nanos));
    for (TracedViolation found : byTime) {
      flaws.add(new FlawDraft(laneOf(found), found));
    }
    List<Lane> all = lanes.finish();
    return new Chart(
        all,
        bars.stream().map(bar -> bar.finish(zero, limit)).toList(),
        marks.stream()
            .map(m -> new Mark(m.event.operation(), m.lane.number, m.event.nanos() - zero, m.event))
            .toList(),
        arrows.stream()
            .map(
                a ->
                    new Arrow(
                        a.operation,
                        a.from.number,
                        a.fromTime - zero,
                        a.to.number,
                        a.toTime - zero))
            .toList(),
        flaws.stream().map(f -> new Flaw(f.lane.number, f.found.nanos() - zero, f.found)).toList(),
        failed == null ? -1 : Math.max(0, failed - zero),
        Math.max(1, limit - zero));
  }

  private LaneTable.Draft laneOf(TracedViolation found) {
    OperationDraft about = operations.get(found.operation());
    if (about != null) {
      return about.bar.lane;
    }
    return found.socket() != 0 ? lanes.socket(found.socket()) : lanes.thread(found.thread());
  }

  private static long extreme(
      List<TraceEvent> events, List<TracedViolation> violations, Comparator<Long> order) {
    @Nullable Long found = null;
    // Events of different threads may be told in another order than their times'.
    for (TraceEvent event : events) {
      found = found == null || order.compare(event.nanos(), found) < 0 ? event.nanos() : found;
    }
    for (TracedViolation v : violations) {
      found = found == null || order.compare(v.nanos(), found) < 0 ? v.nanos() : found;
    }
    return found == null ? 0 : found;
  }
}
