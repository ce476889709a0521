package dev.wsplab.driver;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Calls that broke a rule where calls break at once: nothing is thrown through frames of C, so the
 * error waits for the callback to return. Thread-safe.
 */
public final class NativeBreaks {
  private final ThreadLocal<@Nullable AssertionError> broken = new ThreadLocal<>();

  /** Makes one for a module. */
  public NativeBreaks() {}

  /**
   * The call ends here for C, with a failure.
   *
   * @param error what the call has broken; of several the first is kept
   */
  public void keep(AssertionError error) {
    if (broken.get() == null) {
      broken.set(error);
    }
  }

  /** C has returned: the first error that was kept in this thread is thrown. */
  public void after() {
    AssertionError error = broken.get();
    if (error != null) {
      broken.remove();
      throw error;
    }
  }
}
