package dev.wsplab.verifier;

import dev.wsplab.host.ProviderInterceptor;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.VirtualThreadException;
import dev.wsplab.kernel.WaitInterruptedException;
import dev.wsplab.spi.AcceptCondition;
import dev.wsplab.spi.AcceptResult;
import dev.wsplab.spi.BlockingCallbackResult;
import dev.wsplab.spi.BlockingCallbackResult.BlockingCallback;
import dev.wsplab.spi.ForwardingProvider;
import dev.wsplab.spi.ForwardingUpcalls;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.StartupResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WspFunction;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Exceptions that leave a provider (WSP-ERR-3); each is told once, of the lowest provider that it
 * leaves, and goes on as it was. What the client's own condition function or blocking hook throws
 * is the client's, and so is the interruption of a wait. Thread-safe.
 */
final class ExceptionCheck implements ProviderInterceptor {
  private final CallFindings findings;
  // Throwables compare by identity, unless a class of theirs says otherwise.
  private final Set<Throwable> known =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  ExceptionCheck(CallFindings findings) {
    this.findings = findings;
  }

  @Override
  public ServiceProvider intercept(Guid id, String name, ServiceProvider provider) {
    return new Guarded(name, provider);
  }

  private <R> R watched(String provider, String function, Supplier<R> call) {
    try {
      return call.get();
    } catch (WaitInterruptedException | VirtualThreadException e) {
      throw e; // the calling thread's business
    } catch (RuntimeException | Error e) {
      if (known.add(e)) {
        findings.report(
            Check.EXCEPTION_ESCAPED, provider, function + ": a return value", e.toString());
      }
      throw e;
    }
  }

  private BlockingCallback clients(BlockingCallback callback) {
    return context -> {
      try {
        return callback.waiting(context);
      } catch (RuntimeException | Error e) {
        known.add(e);
        throw e;
      }
    };
  }

  private AcceptCondition clientsCondition(AcceptCondition condition) {
    return request -> {
      try {
        return condition.decide(request);
      } catch (RuntimeException | Error e) {
        known.add(e);
        throw e;
      }
    };
  }

  private final class Guarded extends ForwardingProvider {
    private final String name;

    Guarded(String name, ServiceProvider provider) {
      super(provider);
      this.name = name;
    }

    @Override
    public StartupResult wspStartup(
        int versionRequested, ProtocolInfo protocolInfo, Upcalls upcalls, Ws2Exports exports) {
      return watched(
          name,
          "WSPStartup",
          () -> super.wspStartup(versionRequested, protocolInfo, upcalls, exports));
    }

    @Override
    protected Upcalls upcallsFor(Upcalls upcalls) {
      return new ForwardingUpcalls(upcalls) {
        @Override
        public BlockingCallbackResult wpuQueryBlockingCallback(int catalogEntryId) {
          BlockingCallbackResult result = super.wpuQueryBlockingCallback(catalogEntryId);
          BlockingCallback callback = result.callback();
          return callback == null
              ? result
              : new BlockingCallbackResult(
                  result.returnValue(), result.errno(), clients(callback), result.context());
        }
      };
    }

    @Override
    public AcceptResult wspAccept(
        SocketHandle s, @Nullable AcceptCondition condition, long callbackData) {
      return super.wspAccept(
          s, condition == null ? null : clientsCondition(condition), callbackData);
    }

    @Override
    protected <R> R around(WspFunction function, @Nullable SocketHandle s, Supplier<R> call) {
      return watched(name, function.winsockName(), call);
    }
  }
}
