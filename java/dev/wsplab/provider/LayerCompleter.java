package dev.wsplab.provider;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.NtStatus;
import dev.wsplab.operation.RoutineNesting;
import dev.wsplab.operation.UserFault;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.OverlappedResult;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WsaStatus;
import java.util.function.Consumer;

/** Completes a client's operation upward when the layer's own has finished below. */
final class LayerCompleter {
  private final Upcalls upcalls;
  private final Ws2Exports exports;
  private final Consumer<LayeredSocket> released;
  private final RoutineNesting nesting = new RoutineNesting();

  /**
   * Makes one.
   *
   * @param released is told when an operation no longer uses its socket
   */
  LayerCompleter(Upcalls upcalls, Ws2Exports exports, Consumer<LayeredSocket> released) {
    this.upcalls = upcalls;
    this.exports = exports;
    this.released = released;
  }

  /** The packet of an operation has come. */
  void finish(LayerOperation operation) {
    OverlappedResult result = resultBelow(operation);
    int error = result.returnValue() ? 0 : result.errno();
    // A message that was cut is an error that comes with bytes, which the query does not tell
    // (GOR-4); nor does it tell of the flags on a system handle (GOR-15).
    boolean cut = error == WsaError.WSAEMSGSIZE.code();
    int bytes = cut ? (int) operation.own().internalHigh() : result.bytes();
    int flags = cut && result.flags() == 0 ? Winsock2.MSG_PARTIAL : result.flags();
    if (error == 0 || cut) {
      int failed = tellSubclass(operation, bytes);
      bytes = failed == 0 ? bytes : 0;
      error = failed == 0 ? error : failed;
    }
    operation.turn().ends(error);
    try {
      operation.client().storeResult(error, flags);
      indicate(operation, error, bytes, flags);
    } catch (AccessViolationException e) {
      // The client freed its structure while the operation was pending: there is nobody to tell.
      closeThread(operation);
    } finally {
      released.accept(operation.socket());
    }
  }

  /** DEC-13: error 995, no bytes, status cancelled; no event, no packet, no APC. */
  void endSilently(LayerOperation operation) {
    try {
      operation.client().storeResult(WsaError.WSA_OPERATION_ABORTED.code(), 0);
      operation.client().publish(0, NtStatus.STATUS_CANCELLED.value());
    } catch (AccessViolationException e) {
      // As above.
      closeThread(operation);
      return;
    }
    closeThread(operation);
  }

  /** WPU-THREAD-2: what the layer opened itself; the client's own is not its to close. */
  void closeThread(LayerOperation operation) {
    ThreadId thread = operation.threadId();
    if (operation.ownThread() && thread != null) {
      upcalls.wpuCloseThread(thread);
    }
  }

  /**
   * The exact Winsock error is the lower provider's to tell; after its socket was closed, the
   * structure tells (WIN-H7).
   */
  private static OverlappedResult resultBelow(LayerOperation operation) {
    LayeredSocket socket = operation.socket();
    OverlappedResult result = askBelow(socket, operation.own());
    if (result.returnValue() || result.finished()) {
      return result;
    }
    return OverlappedResultRules.finished(operation.own().words(), socket.isSystemBelow());
  }

  // A provider below that throws must not keep its answer from the client.
  private static OverlappedResult askBelow(LayeredSocket socket, Overlapped own) {
    try {
      return socket.lower().wspGetOverlappedResult(socket.lowerHandle(), own, false);
    } catch (Throwable e) {
      UserFault.report(e);
      return OverlappedResult.failed(WsaError.WSASYSCALLFAILURE);
    }
  }

  // A subclass that throws, an error or a checked exception too, must not take the worker thread,
  // and with it every other operation, along.
  private static int tellSubclass(LayerOperation operation, int bytes) {
    try {
      operation.onSuccess().transferred(bytes);
      return 0;
    } catch (Throwable e) {
      UserFault.report(e);
      return WsaError.WSASYSCALLFAILURE.code();
    }
  }

  private void indicate(LayerOperation operation, int error, int bytes, int flags) {
    CompletionRoutine routine = operation.routine();
    ThreadId thread = operation.threadId();
    if (routine == null) {
      exports.wpuCompleteOverlappedRequest(
          operation.socket().upper(), operation.client(), error, bytes);
    } else if (thread != null) {
      queueRoutine(operation, routine, thread, error, bytes, flags);
    }
  }

  /** WPU-APC-8, WPU-APC-9: the fields are final before the routine runs; no event, no packet. */
  private void queueRoutine(
      LayerOperation operation,
      CompletionRoutine routine,
      ThreadId thread,
      int error,
      int bytes,
      int flags) {
    operation.client().publish(Integer.toUnsignedLong(bytes), WsaStatus.statusOf(error));
    upcalls.wpuQueueApc(
        thread,
        context ->
            nesting.run(
                operation.socket().upper(),
                () -> routine.completed(error, bytes, operation.client(), flags)),
        operation.socket().context());
    closeThread(operation); // what is queued stays queued (WPU-THREAD-5)
  }
}
