package dev.wsplab.jfr;

import dev.wsplab.host.CallListener;
import dev.wsplab.kernel.Handle;
import dev.wsplab.operation.Operation;
import dev.wsplab.operation.OperationEvent;
import dev.wsplab.operation.OperationListener;
import dev.wsplab.operation.OperationState;
import dev.wsplab.operation.PortPacket;
import dev.wsplab.spi.WsaError;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Writes events into the recordings that run. Thread-safe. */
final class EventWriter implements OperationListener, CallListener {
  // By number; an operation that began before the recording has no event.
  private final Map<Long, Open<OperationJfrEvent>> operations = new ConcurrentHashMap<>();
  private final Map<Long, Open<WaitJfrEvent>> waits = new ConcurrentHashMap<>();

  /** What has begun and not ended, when, and in which thread. */
  private record Open<T>(T event, long nanos, String thread) {
    static <T> Open<T> now(T event, String thread) {
      return new Open<>(event, System.nanoTime(), thread);
    }

    long age() {
      return System.nanoTime() - nanos;
    }
  }

  /** Whether some recording wants an event of ours that is made by listening. */
  static boolean isWanted() {
    return new OperationJfrEvent().isEnabled()
        || new PacketJfrEvent().isEnabled()
        || new RoutineJfrEvent().isEnabled()
        || new WaitJfrEvent().isEnabled();
  }

  @Override
  public void onEvent(OperationEvent e) {
    switch (e.step()) {
      case STARTED -> started(e);
      case COMPLETED -> completed(e);
      case FAILED -> {
        completed(e);
        told(e);
      }
      case NOTIFIED -> {
        // Else a packet or a routine is on its way.
        if (e.operation().state() == OperationState.DELIVERED) {
          told(e);
        }
      }
      case DEQUEUED, ROUTINE_LOST -> told(e);
      case ROUTINE -> {
        routine(e);
        told(e);
      }
      default -> {
        // of no interest here
      }
    }
  }

  private void started(OperationEvent e) {
    OperationJfrEvent event = new OperationJfrEvent();
    if (event.isEnabled()) {
      event.begin();
      Operation operation = e.operation();
      event.number = operation.ordinal();
      event.function = operation.kind().functionName();
      event.socket = text(operation.socket().value());
      event.overlapped = operation.overlapped().address();
      event.startThread = e.thread();
      operations.put(event.number, Open.now(event, e.thread()));
    }
  }

  private void completed(OperationEvent e) {
    Open<OperationJfrEvent> open = operations.get(e.operation().ordinal());
    if (open != null) {
      open.event.error = nameOf(e.error());
      open.event.bytes = e.bytes();
    }
  }

  private void told(OperationEvent e) {
    Open<OperationJfrEvent> open = operations.remove(e.operation().ordinal());
    if (open != null) {
      open.event.toldBy = e.step().name();
      open.event.commit();
    }
  }

  private static void routine(OperationEvent e) {
    RoutineJfrEvent event = new RoutineJfrEvent();
    if (event.isEnabled()) {
      event.number = e.operation().ordinal();
      event.function = e.operation().kind().functionName();
      event.overlapped = e.operation().overlapped().address();
      event.error = nameOf(e.error());
      event.bytes = e.bytes();
      event.commit();
    }
  }

  @Override
  public void onPacket(PortPacket packet) {
    packet(false, packet);
  }

  @Override
  public void onPosted(PortPacket packet) {
    packet(true, packet);
  }

  private static void packet(boolean posted, PortPacket packet) {
    PacketJfrEvent event = new PacketJfrEvent();
    if (event.isEnabled()) {
      event.posted = posted;
      event.port = text(packet.port());
      event.key = packet.key();
      event.overlapped = packet.overlapped();
      event.error = nameOf(packet.error());
      event.bytes = packet.bytes();
      event.commit();
    }
  }

  @Override
  public void entered(long ticket, List<? extends Handle> handles) {
    WaitJfrEvent event = new WaitJfrEvent();
    if (event.isEnabled()) {
      event.handles = handles.stream().map(Object::toString).collect(Collectors.joining(", "));
      waits.put(ticket, Open.now(event, Thread.currentThread().getName()));
      event.begin();
    }
  }

  @Override
  public void left(long ticket) {
    Open<WaitJfrEvent> open = waits.remove(ticket);
    if (open != null) {
      open.event.commit();
    }
  }

  /** Writes what has not ended: a recording of a hang would say nothing of it otherwise. */
  void tellOpen() {
    operations.values().forEach(EventWriter::tellOpen);
    waits.values().forEach(EventWriter::tellWaiting);
  }

  private static void tellOpen(Open<OperationJfrEvent> open) {
    OpenOperationJfrEvent event = new OpenOperationJfrEvent();
    event.number = open.event.number;
    event.function = open.event.function;
    event.socket = open.event.socket;
    event.overlapped = open.event.overlapped;
    event.startThread = open.thread;
    event.age = open.age();
    event.commit();
  }

  private static void tellWaiting(Open<WaitJfrEvent> open) {
    OpenWaitJfrEvent event = new OpenWaitJfrEvent();
    event.handles = open.event.handles;
    event.waitingThread = open.thread;
    event.age = open.age();
    event.commit();
  }

  /** A handle as other reports write it, for viewers round large numbers; nothing for none. */
  static String text(long handle) {
    return handle == 0 ? "" : Long.toString(handle);
  }

  private static String nameOf(int error) {
    return error == 0 ? "" : WsaError.nameOf(error);
  }
}
