package dev.wsplab.provider.network;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedState;
import dev.wsplab.provider.OverlappedResultRules;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.SystemIo;
import dev.wsplab.spi.SystemIo.SystemCompletion;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WsaStatus;
import java.util.concurrent.atomic.AtomicReference;
import org.checkerframework.checker.nullness.qual.Nullable;

/** System (IFS) handles, passed through {@code WPUModifyIFSHandle}; the WIN facts hold. */
final class SystemSocketIo implements SocketIo {
  private static final int CANCELLED = WsaStatus.statusOf(WsaError.WSA_OPERATION_ABORTED.code());

  private final SystemIo systemIo;
  private final AtomicReference<Upcalls> upcalls;
  private final OverlappedResultRules results;

  SystemSocketIo(Ws2Exports exports, AtomicReference<Upcalls> upcalls) {
    this.systemIo = exports.systemIo();
    this.upcalls = upcalls;
    this.results = OverlappedResultRules.ofSystem(exports.kernel().waits());
  }

  @Override
  public SocketResult createHandle(int catalogEntryId, boolean overlapped) {
    SocketResult made = systemIo.createHandle(catalogEntryId, overlapped);
    if (!made.succeeded()) {
      return made;
    }
    // WSP-SOCKET-4
    SocketResult modified = upcalls.get().wpuModifyIFSHandle(catalogEntryId, made.socket());
    if (!modified.succeeded()) {
      systemIo.closeHandle(made.socket());
    }
    return modified;
  }

  @Override
  public SocketResult duplicateHandle(SocketHandle s, int catalogEntryId) {
    return systemIo.duplicateHandle(s);
  }

  @Override
  public SocketResult handOut(SocketHandle duplicate, int catalogEntryId) {
    return upcalls.get().wpuModifyIFSHandle(catalogEntryId, duplicate);
  }

  @Override
  public boolean closeName(SocketHandle s) {
    return systemIo.closeName(s);
  }

  @Override
  public @Nullable SocketHandle firstName(SocketHandle s) {
    return systemIo.firstName(s);
  }

  @Override
  public void closeHandle(SocketHandle s) {
    systemIo.closeHandle(s);
  }

  @Override
  public int begin(
      SocketHandle s,
      Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable Runnable cancel) {
    return systemIo.begin(s, overlapped, routine, cancel);
  }

  @Override
  public void abandon(SocketHandle s, Overlapped overlapped, int error) {
    systemIo.abandon(s, overlapped, WsaStatus.statusOf(error));
  }

  @Override
  public void complete(Completion c) {
    Outcome outcome = c.outcome();
    systemIo.complete(
        new SystemCompletion(
            c.socket(),
            c.overlapped(),
            outcome.succeeded()
                ? WsaStatus.received(outcome.flags())
                : WsaStatus.statusOf(outcome.error()),
            Integer.toUnsignedLong(outcome.bytes()),
            outcome.flags(),
            c.atOnce(),
            c.routine(),
            c.threadId()));
  }

  /** The count is stored while the status still says pending; the status comes last. */
  @Override
  public void endSilently(SocketHandle s, Overlapped overlapped) {
    try {
      overlapped.publish(0, OverlappedState.WSS_OPERATION_IN_PROGRESS);
    } catch (AccessViolationException e) {
      // The client has freed it: there is nobody to tell.
    }
    systemIo.abandon(s, overlapped, CANCELLED);
  }

  @Override
  public OverlappedResultRules results() {
    return results;
  }

  @Override
  public void close() {}
}
