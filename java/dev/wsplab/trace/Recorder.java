package dev.wsplab.trace;

import dev.wsplab.operation.Operation;
import dev.wsplab.operation.OperationEvent;
import dev.wsplab.operation.OperationListener;
import dev.wsplab.operation.ProviderEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import org.apache.commons.lang3.Validate;

/**
 * Keeps the last events of an environment, and forgets older ones; if it is asked to, also where
 * operations were started. Thread-safe, without locks.
 */
public final class Recorder implements OperationListener {
  private final AtomicReferenceArray<TraceEvent> ring;
  private final AtomicLong told = new AtomicLong();
  private final boolean stacks;
  private final StartPlaces places = new StartPlaces();

  /**
   * Makes an empty recording without places of start.
   *
   * @param capacity how many events are kept, at least 1; one takes about 200 bytes
   */
  public Recorder(int capacity) {
    this(capacity, false);
  }

  /**
   * Makes an empty recording.
   *
   * @param capacity how many events are kept, at least 1; one takes about 200 bytes
   * @param stacks whether it is kept where each operation was started: some microseconds each
   */
  public Recorder(int capacity, boolean stacks) {
    Validate.isTrue(capacity > 0, "capacity=%d: a recording keeps at least one event", capacity);
    this.ring = new AtomicReferenceArray<>(capacity);
    this.stacks = stacks;
  }

  @Override
  public void onEvent(OperationEvent event) {
    long sequence = told.incrementAndGet();
    boolean starts = stacks && event.step() == OperationEvent.Step.STARTED;
    keep(TraceEvent.of(sequence, event, starts ? places.enter(event.operation()) : ""));
  }

  @Override
  public void onProviderEvent(ProviderEvent event) {
    long sequence = told.incrementAndGet();
    boolean starts = stacks && event.step() == ProviderEvent.Step.CALLED && event.overlapped() != 0;
    keep(TraceEvent.of(sequence, event, starts ? places.here() : ""));
  }

  /**
   * Returns where an operation was started: the frames of the caller's code, the innermost first,
   * separated by {@code " < "}; empty unless places of start are kept. Known as long as the
   * operation itself is reachable, also when its events are forgotten.
   */
  public String placeOf(Operation operation) {
    return places.of(operation);
  }

  /** Returns how many events there have been, the forgotten ones too. */
  public long told() {
    return told.get();
  }

  /** Returns the kept events, oldest first. */
  public List<TraceEvent> events() {
    return events(event -> true);
  }

  /** Returns the kept events that match, oldest first. */
  public List<TraceEvent> events(Predicate<TraceEvent> which) {
    List<TraceEvent> kept = new ArrayList<>();
    for (int i = 0; i < ring.length(); i++) {
      TraceEvent event = ring.get(i);
      if (event != null && which.test(event)) {
        kept.add(event);
      }
    }
    kept.sort(Comparator.comparingLong(TraceEvent::sequence));
    return kept;
  }

  /** Returns the kept events that match as lines for people, oldest first; the first is at 0. */
  public List<String> lines(Predicate<TraceEvent> which) {
    return lines(events(which));
  }

  /**
   * Returns events as lines for people; the first is at 0.
   *
   * @param events in the order of the lines
   */
  public static List<String> lines(List<TraceEvent> events) {
    long start = events.isEmpty() ? 0 : events.get(0).nanos();
    return events.stream().map(event -> event.line(start)).toList();
  }

  private void keep(TraceEvent event) {
    int place = (int) (event.sequence() % ring.length());
    // A slow thread must not put an old event over a newer one.
    ring.accumulateAndGet(
        place,
        event,
        (old, fresh) -> old == null || old.sequence() < fresh.sequence() ? fresh : old);
  }
}
