package dev.wsplab.driver;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A {@code KEVENT}. A notification event stays set until it is cleared; a synchronization event
 * lets one wait through. Thread-safe.
 */
public final class KEvent {
  private final DriverPlatform platform;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final boolean synchronization;
  private boolean signaled;

  /**
   * Makes one.
   *
   * @param platform judges the levels at which it is used
   * @param synchronization whether one wait resets it
   * @param signaled whether it is set at first
   */
  public KEvent(DriverPlatform platform, boolean synchronization, boolean signaled) {
    this.platform = platform;
    this.synchronization = synchronization;
    this.signaled = signaled;
  }

  /**
   * {@code KeSetEvent}; at DISPATCH_LEVEL or lower.
   *
   * @return whether it was set before
   */
  public boolean keSetEvent() {
    return set(true);
  }

  /**
   * {@code KeClearEvent} and {@code KeResetEvent}.
   *
   * @return whether it was set before
   */
  public boolean keClearEvent() {
    return set(false);
  }

  private boolean set(boolean now) {
    lock.lock();
    try {
      boolean before = signaled;
      signaled = now;
      changed.signalAll();
      return before;
    } finally {
      lock.unlock();
    }
  }

  /** {@return whether it is set, as {@code KeReadStateEvent} tells} */
  public boolean keReadStateEvent() {
    lock.lock();
    try {
      return signaled;
    } finally {
      lock.unlock();
    }
  }

  /**
   * {@code KeWaitForSingleObject}. At DISPATCH_LEVEL nothing may wait: that is reported, and it
   * only looks (FLT-38).
   *
   * @param timeout how long at most; zero only looks
   * @return whether it is set: STATUS_SUCCESS, or STATUS_TIMEOUT for false
   */
  public boolean keWaitForSingleObject(Duration timeout) {
    boolean waits = !timeout.isZero();
    if (waits && platform.irql() == Irql.DISPATCH_LEVEL) {
      platform.waitedTooHigh();
      waits = false;
    }
    long left = waits ? nanosOf(timeout) : 0;
    boolean interrupted = false;
    lock.lock();
    try {
      while (!signaled && left > 0) {
        long until = System.nanoTime() + left;
        try {
          left = changed.awaitNanos(left);
        } catch (InterruptedException e) {
          interrupted = true;
          left = until - System.nanoTime();
        }
      }
      boolean set = signaled;
      signaled = set && !synchronization;
      return set;
    } finally {
      lock.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static long nanosOf(Duration timeout) {
    try {
      return timeout.toNanos();
    } catch (ArithmeticException e) {
      return TimeUnit.DAYS.toNanos(365);
    }
  }
}
