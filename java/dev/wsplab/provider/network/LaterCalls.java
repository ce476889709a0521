package dev.wsplab.provider.network;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What a thread is to call when it holds no lock any more: authorizers and gates are told of what
 * happened under one. Thread-safe; each thread makes its own calls.
 */
public final class LaterCalls {
  // Stays while the thread lives or until nobody knows this object: it refers to nothing but what
  // is to be called.
  @SuppressWarnings("nullness:type.argument") // its first value is never null
  private final ThreadLocal<Mine> calls = ThreadLocal.withInitial(Mine::new);

  /** What one thread has to call. */
  private static final class Mine {
    final Deque<Runnable> calls = new ArrayDeque<>(4);
    boolean running;
  }

  /**
   * Adds a call to those of the calling thread.
   *
   * @param call what to run later, once
   */
  public void add(Runnable call) {
    calls.get().calls.add(call);
  }

  /**
   * Makes the calling thread's calls, and those that come of them. Within such a call, the rest is
   * left to the outer one.
   *
   * @param beforeWait whether the thread is going to wait: then nothing is left to an outer one
   * @return whether there were any
   */
  public boolean run(boolean beforeWait) {
    Mine mine = calls.get();
    if (mine.calls.isEmpty() || mine.running && !beforeWait) {
      return false;
    }
    boolean outer = !mine.running;
    mine.running = true;
    try {
      Runnable next = mine.calls.poll();
      while (next != null) {
        next.run();
        next = mine.calls.poll();
      }
    } finally {
      mine.running = !outer;
    }
    return true;
  }
}
