package dev.wsplab.forefront;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.checkerframework.checker.mustcall.qual.MustCall;

/** Notices that packets wait while every worker blocks outside a section (FWX-58, FWX-100). */
@MustCall("close")
final class StarvationWatch implements AutoCloseable {
  private static final int LOOKS = 8;

  private final FwxService service;
  private final WorkerPool workers;
  private final Duration limit;
  private final ScheduledThreadPoolExecutor timer;
  // Used by the timer's thread alone.
  private long since;
  private long taken;
  private boolean reported;

  @SuppressWarnings("nullness:methodref.receiver.bound") // the first look comes later
  StarvationWatch(FwxService service, WorkerPool workers, Duration limit) {
    this.service = service;
    this.workers = workers;
    this.limit = limit;
    this.timer = new ScheduledThreadPoolExecutor(1, StarvationWatch::daemon);
    long period = Math.max(1, limit.toMillis() / LOOKS);
    timer.scheduleAtFixedRate(this::look, period, period, TimeUnit.MILLISECONDS);
  }

  private static Thread daemon(Runnable body) {
    Thread thread = new Thread(body, "wsplab forefront watch");
    thread.setDaemon(true);
    return thread;
  }

  private void look() {
    int waiting = service.port().depth();
    long before = taken;
    taken = workers.taken();
    // Packets that are taken are not kept waiting, however many there are.
    if (waiting == 0 || taken != before || !workers.isExhausted()) {
      since = 0;
      reported = false;
      return;
    }
    long now = System.nanoTime();
    if (since == 0) {
      since = now;
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(now - since);
    if (!reported && millis >= limit.toMillis()) {
      reported = true;
      service.strict().starved(workers.size(), waiting, millis);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
