package dev.wsplab.forefront;

import dev.wsplab.overlapped.OverlappedBlock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.checkerframework.checker.mustcall.qual.Owning;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The overlapped objects of a service that live, by the address of their record. Thread-safe. */
final class OverlappedObjects {
  private final FwxService service;
  private final int limit;
  private final Map<Long, FwxOverlapped> byRecord = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();

  OverlappedObjects(FwxService service, int limit) {
    this.service = service;
    this.limit = limit;
  }

  /** Makes one around a record. */
  FwxOverlapped adopt(@Owning OverlappedBlock block) {
    FwxOverlapped object = new FwxOverlapped(service, numbers.incrementAndGet(), block);
    byRecord.put(object.record().address(), object);
    return object;
  }

  void forget(FwxOverlapped object) {
    byRecord.remove(object.record().address(), object);
  }

  /** Whether there are as many as there may be. */
  boolean isFull() {
    return byRecord.size() >= limit;
  }

  /** The one that a record belongs to; null for a record of a stranger's. */
  @Nullable FwxOverlapped at(long record) {
    return byRecord.get(record);
  }

  /** All, oldest first. */
  List<FwxOverlapped> all() {
    return byRecord.values().stream()
        .sorted(Comparator.comparingLong(FwxOverlapped::ordinal))
        .toList();
  }
}
