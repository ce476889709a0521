package dev.wsplab.forefront;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The service's worker threads (FWX-6). When all are inside heavy-blocking sections one more is
 * added (FWX-61), and goes again when it is no longer needed. Thread-safe.
 */
final class WorkerPool {
  private final FwxService service;
  private final int wanted;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private final List<Thread> threads = new ArrayList<>();
  private final ThreadLocal<@Nullable Boolean> mine = new ThreadLocal<>();
  private int made;
  private int blocked;
  private int busy;
  private long taken;
  private boolean stopping;

  WorkerPool(FwxService service, int wanted) {
    this.service = service;
    this.wanted = wanted;
  }

  void start() {
    lock.lock();
    try {
      while (threads.size() < wanted) {
        add();
      }
    } finally {
      lock.unlock();
    }
  }

  /** How many there are now. */
  int size() {
    lock.lock();
    try {
      return threads.size();
    } finally {
      lock.unlock();
    }
  }

  /** Whether every worker is in a callback, and at least one of them outside a section. */
  boolean isExhausted() {
    lock.lock();
    try {
      return !threads.isEmpty() && busy >= threads.size() && blocked < threads.size();
    } finally {
      lock.unlock();
    }
  }

  /** The calling thread has opened its first section. */
  void enteredSection() {
    if (mine.get() == null) {
      return; // not a worker: nobody misses it
    }
    lock.lock();
    try {
      blocked++;
      if (blocked >= threads.size() && !stopping) {
        add();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The calling thread has closed its last section. */
  void leftSection() {
    if (mine.get() == null) {
      return;
    }
    lock.lock();
    try {
      blocked--;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends the threads, and waits for them (FWX-82).
   *
   * @return those that did not end in time
   */
  List<Thread> stop(long timeoutNanos) {
    lock.lock();
    try {
      stopping = true;
      threads.forEach(thread -> service.port().post(new Packet(Packet.WAKE, 0, 0, 0)));
      long left = timeoutNanos;
      while (!threads.isEmpty() && left > 0) {
        left = ended.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
    return left();
  }

  private List<Thread> left() {
    lock.lock();
    try {
      return List.copyOf(threads);
    } finally {
      lock.unlock();
    }
  }

  private void add() {
    made++;
    Thread thread = new Thread(this::run, "wsplab forefront worker " + made);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  private void run() {
    mine.set(true);
    try {
      while (!isToEnd()) {
        Packet packet = service.packets().take(-1);
        if (packet == null) {
          break;
        }
        busy(1);
        took();
        try {
          service.dispatcher().dispatch(packet);
        } finally {
          busy(-1);
        }
      }
    } finally {
      remove();
    }
  }

  /** How many packets were taken so far. */
  long taken() {
    lock.lock();
    try {
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private void took() {
    lock.lock();
    try {
      taken++;
    } finally {
      lock.unlock();
    }
  }

  private void busy(int change) {
    lock.lock();
    try {
      busy += change;
    } finally {
      lock.unlock();
    }
  }

  private boolean isToEnd() {
    lock.lock();
    try {
      boolean ends = stopping || threads.size() > wanted + blocked;
      if (ends) {
        threads.remove(Thread.currentThread()); // before the next asks whether it is one too many
      }
      return ends;
    } finally {
      lock.unlock();
    }
  }

  private void remove() {
    lock.lock();
    try {
      threads.remove(Thread.currentThread());
      ended.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
