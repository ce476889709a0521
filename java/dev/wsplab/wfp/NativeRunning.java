package dev.wsplab.wfp;

import java.time.Duration;

/** How many callbacks of a module run, so that its code stays as long as they do. Thread-safe. */
final class NativeRunning {
  private int running;
  private boolean gone;

  /** Begins one; false when the module goes. */
  synchronized boolean enter() {
    if (gone) {
      return false;
    }
    running++;
    return true;
  }

  synchronized void leave() {
    running--;
    notifyAll();
  }

  /** Waits until none runs, so long at most; an interrupt ends the wait, and is kept. */
  synchronized void await(Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    try {
      while (running > 0) {
        long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
        if (left <= 0) {
          return;
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** None may begin from now on; whether none runs. */
  synchronized boolean end() {
    gone = true;
    return running == 0;
  }
}
