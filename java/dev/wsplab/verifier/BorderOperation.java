package dev.wsplab.verifier;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One overlapped operation at the border of one provider: from the call that starts it to the
 * moment when whoever started it has been told. Thread-safe.
 */
final class BorderOperation {
  /** What the starting call has said. */
  enum Start {
    RUNNING,
    SUCCEEDED,
    PENDING,
    FAILED
  }

  /** What has been said of its end. */
  enum End {
    NONE,
    /** The provider has said how it ended. */
    COMPLETED,
    /** The packet was taken, or the routine entered. */
    TOLD,
    /** It ended without an indication, as a cleanup or a failed start demands. */
    SILENT
  }

  /**
   * How it ended, as the provider said.
   *
   * @param status what the structure's {@code Internal} becomes
   * @param flags of the structure, or of a system completion
   * @param offset {@code Offset} at that moment
   * @param offsetHigh {@code OffsetHigh} at that moment
   * @param known whether the structure could be read
   * @param packet whether a packet was to be queued
   */
  record Result(
      int error,
      long bytes,
      int status,
      int flags,
      int offset,
      int offsetHigh,
      boolean known,
      boolean packet) {}

  private final Border border;
  private final String function;
  private final SocketHandle socket;
  private final long first;
  private final long address;
  private final long hEvent;
  private final boolean routine;
  private final boolean indicated;
  private final long starter;
  private final long routineThread;
  private final String startedBy;
  private final long apcsBefore;
  private final boolean olderPackets;

  private Start start = Start.RUNNING;
  private End end = End.NONE;
  private @Nullable Result result;
  private @Nullable BorderOperation inner;
  private @Nullable BorderOperation outer;
  private @Nullable BorderOperation older;
  private boolean shared;
  private boolean eventWasSet;
  private boolean eventReset;
  private boolean queried;
  private boolean socketClosed;

  /** What is known when the starting call is about to reach the provider. */
  static final class Facts {
    long first;
    long hEvent;
    boolean routine;
    boolean indicated;
    long starter;
    long routineThread;
    String startedBy = "";
    long apcsBefore;
    boolean olderPackets;
    boolean eventWasSet;
  }

  BorderOperation(
      Border border, String function, SocketHandle socket, Overlapped overlapped, Facts facts) {
    this.border = border;
    this.function = function;
    this.socket = socket;
    this.address = overlapped.address();
    this.first = facts.first;
    this.hEvent = facts.hEvent;
    this.routine = facts.routine;
    this.indicated = facts.indicated;
    this.starter = facts.starter;
    this.routineThread = facts.routineThread;
    this.startedBy = facts.startedBy;
    this.apcsBefore = facts.apcsBefore;
    this.olderPackets = facts.olderPackets;
    this.eventWasSet = facts.eventWasSet;
  }

  Border border() {
    return border;
  }

  String function() {
    return function;
  }

  SocketHandle socket() {
    return socket;
  }

  /** The handle that stands for the socket: the same, or the first name of a system socket. */
  long first() {
    return first;
  }

  long address() {
    return address;
  }

  /** A view of the structure, which keeps nothing alive. */
  Overlapped structure() {
    return Overlapped.at(address);
  }

  /** {@code hEvent} when it was started; the client's own data if it has a routine. */
  long hEvent() {
    return hEvent;
  }

  /** The event that tells of its end, 0 for none. */
  long event() {
    return routine ? 0 : hEvent & ~1L;
  }

  boolean hasLowBit() {
    return !routine && (hEvent & 1) != 0;
  }

  boolean hasRoutine() {
    return routine;
  }

  /** Whether its end is indicated: not on a socket without the overlapped attribute (WIN-56). */
  boolean isIndicated() {
    return indicated;
  }

  /** Number of the thread that started it. */
  long starter() {
    return starter;
  }

  /** Number of the thread that runs its routine; -1 when that is not known. */
  long routineThread() {
    return routineThread;
  }

  /** Which provider started it; empty for the client. */
  String startedBy() {
    return startedBy;
  }

