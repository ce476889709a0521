package dev.wsplab.verifier;

import dev.wsplab.operation.Violation;
import dev.wsplab.trace.OwedCompletion;
import dev.wsplab.trace.Recorder;
import dev.wsplab.trace.TraceEvent;
import dev.wsplab.trace.TracedViolation;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** What was found, the first {@value #KEPT} of it, and how many more there were. Thread-safe. */
public final class Violations {
  private static final int KEPT = 1000;
  private static final int EVENTS = 50;

  private final Recorder history;
  private final List<Consumer<TracedViolation>> listeners = new CopyOnWriteArrayList<>();
  private final AtomicInteger count = new AtomicInteger();
  private final Queue<TracedViolation> found = new ConcurrentLinkedQueue<>();
  private final Forgotten forgotten = new Forgotten();
  private final AtomicInteger noteCount = new AtomicInteger();
  private final Queue<Violation> notes = new ConcurrentLinkedQueue<>();

  /** Makes an empty list for violations that bring their history along. */
  public Violations() {
    this(new Recorder(1));
  }

  /**
   * Makes an empty list.
   *
   * @param history where the history of each is read from
   */
  public Violations(Recorder history) {
    this(history, violation -> {});
  }

  /**
   * The same.
   *
   * @param history keeps the last events, for the history of each violation
   * @param told is given each that is kept, when it is found, in the thread that finds it
   */
  public Violations(Recorder history, Consumer<TracedViolation> told) {
    this.history = history;
    listeners.add(told);
  }

  /** From now on each that is kept is told, when it is found, in the thread that finds it. */
  void addListener(Consumer<TracedViolation> listener) {
    listeners.add(listener);
  }

  /**
   * Adds one.
   *
   * @param rule id of the rule
   * @param provider who broke it, empty for the client
   * @param what the rule in a few words, as broken
   * @param expected what was expected
   * @param seen what was seen
   * @param remedy what to change
   * @param of which events belong to its history, of which the last are kept
   */
  public void add(
      String rule,
      String provider,
      String what,
      String expected,
      String seen,
      String remedy,
      Predicate<TraceEvent> of) {
    // What goes wrong at every call must not fill the memory.
    if (count.getAndIncrement() < KEPT) {
      List<TraceEvent> events = history.events(of);
      Violation violation =
          new Violation(rule, provider, what, expected, seen, remedy, lines(events));
      keep(TracedViolation.now(violation, events));
    } else {
      forgotten.add(rule);
    }
  }

  /**
   * Adds one that has its history.
   *
   * @param violation what was broken
   */
  public void add(Violation violation) {
    if (count.getAndIncrement() < KEPT) {
      keep(TracedViolation.now(violation, List.of()));
    } else {
      forgotten.add(violation.rule());
    }
  }

  /**
   * Whether it is known that a layer has called nobody below for the structure that it was given.
   */
  boolean calledNoneBelow(String provider, long overlapped) {
    return OwedCompletion.calledNoneBelow(history.events(), provider, overlapped);
  }

  private void keep(TracedViolation traced) {
    found.add(traced);
    listeners.forEach(listener -> listener.accept(traced));
  }

  /** Adds what is told and breaks nothing, with the same parameters. */
  void note(
      String rule,
      String provider,
      String what,
      String expected,
      String seen,
      String remedy,
      Predicate<TraceEvent> of) {
    if (noteCount.getAndIncrement() < KEPT) {
      notes.add(
          new Violation(rule, provider, what, expected, seen, remedy, lines(history.events(of))));
    }
  }

  private List<String> lines(List<TraceEvent> events) {
    List<String> lines = new ArrayList<>(Recorder.lines(events, EVENTS));
    lines.addAll(found(events));
    return lines;
  }

  /**
   * The native call in which it is found, unless the history ends with it: it comes before its
   * event.
   */
  private List<String> found(List<TraceEvent> events) {
    List<String> here = history.nativeStackHere();
    if (here.isEmpty() || events.stream().anyMatch(event -> event.nativeStack().equals(here))) {
      return List.of();
    }
    long passed = events.isEmpty() ? 0 : System.nanoTime() - events.get(0).nanos();
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            "%+.3f ms [%s] found in a call of a native module",
            passed / 1e6, Thread.currentThread().getName()));
    lines.addAll(TraceEvent.frameLines(here));
    return lines;
  }

  /** {@return those that are kept, in the order of finding; then one that counts all others} */
  public List<Violation> all() {
    return traced().stream().map(TracedViolation::violation).toList();
  }

  /** {@return the same, with where in the recording they were found} */
  public List<TracedViolation> traced() {
    List<TracedViolation> all = new ArrayList<>(found);
    forgotten.told(KEPT).ifPresent(rest -> all.add(TracedViolation.now(rest, List.of())));
    return List.copyOf(all);
  }

  /** Returns the notes that are kept, in the order of finding. */
  List<Violation> notes() {
    return List.copyOf(notes);
  }
}
