package dev.wsplab.jfr;

import dev.wsplab.host.CallListener;
import dev.wsplab.operation.Operations;
import dev.wsplab.operation.Violation;
import dev.wsplab.trace.TracedViolation;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Listens as long as a recording wants one of the events. No event's class is touched before the
 * process has a flight recorder: the JDK takes a tenth of a second to know them, which a process
 * that never records need not spend. Thread-safe, without locks.
 */
final class RecordedEvents extends FlightEvents implements FlightRecorderListener {
  /** Who is listened to, and by whom. */
  private record Place(Operations operations, Consumer<@Nullable CallListener> calls) {}

  private final AtomicReference<@Nullable Place> place = new AtomicReference<>();
  private final AtomicReference<@Nullable EventWriter> writer = new AtomicReference<>();

  @SuppressWarnings("nullness:methodref.receiver.bound") // nobody calls it before it is attached
  private final Runnable atTheEnd = this::tellOpen;

  @Override
  public void attach(Operations operations, Consumer<@Nullable CallListener> calls) {
    place.set(new Place(operations, calls));
    FlightRecorder.addListener(this);
    if (FlightRecorder.isInitialized()) { // else this is told when it is
      look();
    }
  }

  @Override
  public void recorderInitialized(FlightRecorder recorder) {
    // From here on tools that list the kinds of events find ours.
    FlightRecorder.register(OperationJfrEvent.class);
    FlightRecorder.register(OpenOperationJfrEvent.class);
    FlightRecorder.register(OpenWaitJfrEvent.class);
    FlightRecorder.register(PacketJfrEvent.class);
    FlightRecorder.register(RoutineJfrEvent.class);
    FlightRecorder.register(ViolationJfrEvent.class);
    FlightRecorder.register(WaitJfrEvent.class);
    look();
  }

  @Override
  public void recordingStateChanged(Recording recording) {
    look();
  }

  /** Begins or ends listening, as recordings want it. */
  private void look() {
    Place here = place.get();
    if (here == null) {
      return;
    }
    if (EventWriter.isWanted()) {
      EventWriter fresh = new EventWriter();
      if (writer.compareAndSet(null, fresh)) {
        here.operations().addListener(fresh);
        here.calls().accept(fresh);
        FlightRecorder.addPeriodicEvent(OpenOperationJfrEvent.class, atTheEnd);
      }
    } else {
      stop(here);
    }
  }

  private void stop(Place here) {
    EventWriter old = writer.getAndSet(null);
    if (old != null) {
      FlightRecorder.removePeriodicEvent(atTheEnd);
      here.operations().removeListener(old);
      here.calls().accept(null);
    }
  }

  /** At the end of each part of a recording. */
  private void tellOpen() {
    EventWriter now = writer.get();
    if (now != null) {
      now.tellOpen();
    }
  }

  @Override
  public void violated(TracedViolation traced) {
    if (!FlightRecorder.isInitialized()) {
      return;
    }
    ViolationJfrEvent event = new ViolationJfrEvent();
    if (!event.isEnabled()) {
      return;
    }
    Violation violation = traced.violation();
    event.rule = violation.rule();
    event.provider = violation.provider();
    event.what = violation.what();
    event.expected = violation.expected();
    event.seen = violation.seen();
    event.remedy = violation.remedy();
    event.operation = traced.operation();
    event.socket = EventWriter.text(traced.socket());
    event.commit();
  }

  @Override
  public void close() {
    Place here = place.getAndSet(null);
    if (here != null) {
      FlightRecorder.removeListener(this);
      tellOpen();
      stop(here);
    }
  }
}
