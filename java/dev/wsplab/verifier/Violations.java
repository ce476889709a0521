package dev.wsplab.verifier;

import dev.wsplab.operation.Violation;
import dev.wsplab.trace.Recorder;
import dev.wsplab.trace.TraceEvent;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

/** What was found. Thread-safe. */
final class Violations {
  private final Recorder history;
  private final Queue<Violation> found = new ConcurrentLinkedQueue<>();

  Violations(Recorder history) {
    this.history = history;
  }

  /**
   * Adds one.
   *
   * @param of which events belong to its history
   */
  void add(
      String rule,
      String provider,
      String what,
      String expected,
      String seen,
      String remedy,
      Predicate<TraceEvent> of) {
    found.add(new Violation(rule, provider, what, expected, seen, remedy, history.lines(of)));
  }

  List<Violation> all() {
    return List.copyOf(found);
  }
}
