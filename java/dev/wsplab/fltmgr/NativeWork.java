package dev.wsplab.fltmgr;

import dev.wsplab.driver.BadPointerException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** Work items of a module in C: values that are no addresses. Thread-safe. */
final class NativeWork {
  /** What allocates them. */
  enum Kind {
    DEFERRED("FltAllocateDeferredIoWorkItem"),
    GENERIC("FltAllocateGenericWorkItem");

    private final String function;

    Kind(String function) {
      this.function = function;
    }
  }

  /** One item; queued until its routine begins, which may queue it once more, or free it. */
  record Item(Kind kind, long address, AtomicBoolean queued) {
    /** Its routine begins, or it was not queued after all. */
    void isFree() {
      queued.set(false);
    }
  }

  private final FilterManager manager;
  private final Map<Long, Item> items = new ConcurrentHashMap<>();

  NativeWork(FilterManager manager) {
    this.manager = manager;
  }

  /** The value, 0 when there is no memory (FLT-107). */
  long allocate(Kind kind) {
    if (manager.allocator().poolFails()) {
      return 0;
    }
    long address = manager.nextAddress();
    items.put(address, new Item(kind, address, new AtomicBoolean()));
    return address;
  }

  private Item at(Kind kind, long address) {
    Item item = items.get(address);
    if (item == null || item.kind() != kind) {
      throw new BadPointerException("what " + kind.function + " gave, freed once", address);
    }
    return item;
  }

  /** Takes it for one queueing. */
  Item queues(Kind kind, long address) {
    Item item = at(kind, address);
    if (!item.queued().compareAndSet(false, true)) {
      throw new BadPointerException("a work item that is not queued", address);
    }
    return item;
  }

  void free(Kind kind, long address) {
    if (at(kind, address).queued().get()) {
      throw new BadPointerException("a work item that is not queued", address);
    }
    items.remove(address);
  }

  /** The module is unloaded: what it has left is reported (FLT-101). */
  void end(String module) {
    if (!items.isEmpty()) {
      manager
          .checks()
          .atEnd(FltCheck.LEFT_BEHIND, module, null, "work items of its own: " + items.size());
    }
  }
}
