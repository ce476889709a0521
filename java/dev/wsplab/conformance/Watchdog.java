package dev.wsplab.conformance;

import dev.wsplab.host.ProviderInterceptor;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.ForwardingExports;
import dev.wsplab.spi.ForwardingExtensions;
import dev.wsplab.spi.ForwardingProvider;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.StartupResult;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WspFunction;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Knows which provider calls have not returned yet. Thread-safe. */
final class Watchdog implements ProviderInterceptor {
  /** How a finding ends that tells of a call. */
  static final String HANGS = " does not return";

  private static final String CLIENT = "dev.wsplab.client.";
  private static final String STARTS_DO_NOT_WAIT = "WSP-IO-2";
  private static final String SENDS_RETURN = "WSP-SEND-2";
  private static final String IOCTLS_RETURN = "WSP-IOCTL-1";
  private static final String CLOSES_RETURN = "WSP-CLOSE-6";
  private static final String CLEANUP_RETURNS = "WSP-CLEAN-2";

  /** What it looks at in every scenario; besides them a receive is held against the scenario's. */
  static final Set<String> RULES =
      Set.of(STARTS_DO_NOT_WAIT, SENDS_RETURN, IOCTLS_RETURN, CLOSES_RETURN, CLEANUP_RETURNS);

  private record Running(
      Thread thread, String provider, String function, boolean overlapped, long since) {}

  private final Map<Object, Running> running = new ConcurrentHashMap<>();
  private final String ruleOfReceive;
  // Set while a pointer is asked for; removed then, since threads of pools outlive us.
  private final ThreadLocal<@Nullable Boolean> asking = new ThreadLocal<>();

  /**
   * Makes one.
   *
   * @param checks what the scenario looks at: it decides what a receive that waits has to return
   */
  Watchdog(Set<Check> checks) {
    ruleOfReceive =
        checks.contains(Check.GRACEFUL_END) ? Check.GRACEFUL_END.rule() : Check.STREAM.rule();
  }

  @Override
  public ServiceProvider intercept(Guid id, String name, ServiceProvider provider) {
    ForwardingExtensions extensions = new WatchedExtensions(name);
    return new ForwardingProvider(provider) {
      @Override
      protected Ws2Exports exportsFor(Ws2Exports exports) {
        return new WatchedExports(extensions, exports);
      }

      @Override
      protected <R> R around(WspFunction function, @Nullable SocketHandle s, Supplier<R> call) {
        return watch(name, function.winsockName(), false, call);
      }

      @Override
      protected TransferResult aroundTransfer(
          WspFunction function,
          SocketHandle s,
          @Nullable Overlapped overlapped,
          @Nullable CompletionRoutine routine,
          @Nullable ThreadId threadId,
          ForwardingExtensions.Call call) {
        boolean starts = overlapped != null;
        return watch(name, function.winsockName(), starts, () -> call.with(routine));
      }

      @Override
      public StartupResult wspStartup(
          int version, ProtocolInfo info, Upcalls upcalls, Ws2Exports exports) {
        return watch(
            name, "WSPStartup", false, () -> super.wspStartup(version, info, upcalls, exports));
      }
    };
  }

  /** Clients call these past the table (WSP-IOCTL-4). */
  private final class WatchedExtensions extends ForwardingExtensions {
    private final String provider;

    WatchedExtensions(String provider) {
      this.provider = provider;
    }

    @Override
    protected TransferResult around(
        String function,
        SocketHandle s,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        Call call) {
      return watch(provider, function, overlapped != null, () -> call.with(routine));
    }
  }

  /** A layer may hand its exports on: the function is that of the provider that asks first. */
  private final class WatchedExports extends ForwardingExports {
    private final ForwardingExtensions extensions;

    WatchedExports(ForwardingExtensions extensions, Ws2Exports exports) {
      super(exports);
      this.extensions = extensions;
    }

    @Override
    public long extensionPointer(ExtensionFunction function) {
      if (asking.get() != null) {
        return super.extensionPointer(function);
      }
      asking.set(true);
      try {
        return super.extensionPointer(extensions.inFrontOf(function));
      } finally {
        asking.remove();
      }
    }
  }

