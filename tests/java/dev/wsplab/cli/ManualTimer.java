package dev.wsplab.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A timer whose time passes when a test says so, in the test's own thread. */
final class ManualTimer extends ScheduledThreadPoolExecutor {
  private final List<Repeated> all = new ArrayList<>();
  private long now;

  ManualTimer() {
    super(0);
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable command, long initialDelay, long period, TimeUnit unit) {
    all.add(new Repeated(command, now + unit.toNanos(initialDelay), unit.toNanos(period)));
    // Of the same type as the real one's, and never due: that is this class's to say.
    return super.schedule(() -> {}, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
  }

  /** Runs all that is due until then; nothing any more once it was shut down. */
  void pass(Duration time) {
    now += time.toNanos();
    for (Repeated each : all) {
      while (!isShutdown() && each.due <= now) {
        each.due += each.period;
        each.command.run();
      }
    }
  }

  private static final class Repeated {
    final Runnable command;
    final long period;
    long due;

    Repeated(Runnable command, long due, long period) {
      this.command = command;
      this.due = due;
      this.period = period;
    }
  }
}
