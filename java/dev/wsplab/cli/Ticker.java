package dev.wsplab.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.checkerframework.checker.mustcall.qual.MustCall;
import org.checkerframework.checker.mustcall.qual.NotOwning;

/** Tells every so often how far a command has come, from a thread of its own, until closed. */
@MustCall("close")
final class Ticker implements AutoCloseable {
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, Ticker::daemon);

  private Ticker() {}

  /** Tells every two seconds: what takes less says nothing of itself. */
  static Ticker on(@NotOwning PrintWriter err, Supplier<String> state) {
    return every(Duration.ofSeconds(2), err, state);
  }

  /**
   * Tells each time that so much has passed.
   *
   * @param state what is said before the seconds that have passed
   */
  static Ticker every(Duration period, @NotOwning PrintWriter err, Supplier<String> state) {
    Ticker ticker = new Ticker();
    long begin = System.nanoTime();
    ticker.timer.scheduleAtFixedRate(
        () -> {
          long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
          err.println(state.get() + ", " + seconds + " s");
          err.flush();
        },
        period.toMillis(),
        period.toMillis(),
        TimeUnit.MILLISECONDS);
    return ticker;
  }

  private static Thread daemon(Runnable body) {
    Thread thread = new Thread(body, "wsplab progress");
    thread.setDaemon(true);
    return thread;
  }

  /** Nothing is told any more once this has returned. */
  @Override
  public void close() {
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
