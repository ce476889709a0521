package dev.wsplab.timing;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.ForwardingExports;
import dev.wsplab.spi.ForwardingExtensions;
import dev.wsplab.spi.ForwardingProvider;
import dev.wsplab.spi.ForwardingUpcalls;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.MswsockFunction;
import dev.wsplab.spi.PathResult;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.StartupResult;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.WpuFunction;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WspFunction;
import java.util.function.Supplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A provider whose calls fail as a plan says. */
final class FaultyProvider extends ForwardingProvider {
  private final FaultPlan plan;
  private final String path;
  private final FaultCounter starts;
  private final FaultCounter functions;
  private final FaultCounter upcalls;
  private final ForwardingExtensions extensions = new FaultyExtensions();
  private volatile boolean fails;

  /**
   * Stands before a provider.
   *
   * @param starts counts its starts
   */
  FaultyProvider(FaultPlan plan, String path, ServiceProvider provider, FaultCounter starts) {
    super(provider);
    this.starts = starts;
    this.plan = plan;
    this.path = path;
    this.functions = new FaultCounter(plan, path);
    this.upcalls = new FaultCounter(plan, path);
  }

  /** A layer hands its own entry on to the layer below it, and a base its own (WSP-START-9). */
  @Override
  public StartupResult wspStartup(
      int versionRequested, ProtocolInfo protocolInfo, Upcalls upcallTable, Ws2Exports exports) {
    plan.startedIn(exports.owner());
    fails = plan.hasFunctionsOf(path, protocolInfo.isBase());
    int error =
        fails ? starts.called(FaultPlan.Entry.WSP_STARTUP, "WSPStartup", 0) : FaultCounter.PASSES;
    if (error != FaultCounter.PASSES) {
      return StartupResult.failed(error);
    }
    return super.wspStartup(versionRequested, protocolInfo, upcallTable, exports);
  }

  @Override
  protected <R> R around(WspFunction function, @Nullable SocketHandle s, Supplier<R> call) {
    long socket = s == null ? 0 : s.value();
    int error = called(function, function.winsockName(), socket);
    if (error != FaultCounter.PASSES) {
      if (function == WspFunction.WSP_CLEANUP) {
        // One that is never cleaned up would go on with memory that its client has freed.
        call.get();
      }
      return as(FailedResults.of(function, error));
    }
    R result = call.get();
    if (function == WspFunction.WSP_CLOSE_SOCKET && isOk(result)) {
      functions.closed(socket);
    }
    return result;
  }

  private int called(Enum<?> function, String name, long socket) {
    return fails ? functions.called(function, name, socket) : FaultCounter.PASSES;
  }

  private static boolean isOk(@Nullable Object result) {
    return result instanceof CallResult called && called.succeeded();
  }

  @Override
  protected Upcalls upcallsFor(Upcalls given) {
    return new FaultyUpcalls(given);
  }

  @Override
  protected Ws2Exports exportsFor(Ws2Exports given) {
    return new FaultyExports(given);
  }

  @SuppressWarnings("unchecked") // FailedResults answers with the type that the function returns
  private static <R> R as(Object failed) {
    return (R) failed;
  }

  private <R> R upcall(WpuFunction function, int pathLength, Supplier<R> call) {
    return plan.upcall(() -> madeOrFailed(function, pathLength, call), call);
  }

  private <R> R madeOrFailed(WpuFunction function, int pathLength, Supplier<R> call) {
    int error =
        plan.hasUpcallsOf(path)
            ? upcalls.called(function, function.winsockName(), 0)
            : FaultCounter.PASSES;
    return error == FaultCounter.PASSES
        ? call.get()
        : as(FailedResults.of(function, error, pathLength));
  }

  /** Clients call these past the table (WSP-IOCTL-4). */
  private final class FaultyExtensions extends ForwardingExtensions {
    @Override
    protected TransferResult around(
        String function,
        SocketHandle s,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        Call call) {
      int error = called(MswsockFunction.named(function), function, s.value());
      return error == FaultCounter.PASSES ? call.with(routine) : TransferResult.failed(error);
    }
  }

  private final class FaultyUpcalls extends ForwardingUpcalls {
    FaultyUpcalls(Upcalls given) {
      super(given);
    }

    @Override
    protected <R> R around(WpuFunction function, Supplier<R> call) {
      return upcall(function, 0, call);
    }

    @Override
    public PathResult wpuGetProviderPath(Guid providerId, int pathLength) {
      return upcall(
          WpuFunction.WPU_GET_PROVIDER_PATH,
          pathLength,
          () -> super.wpuGetProviderPath(providerId, pathLength));
    }
  }

  private final class FaultyExports extends ForwardingExports {
    FaultyExports(Ws2Exports given) {
      super(given);
    }

    @Override
    public CallResult wpuCompleteOverlappedRequest(
        SocketHandle s, @Nullable Overlapped overlapped, int error, int bytes) {
      return upcall(
          WpuFunction.WPU_COMPLETE_OVERLAPPED_REQUEST,
          0,
          () -> super.wpuCompleteOverlappedRequest(s, overlapped, error, bytes));
    }

    @Override
    public long extensionPointer(ExtensionFunction function) {
      return plan.upcall(
          () -> super.extensionPointer(extensions.inFrontOf(function)),
          () -> super.extensionPointer(function));
    }
  }
}
