package dev.wsplab.driver;

import dev.wsplab.kernel.Kernel;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Events of modules in C: an address stands for each; its memory is the module's. Thread-safe. */
final class NativeEvents {
  private static final int SYNCHRONIZATION_EVENT = 1;
  private static final int STATUS_TIMEOUT = 0x102;
  // From 1601 to 1970.
  private static final long EPOCH_SECONDS = 11_644_473_600L;
  private static final long TICKS = 10_000_000;
  // A year is for ever.
  private static final long LONGEST = 365L * 86_400 * TICKS;

  private final DriverPlatform platform;
  private final Map<Long, KEvent> events = new ConcurrentHashMap<>();

  NativeEvents(DriverPlatform platform) {
    this.platform = platform;
  }

  /** {@code KeInitializeEvent}. */
  void initialize(long address, long type, boolean signaled) {
    if (address == 0) {
      throw new BadPointerException("memory for an event", address);
    }
    events.put(address, new KEvent(platform, type == SYNCHRONIZATION_EVENT, signaled));
  }

  /** The event at an address; one that nobody has initialized is reported and refused. */
  KEvent at(long address) {
    KEvent event = events.get(address);
    if (event == null) {
      throw new BadPointerException("an event that KeInitializeEvent has got", address);
    }
    return event;
  }

  /**
   * {@code KeWaitForSingleObject}.
   *
   * @param timeout address of a {@code LARGE_INTEGER}, 0 for no end
   */
  int await(long address, long timeout) {
    return at(address).keWaitForSingleObject(duration(timeout)) ? 0 : STATUS_TIMEOUT;
  }

  private static Duration duration(long timeout) {
    if (timeout == 0) {
      return Duration.ofNanos(100 * LONGEST);
    }
    long ticks = Kernel.get().memory().loadLong(timeout);
    if (ticks <= 0) {
      return Duration.ofNanos(-100 * Math.max(ticks, -LONGEST));
    }
    Instant until = Instant.ofEpochSecond(ticks / TICKS - EPOCH_SECONDS, ticks % TICKS * 100);
    Duration left = Duration.between(Instant.now(), until);
    return left.isNegative() ? Duration.ZERO : left;
  }
}
