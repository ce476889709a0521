package dev.wsplab.forefront;

import java.util.concurrent.atomic.AtomicInteger;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Which threads say that they are in a lengthy blocking operation (FWX-59 to FWX-66). Thread-safe;
 * the depth is the calling thread's own.
 */
final class BlockingSections {
  private final ThreadLocal<@Nullable Integer> depth = new ThreadLocal<>();
  private final AtomicInteger threads = new AtomicInteger();
  private final @Nullable WorkerPool pool;

  /**
   * None are open.
   *
   * @param pool is told of threads that enter and leave; null for a manual pump
   */
  BlockingSections(@Nullable WorkerPool pool) {
    this.pool = pool;
  }

  /** Opens a section: {@code S_OK}, or FWX-62; either way one End is owed (FWX-63). */
  HResult start() {
    int before = open();
    depth.set(before + 1);
    if (before > 0) {
      return HResult.FWX_E_ALREADY_IN_BLOCKING_OP;
    }
    threads.incrementAndGet();
    WorkerPool told = pool;
    if (told != null) {
      told.enteredSection();
    }
    return HResult.S_OK;
  }

  /** Closes a section: {@code S_OK}, or FWX-64. */
  HResult end() {
    int before = open();
    if (before == 0) {
      return HResult.FWX_E_NOT_IN_BLOCKING_OP;
    }
    if (before == 1) {
      depth.remove();
      threads.decrementAndGet();
      WorkerPool told = pool;
      if (told != null) {
        told.leftSection();
      }
    } else {
      depth.set(before - 1);
    }
    return HResult.S_OK;
  }

  /** How many are open on the calling thread. */
  int open() {
    Integer now = depth.get();
    return now == null ? 0 : now;
  }

  /** Closes what the calling thread has opened above a depth, and not closed; returns how many. */
  int closeAbove(int kept) {
    int above = open() - kept;
    for (int i = 0; i < above; i++) {
      end();
    }
    return above;
  }

  /** How many threads are inside one. */
  int threads() {
    return threads.get();
  }
}
