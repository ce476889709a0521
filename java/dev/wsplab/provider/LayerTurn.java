package dev.wsplab.provider;

/**
 * Keeps the starting call of one operation and its packet in the order that the layer's {@link
 * CompletionMoment} asks for. Thread-safe; nobody waits here.
 */
final class LayerTurn {
  /** What to do with a packet that has come. */
  enum Arrival {
    /** Complete the operation upward. */
    FINISH,
    /** Nothing yet: it is to come again. */
    PARK,
    /** Nothing: the starting call is completing it, and frees its structure. */
    LEAVE,
    /** Free its structure: the starting call has completed it. */
    DROP
  }

  private enum State {
    STARTING,
    OPEN,
    TAKEN,
    TOLD
  }

  private State state = State.STARTING;
  private boolean parked;
  private volatile int error;

  /** The packet has come. */
  synchronized Arrival arrives() {
    parked = state == State.STARTING || state == State.TAKEN;
    return switch (state) {
      case STARTING -> Arrival.PARK;
      case OPEN -> Arrival.FINISH;
      case TAKEN -> Arrival.LEAVE;
      case TOLD -> Arrival.DROP;
    };
  }

  /** The packet may complete it from now on; true when it waits, and has to come again. */
  synchronized boolean open() {
    boolean waits = parked;
    state = State.OPEN;
    parked = false;
    return waits;
  }

  /** The starting call is about to complete it. */
  synchronized void take() {
    state = State.TAKEN;
  }

  /** The starting call has completed it; true when the packet has come already. */
  synchronized boolean told() {
    state = State.TOLD;
    return parked;
  }

  /** Whether the starting call has completed it, or does so now. */
  synchronized boolean isTaken() {
    return state == State.TAKEN || state == State.TOLD;
  }

  /** The operation has ended with this Winsock error, 0 for none. */
  void ends(int endedWith) {
    error = endedWith;
  }

  /** The error of its end, once it has ended. */
  int error() {
    return error;
  }
}
