package dev.wsplab.verifier;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The operations at all borders, by the address of their structure. Those that have ended are kept
 * for a while, so that a second completion is recognised; the oldest of them are forgotten.
 * Thread-safe.
 */
final class BorderBook {
  private static final int KEPT = 4096;

  private final Map<Long, BorderOperation> byAddress = new ConcurrentHashMap<>();
  // Of all that have ended the last ones; each takes the place of the oldest.
  private final AtomicReferenceArray<@Nullable BorderOperation> ended =
      new AtomicReferenceArray<>(KEPT);
  private final AtomicLong endedCount = new AtomicLong();

  /** Enters an operation that is about to start, in the place of the one before it. */
  void enter(BorderOperation operation) {
    byAddress.put(operation.address(), operation);
  }

  @Nullable BorderOperation find(long address) {
    return byAddress.get(address);
  }

  /** Whether this is still the last operation that was started with its structure. */
  boolean isCurrent(BorderOperation operation) {
    return byAddress.get(operation.address()) == operation;
  }

  /** It has ended: it may be forgotten when many others have, too. */
  void ended(BorderOperation operation) {
    int place = (int) (endedCount.getAndIncrement() % KEPT);
    BorderOperation oldest = ended.getAndSet(place, operation);
    if (oldest != null) {
      byAddress.remove(oldest.address(), oldest);
    }
  }

  /** The operations that match. */
  List<BorderOperation> all(Predicate<BorderOperation> which) {
    return byAddress.values().stream().filter(which).toList();
  }

  /** Forgets what matches: its provider has ended. */
  void forget(Predicate<BorderOperation> which) {
    byAddress.values().removeIf(which);
  }
}
