package dev.wsplab.conformance;

import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.WaitResult;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CompletionRoutine;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.checkerframework.checker.nullness.qual.Nullable;

/** How one operation's client is told: its structure, event, port and routine. */
final class Notice {
  static final long KEY = 0x5EED;

  private static final long OLD_BYTES = 0x7777;

  /**
   * One run of the completion routine.
   *
   * @param inWait whether its thread was in an alertable wait, and is the one that started it
   * @param pending whether the structure still said pending
   */
  record RoutineRun(
      int error, int bytes, int flags, long structure, boolean inWait, boolean pending) {}

  private final World world;
  private final Notification notification;
  private final SocketHandle socket;
  private final long key;
  private final Overlapped overlapped;
  private final Thread client = Thread.currentThread();
  private final List<RoutineRun> runs = new CopyOnWriteArrayList<>();
  private @Nullable EventHandle event;
  private @Nullable PortHandle port;
  private volatile boolean waiting;
  private @Nullable QueuedCompletion packet;

  Notice(World world, Notification notification, SocketHandle s) {
    this(world, notification, s, KEY, null);
    if (notification.hasPort()) {
      port = world.kernel32().createIoCompletionPort(s, null, KEY, 0).orThrow();
    }
  }

  /** That of another operation, told by the same port if by one at all. */
  static Notice beside(Notice first, SocketHandle s) {
    boolean isSameSocket = s.equals(first.socket);
    long key = isSameSocket ? KEY : KEY + 1;
    Notice second = new Notice(first.world, first.notification, s, key, first.port);
    if (first.port != null && !isSameSocket) {
      first.world.kernel32().createIoCompletionPort(s, first.port, key, 0).orThrow();
    }
    return second;
  }

  private Notice(
      World world, Notification notification, SocketHandle s, long key, @Nullable PortHandle port) {
    this.world = world;
    this.notification = notification;
    this.socket = s;
    this.key = key;
    this.port = port;
    this.overlapped = world.overlapped();
    overlapped.publish(OLD_BYTES, 0);
    if (notification.hasEvent() || notification == Notification.ROUTINE) {
      // Signalled from before: who starts an operation has to reset it (WSP-IO-5), but for a
      // routine operation, whose hEvent is the client's own (WPU-APC-9).
      EventHandle made = world.kernel32().createEvent(true, true);
      event = made;
      overlapped.storeEvent(made.value() | (notification == Notification.LOW_BIT ? 1 : 0));
    }
    world.expect(overlapped);
  }

  Overlapped overlapped() {
    return overlapped;
  }

  /** What is passed as the completion routine. */
  @Nullable CompletionRoutine routine() {
    return notification == Notification.ROUTINE ? this::ran : null;
  }

  private void ran(int error, int bytes, Overlapped structure, int flags) {
    boolean inWait = waiting && Thread.currentThread() == client;
    runs.add(
        new RoutineRun(error, bytes, flags, structure.address(), inWait, overlapped.isPending()));
  }

  /** Waits for the first indication; whether it came. */
  boolean await() {
    world.step(world.patience());
    boolean came =
        switch (notification) {
          case EVENT, LOW_BIT -> awaitEvent();
          case PORT, BOTH -> awaitPacket();
          case ROUTINE -> awaitRoutine(world.patienceAfterStep());
          case POLL -> world.awaitTold() || !overlapped.isPending();
        };
    return came;
  }

  /** Runs what may block, and so wait alertably (WIN-51): a routine may run meanwhile. */
  void beside(Runnable other) {
    waiting = true;
    other.run();
    waiting = false;
  }

  /** Whether {@link #await} waits for the event. */
  boolean awaitsEvent() {
    return notification == Notification.EVENT || notification == Notification.LOW_BIT;
  }

  private boolean awaitEvent() {
    EventHandle waited = event;
    return waited != null
        && world
                .kernel32()
                .waitForSingleObjectEx(waited, world.patienceAfterStep(), false)
                .returnValue()
            == WaitResult.WAIT_OBJECT_0;
  }

  private boolean awaitPacket() {
    QueuedCompletion got = take(world.patienceAfterStep());
    packet = got;
    return got != null;
  }

  private boolean awaitRoutine(int millis) {
    waiting = true;
    world.kernel32().sleepEx(millis, true);
    waiting = false;
    return !runs.isEmpty();
  }

  private @Nullable QueuedCompletion take(int millis) {
    PortHandle from = port;
    if (from == null) {
      return null;
    }
    QueuedCompletion got = world.kernel32().getQueuedCompletionStatus(from, millis);
    return got.taken() ? got : null;
  }

  /** The packet that {@link #await} has taken. */
  @Nullable QueuedCompletion packet() {
    return packet;
  }

  /** The key of its socket. */
  long key() {
    return key;
  }

  /** Whether anything says that the operation has ended, other than a packet. */
  boolean wasTold() {
    return !overlapped.isPending() || !runs.isEmpty() || (notification.hasEvent() && isSignalled());
  }

  List<RoutineRun> runs() {
    return runs;
  }

  /** Whether the event is set now. */
  boolean isSignalled() {
    EventHandle looked = event;
    return looked != null && world.isSignalled(looked);
  }

  /** Resets the event, so that a second indication shows. */
  void resetEvent() {
    EventHandle set = event;
    if (set != null) {
      world.kernel32().resetEvent(set);
    }
  }

  /** Whether anything was indicated that {@link #await} has not taken. */
  boolean hasMore() {
    int before = runs.size();
    awaitRoutine(0);
    boolean routineAgain = runs.size() > before || runs.size() > 1;
    boolean eventAgain = notification != Notification.ROUTINE && isSignalled();
    return take(0) != null || routineAgain || eventAgain;
  }
}
