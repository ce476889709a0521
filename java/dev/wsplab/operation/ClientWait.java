package dev.wsplab.operation;

import java.util.List;

/**
 * A wait of the client's that took long enough to be seen.
 *
 * @param thread name of the thread that waited
 * @param function name of the function in Microsoft's documentation
 * @param handles what was waited for, as {@code port 1234}; may be empty
 * @param sinceNanos when it began, by {@link System#nanoTime}
 * @param untilNanos when it ended, by the same; when it was looked at if it has not ended
 * @param end how it ended
 */
public record ClientWait(
    String thread,
    String function,
    List<String> handles,
    long sinceNanos,
    long untilNanos,
    End end) {
  /** How a wait ended. */
  public enum End {
    /** The function has returned, with or without what was waited for. */
    RETURNED,
    /** The function has returned since its time was over. */
    TIMED_OUT,
    /** Not yet. */
    WAITING
  }

  /**
   * Copies the handles.
   *
   * @param thread name of the thread that waited
   * @param function name of the function in Microsoft's documentation
   * @param handles what was waited for, as {@code port 1234}; may be empty
   * @param sinceNanos when it began, by {@link System#nanoTime}
   * @param untilNanos when it ended, by the same; when it was looked at if it has not ended
   * @param end how it ended
   */
  public ClientWait {
    handles = List.copyOf(handles);
  }
}
