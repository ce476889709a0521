package dev.wsplab.junit;

import dev.wsplab.Winsock;
import dev.wsplab.conformance.StateReport;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Keeps the end of an environment from hanging without a word; one for a whole run. */
final class CloseWatchdog implements AutoCloseable {
  private final ScheduledThreadPoolExecutor timer;

  CloseWatchdog() {
    timer = new ScheduledThreadPoolExecutor(1, CloseWatchdog::daemon);
    timer.setRemoveOnCancelPolicy(true);
  }

  private static Thread daemon(Runnable body) {
    Thread thread = new Thread(body, "wsplab watchdog");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Closes an environment. When that takes too long it is interrupted; what does not answer that
   * either never comes back to be thrown, and is printed instead.
   *
   * @return the report if it was
   */
  Optional<HangError> close(Winsock winsock, Duration limit) {
    Alarm alarm = new Alarm(winsock, limit, Thread.currentThread());
    long period = limit.toNanos();
    Future<?> scheduled = timer.scheduleAtFixedRate(alarm, period, period, TimeUnit.NANOSECONDS);
    try {
      winsock.close();
    } catch (RuntimeException | Error e) {
      // What was broken comes first; that it hung as well is not lost.
      alarm.closed();
      HangError hang = alarm.error();
      if (hang != null) {
        e.addSuppressed(hang);
      }
      throw e;
    } finally {
      scheduled.cancel(false);
      alarm.closed();
    }
    return Optional.ofNullable(alarm.error());
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  private static final class Alarm implements Runnable {
    private final Winsock winsock;
    private final Duration limit;
    private final Thread closer;
    private boolean closed;
    private boolean printed;
    private @Nullable HangError error;

    Alarm(Winsock winsock, Duration limit, Thread closer) {
      this.winsock = winsock;
      this.limit = limit;
      this.closer = closer;
    }

    @Override
    public synchronized void run() {
      if (closed || printed) {
        return;
      }
      HangError interrupted = error;
      if (interrupted != null) {
        printed = true;
        System.err.println(interrupted.getMessage());
        return;
      }
      String stack = StateReport.lines(closer.getStackTrace());
      String what =
          "closing the environment takes longer than " + limit.toMillis() + " ms; it is here:\n";
      HangError hang = new HangError(what + stack, StateReport.of(winsock));
      error = hang;
      closer.interrupt();
    }

    synchronized void closed() {
      closed = true;
      if (error != null) {
        Thread.interrupted(); // it was ours
      }
    }

    synchronized @Nullable HangError error() {
      return error;
    }
  }
}
