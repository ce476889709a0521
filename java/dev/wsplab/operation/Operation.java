package dev.wsplab.operation;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One overlapped operation that a client started. While it is under way it keeps the Java objects
 * behind its structure, buffers and routine reachable. Thread-safe: its state changes by
 * compare-and-set, so that of several completions one alone is the first.
 */
public final class Operation {
  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Operation.class, "state", OperationState.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final long ordinal;
  private final long numberOnSocket;
  private final OperationKind kind;
  private final SocketHandle socket;
  private final Overlapped overlapped;
  private final boolean routine;
  private final @Nullable Held held;
  private final @Nullable Place place;
  private long port;
  private volatile OperationState state = OperationState.STARTING;
  // Its thread has ended before the routine could run.
  private volatile boolean orphan;
  // A packet has delivered it.
  private volatile boolean taken;
  // A packet or an APC was queued; its socket may have got its port while it ended.
  private volatile boolean queued;
  // An earlier operation on the same structure that is not delivered yet; written while the
  // register's map holds its bin, and read at any time.
  volatile @Nullable Operation previous;

  Operation(
      long ordinal,
      long numberOnSocket,
      OperationKind kind,
      SocketHandle socket,
      Overlapped overlapped,
      boolean routine,
      @Nullable Held held,
      @Nullable Place place) {
    this.ordinal = ordinal;
    this.numberOnSocket = numberOnSocket;
    this.kind = kind;
    this.socket = socket;
    this.overlapped = overlapped;
    this.routine = routine;
    this.held = held;
    this.place = place;
  }

  /** {@return its number in the environment, from 1, in starting order} */
  public long ordinal() {
    return ordinal;
  }

  /** {@return its number among those of its socket, from 1, in starting order; 0 if not counted} */
  public long numberOnSocket() {
    return numberOnSocket;
  }

  /** {@return which call started it} */
  public OperationKind kind() {
    return kind;
  }

  /** {@return the socket it was started on} */
  public SocketHandle socket() {
    return socket;
  }

  /**
   * {@return its structure; after the completion that belongs to the client, and reading it is the
   * client's business}
   */
  public Overlapped overlapped() {
    return overlapped;
  }

  /** {@return whether it ends by completion routine} */
  public boolean hasRoutine() {
    return routine;
  }

  /** {@return where it was started; null unless the register keeps places} */
  public @Nullable Place place() {
    return place;
  }

  /** {@return its state now} */
  public OperationState state() {
    return state;
  }

  /** STARTING to PENDING, unless it was completed before the call returned. */
  void pended() {
    STATE.compareAndSet(this, OperationState.STARTING, OperationState.PENDING);
  }

  /** STARTING to FAILED_TO_START; false when it was completed although the start failed. */
  boolean failedToStart() {
    boolean first =
        STATE.compareAndSet(this, OperationState.STARTING, OperationState.FAILED_TO_START);
    release();
    return first;
  }

  /**
   * To COMPLETED, to be told through this port if it is not 0; false when it has been completed
   * before.
   */
  boolean completed(long throughPort) {
    OperationState found = state;
    while (found.isUnderWay()) {
      // Set before the state is: who sees COMPLETED sees the port. A second completion changes
      // nothing that counts.
      port = throughPort;
      if (STATE.compareAndSet(this, found, OperationState.COMPLETED)) {
        return true;
      }
      // Its starting call has just returned, or somebody else was first.
      found = state;
    }
    return false;
  }

  /** COMPLETED to DELIVERED; false when it was delivered before. */
  boolean delivered() {
    boolean first = STATE.compareAndSet(this, OperationState.COMPLETED, OperationState.DELIVERED);
    if (first) {
      release();
    }
    return first;
  }

  /** A packet or an APC is to deliver it. */
  void queued() {
    queued = true;
  }

  /**
   * Whether it is complete, and a packet or an APC is on its way. One that is told by its event
   * alone, or by its status, is not: its client may know before whoever completes it is done.
   */
  boolean isOnItsWay() {
    return state == OperationState.COMPLETED && (port != 0 || routine || queued);
  }

  /** A packet with its address is about to deliver it. */
  void taken() {
    taken = true;
  }

  /** Returns whether a packet with its address has delivered it, or is about to. */
  boolean isTaken() {
    return taken;
  }

  /**
   * Whether its provider has ended it and told nobody, as a cleanup does (DEC-13), or its routine
   * has not run yet: the last thing that it writes is the status. To be asked of the newest one on
   * a structure; where there are earlier ones nobody can tell.
   */
  boolean isEndedUntold() {
    try {
      return state == OperationState.PENDING && previous == null && !overlapped.isPending();
    } catch (AccessViolationException e) {
      return false; // freed: nobody can tell
    }
  }

  /** Lets go of what it holds. */
  void release() {
    if (held != null) {
      held.release();
    }
  }

  /** This thread has ended, which its routine may have been to run in. */
  void orphanedBy(long thread) {
    if (routine && held != null && held.thread() == thread) {
      orphan = true;
    }
  }

  /** Whether the thread that its routine was to run in has ended. */
  boolean isOrphan() {
    return orphan;
  }

  /**
   * {@return the value of the port handle whose packet tells the client, 0 for none; known once it
   * is completed}
   */
  public long port() {
    return port;
  }

  /** Returns what it holds; for reports. */
  @Nullable Held held() {
    return held;
  }

  @Override
  public String toString() {
    return "#"
        + ordinal
        + " "
        + kind.functionName()
        + (kind.isFileCall() ? " on handle " : " on socket ")
        + socket.value()
        + " "
        + overlapped
        + " "
        + state;
  }
}
