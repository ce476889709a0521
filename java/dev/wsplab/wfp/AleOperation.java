package dev.wsplab.wfp;

import dev.wsplab.wfp.packet.NetBufferList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A bind, listen, connect, accept, packet or close on its way through the layers. Undecided while
 * it is pended. Thread-safe.
 */
public final class AleOperation {
  /** What it is. */
  public enum Kind {
    /** An application binds a socket. */
    BIND,
    /** An application listens. */
    LISTEN,
    /** An application connects a TCP socket. */
    CONNECT,
    /** A SYN arrives. */
    ACCEPT,
    /** An application sends a packet. */
    SEND,
    /** A packet arrives. */
    RECEIVE,
    /** A connection or socket is closed. */
    CLOSE
  }

  /** How it ended. */
  public enum Outcome {
    /** It has not. */
    UNDECIDED,
    /** It goes on. */
    PERMITTED,
    /** It fails; the drop is logged. */
    BLOCKED,
    /** It fails silently (WFP-32). */
    ABSORBED,
    /** A packet of a flow that is not authorized yet was dropped (WFP-38). */
    DROPPED,
    /** Who asked for it does not want it any more. */
    WITHDRAWN
  }

  private final long number;
  private final Kind kind;
  private final boolean real;
  private final List<Consumer<AleOperation>> listeners = new ArrayList<>();
  private volatile AleRequest request;
  private Outcome outcome = Outcome.UNDECIDED;
  private @Nullable NetBufferList packet;
  private long stackPacket;
  private int passes;
  private boolean gone;
  private @Nullable String pendedBy;
  private boolean completing;
  private final List<Runnable> afterCompletion = new ArrayList<>();
  private volatile String lastPender = "";
  private volatile List<Object> heldAcross = List.of();
  private volatile int stage;

  /**
   * Begins one.
   *
   * @param real whether somebody else tells that a connection is established
   */
  AleOperation(
      long number, Kind kind, AleRequest request, @Nullable NetBufferList packet, boolean real) {
    this.number = number;
    this.kind = kind;
    this.request = request;
    this.packet = packet;
    this.stackPacket = packet == null ? 0 : packet.handle();
    this.real = real;
  }

  /** {@return its number, by which the trace names it} */
  public long number() {
    return number;
  }

  /** {@return what it is} */
  public Kind kind() {
    return kind;
  }

  /** {@return its tuple, as redirected so far} */
  public AleRequest request() {
    return request;
  }

  /** {@return how it ended} */
  public Outcome outcome() {
    synchronized (listeners) {
      return outcome;
    }
  }

  /** {@return whether a callout has pended it, and has not completed it} */
  public boolean isPended() {
    synchronized (listeners) {
      return pendedBy != null;
    }
  }

  /**
   * Calls somebody once it has ended: now, or in the thread that ends it.
   *
   * @param listener is called once, with no lock held
   */
  public void whenDecided(Consumer<AleOperation> listener) {
    synchronized (listeners) {
      if (outcome == Outcome.UNDECIDED) {
        listeners.add(listener);
        return;
      }
    }
    listener.accept(this);
  }

  @Override
  public String toString() {
    return number + " " + kind + " " + request.local() + " " + request.remote();
  }

  // ---- for the engine

  boolean isReal() {
    return real;
  }

  /** Whether it has been decided now, by this call. */
  boolean decide(Outcome decided) {
    List<Consumer<AleOperation>> told;
    synchronized (listeners) {
      if (outcome != Outcome.UNDECIDED) {
        return false;
      }
      outcome = decided;
      told = List.copyOf(listeners);
      listeners.clear();
    }
    told.forEach(listener -> listener.accept(this));
    return true;
  }

  void redirect(AleRequest to) {
    request = to;
  }

  void pended(String by) {
    lastPender = by;
    synchronized (listeners) {
      pendedBy = by;
    }
  }

  void notPended() {
    synchronized (listeners) {
      pendedBy = null;
    }
  }

  /** It was completed; what that entails has yet to happen. */
  void completing() {
    synchronized (listeners) {
      pendedBy = null;
      completing = true;
    }
  }

  /** Whether what its completion entails has yet to happen, or happens. */
  boolean isCompleting() {
    synchronized (listeners) {
      return completing;
    }
  }

  /** Puts off what must not happen before a completion has been carried out; false without one. */
  boolean defers(Runnable task) {
    synchronized (listeners) {
      return completing && afterCompletion.add(task);
    }
  }

  /** The completion has been carried out. */
  void completed() {
    List<Runnable> due;
    synchronized (listeners) {
      completing = false;
      due = List.copyOf(afterCompletion);
      afterCompletion.clear();
    }
    due.forEach(Runnable::run);
  }

  /** Locks were held while it was completed. */
  void heldAcross(List<Object> locks) {
    heldAcross = locks;
  }

  boolean wasHeldAcross(Object lock) {
    return heldAcross.contains(lock);
  }

  boolean wasPended() {
    return !lastPender.isEmpty();
  }

  /** The callout that has pended it last, empty for none. */
  String lastPender() {
    return lastPender;
  }

  /** Which of its layers it is at. */
  int stage() {
    return stage;
  }

  void firstStage() {
    stage = 0;
  }

  void nextStage() {
    stage = stage + 1;
  }

  @Nullable NetBufferList packet() {
    synchronized (listeners) {
      return packet;
    }
  }

  /** Handle of the packet that the stack had for it last; 0 when it had none. */
  long stackPacket() {
    synchronized (listeners) {
      return stackPacket;
    }
  }

  /**
   * Its packet stays until {@link #endsPass}, though it may be withdrawn; false when it is over.
   */
  boolean beginsPass() {
    synchronized (listeners) {
      if (outcome != Outcome.UNDECIDED) {
        return false;
      }
      passes++;
      return true;
    }
  }

  /** Whether its packet is to be given up, as somebody wanted to meanwhile. */
  boolean endsPass() {
    synchronized (listeners) {
      passes--;
      return gone && passes == 0;
    }
  }

  /** Takes the packet in order to give it up; null while it is looked at, or when it is gone. */
  @Nullable NetBufferList giveUpPacket() {
    synchronized (listeners) {
      gone = passes > 0;
      return gone ? null : takePacket();
    }
  }

  /** Takes the packet away; null when somebody else has. */
  @Nullable NetBufferList takePacket() {
    synchronized (listeners) {
      NetBufferList taken = packet;
      packet = null;
      return taken;
    }
  }

  void packet(NetBufferList another) {
    synchronized (listeners) {
      packet = another;
      stackPacket = another.isClone() ? stackPacket : another.handle();
    }
  }
}
