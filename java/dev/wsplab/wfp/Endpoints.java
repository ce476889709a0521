package dev.wsplab.wfp;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Handles of endpoints: a protocol and a local address. Thread-safe. */
final class Endpoints {
  private final HandleValues.Kind handles;
  private final Map<AleRequest, Long> known = new ConcurrentHashMap<>();
  private final Map<Long, AleRequest> byHandle = new ConcurrentHashMap<>();

  Endpoints(HandleValues values) {
    this.handles = values.from(0x2000_0000);
  }

  long of(AleRequest request) {
    AleRequest endpoint = request.flowKey().to(null);
    return known.computeIfAbsent(
        endpoint,
        added -> {
          long handle = handles.next();
          byHandle.put(handle, added);
          return handle;
        });
  }

  @Nullable AleRequest find(long handle) {
    return byHandle.get(handle);
  }
}
