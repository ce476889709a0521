package dev.wsplab.wfp;

import dev.wsplab.driver.DriverPlatform;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What stands for classify contexts in C, while classifyFn runs. Thread-safe. */
final class NativeTokens {
  private final DriverPlatform platform;
  private final Map<Long, Object> tokens = new ConcurrentHashMap<>();

  NativeTokens(DriverPlatform platform) {
    this.platform = platform;
  }

  /** A value for one; 0 for none. */
  long give(@Nullable Object context) {
    if (context == null) {
      return 0;
    }
    long token = platform.nextAddress();
    tokens.put(token, context);
    return token;
  }

  void drop(long token) {
    tokens.remove(token);
  }

  /** The context of a value; null for what is none, as the engine then says itself. */
  @Nullable Object at(long token) {
    return tokens.get(token);
  }
}
