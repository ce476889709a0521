package dev.wsplab.provider.network;

import java.time.Duration;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The uses of all handles of a provider: its end waits for the last one, so that nothing of it runs
 * when {@code WSPCleanup} has returned (WSP-CLEAN-5). Thread-safe.
 */
final class HandleUses {
  // Telling takes microseconds; who takes longer has called somebody who does not come back.
  private static final Duration BOUND = Duration.ofSeconds(2);

  private final Object monitor = new Object();
  private final ThreadLocal<@Nullable Integer> telling = new ThreadLocal<>();
  private int uses;

  void begin() {
    synchronized (monitor) {
      uses++;
    }
  }

  void end() {
    synchronized (monitor) {
      uses--;
      monitor.notifyAll();
    }
  }

  /** Tells a client: who ends the provider in doing so does not wait for itself. */
  void tell(Runnable how) {
    int before = tellingNow();
    telling.set(before + 1);
    try {
      how.run();
    } finally {
      telling.set(before);
    }
  }

  /** How many clients the calling thread is telling. */
  private int tellingNow() {
    Integer now = telling.get();
    return now == null ? 0 : now;
  }

  /** Waits until nothing is in use but what the calling thread is telling. */
  void awaitEnd() {
    long end = System.nanoTime() + BOUND.toNanos();
    boolean interrupted = false;
    synchronized (monitor) {
      while (uses > tellingNow() && !interrupted) {
        long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
        if (left <= 0) {
          return;
        }
        try {
          monitor.wait(left);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
