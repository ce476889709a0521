package dev.wsplab.provider.network;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Work that one thread does at a time, in order: who comes meanwhile has it done once more, and
 * does not wait. Thread-safe.
 */
final class OneAtATime {
  private final Runnable work;
  private final AtomicInteger wanted = new AtomicInteger();

  OneAtATime(Runnable work) {
    this.work = work;
  }

  void run() {
    if (wanted.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    while (seen != 0) {
      try {
        work.run();
      } finally {
        seen = wanted.addAndGet(-seen);
      }
    }
  }
}
