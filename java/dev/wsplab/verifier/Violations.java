package dev.wsplab.verifier;

import dev.wsplab.operation.Violation;
import dev.wsplab.trace.Recorder;
import dev.wsplab.trace.TraceEvent;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** What was found, the first {@value #KEPT} of it. Thread-safe. */
final class Violations {
  private static final int KEPT = 1000;
  private static final int LINES = 50;

  private final Recorder history;
  private final AtomicInteger count = new AtomicInteger();
  private final Queue<Violation> found = new ConcurrentLinkedQueue<>();

  Violations(Recorder history) {
    this.history = history;
  }

  /**
   * Adds one.
   *
   * @param of which events belong to its history, of which the last are kept
   */
  void add(
      String rule,
      String provider,
      String what,
      String expected,
      String seen,
      String remedy,
      Predicate<TraceEvent> of) {
    // What goes wrong at every call must not fill the memory.
    if (count.getAndIncrement() < KEPT) {
      found.add(new Violation(rule, provider, what, expected, seen, remedy, last(of)));
    }
  }

  private List<String> last(Predicate<TraceEvent> of) {
    List<String> lines = history.lines(of);
    return lines.subList(Math.max(0, lines.size() - LINES), lines.size());
  }

  List<Violation> all() {
    return List.copyOf(found);
  }
}
