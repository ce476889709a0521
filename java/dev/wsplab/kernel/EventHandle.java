package dev.wsplab.kernel;

/**
 * An event's {@code HANDLE}, which is a {@code WSAEVENT} as well (WPU-EVENT-5).
 *
 * @param value its value
 */
public record EventHandle(long value) implements Handle {
  /** {@code WSA_INVALID_EVENT}. */
  public static final EventHandle NULL = new EventHandle(0);

  /**
   * Reads the member {@code hEvent} of a structure: its low bit is a flag and no part of the handle
   * (OVL-8).
   *
   * @param hEvent the member as it stands in memory
   * @return the event, 0 for none
   */
  public static EventHandle ofOverlapped(long hEvent) {
    return new EventHandle(hEvent & ~1L);
  }
}
