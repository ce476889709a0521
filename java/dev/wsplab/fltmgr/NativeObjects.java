package dev.wsplab.fltmgr;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What stands for filters and volumes in C, values that are no addresses of anything, and the work
 * items. Thread-safe.
 */
final class NativeObjects {
  private final FilterManager manager;
  private final NativeWork work;
  private final Map<Object, Long> addresses = new ConcurrentHashMap<>();
  private final Map<Long, Object> objects = new ConcurrentHashMap<>();

  NativeObjects(FilterManager manager) {
    this.manager = manager;
    this.work = new NativeWork(manager);
  }

  NativeWork work() {
    return work;
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
}
