package dev.wsplab.driver;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Devices and work items of a module in C: values that are no addresses. Thread-safe. */
final class NativeWorkItems {
  /** One item; queued until its routine begins, which may queue it once more, or free it. */
  private record Item(long device, AtomicBoolean queued) {}

  private final DriverPlatform platform;
  private final NativeBreaks breaks;
  private final Map<Long, Boolean> devices = new ConcurrentHashMap<>();
  private final Map<Long, Item> items = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition over = lock.newCondition();
  private int underWay; // guarded by the lock

  NativeWorkItems(DriverPlatform platform, NativeBreaks breaks) {
    this.platform = platform;
    this.breaks = breaks;
  }

  /** {@code IoCreateDevice}: stores what stands for one. */
  long createDevice(long out) {
    NativeWords.store(out, 0); // before there is anything that could be lost
    platform.requireIrql("IoCreateDevice", Irql.PASSIVE_LEVEL);
    long device = platform.nextAddress();
    devices.put(device, true);
    NativeWords.store(out, device);
    return 0;
  }

  /** {@code IoDeleteDevice}. */
  void deleteDevice(long device) {
    platform.requireIrql("IoDeleteDevice", Irql.APC_LEVEL);
    if (devices.remove(device) == null) {
      throw new BadPointerException("what IoCreateDevice gave, deleted once", device);
    }
  }

  /** {@code IoAllocateWorkItem}; 0 when there is no memory. */
  long allocate(long device) {
    platform.requireIrql("IoAllocateWorkItem", Irql.DISPATCH_LEVEL);
    if (!devices.containsKey(device)) {
      throw new BadPointerException("what IoCreateDevice gave", device);
    }
    if (platform.poolFails()) {
      return 0;
    }
    long item = platform.nextAddress();
    items.put(item, new Item(device, new AtomicBoolean()));
    return item;
  }

  private Item at(long address) {
    Item item = items.get(address);
    if (item == null) {
      throw new BadPointerException("what IoAllocateWorkItem gave, freed once", address);
    }
    return item;
  }

  /** {@code IoQueueWorkItem}. */
  void queue(long address, long routine, long context) {
    platform.requireIrql("IoQueueWorkItem", Irql.DISPATCH_LEVEL);
    Item item = at(address);
    if (!item.queued().compareAndSet(false, true)) {
      throw new BadPointerException("a work item that is not queued", address);
    }
    count(1);
    platform.queueWorkItem(
        () -> {
          try {
            item.queued().set(false);
            DriverNatives.workItem(routine, item.device(), context);
            breaks.after();
          } finally {
            count(-1);
          }
        });
  }

  private void count(int change) {
    lock.lock();
    try {
      underWay += change;
      over.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until no item is queued or runs, or the limit has passed. */
  void await(Duration limit) {
    long left = limit.toNanos();
    boolean interrupted = false;
    lock.lock();
    try {
      while (underWay > 0 && left > 0) {
        try {
          left = over.awaitNanos(left);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      lock.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** {@code IoFreeWorkItem}. */
  void free(long address) {
    platform.requireIrql("IoFreeWorkItem", Irql.DISPATCH_LEVEL);
    if (at(address).queued().get()) {
      throw new BadPointerException("a work item that is not queued", address);
    }
    items.remove(address);
  }

  /** Reports what the module has left. */
  void end(String module) {
    if (!items.isEmpty()) {
      platform.leftBehind(module, "work items: " + items.size());
    }
    if (!devices.isEmpty()) {
      platform.leftBehind(module, "devices: " + devices.size());
    }
    items.clear();
    devices.clear();
  }
}
