package dev.wsplab.cli;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** When a command that is at work tells how far it has come. */
@FunctionalInterface
interface Pace {
  /**
   * Begins.
   *
   * @param tell is called each time that something is to be told
   * @return ends it: nothing is told any more once that has returned
   */
  Runnable begin(Runnable tell);

  /** Each time that so much has passed, in a thread of its own. */
  static Pace every(Duration period) {
    return every(period, Pace::timer);
  }

  /** Each time that so much has passed by a timer, of which each command has its own. */
  static Pace every(Duration period, Supplier<ScheduledExecutorService> timers) {
    return tell -> {
      ScheduledExecutorService timer = timers.get();
      timer.scheduleAtFixedRate(tell, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
      return () -> end(timer);
    };
  }

  /** One that this machine's clock drives. */
  static ScheduledExecutorService timer() {
    return new ScheduledThreadPoolExecutor(1, Pace::daemon);
  }

  private static Thread daemon(Runnable body) {
    Thread thread = new Thread(body, "wsplab progress");
    thread.setDaemon(true);
    return thread;
  }

  private static void end(ScheduledExecutorService timer) {
    timer.shutdownNow();
    boolean interrupted = false;
    while (!timer.isTerminated()) {
      try {
        timer.awaitTermination(1, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