  private <R> R watch(String provider, String function, boolean overlapped, Supplier<R> call) {
    Object key = new Object();
    long now = System.nanoTime();
    running.put(key, new Running(Thread.currentThread(), provider, function, overlapped, now));
    try {
      return call.get();
    } finally {
      running.remove(key);
    }
  }

  /**
   * The call of a thread that has not returned for this long: its first, since the calls below wait
   * on its behalf.
   *
   * @param group the threads whose places are told
   */
  Optional<Finding> hanging(Thread thread, ThreadGroup group, long millis) {
    return callsOf(thread)
        .findFirst()
        .filter(call -> millisOf(call) >= millis)
        .map(call -> finding(call, ThreadStacks.of(group, thread, this::inside)));
  }

  /**
   * A scenario that does not end although its thread is in none of the calls that are watched: what
   * hangs is a call in another thread of its group, or one of ws2_32's own.
   */
  Finding endless(Thread thread, ThreadGroup group) {
    List<String> stacks = ThreadStacks.of(group, thread, this::inside);
    Optional<Running> elsewhere =
        running.values().stream()
            .filter(call -> call.thread() != thread && call.thread().getThreadGroup() == group)
            .min(Comparator.comparingLong(Running::since));
    if (elsewhere.isPresent()) {
      return finding(elsewhere.get(), stacks);
    }
    String client = clientsCall(thread.getStackTrace());
    return new Finding(
        "",
        client.isEmpty() ? "a scenario does not end" : client + HANGS,
        "that every wait ends",
        "no end" + (client.isEmpty() ? ", and no call of a provider under way" : ""),
        "look where the threads stand",
        stacks);
  }

  /** The outermost function of the client's that a stack is in: the one that hangs. */
  private static String clientsCall(StackTraceElement[] stack) {
    String found = "";
    for (StackTraceElement frame : stack) {
      if (frame.getClassName().startsWith(CLIENT)) {
        found = frame.getMethodName();
      }
    }
    return found;
  }

  private Stream<Running> callsOf(Thread thread) {
    return running.values().stream()
        .filter(call -> call.thread() == thread)
        .sorted(Comparator.comparingLong(Running::since));
  }

  private String inside(Thread thread) {
    return callsOf(thread)
        .map(c -> ", in " + c.function() + " of " + c.provider() + " for " + millisOf(c) + " ms")
        .collect(Collectors.joining());
  }

  private static long millisOf(Running call) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - call.since());
  }

  private Finding finding(Running call, List<String> stacks) {
    String within =
        callsOf(call.thread())
            .skip(1)
            .map(c -> ", inside it " + c.function() + " of " + c.provider())
            .collect(Collectors.joining());
    boolean waits = !call.overlapped() && call.function().startsWith("WSPRecv");
    return new Finding(
        ruleOf(call),
        call.function() + " of " + call.provider() + HANGS,
        waits
            ? "that it returns: data have come, or the connection has ended"
            : "that it returns: what takes time is pended or told later",
        "no return after "
            + millisOf(call)
            + " ms, in the thread "
            + call.thread().getName()
            + within,
        waits
            ? "look where it waits (the stacks below), and return what has come"
            : "look where it waits (the stacks below), and return WSA_IO_PENDING or an error instead",
        stacks);
  }

  /** Which rule says that a call returns; empty when none does. */
  private String ruleOf(Running call) {
    return switch (call.function()) {
      case "WSPSend", "WSPSendTo" -> call.overlapped() ? STARTS_DO_NOT_WAIT : SENDS_RETURN;
      case "WSPRecv", "WSPRecvFrom" -> call.overlapped() ? STARTS_DO_NOT_WAIT : ruleOfReceive;
      case "AcceptEx",
          "ConnectEx",
          "DisconnectEx",
          "TransmitFile",
          "TransmitPackets",
          "WSARecvMsg",
          "WSASendMsg" ->
          call.overlapped() ? STARTS_DO_NOT_WAIT : "";
      case "WSPIoctl" -> call.overlapped() ? STARTS_DO_NOT_WAIT : IOCTLS_RETURN;
      case "WSPCloseSocket" -> CLOSES_RETURN;
      case "WSPCleanup" -> CLEANUP_RETURNS;
      default -> "";
    };
  }
}
