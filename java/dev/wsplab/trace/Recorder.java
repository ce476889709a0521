package dev.wsplab.trace;

import dev.wsplab.kernel.NativeStacks;
import dev.wsplab.operation.Operation;
import dev.wsplab.operation.OperationEvent;
import dev.wsplab.operation.OperationListener;
import dev.wsplab.operation.Place;
import dev.wsplab.operation.ProviderEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.commons.lang3.Validate;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Keeps the last events of an environment, and forgets older ones; if it is asked to, also where
 * operations were started. Thread-safe, without locks.
 */
public final class Recorder implements OperationListener {
  private final AtomicReferenceArray<KeptEvent> ring;
  private final AtomicLong told = new AtomicLong();
  private final boolean stacks;
  private final StartPlaces places = new StartPlaces();
  private final Words words = new Words();
  private final @Nullable NativeStacks nativeStacks;
  private volatile @Nullable Consumer<TraceEvent> reader;

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
   * @param stacks whether it is kept where each operation was started: some microseconds and a
   *     kilobyte each
   */
  public Recorder(int capacity, boolean stacks) {
    this(capacity, stacks, null);
  }

  /**
   * Makes an empty recording.
   *
   * @param capacity as above
   * @param stacks as above
   * @param nativeStacks what says who in a native module has caused an event, or null: some ten
   *     microseconds each
   */
  public Recorder(int capacity, boolean stacks, @Nullable NativeStacks nativeStacks) {
    Validate.isTrue(capacity > 0, "capacity=%d: a recording keeps at least one event", capacity);
    this.ring = new AtomicReferenceArray<>(capacity);
    this.stacks = stacks;
    this.nativeStacks = nativeStacks;
  }

  @Override
  public void onEvent(OperationEvent event) {
    long sequence = told.incrementAndGet();
    boolean starts = stacks && event.step() == OperationEvent.Step.STARTED;
    Place start = starts ? places.enter(event.operation()) : null;
    keep(TraceEvent.of(sequence, event, words.at(event), nativeStack(event)), start);
  }

  @Override
  public void onProviderEvent(ProviderEvent event) {
    long sequence = told.incrementAndGet();
    boolean starts = stacks && event.step() == ProviderEvent.Step.CALLED && event.overlapped() != 0;
    Place start = starts ? Place.here() : null;
    keep(TraceEvent.of(sequence, event, words.at(event), nativeStack()), start);
  }

  /** Of a provider's events the first of a module's call: those that follow are Java's doing. */
  private List<String> nativeStack() {
    NativeStacks kept = nativeStacks;
    return kept == null ? List.of() : kept.take();
  }

  /** Before an operation starts, its provider may be asked for an extension function. */
  private List<String> nativeStack(OperationEvent event) {
    NativeStacks kept = nativeStacks;
    return kept != null && event.step() == OperationEvent.Step.STARTED
        ? kept.takeAgain()
        : nativeStack();
  }

  /**
   * {@return who in a native module has made the call that the calling thread serves, whether an
   * event has told it already or not; empty outside such a call, and unless native stacks are kept}
   */
  public List<String> nativeStackHere() {
    NativeStacks kept = nativeStacks;
    return kept == null ? List.of() : kept.current();
  }

  /**
   * Gives what is kept to a reader, and then every event, in the thread in which it happens.
   *
   * @param to is given them, by several threads at once; takes the place of an earlier reader
   */
  public void alsoTo(Consumer<TraceEvent> to) {
    events().forEach(to);
    reader = to;
  }

  /**
   * {@return where an operation was started: the frames of the caller's code, the innermost first,
   * separated by {@code " < "}; empty unless places of start are kept} Known as long as the
   * operation itself is reachable, also when its events are forgotten.
   *
   * @param operation one of the environment that is recorded
   */
  public String placeOf(Operation operation) {
    return places.of(operation);
  }

  /** {@return how many events there have been, the forgotten ones too} */
  public long told() {
    return told.get();
  }

  /** {@return the kept events, oldest first} */
  public List<TraceEvent> events() {
    return events(event -> true);
  }

  /**
   * {@return the kept events that match, oldest first}
   *
   * @param which says whether an event is wanted; runs in the calling thread
   */
  public List<TraceEvent> events(Predicate<TraceEvent> which) {
    List<TraceEvent> kept = new ArrayList<>();
    for (int i = 0; i < ring.length(); i++) {
      KeptEvent slot = ring.get(i);
      TraceEvent event = slot == null ? null : slot.told();
      if (event != null && which.test(event)) {
        kept.add(event);
      }
    }
    kept.sort(Comparator.comparingLong(TraceEvent::sequence));
    return kept;
  }

  /**
   * {@return the kept events that match as lines for people, oldest first; the first is at 0}
   *
   * @param which says whether an event is wanted; runs in the calling thread
   */
  public List<String> lines(Predicate<TraceEvent> which) {
    return lines(events(which));
  }

  /**
   * {@return the last of the kept events that match as lines for people, oldest first}
   *
   * @param which says whether an event is wanted; runs in the calling thread
   * @param last how many events at most
   */
  public List<String> lines(Predicate<TraceEvent> which, int last) {
    return lines(events(which), last);
  }

  /**
   * {@return events as lines for people; the first is at 0}
   *
   * @param events in the order of the lines
   */
  public static List<String> lines(List<TraceEvent> events) {
    return lines(events, events.size());
  }

  /**
   * {@return the last events as lines for people; the first of all is at 0}
   *
   * @param events in the order of the lines
   * @param last how many of them at most
   */
  public static List<String> lines(List<TraceEvent> events, int last) {
    long start = events.isEmpty() ? 0 : events.get(0).nanos();
    return events.stream()
        .skip(Math.max(0, events.size() - last))
        .flatMap(event -> event.lines(start).stream())
        .toList();
  }

  private void keep(TraceEvent event, @Nullable Place start) {
    KeptEvent kept = new KeptEvent(event, start);
    int slot = (int) (event.sequence() % ring.length());
    // A slow thread must not put an old event over a newer one.
    ring.accumulateAndGet(
        slot, kept, (old, fresh) -> old == null || old.sequence() < fresh.sequence() ? fresh : old);
    Consumer<TraceEvent> told = reader;
    if (told != null) {
      told.accept(kept.told());
    }
  }
}
