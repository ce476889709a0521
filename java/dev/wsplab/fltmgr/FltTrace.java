package dev.wsplab.fltmgr;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last steps of a Filter Manager's I/O, oldest first (FLT-106). Thread-safe. */
public final class FltTrace {
  private final int capacity;
  private final Deque<FltEvent> events = new ArrayDeque<>();

  FltTrace(int capacity) {
    this.capacity = capacity;
  }

  void add(long io, String step, String detail) {
    FltEvent event = new FltEvent(io, step, detail, Thread.currentThread().getName());
    synchronized (events) {
      if (events.size() == capacity) {
        events.remove();
      }
      events.add(event);
    }
  }

  /** {@return all that are kept} */
  public List<FltEvent> events() {
    synchronized (events) {
      return List.copyOf(events);
    }
  }

  /**
   * {@return the steps of one I/O, as tests compare them: {@code [pre 200000, fs, post 200000]}}
   *
   * @param io number of the I/O
   */
  public List<String> steps(long io) {
    return events().stream().filter(event -> event.io() == io).map(FltEvent::step).toList();
  }

  /** Returns the steps of one I/O for people. */
  List<String> lines(long io) {
    return events().stream().filter(event -> event.io() == io).map(FltEvent::line).toList();
  }
}
