package dev.wsplab.forefront;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** How many callbacks the service owes. Thread-safe. */
final class Debts {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private int owed;

  void owe() {
    lock.lock();
    try {
      owed++;
    } finally {
      lock.unlock();
    }
  }

  void settle() {
    lock.lock();
    try {
      owed--;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  int all() {
    lock.lock();
    try {
      return owed;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until nothing is owed, or the time is over; says whether nothing is. */
  boolean awaitNone(long nanos) throws InterruptedException {
    long left = nanos;
    lock.lock();
    try {
      while (owed > 0 && left > 0) {
        left = changed.awaitNanos(left);
      }
      return owed == 0;
    } finally {
      lock.unlock();
    }
  }
}
