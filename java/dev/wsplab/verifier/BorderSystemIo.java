package dev.wsplab.verifier;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ForwardingSystemIo;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.SystemIo;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The I/O manager, as one provider uses it. */
final class BorderSystemIo extends ForwardingSystemIo {
  private final OperationWatch watch;
  private final Border border;

  BorderSystemIo(OperationWatch watch, Border border, SystemIo io) {
    super(io);
    this.watch = watch;
    this.border = border;
  }

  private boolean isOwn() {
    return !watch.threads().isUpcall();
  }

  @Override
  public SocketResult createHandle(int catalogEntryId, boolean overlapped) {
    boolean own = isOwn();
    SocketResult result =
        watch.threads().upcall(() -> super.createHandle(catalogEntryId, overlapped));
    if (own && result.succeeded()) {
      border.handleMade(result.socket());
      border.made(result.socket(), overlapped);
    }
    return result;
  }

  @Override
  public CallResult closeHandle(SocketHandle s) {
    if (isOwn()) {
      watch.ends().socketClosed(border, s.value());
      border.handleClosed(s);
    }
    return watch.threads().upcall(() -> super.closeHandle(s));
  }

  @Override
  public int begin(
      SocketHandle s,
      Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable Runnable cancel) {
    if (isOwn()) {
      BorderOperation operation = watch.book().find(overlapped.address());
      if (operation != null && operation.border() == border) {
        operation.eventReset(); // the system does it (WIN-44)
      }
    }
    return watch.threads().upcall(() -> super.begin(s, overlapped, routine, cancel));
  }

  @Override
  public void abandon(SocketHandle s, Overlapped overlapped, int ntStatus) {
    if (isOwn()) {
      BorderOperation operation = watch.book().find(overlapped.address());
      if (operation != null && operation.border() == border) {
        operation.endedSilently();
      }
    }
    watch.threads().upcall(() -> super.abandon(s, overlapped, ntStatus));
  }

  @Override
  public void complete(SystemCompletion completion) {
    if (isOwn()) {
      watch.completions().completing(border, completion);
    }
    watch.threads().upcall(() -> super.complete(completion));
  }
}
