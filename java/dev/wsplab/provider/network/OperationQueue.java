package dev.wsplab.provider.network;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Lock;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The operations of one direction of a socket, in posting order: data are taken, and completions
 * told, in that order (WSP-IO-11, WIN-54).
 *
 * <pre>
 *  started --> waiting --(ready: attempts)--> ended --(one drainer at a time, lock released)--> told
 * </pre>
 *
 * <p>Guarded by the lock of the socket, save {@link #drain} and {@link #drainAfter}, which take it.
 */
final class OperationQueue {
  private final Lock lock;
  private final Deque<PendingOperation> waiting = new ArrayDeque<>();
  private final Deque<PendingOperation> ended = new ArrayDeque<>();
  private boolean draining;
  // Whether anything has ended and was not taken out to be told: for a look without the lock. Who
  // lets something end drains afterwards, and sees at least what it has written itself.
  private volatile boolean anyEnded;

  OperationQueue(Lock lock) {
    this.lock = lock;
  }

  /** Whether a new operation would be the first in turn, and what it does could be told at once. */
  boolean isIdle() {
    return waiting.isEmpty() && ended.isEmpty() && !draining;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  void add(PendingOperation operation) {
    waiting.add(operation);
  }

  /** Lets the waiting ones get on, each after the one before it has ended. */
  void progress() {
    PendingOperation head = waiting.peek();
    while (head != null && head.proceed()) {
      waiting.remove();
      hasEnded(head);
      head = waiting.peek();
    }
  }

  private void hasEnded(PendingOperation operation) {
    ended.add(operation);
    anyEnded = true;
  }

  /** Ends one that is still waiting; false when it has ended already. */
  boolean end(PendingOperation operation, Outcome how) {
    if (!waiting.remove(operation)) {
      return false;
    }
    operation.end(how);
    hasEnded(operation);
    return true;
  }

  /**
   * Takes one out that is still waiting, without anybody being told; false when it has ended
   * already.
   */
  boolean withdraw(PendingOperation operation) {
    return waiting.remove(operation);
  }

  /** Ends all that are waiting; whether there were any. */
  boolean endAll(Outcome how) {
    boolean any = !waiting.isEmpty();
    for (PendingOperation operation : waiting) {
      operation.end(how);
    }
    waiting.forEach(this::hasEnded);
    waiting.clear();
    return any;
  }

  /** Takes all that are waiting out, without anybody being told. */
  List<PendingOperation> withdrawAll() {
    List<PendingOperation> all = List.copyOf(waiting);
    waiting.clear();
    return all;
  }

  /**
   * An operation that ended in its starting call is told next: nobody else drains until {@link
   * #drainAfter}.
   */
  void reserveDraining() {
    draining = true;
  }

  /** Tells what has ended, unless another thread is doing so. Called without the lock. */
  void drain() {
    if (!anyEnded) {
      return;
    }
    PendingOperation next;
    lock.lock();
    try {
      if (draining) {
        return;
      }
      next = takeEnded();
    } finally {
      lock.unlock();
    }
    tellFrom(next, false);
  }

  /**
   * Tells an operation that ended at once after {@link #reserveDraining}, then the rest. Called
   * without the lock.
   */
  void drainAfter(PendingOperation first) {
    tellFrom(first, true);
  }

  private void tellFrom(@Nullable PendingOperation first, boolean atOnce) {
    PendingOperation next = first;
    boolean own = atOnce;
    boolean complete = false;
    try {
      while (next != null) {
        next.tell(own);
        own = false;
        next = nextToTell();
      }
      complete = true;
    } finally {
      if (!complete) {
        letOthersDrain();
      }
    }
  }

  /** A waiter threw: what has ended meanwhile is told by the next drainer. */
  private void letOthersDrain() {
    lock.lock();
    try {
      draining = false;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable PendingOperation nextToTell() {
    lock.lock();
    try {
      return takeEnded();
    } finally {
      lock.unlock();
    }
  }

  /** The calling thread drains for as long as there is something. */
  private @Nullable PendingOperation takeEnded() {
    PendingOperation next = ended.poll();
    draining = next != null;
    anyEnded = !ended.isEmpty();
    return next;
  }
}
