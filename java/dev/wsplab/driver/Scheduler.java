package dev.wsplab.driver;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Runs what a platform of drivers does later: completions, injections, work items. Manual, when
 * tests say what runs next, or by threads (FLT-105). Thread-safe.
 */
public final class Scheduler {
  private final Deque<Runnable> queue = new ArrayDeque<>();
  // Who runs a task of the manual one, and how deep: one may run others. Guarded by the queue.
  private final Map<Thread, Integer> running = new HashMap<>();
  private final @Nullable ExecutorService threads;
  // What ends I/O has threads of its own: work items may wait for it.
  private final @Nullable ExecutorService completions;
  private final Consumer<Throwable> thrown;

  /**
   * Makes one.
   *
   * @param platform what its threads are called after
   * @param count how many threads, 0 for a manual one
   * @param thrown is told what a task throws
   */
  public Scheduler(String platform, int count, Consumer<Throwable> thrown) {
    this.thrown = thrown;
    this.threads =
        count == 0 ? null : Executors.newFixedThreadPool(count, body -> thread(platform, body));
    this.completions =
        count == 0 ? null : Executors.newCachedThreadPool(body -> thread(platform, body));
  }

  private static Thread thread(String platform, Runnable body) {
    Thread thread = new Thread(body, "wsplab " + platform + " worker");
    thread.setDaemon(true);
    return thread;
  }

  /** {@return whether tests say what runs next} */
  public boolean isManual() {
    return threads == null;
  }

  /**
   * Runs what has waited longest, in the calling thread.
   *
   * @return false when nothing waits
   * @throws IllegalStateException when it has threads of its own
   */
  public boolean runOne() {
    if (threads != null) {
      throw new IllegalStateException(
          "The scheduler has threads: make what it belongs to with manualScheduler().");
    }
    Thread self = Thread.currentThread();
    Runnable task;
    synchronized (queue) {
      task = queue.poll();
      if (task == null) {
        return false;
      }
      running.merge(self, 1, Integer::sum);
    }
    try {
      guarded(task);
    } finally {
      synchronized (queue) {
        running.merge(self, -1, (depth, one) -> depth + one == 0 ? null : depth + one);
        queue.notifyAll();
      }
    }
    return true;
  }

  /**
   * Waits until another thread that runs a task of the manual one has come to its end, or there is
   * something to run.
   *
   * @param limit as {@link System#nanoTime}
   * @return false when no other thread runs any, or the limit has passed
   */
  public boolean awaitOthers(long limit) {
    boolean interrupted = false;
    try {
      synchronized (queue) {
        Map<Thread, Integer> before = Map.copyOf(running);
        while (queue.isEmpty() && before.equals(running)) {
          long left = (limit - System.nanoTime()) / 1_000_000;
          if (left <= 0 || !runsElsewhere()) {
            return false;
          }
          try {
            queue.wait(left);
          } catch (InterruptedException e) {
            interrupted = true;
          }
        }
        return true;
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean runsElsewhere() {
    return running.keySet().stream().anyMatch(thread -> thread != Thread.currentThread());
  }

  /**
   * Runs until nothing waits, or the thread is interrupted: a callback that causes another each
   * time has no end, and a test's time limit interrupts.
   *
   * @return how many ran
   * @throws IllegalStateException when it has threads of its own
   */
  public int runAll() {
    int ran = 0;
    while (!Thread.currentThread().isInterrupted() && runOne()) {
      ran++;
    }
    return ran;
  }

  /** {@return how many wait; always 0 when it has threads} */
  public int waiting() {
    synchronized (queue) {
      return queue.size();
    }
  }

  /**
   * A driver's work item.
   *
   * @param task runs once, in a worker thread, or when the test says so
   */
  public void submit(Runnable task) {
    submit(threads, task);
  }

  /**
   * What the platform itself does, and waits for nothing but drivers' callbacks.
   *
   * @param task runs once, in a thread of its own kind, or when the test says so
   */
  public void submitCompletion(Runnable task) {
    submit(completions, task);
  }

  private void submit(@Nullable ExecutorService to, Runnable task) {
    if (to == null) {
      synchronized (queue) {
        queue.add(task);
        queue.notifyAll();
      }
    } else {
      try {
        to.execute(() -> guarded(task));
      } catch (RejectedExecutionException e) {
        guarded(task); // it is ending: what is left runs here
      }
    }
  }

  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      thrown.accept(e);
    }
  }

  /**
   * Runs what is queued, and takes no more.
   *
   * @param limit how long to wait
   * @return whether all of it came to its end within the limit
   */
  public boolean end(Duration limit) {
    long until = System.nanoTime() + limit.toNanos();
    if (threads == null) {
      return ended(until);
    }
    // Work items first: they may wait for completions.
    boolean ended = ended(threads, until);
    return ended(completions, until) && ended;
  }

  private boolean ended(long until) {
    while (runOne()) {
      if (System.nanoTime() - until > 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean ended(@Nullable ExecutorService threads, long until) {
    if (threads == null) {
      return true;
    }
    threads.shutdown();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return threads.awaitTermination(until - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
