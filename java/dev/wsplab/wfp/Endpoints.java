package dev.wsplab.wfp;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Handles of endpoints: a protocol and a local address. Thread-safe. */
final class Endpoints {
  private final AtomicLong handles = new AtomicLong(0x2000);
  private final Map<AleRequest, Long> known = new ConcurrentHashMap<>();
  private final Map<Long, AleRequest> byHandle = new ConcurrentHashMap<>();

  long of(AleRequest request) {
    AleRequest endpoint = request.flowKey().to(null);
    return known.computeIfAbsent(
        endpoint,
        added -> {
          long handle = handles.incrementAndGet();
          byHandle.put(handle, added);
          return handle;
        });
  }

  @Nullable AleRequest find(long handle) {
    return byHandle.get(handle);
  }
}
