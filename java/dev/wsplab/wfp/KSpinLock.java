package dev.wsplab.wfp;

import dev.wsplab.driver.Irql;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock of a callout driver's: {@code KSPIN_LOCK}. Holding it raises the level to DISPATCH_LEVEL.
 * Who acquires it twice would hang; here that is reported and goes on. Thread-safe.
 */
public final class KSpinLock {
  private final Frames frames;
  private final SpinLocks locks;
  private final ReentrantLock lock = new ReentrantLock();

  KSpinLock(Frames frames, SpinLocks locks) {
    this.frames = frames;
    this.locks = locks;
  }

  /**
   * {@code KeAcquireSpinLock}.
   *
   * @return the level before, for {@link #keReleaseSpinLock}
   */
  @SuppressWarnings("LockNotBeforeTry") // released by keReleaseSpinLock
  public Irql keAcquireSpinLock() {
    locks.acquires(lock.isHeldByCurrentThread());
    lock.lock();
    locks.acquired(this);
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
    locks.released(this);
    frames.irql(before);
  }
}
