package dev.wsplab.fltmgr;

import dev.wsplab.fltmgr.Level.Turn;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Unloads minifilters: waits for what they have started, then looks what they leave (FLT-101). */
final class Unloading {
  private static final long LOOK_AGAIN_NANOS = 10_000_000;

  private final FilterManager manager;
  private final Object changed = new Object();

  Unloading(FilterManager manager) {
    this.manager = manager;
  }

  /** Some I/O is over. */
  void changed() {
    synchronized (changed) {
      changed.notifyAll();
    }
  }

  void unload(FltFilter filter) {
    filter.unloading();
    awaitOwn(filter);
    filter.instances().forEach(FltInstance::detach);
    report(filter);
  }

  private List<IoControl> startedBy(FltFilter filter) {
    return manager.inFlight().stream()
        .filter(
            io -> {
              FltInstance owner = io.data().owner();
              return owner != null && owner.filter() == filter;
            })
        .toList();
  }

  /** Whether something is under way that the filter has started, pended or queued, or runs. */
  private boolean isBusy(FltFilter filter) {
    return filter.hasWork()
        || manager.frames().runsElsewhere(filter)
        || !startedBy(filter).isEmpty()
        || manager.inFlight().stream()
            .flatMap(io -> io.levels().stream())
            .filter(level -> level.instance().filter() == filter)
            .anyMatch(level -> level.turn() == Turn.PRE_PENDED || level.turn() == Turn.POST_PENDED);
  }

  private void awaitOwn(FltFilter filter) {
    long limit = System.nanoTime() + manager.settings().unloadWait().toNanos();
    if (!manager.scheduler().isManual()) {
      awaitUntil(filter, limit);
      return;
    }
    // Until there is nothing left that could end it, here or in another thread; callbacks that send
    // again and again have no end.
    while (isBusy(filter) && System.nanoTime() - limit < 0) {
      if (manager.scheduler().runOne() || manager.scheduler().awaitOthers(limit)) {
        continue;
      }
      if (!manager.frames().runsElsewhere(filter)) {
        return;
      }
      // That callback may wait for a task that somebody queues meanwhile.
      awaitUntil(filter, Math.min(limit, System.nanoTime() + LOOK_AGAIN_NANOS));
    }
  }

  private void awaitUntil(FltFilter filter, long end) {
    boolean interrupted = false;
    synchronized (changed) {
      while (isBusy(filter)) {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          break;
        }
        try {
          changed.wait(left);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void report(FltFilter filter) {
    for (IoControl io : manager.inFlight()) {
      for (Level level : io.levels()) {
        if (level.instance().filter() == filter) {
          pended(level, io);
        }
      }
    }
    for (IoControl io : startedBy(filter)) {
      left(filter, io.data(), "I/O that nobody has ended");
    }
    for (FltCallbackData data : manager.allocator().leftBy(filter)) {
      if (data.state() != CallbackDataState.IN_FLIGHT) {
        left(filter, data, "callback data that nobody freed");
      }
    }
    if (filter.hasWork()) {
      left(filter, null, "a work item that has not returned");
    } else if (manager.frames().runsElsewhere(filter)) {
      left(filter, null, "a callback that has not returned");
    }
  }

  /** FLT-102: named by filter and altitude where something is an instance's. */
  private void left(FltFilter filter, @Nullable FltCallbackData data, String what) {
    FltInstance owner = data == null ? null : data.owner();
    manager
        .checks()
        .atEnd(FltCheck.LEFT_BEHIND, owner == null ? filter.name() : owner.toString(), data, what);
  }

  private void pended(Level level, IoControl io) {
    if (level.turn() == Turn.PRE_PENDED) {
      manager
          .checks()
          .byCallback(
              FltCheck.NEVER_RESUMED,
              level.instance(),
              io.data(),
              "FltCompletePendedPreOperation",
              "none until the unload");
    } else if (level.turn() == Turn.POST_PENDED) {
      manager
          .checks()
          .byCallback(
              FltCheck.POST_NEVER_RESUMED,
              level.instance(),
              io.data(),
              "FltCompletePendedPostOperation",
              "none until the unload");
    }
  }
}
