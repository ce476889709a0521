package dev.wsplab.kernel;

/** Event objects. Thread-safe. */
public final class Events {
  Events() {}

  /**
   * Makes an event.
   *
   * @throws KernelException 8 or 1816
   */
  public EventHandle create(long owner, boolean manualReset, boolean initialState) {
    return new EventHandle(
        Kernel.checked("CreateEvent", KernelNatives.eventCreate(owner, manualReset, initialState)));
  }

  /** Signals it: 0, or 6 when it is not an event. */
  public int set(EventHandle event) {
    return KernelNatives.eventSet(event.value());
  }

  /** Makes it nonsignalled: 0, or 6 when it is not an event. */
  public int reset(EventHandle event) {
    return KernelNatives.eventReset(event.value());
  }
}
