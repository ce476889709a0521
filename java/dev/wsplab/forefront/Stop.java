package dev.wsplab.forefront;

import java.time.Duration;
import java.util.List;

/** How a service ends (FWX-82, FWX-84), and what it finds left behind (FWX-93). */
final class Stop {
  private final FwxService service;
  private final long limit;

  Stop(FwxService service) {
    this.service = service;
    this.limit = service.stopLimit().toNanos();
  }

  void run() {
    for (FwxFilter filter : service.filters()) {
      service.dispatcher().enter("IFWXFilter::FilterShutdown", 0, filter::filterShutdown);
    }
    try {
      service.files().endAll();
      service.sockets().endAll();
      boolean drained = drain();
      reportLeftovers(drained);
      WorkerPool pool = service.pool();
      List<Thread> stuck = pool == null ? List.of() : pool.stop(drained ? limit : 0);
      stuck.forEach(
          thread -> service.strict().leftBehind(thread.getName() + " is still in a callback", 0));
      for (FwxFilter filter : service.filters()) {
        service.dispatcher().release(filter, 0);
      }
    } finally {
      service.free();
    }
  }

  /** Runs every callback that is owed, or lets the workers do so; says whether all have run. */
  private boolean drain() {
    if (service.pool() == null) {
      pump();
      return service.owed() == 0;
    }
    try {
      return service.debts().awaitNone(limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Runs callbacks as long as the time is not over; what is owed then is left behind. */
  private void pump() {
    Pump pump = new Pump(service);
    long end = System.nanoTime() + limit;
    boolean more = true;
    while (more && service.onTheirWay() > 0 && !Thread.currentThread().isInterrupted()) {
      more = pump.runOne(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
      more &= System.nanoTime() < end;
    }
  }

  private void reportLeftovers(boolean drained) {
    Strict strict = service.strict();
    service.files().left().stream()
        .filter(FileObject::isHooked)
        .forEach(file -> strict.leftBehind(file + " was never closed", 0));
    for (FwxOverlapped object : service.objects().all()) {
      if (object.filterReferences() > 0) {
        strict.leftBehind(
            object + " was never released: " + object.filterReferences() + " references",
            object.record().address());
      }
    }
    if (!drained) {
      strict.leftBehind(service.owed() + " callbacks have not ended", 0);
    }
    if (service.sections().threads() > 0) {
      strict.leftBehind(service.sections().threads() + " threads in heavy-blocking sections", 0);
    }
  }
}
