package dev.wsplab.verifier;

import dev.wsplab.spi.ServiceProvider;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * How often each provider is started and not ended. A provider is told by itself, whatever it was
 * loaded as and however often: its starts share what it keeps (WSP-START-7). Thread-safe.
 */
final class Lives {
  // By identity: nothing asks that providers define equality.
  private final Map<ServiceProvider, Integer> running =
      Collections.synchronizedMap(new IdentityHashMap<>());
  private final Map<ServiceProvider, Integer> inCleanup =
      Collections.synchronizedMap(new IdentityHashMap<>());

  /** It is about to be started, or has not been ended after all. */
  void begin(ServiceProvider origin) {
    running.merge(origin, 1, Integer::sum);
  }

  /** Its cleanup is called: it may be the last one. */
  void cleaning(ServiceProvider origin) {
    inCleanup.merge(origin, 1, Integer::sum);
  }

  /** That call has returned. */
  void cleaned(ServiceProvider origin) {
    inCleanup.merge(origin, -1, Integer::sum);
    end(origin);
  }

  /** Whether a cleanup of it is running: what is pending then ends silently (WSP-CLEAN-3). */
  boolean isInCleanup(ServiceProvider origin) {
    return inCleanup.getOrDefault(origin, 0) > 0;
  }

  /** A start has failed, or has been ended. */
  void end(ServiceProvider origin) {
    running.merge(origin, -1, (count, less) -> Math.max(0, count + less));
  }

  /** Whether it was started before, and each start has been ended. */
  boolean hasEnded(ServiceProvider origin) {
    return running.getOrDefault(origin, 1) == 0;
  }
}
