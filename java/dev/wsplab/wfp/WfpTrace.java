package dev.wsplab.wfp;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What an engine has done, the last so many steps. Thread-safe. */
public final class WfpTrace {
  private final int kept;
  private final Deque<WfpEvent> events = new ArrayDeque<>();

  WfpTrace(int kept) {
    this.kept = kept;
  }

  void add(long operation, String step, String detail) {
    synchronized (events) {
      if (events.size() == kept) {
        events.removeFirst();
      }
      events.add(new WfpEvent(operation, step, detail));
    }
  }

  /** {@return all that are kept, oldest first} */
  public List<WfpEvent> events() {
    synchronized (events) {
      return List.copyOf(events);
    }
  }

  /**
   * {@return those of one operation}
   *
   * @param operation an operation of the same engine
   */
  public List<WfpEvent> of(AleOperation operation) {
    return of(operation.number());
  }

  /**
   * {@return the steps that carry a name, of all operations}
   *
   * @param step such as {@code pend-classify}
   */
  public List<WfpEvent> named(String step) {
    return events().stream().filter(event -> event.step().equals(step)).toList();
  }

  List<WfpEvent> of(long operation) {
    return events().stream().filter(event -> event.operation() == operation).toList();
  }

  List<String> lines(long operation) {
    return of(operation).stream().map(WfpEvent::line).toList();
  }
}
