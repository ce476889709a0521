package dev.wsplab.conformance;

import dev.wsplab.trace.TraceEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A recording without what differs from run to run: times, and the values of handles, addresses and
 * thread names, which become numbers in the order of their appearance.
 */
final class Trace {
  private final Map<Long, Integer> sockets = new HashMap<>();
  private final Map<Long, Integer> structures = new HashMap<>();
  private final Map<String, Integer> threads = new HashMap<>();

  private Trace() {}

  static List<String> of(List<TraceEvent> events) {
    Trace trace = new Trace();
    return events.stream().map(trace::line).toList();
  }

  private String line(TraceEvent event) {
    return String.join(
        " ",
        "thread" + number(threads, event.thread()),
        event.provider().isEmpty() ? "client" : event.provider(),
        event.step(),
        event.function(),
        "operation" + event.operation(),
        "socket" + (event.socket() == 0 ? 0 : number(sockets, event.socket())),
        "structure" + (event.overlapped() == 0 ? 0 : number(structures, event.overlapped())),
        "error" + event.error(),
        "bytes" + event.bytes());
  }

  private static <K> int number(Map<K, Integer> numbers, K key) {
    int next = numbers.size() + 1;
    return numbers.computeIfAbsent(key, k -> next);
  }
}
