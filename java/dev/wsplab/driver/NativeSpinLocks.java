package dev.wsplab.driver;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Spin locks of a module in C: an address stands for each; its memory is the module's. Who acquires
 * one twice would hang; here that is reported and goes on. Thread-safe.
 */
final class NativeSpinLocks {
  private final DriverPlatform platform;
  private final Map<Long, ReentrantLock> locks = new ConcurrentHashMap<>();

  NativeSpinLocks(DriverPlatform platform) {
    this.platform = platform;
  }

  /** {@code KeInitializeSpinLock}. */
  void initialize(long address) {
    if (address == 0) {
      throw new BadPointerException("memory for a spin lock", 0);
    }
    locks.put(address, new ReentrantLock());
  }

  private ReentrantLock at(long address) {
    ReentrantLock lock = locks.get(address);
    if (lock == null) {
      throw new BadPointerException("a spin lock that KeInitializeSpinLock has got", address);
    }
    return lock;
  }

  /** {@code KeAcquireSpinLock}: the level before. */
  @SuppressWarnings("LockNotBeforeTry") // KeReleaseSpinLock releases it
  Irql acquire(long address) {
    ReentrantLock lock = at(address);
    platform.acquires(lock, lock.isHeldByCurrentThread());
    lock.lock();
    platform.acquired(lock);
    Irql before = platform.irql();
    if (before.atMost(Irql.DISPATCH_LEVEL)) {
      platform.irql(Irql.DISPATCH_LEVEL);
    }
    return before;
  }

  /** {@code KeReleaseSpinLock}. */
  void release(long address, Irql before) {
    ReentrantLock lock = at(address);
    if (!lock.isHeldByCurrentThread()) {
      throw new BadPointerException("a spin lock that this thread holds", address);
    }
    lock.unlock();
    platform.released(lock);
    platform.irql(before);
  }
}
