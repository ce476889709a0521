package dev.wsplab.timeline;

import dev.wsplab.trace.TraceEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The calls into providers and out of them: each is a bar on the lane of its thread, and stands
 * below the call that it was made in.
 */
final class ProviderCalls {
  private final LaneTable lanes;
  private final Map<String, List<BarDraft>> inside = new HashMap<>();
  // Whose operation a structure is. A layer's own is of the call in which it is handed down, until
  // the provider below has said that it has finished.
  private final Map<Long, Long> clients = new HashMap<>();
  private final Map<Long, Long> layers = new HashMap<>();

  ProviderCalls(LaneTable lanes) {
    this.lanes = lanes;
  }

  /** A client's operation uses this structure from now on. */
  void own(long overlapped, long operation) {
    clients.put(overlapped, operation);
    layers.remove(overlapped);
  }

  /** An operation no longer uses this structure. */
  void disown(long overlapped, long operation) {
    clients.remove(overlapped, operation);
  }

  /** Takes an event of a provider; gives each bar when it begins. */
  void take(TraceEvent event, Consumer<BarDraft> begun) {
    switch (event.step()) {
      case "CALLED" -> begin(Bar.Kind.CALL, event, begun);
      case "UPCALLED" -> begin(Bar.Kind.UPCALL, event, begun);
      case "FIELDS_WRITTEN" -> begin(Bar.Kind.COMPLETION, event, begun);
      case "RETURNED" -> end(Bar.Kind.CALL, event);
      case "ANSWERED" -> end(Bar.Kind.UPCALL, event);
      case "PUBLISHED" -> end(Bar.Kind.COMPLETION, event);
      default -> {
        // ROUTINE: the client's own step of that name is shown.
      }
    }
  }

  private void begin(Bar.Kind kind, TraceEvent event, Consumer<BarDraft> begun) {
    LaneTable.Draft lane = lanes.thread(event.thread());
    List<BarDraft> stack = inside.computeIfAbsent(event.thread(), key -> new ArrayList<>());
    BarDraft bar = new BarDraft(kind, lane, stack.size(), event, operationOf(event, stack));
    lane.need(bar.row);
    stack.add(bar);
    begun.accept(bar);
  }

  private long operationOf(TraceEvent event, List<BarDraft> stack) {
    long around = stack.isEmpty() ? 0 : stack.get(stack.size() - 1).operation;
    long structure = event.overlapped();
    if (structure == 0) {
      return around;
    }
    if (around != 0 && !clients.containsKey(structure)) {
      layers.putIfAbsent(structure, around);
    }
    return clients.getOrDefault(structure, layers.getOrDefault(structure, 0L));
  }

  /** The innermost call that it can be the end of; what is inside that has ended without a word. */
  private void end(Bar.Kind kind, TraceEvent event) {
    List<BarDraft> stack = inside.getOrDefault(event.thread(), List.of());
    for (int i = stack.size() - 1; i >= 0; i--) {
      BarDraft bar = stack.get(i);
      if (bar.kind == kind
          && bar.first.function().equals(event.function())
          && bar.first.provider().equals(event.provider())) {
        List<BarDraft> ended = stack.subList(i, stack.size());
        ended.forEach(inner -> inner.end(event));
        if (kind == Bar.Kind.COMPLETION) {
          layers.remove(event.overlapped());
        } else {
          bar.result(event);
        }
        ended.clear();
        return;
      }
    }
  }
}
