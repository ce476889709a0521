package dev.wsplab.conformance;

import dev.wsplab.host.ProviderInterceptor;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.ForwardingProvider;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.StartupResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WspFunction;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Knows which provider calls have not returned yet. Thread-safe. */
final class Watchdog implements ProviderInterceptor {
  private static final int FRAMES = 12;

  private record Running(Thread thread, String provider, String function, long since) {}

  private final Map<Object, Running> running = new ConcurrentHashMap<>();

  @Override
  public ServiceProvider intercept(Guid id, String name, ServiceProvider provider) {
    return new ForwardingProvider(provider) {
      @Override
      protected <R> R around(WspFunction function, @Nullable SocketHandle s, Supplier<R> call) {
        return watch(name, function.winsockName(), call);
      }

      @Override
      public StartupResult wspStartup(
          int version, ProtocolInfo info, Upcalls upcalls, Ws2Exports exports) {
        return watch(name, "WSPStartup", () -> super.wspStartup(version, info, upcalls, exports));
      }
    };
  }

  private <R> R watch(String provider, String function, Supplier<R> call) {
    Object key = new Object();
    running.put(key, new Running(Thread.currentThread(), provider, function, System.nanoTime()));
    try {
      return call.get();
    } finally {
      running.remove(key);
    }
  }

  /**
   * The call of a thread that has not returned for this long: its first, since the calls below wait
   * on its behalf.
   */
  Optional<Finding> hanging(Thread thread, long millis) {
    return running.values().stream()
        .filter(call -> call.thread() == thread)
        .min(Comparator.comparingLong(Running::since))
        .filter(call -> millisOf(call) >= millis)
        .map(this::finding);
  }

  private static long millisOf(Running call) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - call.since());
  }

  private Finding finding(Running call) {
    String inside =
        running.values().stream()
            .filter(c -> c.thread() == call.thread())
            .sorted(Comparator.comparingLong(Running::since))
            .skip(1)
            .map(c -> ", inside it " + c.function() + " of " + c.provider())
            .collect(Collectors.joining());
    List<String> stack =
        Arrays.stream(call.thread().getStackTrace()).limit(FRAMES).map(f -> "at " + f).toList();
    return new Finding(
        ruleOf(call.function()),
        call.function() + " of " + call.provider() + " does not return",
        "that it returns: what takes time is pended or told later",
        "no return after "
            + millisOf(call)
            + " ms, in the thread "
            + call.thread().getName()
            + inside,
        "look where it waits (the stack below), and return WSA_IO_PENDING or an error instead",
        stack);
  }

  /** Which rule says that a function does not wait; empty when none does. */
  private static String ruleOf(String function) {
    return switch (function) {
      case "WSPSend", "WSPSendTo", "WSPRecv", "WSPRecvFrom", "WSPIoctl" -> "WSP-IO-2";
      case "WSPCloseSocket" -> "WSP-CLOSE-6";
      case "WSPCleanup" -> "WSP-CLEAN-2";
      default -> "";
    };
  }
}
