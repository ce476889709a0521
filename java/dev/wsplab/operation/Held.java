package dev.wsplab.operation;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What a call needs until it has ended: Java objects that stay reachable, and memory that stays
 * although its owner gives it up meanwhile. Thread-safe.
 */
public final class Held {
  private record Contents(@Nullable Object objects, List<Runnable> releases) {}

  private final AtomicReference<@Nullable Contents> contents;
  private final long thread;

  private Held(Contents contents, long thread) {
    this.contents = new AtomicReference<>(contents);
    this.thread = thread;
  }

  /**
   * Makes it of these.
   *
   * @param objects what stays reachable, or null
   * @param releases what lets go of memory that is held already; each is run once
   * @param thread number of the thread that its routine is to run in, 0 for none
   */
  public static Held of(@Nullable Object objects, List<Runnable> releases, long thread) {
    return new Held(new Contents(objects, releases), thread);
  }

  /** Returns the number of the thread that its routine is to run in, 0 for none. */
  long thread() {
    return thread;
  }

  /** Lets go. A second call does nothing. */
  public void release() {
    Contents released = contents.getAndSet(null);
    if (released != null) {
      released.releases().forEach(Runnable::run);
    }
  }

  @Override
  public String toString() {
    Contents now = contents.get();
    return now == null ? "released" : String.valueOf(now.objects());
  }
}
