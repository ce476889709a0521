package dev.wsplab.wfp;

import dev.wsplab.driver.Irql;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock of a callout driver's: {@code KSPIN_LOCK}. Holding it raises the level to DISPATCH_LEVEL.
 * Who acquires it twice would hang; here that is reported and goes on. Thread-safe.
 */
public final class KSpinLock {
  private final Frames frames;
  private final WfpChecks checks;
  private final ReentrantLock lock = new ReentrantLock();

  KSpinLock(Frames frames, WfpChecks checks) {
    this.frames = frames;
    this.checks = checks;
  }

  /**
   * {@code KeAcquireSpinLock}.
   *
   * @return the level before, for {@link #keReleaseSpinLock}
   */
  @SuppressWarnings("LockNotBeforeTry") // released by keReleaseSpinLock
  public Irql keAcquireSpinLock() {
    if (lock.isHeldByCurrentThread()) {
      checks.byCall(
          WfpCheck.LOCK_TAKEN_TWICE, 0, "", "a lock that others hold, or nobody", "its own lock");
    }
    lock.lock();
    frames.locks().add(this);
    Irql before = frames.irql();
    if (before.atMost(Irql.DISPATCH_LEVEL)) {
      frames.irql(Irql.DISPATCH_LEVEL);
    }
    return before;
  }

  /**
   * {@code KeReleaseSpinLock}.
   *
   * @param before what {@link #keAcquireSpinLock} returned
   * @throws IllegalMonitorStateException when the thread does not hold it
   */
  public void keReleaseSpinLock(Irql before) {
    lock.unlock();
    frames.locks().remove(this);
    frames.irql(before);
  }
}
