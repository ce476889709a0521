package dev.wsplab.wfp;

/**
 * Where a function stores a handle: {@code HANDLE *}. Handles are opaque numbers, never 0. Not
 * thread-safe, as memory of a caller is not.
 */
public final class HandleSlot {
  private long value;

  /** Makes one with 0 in it. */
  public HandleSlot() {}

  /** {@return what is stored; 0 when nothing was} */
  public long get() {
    return value;
  }

  void set(long handle) {
    value = handle;
  }
}
