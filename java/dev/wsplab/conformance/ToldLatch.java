package dev.wsplab.conformance;

import dev.wsplab.operation.OperationEvent;
import dev.wsplab.operation.OperationListener;
import java.util.concurrent.TimeUnit;

/** Waits for the end of one operation to be told. Thread-safe. */
final class ToldLatch implements OperationListener {
  // Guarded by this.
  private long awaited;
  private boolean told;

  /** Forgets what was before, and waits for the operation on this structure. */
  synchronized void expect(long overlapped) {
    awaited = overlapped;
    told = false;
  }

  @Override
  public void onEvent(OperationEvent event) {
    if (event.step() == OperationEvent.Step.NOTIFIED) {
      tell(event.operation().overlapped().address());
    }
  }

  private synchronized void tell(long overlapped) {
    if (overlapped == awaited) {
      told = true;
      notifyAll();
    }
  }

  /** Whether it is told within the time. */
  synchronized boolean await(long millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (!told) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return told;
      }
    }
    return true;
  }
}
