package dev.wsplab.kernel;

import java.util.List;

/**
 * Whose handles one sees. The shim has one table of handles for the process; an environment finds
 * those of another as closed as a process finds another process's.
 *
 * @param owner the number of an environment; 0 sees all
 */
record Sight(long owner) {
  /** Sees the handles of all. */
  static final Sight ALL = new Sight(0);

  /** No handle, to every function. */
  private static final long NONE = 0;

  /**
   * The value, or one that is no handle when another environment has it. What is not in the table
   * is left to the function: on Windows it may be the process's own.
   */
  long of(Handle handle) {
    return isOfAnother(handle) ? NONE : handle.value();
  }

  long[] of(List<? extends Handle> handles) {
    return handles.stream().mapToLong(this::of).toArray();
  }

  /** A thread's own handle has no owner, and is anybody's. */
  boolean isOfAnother(Handle handle) {
    if (owner == 0) {
      return false;
    }
    long found = KernelNatives.handleOwner(handle.value());
    return found > 0 && found != owner;
  }
}
