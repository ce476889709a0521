package dev.wsplab.verifier;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.AcceptCondition;
import dev.wsplab.spi.AcceptResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ForwardingProvider;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.StartupResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WspFunction;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A provider as one layer calls it: one cleanup for each start (WSP-START-7), and no use of a
 * closed socket (WSP-CLOSE-1) but for the result query, which gives an error then (WIN-H7).
 * Thread-safe.
 */
final class LowerProvider extends ForwardingProvider {
  /** When a socket was closed, and in which thread. */
  private record Closing(long time, Thread thread) {
    /** It may still be open. */
    static Closing begun() {
      return new Closing(Long.MAX_VALUE, Thread.currentThread());
    }
  }

  private final CallFindings findings;
  private final Lives lives;
  private final AtomicLong clock;
  private final ThreadLocal<@Nullable Long> entered;
  private final String layer;
  private final ServiceProvider layerItself;
  private final AtomicInteger owed = new AtomicInteger();
  private final Map<Long, Closing> closedAt = new ConcurrentHashMap<>();

  LowerProvider(
      CallFindings findings,
      Lives lives,
      AtomicLong clock,
      ThreadLocal<@Nullable Long> entered,
      String layer,
      ServiceProvider layerItself,
      ServiceProvider provider) {
    super(provider);
    this.findings = findings;
    this.lives = lives;
    this.clock = clock;
    this.entered = entered;
    this.layer = layer;
    this.layerItself = layerItself;
  }

  @Override
  public StartupResult wspStartup(
      int versionRequested, ProtocolInfo protocolInfo, Upcalls upcalls, Ws2Exports exports) {
    StartupResult result = super.wspStartup(versionRequested, protocolInfo, upcalls, exports);
    if (result.error() == 0) {
      owed.incrementAndGet();
    }
    return result;
  }

  @Override
  public CallResult wspCleanup() {
    if (owed.decrementAndGet() < 0) {
      owed.incrementAndGet();
      findings.report(
          Check.CLEANUP_WITHOUT_STARTUP,
          layer,
          "WSPCleanup below: once for each WSPStartup that returned 0",
          "one more");
    }
    return super.wspCleanup();
  }

  /** The environment closes: a layer that has ended owes nothing below. */
  void finish() {
    if (owed.get() > 0 && lives.hasEnded(layerItself)) {
      findings.report(
          Check.STARTUP_WITHOUT_CLEANUP,
          layer,
          "WSPCleanup below: once for each WSPStartup that returned 0",
          owed.get() + " fewer");
    }
  }

  @Override
  protected <R> R around(WspFunction function, @Nullable SocketHandle s, Supplier<R> call) {
    if (s != null && function != WspFunction.WSP_GET_OVERLAPPED_RESULT) {
      open(function, s);
    }
    return super.around(function, s, call);
  }

  private void open(WspFunction function, SocketHandle s) {
    Closing closed = closedAt.get(s.value());
    if (closed != null && isLater(closed)) {
      findings.report(
          Check.USED_AFTER_CLOSE,
          layer,
          "no call below for socket " + s.value() + " once WSPCloseSocket has returned 0 for it",
          function.winsockName(),
          s.value());
    }
  }

  private boolean isLater(Closing closed) {
    Long since = entered.get();
    return closed.time() != Long.MAX_VALUE
        && (since == null
            || since > closed.time()
            || closed.thread().equals(Thread.currentThread()));
  }

  @Override
  public CallResult wspCloseSocket(SocketHandle s) {
    // Noted before: the value may be made anew by another thread as soon as it is closed.
    Closing begun = Closing.begun();
    closedAt.put(s.value(), begun);
    CallResult result = super.wspCloseSocket(s);
    if (result.succeeded()) {
      closedAt.replace(s.value(), begun, new Closing(clock.incrementAndGet(), begun.thread()));
    } else {
      closedAt.remove(s.value(), begun);
    }
    return result;
  }

  // ---- a value that comes again is another socket

  @Override
  public SocketResult wspSocket(
      int family, int type, int protocol, ProtocolInfo protocolInfo, int group, int flags) {
    SocketResult made = super.wspSocket(family, type, protocol, protocolInfo, group, flags);
    closedAt.remove(made.socket().value());
    return made;
  }

  @Override
  public AcceptResult wspAccept(
      SocketHandle s, @Nullable AcceptCondition condition, long callbackData) {
    AcceptResult made = super.wspAccept(s, condition, callbackData);
    closedAt.remove(made.socket().value());
    return made;
  }
}
