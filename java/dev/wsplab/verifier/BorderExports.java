package dev.wsplab.verifier;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.ForwardingExports;
import dev.wsplab.spi.ForwardingExtensions;
import dev.wsplab.spi.SystemIo;
import dev.wsplab.spi.Ws2Exports;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The exports of ws2_32 that one provider uses, as far as operations go through them. */
final class BorderExports extends ForwardingExports {
  private final OperationWatch watch;
  private final Border border;
  private final SystemIo io;
  private final ForwardingExtensions extensions;

  BorderExports(
      OperationWatch watch, Border border, ForwardingExtensions extensions, Ws2Exports exports) {
    super(exports);
    this.watch = watch;
    this.border = border;
    this.extensions = extensions;
    this.io = new BorderSystemIo(watch, border, exports.systemIo());
  }

  @Override
  public SystemIo systemIo() {
    return io;
  }

  @Override
  public CallResult wpuCompleteOverlappedRequest(
      SocketHandle s, @Nullable Overlapped overlapped, int error, int bytes) {
    if (!watch.threads().isUpcall()) {
      watch.completions().completing(border, s, overlapped, error, bytes);
    }
    return watch
        .threads()
        .upcall(() -> super.wpuCompleteOverlappedRequest(s, overlapped, error, bytes));
  }

  @Override
  public long extensionPointer(ExtensionFunction function) {
    ExtensionFunction watched =
        watch.threads().isUpcall() ? function : extensions.inFrontOf(function);
    return watch.threads().upcall(() -> super.extensionPointer(watched));
  }
}
