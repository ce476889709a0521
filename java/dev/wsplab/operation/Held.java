package dev.wsplab.operation;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What a call needs until it has ended: Java objects that stay reachable, and memory that stays
 * although its owner gives it up meanwhile. There is one for each operation under way, so it is
 * small. Thread-safe.
 */
public final class Held {
  private static final Runnable NOTHING = () -> {};
  // An object of its own, which no lambda need be.
  private static final Runnable RELEASED =
      new Runnable() {
        @Override
        public void run() {}
      };
  private static final VarHandle RELEASE;

  static {
    try {
      RELEASE = MethodHandles.lookup().findVarHandle(Held.class, "release", Runnable.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final long thread;
  private @Nullable Object objects;
  // RELEASED once it has been run.
  private volatile Runnable release;

  private Held(@Nullable Object objects, Runnable release, long thread) {
    this.objects = objects;
    this.release = release;
    this.thread = thread;
  }

  /** {@return what to give to {@link #of} where no memory is held} */
  public static Runnable nothing() {
    return NOTHING;
  }

  /**
   * Makes it of these.
   *
   * @param objects what stays reachable, or null
   * @param release lets go of memory that is held already; is run once
   * @param thread number of the thread that its routine is to run in, 0 for none
   * @return what is to be let go when the completion was delivered
   */
  public static Held of(@Nullable Object objects, Runnable release, long thread) {
    return new Held(objects, release, thread);
  }

  /** Returns the number of the thread that its routine is to run in, 0 for none. */
  long thread() {
    return thread;
  }

  /** Lets go. A second call does nothing. */
  public void release() {
    Runnable first = (Runnable) RELEASE.getAndSet(this, RELEASED);
    if (first != RELEASED) {
      objects = null;
      first.run();
    }
  }

  @Override
  public String toString() {
    return release == RELEASED ? "released" : String.valueOf(objects);
  }
}
