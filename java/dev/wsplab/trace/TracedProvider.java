package dev.wsplab.trace;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.operation.ProviderEvent.Step;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ForwardingExtensions;
import dev.wsplab.spi.ForwardingProvider;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.StartupResult;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WspFunction;
import java.util.function.Supplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A provider whose calls are told of. */
final class TracedProvider extends ForwardingProvider {
  private final ProviderTracer tracer;
  private final String name;
  private final TracedExtensions extensions = new TracedExtensions();

  TracedProvider(ProviderTracer tracer, String name, ServiceProvider provider) {
    super(provider);
    this.tracer = tracer;
    this.name = name;
  }

  @Override
  protected Upcalls upcallsFor(Upcalls upcalls) {
    return new TracedUpcalls(tracer, name, upcalls);
  }

  @Override
  protected Ws2Exports exportsFor(Ws2Exports exports) {
    return new TracedExports(tracer, name, extensions, exports);
  }

  @Override
  public StartupResult wspStartup(
      int versionRequested, ProtocolInfo protocolInfo, Upcalls upcalls, Ws2Exports exports) {
    tracer.tell(Step.CALLED, name, "WSPStartup", 0, 0, 0, 0);
    StartupResult result = super.wspStartup(versionRequested, protocolInfo, upcalls, exports);
    tracer.tell(Step.RETURNED, name, "WSPStartup", 0, 0, result.error(), 0);
    return result;
  }

  @Override
  protected <R> R around(WspFunction function, @Nullable SocketHandle s, Supplier<R> call) {
    long socket = s == null ? 0 : s.value();
    tracer.tell(Step.CALLED, name, function.winsockName(), socket, 0, 0, 0);
    R result = call.get();
    tracer.tell(
        Step.RETURNED, name, function.winsockName(), socket, 0, ProviderTracer.errorOf(result), 0);
    return result;
  }

  /** They are told of with their structure. */
  @Override
  protected TransferResult aroundTransfer(
      WspFunction function,
      SocketHandle s,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId,
      ForwardingExtensions.Call call) {
    return transfer(function.winsockName(), s, overlapped, routine, call);
  }

  private TransferResult transfer(
      String function,
      SocketHandle s,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      ForwardingExtensions.Call call) {
    CompletionRoutine told = told(function, s, routine);
    long structure = overlapped == null ? 0 : overlapped.address();
    tracer.tell(Step.CALLED, name, function, s.value(), structure, 0, 0);
    TransferResult result = call.with(told);
    tracer.tell(
        Step.RETURNED,
        name,
        function,
        s.value(),
        structure,
        result.errno(),
        Integer.toUnsignedLong(result.bytes()));
    return result;
  }

  private @Nullable CompletionRoutine told(
      String function, SocketHandle s, @Nullable CompletionRoutine routine) {
    if (routine == null) {
      return null;
    }
    return (error, bytes, overlapped, flags) -> {
      tracer.tell(
          Step.ROUTINE,
          name,
          function,
          s.value(),
          overlapped.address(),
          error,
          Integer.toUnsignedLong(bytes));
      routine.completed(error, bytes, overlapped, flags);
    };
  }

  /** The extension functions, told of as the table's are. */
  private final class TracedExtensions extends ForwardingExtensions {
    @Override
    protected TransferResult around(
        String function,
        SocketHandle s,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        Call call) {
      return transfer(function, s, overlapped, routine, call);
    }
  }
}
