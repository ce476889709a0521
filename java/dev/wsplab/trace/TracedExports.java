package dev.wsplab.trace;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.operation.ProviderEvent.Step;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ForwardingExports;
import dev.wsplab.spi.ForwardingSystemIo;
import dev.wsplab.spi.SystemIo;
import dev.wsplab.spi.WpuFunction;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaStatus;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Exports whose completions are told of, those through the I/O manager too. */
final class TracedExports extends ForwardingExports {
  private final ProviderTracer tracer;
  private final String name;
  private final SystemIo io;

  TracedExports(ProviderTracer tracer, String name, Ws2Exports exports) {
    super(exports);
    this.tracer = tracer;
    this.name = name;
    this.io = new TracedSystemIo(exports.systemIo());
  }

  @Override
  public SystemIo systemIo() {
    return io;
  }

  @Override
  public CallResult wpuCompleteOverlappedRequest(
      SocketHandle s, @Nullable Overlapped overlapped, int error, int bytes) {
    String function = WpuFunction.WPU_COMPLETE_OVERLAPPED_REQUEST.winsockName();
    long structure = overlapped == null ? 0 : overlapped.address();
    tracer.tell(
        Step.FIELDS_WRITTEN,
        name,
        function,
        s.value(),
        structure,
        error,
        Integer.toUnsignedLong(bytes));
    CallResult result = super.wpuCompleteOverlappedRequest(s, overlapped, error, bytes);
    tracer.tell(Step.ANSWERED, name, function, s.value(), structure, result.errno(), 0);
    return result;
  }

  private final class TracedSystemIo extends ForwardingSystemIo {
    TracedSystemIo(SystemIo io) {
      super(io);
    }

    @Override
    public void complete(SystemCompletion completion) {
      tracer.tell(
          Step.FIELDS_WRITTEN,
          name,
          "(I/O manager)",
          completion.socket().value(),
          completion.overlapped().address(),
          WsaStatus.errorOf(completion.ntStatus()),
          completion.bytes());
      super.complete(completion);
    }
  }
}
