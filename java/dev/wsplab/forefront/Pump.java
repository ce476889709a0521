package dev.wsplab.forefront;

import dev.wsplab.operation.Violation;
import java.time.Duration;
import java.util.List;

/**
 * Takes packets in the calling thread, which counts as a worker meanwhile, so that a test decides
 * when a callback happens (FWX-91). Made by {@link FwxService#pump}; for one thread at a time.
 */
public final class Pump {
  private final FwxService service;

  Pump(FwxService service) {
    this.service = service;
  }

  /**
   * Runs the oldest callback that is ready.
   *
   * @return whether there was one
   * @throws IllegalStateException from a callback
   */
  public boolean runOne() {
    return run(0);
  }

  /**
   * Runs the oldest callback, and waits for one if need be.
   *
   * @param timeout how long, in milliseconds
   * @return whether there was one
   * @throws IllegalStateException from a callback
   */
  public boolean runOne(Duration timeout) {
    return run((int) Math.min(Integer.MAX_VALUE, timeout.toMillis()));
  }

  /**
   * Runs callbacks until none is ready, those that they cause too.
   *
   * @return how many
   * @throws IllegalStateException from a callback
   */
  public int runAll() {
    int count = 0;
    while (runOne()) {
      count++;
    }
    return count;
  }

  /**
   * Runs callbacks until the service owes none, waiting for disk and sockets; what a fault plan
   * holds back does not count. Returns early when none came in time, or the thread is interrupted.
   *
   * @param timeout how long for all of them together
   * @return how many
   * @throws IllegalStateException from a callback, or when callbacks still came after the time was
   *     over; the message has the rules that were broken until then
   */
  public int runUntilIdle(Duration timeout) {
    long end = System.nanoTime() + timeout.toNanos();
    int count = 0;
    while (service.onTheirWay() > 0 && !Thread.currentThread().isInterrupted()) {
      long left = end - System.nanoTime();
      if (left <= 0 && count > 0) {
        throw endless(timeout, count);
      }
      if (!runOne(Duration.ofNanos(Math.max(0, left)))) {
        break;
      }
      count++;
    }
    return count;
  }

  private IllegalStateException endless(Duration timeout, int count) {
    List<Violation> violations = service.violations();
    String rules =
        violations.isEmpty()
            ? "no broken rule was seen"
            : "the first broken rule:\n" + violations.get(0).report();
    return new IllegalStateException(
        "runUntilIdle: "
            + count
            + " callbacks ran in "
            + timeout.toMillis()
            + " ms and more are to come; does the filter never stop to issue I/O? "
            + rules);
  }

  private boolean run(int timeoutMillis) {
    if (service.dispatcher().isInside()) {
      throw new IllegalStateException(
          "the pump was called in a callback (FWX-91); return from it first");
    }
    while (true) {
      Packet packet = service.packets().take(timeoutMillis);
      if (packet == null) {
        return false;
      }
      if (service.dispatcher().dispatch(packet)) {
        return true;
      }
    }
  }
}
