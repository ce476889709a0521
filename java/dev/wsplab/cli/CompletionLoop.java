package dev.wsplab.cli;

import dev.wsplab.Winsock;
import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.OverlappedBlock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A completion port and the threads that wait on it. Each packet goes to the {@link IoSlot} whose
 * structure it names. Thread-safe.
 */
final class CompletionLoop {
  private static final int INFINITE = -1;
  private static final long SOCKET_KEY = 1;
  private static final long QUIT_KEY = 2;

  private final Winsock winsock;

  private final CompletionPort port;

  private final Consumer<Throwable> faults;
  private final Map<Long, IoSlot> slots = new ConcurrentHashMap<>();
  private final List<Thread> workers = new ArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private long underWay; // guarded by lock

  /**
   * Makes a port; {@link #start} starts the threads.
   *
   * @param faults is told what a worker thread threw; the thread goes on
   */
  @SuppressWarnings("builder:required.method.not.called") // close() closes the port
  CompletionLoop(Winsock winsock, int threads, Consumer<Throwable> faults) {
    this.winsock = winsock;
    this.port = winsock.completionPort();
    this.faults = faults;
    for (int i = 1; i <= threads; i++) {
      Thread worker = new Thread(this::work, "http-worker-" + i);
      worker.setDaemon(true);
      workers.add(worker);
    }
  }

  void start() {
    workers.forEach(Thread::start);
  }

  /** Makes a structure whose completions go to the receiver given. */
  @SuppressWarnings("builder:required.method.not.called") // IoSlot.free frees it
  IoSlot slot(IoSlot.Told told) {
    IoSlot slot = new IoSlot(this, OverlappedBlock.allocate(1), told);
    slots.put(slot.overlapped().address(), slot);
    return slot;
  }

  void forget(IoSlot slot) {
    slots.remove(slot.overlapped().address());
  }

  void associate(SocketHandle socket) {
    port.associate(socket, SOCKET_KEY);
  }

  void beginning() {
    lock.lock();
    try {
      underWay++;
    } finally {
      lock.unlock();
    }
  }

  void ended() {
    lock.lock();
    try {
      if (--underWay == 0) {
        idle.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until every operation was told and its receiver has returned.
   *
   * @throws IllegalStateException when that takes longer; names what is still pending
   */
  void awaitIdle(Duration limit) {
    long nanos = limit.toNanos();
    boolean interrupted = false;
    lock.lock();
    try {
      while (underWay > 0) {
        if (nanos <= 0) {
          throw new IllegalStateException(
              underWay + " operations were never told: " + winsock.pendingOperations());
        }
        try {
          nanos = idle.awaitNanos(nanos);
        } catch (InterruptedException e) {
          interrupted =
              true; // memory in use must not be freed: wait on, and tell the caller afterwards
        }
      }
    } finally {
      lock.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Ends the threads and closes the port. Comes after {@link #awaitIdle}. */
  void close() {
    workers.forEach(worker -> port.post(0, QUIT_KEY, null));
    boolean interrupted = false;
    for (Thread worker : workers) {
      while (worker.isAlive()) {
        try {
          TimeUnit.SECONDS.timedJoin(worker, 1);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    port.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    while (true) {
      QueuedCompletion packet =
          winsock.kernel32().getQueuedCompletionStatus(port.handle(), INFINITE);
      if (!packet.taken() || packet.key() == QUIT_KEY) {
        return;
      }
      try {
        deliver(packet);
      } catch (RuntimeException e) {
        faults.accept(e);
      }
    }
  }

  private void deliver(QueuedCompletion packet) {
    IoSlot slot = slots.get(packet.overlapped());
    if (slot == null) {
      throw new IllegalStateException("a packet names no structure of the server: " + packet);
    }
    try {
      slot.told(packet);
    } finally {
      ended(); // last: what the receiver started has been counted by now
    }
  }
}
