package dev.wsplab.wfp;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** One injection handle: open, closing while injections are under way, gone. Thread-safe. */
final class InjectionHandle {
  private final long value;
  private final int family;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private int pending;
  private boolean closing;

  InjectionHandle(long value, int family) {
    this.value = value;
    this.family = family;
  }

  long value() {
    return value;
  }

  boolean serves(int addressFamily) {
    return family == Fwps.AF_UNSPEC || family == addressFamily;
  }

  boolean isClosing() {
    lock.lock();
    try {
      return closing;
    } finally {
      lock.unlock();
    }
  }

  /** Begins an injection; false when it closes (WFP-71b). */
  boolean begins() {
    lock.lock();
    try {
      if (closing) {
        return false;
      }
      pending++;
      return true;
    } finally {
      lock.unlock();
    }
  }

  void ends() {
    lock.lock();
    try {
      pending--;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether this call is the one that closes it. */
  boolean closes() {
    lock.lock();
    try {
      boolean first = !closing;
      closing = true;
      return first;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until nothing is under way.
   *
   * @return false when the limit has passed
   */
  boolean drained(Duration limit) {
    long left = limit.toNanos();
    boolean interrupted = false;
    lock.lock();
    try {
      while (pending > 0 && left > 0) {
        try {
          left = changed.awaitNanos(left);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      return pending == 0;
    } finally {
      lock.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Returns how long a limit is, for people. */
  static String seconds(Duration limit) {
    return TimeUnit.NANOSECONDS.toSeconds(limit.toNanos()) + " s";
  }
}