  /** How many APCs its provider had queued before. */
  long apcsBefore() {
    return apcsBefore;
  }

  /** Whether a packet of an earlier operation with this structure may still come. */
  boolean hasOlderPackets() {
    return olderPackets;
  }

  synchronized Start start() {
    return start;
  }

  synchronized void started(Start how) {
    start = how;
  }

  synchronized End end() {
    return end;
  }

  synchronized @Nullable Result result() {
    return result;
  }

  /** Whether nothing has been said of its end, and something will have to be. */
  synchronized boolean isOpen() {
    return end == End.NONE && start != Start.FAILED && inner == null;
  }

  /**
   * Its completion has begun; returns what had been said before: NONE when this is the first time.
   */
  synchronized End completing() {
    End before = end;
    if (before == End.NONE) {
      end = End.COMPLETED;
    }
    return before;
  }

  /** How its first completion ended it. */
  synchronized void completed(Result how) {
    result = how;
  }

  /** It is told to whoever started it; returns what had been said before. */
  synchronized End told() {
    End before = end;
    end = End.TOLD;
    return before;
  }

  /** It ended without an indication. */
  synchronized void endedSilently() {
    if (end == End.NONE) {
      end = End.SILENT;
    }
  }

  /** The structure has been handed to the provider below: that one tells of the end. */
  void passedDown(BorderOperation below) {
    below.passedDownFrom(this);
    synchronized (this) {
      inner = below;
    }
  }

  private synchronized void passedDownFrom(BorderOperation above) {
    outer = above;
  }

  /** Whether this provider, somewhere above, handed the structure down. */
  synchronized boolean isPassedDownBy(Border above) {
    return outer != null && (outer.border == above || outer.isPassedDownBy(above));
  }

  synchronized @Nullable BorderOperation inner() {
    return inner;
  }

  synchronized boolean isPassedDown() {
    return inner != null;
  }

  // ---- a structure that is given to several at a time (OVL-6)

  /** Its structure is that of an older operation, which has not ended. */
  void shares(BorderOperation with) {
    with.shared();
    synchronized (this) {
      older = with;
      shared = true;
    }
  }

  /** So is it if that holds for the operation of a layer that has handed the structure down. */
  void sharesAs(BorderOperation above) {
    BorderOperation with = above.older();
    if (with != null) {
      shares(with);
    }
  }

  private synchronized void shared() {
    shared = true;
  }

  /**
   * Whether another operation has had its structure at the same time: that tells nothing any more.
   */
  synchronized boolean isShared() {
    return shared;
  }

  private synchronized @Nullable BorderOperation older() {
    return older;
  }

  /** The operation that has the structure still: this one, or one that shares it; null for none. */
  @Nullable BorderOperation stillOpen() {
    BorderOperation open = this;
    while (open != null && !open.isOpen()) {
      open = open.older();
    }
    return open;
  }

  /** Which of the operations that share its structure ends by a completion on this socket. */
  BorderOperation endedOn(SocketHandle s) {
    BorderOperation open = stillOpen();
    for (BorderOperation o = open; o != null; o = o.older()) {
      if (o.isOpen() && o.isOn(s)) {
        return o;
      }
    }
    return open == null ? this : open;
  }

  /** Whether it was started on this socket, under whichever of its names. */
  boolean isOn(SocketHandle s) {
    return s.value() == first || s.equals(socket);
  }

  synchronized boolean eventWasSet() {
    return eventWasSet && !eventReset;
  }

  synchronized void eventReset() {
    eventReset = true;
  }

  /** True the first time. */
  synchronized boolean firstQuery() {
    boolean isFirst = !queried;
    queried = true;
    return isFirst;
  }

  synchronized void socketClosed() {
    socketClosed = true;
  }

  synchronized boolean isSocketClosed() {
    return socketClosed;
  }

  @Override
  public String toString() {
    return function + " on socket " + socket.value() + " overlapped 0x" + Long.toHexString(address);
  }
}
