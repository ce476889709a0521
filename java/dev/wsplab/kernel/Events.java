package dev.wsplab.kernel;

/** Event objects. Thread-safe. */
public final class Events {
  private final long viewer;

  Events(long viewer) {
    this.viewer = viewer;
  }

  /**
   * Makes an event.
   *
   * @param owner the number of the environment that it belongs to
   * @param manualReset whether it stays signalled until {@link #reset}; else one wait takes the
   *     signal
   * @param initialState whether it begins signalled
   * @return the event, which the caller closes
   * @throws KernelException 8 or 1816
   */
  public EventHandle create(long owner, boolean manualReset, boolean initialState) {
    return new EventHandle(
        Kernel.checked("CreateEvent", KernelNatives.eventCreate(owner, manualReset, initialState)));
  }

  /**
   * Signals it: 0, or 6 when it is not an event.
   *
   * @param event also one that is signalled
   * @return 0 or 6
   */
  public int set(EventHandle event) {
    return KernelNatives.eventSet(viewer, event.value());
  }

  /**
   * Makes it nonsignalled: 0, or 6 when it is not an event.
   *
   * @param event also one that is not signalled
   * @return 0 or 6
   */
  public int reset(EventHandle event) {
    return KernelNatives.eventReset(viewer, event.value());
  }
}
