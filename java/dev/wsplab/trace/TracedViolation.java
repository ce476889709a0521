package dev.wsplab.trace;

import dev.wsplab.operation.Violation;
import java.util.List;

/**
 * A broken rule, and where in a recording it was found.
 *
 * @param violation the rule, what was expected and what was seen
 * @param nanos when it was found, by {@link System#nanoTime}
 * @param thread name of the thread in which it was found
 * @param operation number of the client's operation that it is about, 0 when that is not known
 * @param socket value of the socket that it is about, 0 when that is not known
 */
public record TracedViolation(
    Violation violation, long nanos, String thread, long operation, long socket) {

  /**
   * Places one here and now.
   *
   * @param violation what was broken
   * @param history the events of its history, oldest first: it is about the last operation and
   *     about the last socket there
   * @return the violation with its time, its thread and what it is about
   */
  public static TracedViolation now(Violation violation, List<TraceEvent> history) {
    long operation = 0;
    long socket = 0;
    for (TraceEvent event : history) {
      operation = event.operation() == 0 ? operation : event.operation();
      socket = event.socket() == 0 ? socket : event.socket();
    }
    return new TracedViolation(
        violation, System.nanoTime(), Thread.currentThread().getName(), operation, socket);
  }
}
