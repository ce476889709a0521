package dev.wsplab.fltmgr;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What stands for filters, volumes and work items in C: values that are no addresses of anything.
 * Thread-safe.
 */
final class NativeObjects {
  private final FilterManager manager;
  private final Map<Object, Long> addresses = new ConcurrentHashMap<>();
  private final Map<Long, Object> objects = new ConcurrentHashMap<>();

  NativeObjects(FilterManager manager) {
    this.manager = manager;
  }

  long address(Object of) {
    return addresses.computeIfAbsent(
        of,
        object -> {
          long address = manager.nextAddress();
          objects.put(address, object);
          return address;
        });
  }

  @Nullable FltFilter filter(long address) {
    return objects.get(address) instanceof FltFilter filter ? filter : null;
  }

  /** A {@code PFLT_DEFERRED_IO_WORKITEM}. */
  long newWorkItem() {
    return address(new Object());
  }

  boolean isWorkItem(long address) {
    Object object = objects.get(address);
    return object != null && object.getClass() == Object.class;
  }

  /** False when there was none. */
  boolean forgetWorkItem(long address) {
    if (!isWorkItem(address)) {
      return false;
    }
    Object item = objects.remove(address);
    if (item != null) {
      addresses.remove(item);
    }
    return item != null;
  }
}
