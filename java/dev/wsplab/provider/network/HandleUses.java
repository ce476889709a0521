package dev.wsplab.provider.network;

import java.time.Duration;

/**
 * The uses of all handles of a provider: its end waits for the last one, so that nothing of it runs
 * when {@code WSPCleanup} has returned (WSP-CLEAN-5). Thread-safe.
 */
final class HandleUses {
  // Telling takes microseconds; who takes longer has called somebody who does not come back.
  private static final Duration BOUND = Duration.ofSeconds(2);

  private final Object monitor = new Object();

  // How many clients a thread is telling: a cell that stays its own.
  @SuppressWarnings("nullness:type.argument") // its first value is never null
  private final ThreadLocal<int[]> telling = ThreadLocal.withInitial(() -> new int[1]);

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
    int[] mine = telling.get();
    mine[0]++;
    try {
      how.run();
    } finally {
      mine[0]--;
    }
  }

  /** Waits until nothing is in use but what the calling thread is telling. */
  void awaitEnd() {
    long end = System.nanoTime() + BOUND.toNanos();
    boolean interrupted = false;
    synchronized (monitor) {
      while (uses > telling.get()[0] && !interrupted) {
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
