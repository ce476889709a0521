package dev.wsplab.conformance;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.OverlappedResultRules;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.SystemIo;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.ThreadIdResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WsaStatus;
import org.checkerframework.checker.nullness.qual.Nullable;

/** How the scripted provider makes handles and indicates ends: the two kinds of handle. */
interface ScriptedIo {
  SocketResult createHandle(int catalogEntryId, boolean overlapped);

  void closeHandle(SocketHandle s);

  /** An operation starts: 0, or the error, and then nothing was started. */
  int begin(ScriptedRequest request, Runnable cancel);

  /** It has finished; {@code atOnce} when the starting call itself says so. */
  void complete(ScriptedRequest request, Script.Outcome outcome, boolean atOnce);

  /** It ends without anybody being told (WSP-CLEAN-3). */
  void endSilently(ScriptedRequest request);

  OverlappedResultRules results();

  /** Whether flags are told with the result: those of system handles are not (WSP-RECV-13). */
  boolean tellsFlags();

  /** Opens the calling thread, for a call that names none; null when it cannot. */
  @Nullable ThreadId openThread();

  /** Closes what {@link #openThread} opened. */
  void closeThread(ThreadId thread);

  /** Handles of {@code WPUCreateSocketHandle}. */
  record OwnHandles(Upcalls upcalls, Ws2Exports exports) implements ScriptedIo {
    @Override
    public SocketResult createHandle(int catalogEntryId, boolean overlapped) {
      return upcalls.wpuCreateSocketHandle(catalogEntryId, 0);
    }

    @Override
    public void closeHandle(SocketHandle s) {
      upcalls.wpuCloseSocketHandle(s);
    }

    /** WSP-IO-5, WSP-IO-18. */
    @Override
    public int begin(ScriptedRequest request, Runnable cancel) {
      try {
        Overlapped overlapped = request.overlapped();
        boolean hasEvent = request.routine() == null && overlapped.hEvent() != 0;
        if (hasEvent && !upcalls.wpuResetEvent(overlapped.event()).returnValue()) {
          return WsaError.WSA_INVALID_HANDLE.code();
        }
        overlapped.markPending();
        return 0;
      } catch (AccessViolationException e) {
        return WsaError.WSAEFAULT.code();
      }
    }

    @Override
    public void complete(ScriptedRequest request, Script.Outcome outcome, boolean atOnce) {
      Overlapped overlapped = request.overlapped();
      CompletionRoutine routine = request.routine();
      ThreadId thread = request.threadId();
      try {
        overlapped.storeResult(outcome.error(), outcome.error() == 0 ? request.toldFlags() : 0);
        if (routine == null || thread == null) {
          exports.wpuCompleteOverlappedRequest(
              request.socket(), overlapped, outcome.error(), outcome.bytes());
          return;
        }
        // WPU-APC-8: the fields are final before the routine runs.
        overlapped.publish(outcome.bytes(), WsaStatus.statusOf(outcome.error()));
      } catch (AccessViolationException e) {
        // Its owner has freed the structure: there is nobody to tell.
        return;
      }
      upcalls.wpuQueueApc(
          thread,
          context ->
              routine.completed(outcome.error(), outcome.bytes(), overlapped, overlapped.offset()),
          0);
    }

    @Override
    public void endSilently(ScriptedRequest request) {
      try {
        request.overlapped().storeResult(WsaError.WSA_OPERATION_ABORTED.code(), 0);
        request.overlapped().publish(0, aborted());
      } catch (AccessViolationException e) {
        // As above.
        return;
      }
    }

    @Override
    public @Nullable ThreadId openThread() {
      ThreadIdResult opened = upcalls.wpuOpenCurrentThread();
      return opened.returnValue() == 0 ? opened.threadId() : null;
    }

    @Override
    public void closeThread(ThreadId thread) {
      upcalls.wpuCloseThread(thread);
    }

    @Override
    public boolean tellsFlags() {
      return true;
    }

    @Override
    public OverlappedResultRules results() {
      return new OverlappedResultRules(exports.kernel().waits());
    }
  }

  /** System handles, passed through {@code WPUModifyIFSHandle}. */
  record SystemHandles(Upcalls upcalls, Ws2Exports exports) implements ScriptedIo {
    @Override
    public SocketResult createHandle(int catalogEntryId, boolean overlapped) {
      SocketResult made = systemIo().createHandle(catalogEntryId, overlapped);
      return made.succeeded() ? upcalls.wpuModifyIFSHandle(catalogEntryId, made.socket()) : made;
    }

    @Override
    public void closeHandle(SocketHandle s) {
      systemIo().closeHandle(s);
    }

    /** A routine on an associated handle is refused (WIN-18). */
    @Override
    public int begin(ScriptedRequest request, Runnable cancel) {
      if (request.routine() != null && systemIo().isAssociated(request.socket())) {
        return WsaError.WSAEINVAL.code();
      }
      return systemIo().begin(request.socket(), request.overlapped(), request.routine(), cancel);
    }

    @Override
    public void complete(ScriptedRequest request, Script.Outcome outcome, boolean atOnce) {
      systemIo()
          .complete(
              new SystemIo.SystemCompletion(
                  request.socket(),
                  request.overlapped(),
                  WsaStatus.statusOf(outcome.error()),
                  outcome.bytes(),
                  0,
                  atOnce,
                  request.routine(),
                  request.threadId()));
    }

    @Override
    public void endSilently(ScriptedRequest request) {
      systemIo().abandon(request.socket(), request.overlapped(), aborted());
    }

    @Override
    public @Nullable ThreadId openThread() {
      ThreadIdResult opened = upcalls.wpuOpenCurrentThread();
      return opened.returnValue() == 0 ? opened.threadId() : null;
    }

    @Override
    public void closeThread(ThreadId thread) {
      upcalls.wpuCloseThread(thread);
    }

    @Override
    public boolean tellsFlags() {
      return false;
    }

    @Override
    public OverlappedResultRules results() {
      return OverlappedResultRules.ofSystem(exports.kernel().waits());
    }

    private SystemIo systemIo() {
      return exports.systemIo();
    }
  }

  private static int aborted() {
    return WsaStatus.statusOf(WsaError.WSA_OPERATION_ABORTED.code());
  }

  /** The kind that a provider is made with. */
  static ScriptedIo of(boolean ifs, @Nullable Upcalls upcalls, @Nullable Ws2Exports exports) {
    if (upcalls == null || exports == null) {
      throw new IllegalStateException("The scripted provider is not started.");
    }
    return ifs ? new SystemHandles(upcalls, exports) : new OwnHandles(upcalls, exports);
  }
}
