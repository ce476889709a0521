package dev.wsplab.trace;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.operation.ProviderEvent.Step;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.ForwardingExports;
import dev.wsplab.spi.ForwardingExtensions;
import dev.wsplab.spi.ForwardingSystemIo;
import dev.wsplab.spi.SystemIo;
import dev.wsplab.spi.WpuFunction;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaStatus;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Exports whose completions are told of, those through the I/O manager too. */
final class TracedExports extends ForwardingExports {
  private static final String IO_MANAGER = "(I/O manager)";

  private final ProviderTracer tracer;
  private final String name;
  private final SystemIo io;
  private final ForwardingExtensions extensions;

  TracedExports(
      ProviderTracer tracer, String name, ForwardingExtensions extensions, Ws2Exports exports) {
    super(exports);
    this.tracer = tracer;
    this.name = name;
    this.extensions = extensions;
    this.io = new TracedSystemIo(exports.systemIo());
  }

  @Override
  public SystemIo systemIo() {
    return io;
  }

  @Override
  public boolean nativeStacks() {
    return tracer.nativeStacks();
  }

  @Override
  public CallResult wpuCompleteOverlappedRequest(
      SocketHandle s, @Nullable Overlapped overlapped, int error, int bytes) {
    return tracer.upcall(
        () -> traced(s, overlapped, error, bytes),
        () -> super.wpuCompleteOverlappedRequest(s, overlapped, error, bytes));
  }

  private CallResult traced(SocketHandle s, @Nullable Overlapped overlapped, int error, int bytes) {
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
    tracer.tell(Step.PUBLISHED, name, function, s.value(), structure, result.errno(), 0);
    return result;
  }

  @Override
  public long extensionPointer(ExtensionFunction function) {
    return tracer.upcall(
        () -> super.extensionPointer(extensions.inFrontOf(function)),
        () -> super.extensionPointer(function));
  }

  private final class TracedSystemIo extends ForwardingSystemIo {
    TracedSystemIo(SystemIo io) {
      super(io);
    }

    @Override
    public void complete(SystemCompletion completion) {
      tracer.upcall(() -> traced(completion), () -> passed(completion));
    }

    private boolean traced(SystemCompletion c) {
      long socket = c.socket().value();
      long structure = c.overlapped().address();
      int error = WsaStatus.errorOf(c.ntStatus());
      tracer.tell(Step.FIELDS_WRITTEN, name, IO_MANAGER, socket, structure, error, c.bytes());
      passed(c);
      tracer.tell(Step.PUBLISHED, name, IO_MANAGER, socket, structure, 0, 0);
      return true;
    }

    private boolean passed(SystemCompletion completion) {
      super.complete(completion);
      return true;
    }
  }
}
