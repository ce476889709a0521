package dev.wsplab.provider;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.KernelException;
import dev.wsplab.kernel.NtStatus;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.LayerOperation.OnSuccess;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaError;
import java.util.Objects;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What a layer has between its first start-up and its final clean-up: its sockets, and the
 * providers below.
 */
final class Layer {
  private final Upcalls upcalls;
  private final Ws2Exports exports;
  private final LowerProviders lowers;
  private final LayerCompletions completions;
  private final LayerAnswers answers;
  private final LayerCompleter completer;
  private final LayerSockets sockets;
  private final LayerMessages messages;
  private final LayerForm form;
  private final CapturedSockets captured;

  Layer(
      ServiceProvider provider,
      LayerForm form,
      CompletionMoment moment,
      Upcalls upcalls,
      Ws2Exports exports,
      String name) {
    this.form = form;
    this.captured = new CapturedSockets(upcalls, exports.systemIo(), exports.kernel().sockets());
    this.upcalls = upcalls;
    this.exports = exports;
    this.lowers = new LowerProviders(provider, upcalls, exports);
    LayerSockets handles = new LayerSockets(upcalls);
    this.sockets = handles;
    this.messages = new LayerMessages(upcalls, exports.windows());
    LayerCompleter finisher = new LayerCompleter(upcalls, exports, handles::release);
    this.completer = finisher;
    this.completions =
        new LayerCompletions(
            exports.kernel(),
            exports.owner(),
            work -> new Thread(work, "wsplab layer " + name),
            moment,
            finisher::finish);
    this.answers = new LayerAnswers(moment, completions);
  }

  Upcalls upcalls() {
    return upcalls;
  }

  Ws2Exports exports() {
    return exports;
  }

  LowerProviders lowers() {
    return lowers;
  }

  /** Messages for asynchronous selects. */
  LayerMessages messages() {
    return messages;
  }

  /** The sockets of this layer. */
  LayerSockets sockets() {
    return sockets;
  }

  /** The socket behind one of this layer's handles, or null: then {@code WSAENOTSOCK}. */
  @Nullable LayeredSocket find(SocketHandle upper) {
    completions.releaseHeld();
    LayeredSocket found = captured.find(upper);
    return found != null ? found : sockets.find(upper);
  }

  /** The handles that this layer has captured. */
  CapturedSockets captured() {
    return captured;
  }

  /**
   * Captures the handle of a lower socket or makes this layer's own for it (WPU-GEN-5); closes the
   * lower socket when it cannot.
   */
  SocketResult adopt(
      ServiceProvider lower, SocketHandle lowerHandle, int ownEntry, boolean overlapped) {
    if (form == LayerForm.IFS) {
      SocketResult modified = captured.capture(lower, lowerHandle, ownEntry, overlapped);
      if (modified.succeeded()) {
        return modified;
      }
      if (!upcalls.wpuQuerySocketHandleContext(lowerHandle).succeeded()) {
        // A system handle all the same (WPU-CTX-2): one of its own would belie the catalog.
        lower.wspCloseSocket(lowerHandle);
        return modified;
      }
      // WPU-IFS-2: no system handle. Below is a layer that makes its own.
    }
    // A duplicate shares the association that the first one was given (WIN-23).
    boolean told = !overlapped || isAssociated(lowerHandle);
    if (!told && completions.associate(lowerHandle) != 0) {
      lower.wspCloseSocket(lowerHandle);
      return SocketResult.failed(WsaError.WSAENOBUFS);
    }
    return sockets.adopt(lower, lowerHandle, ownEntry, overlapped);
  }

  /** The same for a connection that a listener has accepted. */
  SocketResult adoptAccepted(LayeredSocket listener, SocketHandle lowerHandle) {
    SocketResult made =
        adopt(listener.lower(), lowerHandle, listener.ownEntry(), listener.isOverlapped());
    LayeredSocket accepted = made.succeeded() ? find(made.socket()) : null;
    if (accepted != null) {
      messages.inherit(listener, accepted);
    }
    return made;
  }

  CallResult close(LayeredSocket socket) {
    if (socket.isCaptured()) {
      return captured.close(socket);
    }
    CallResult closed = sockets.close(socket);
    if (closed.succeeded()) {
      messages.forget(socket);
      completions.releaseHeld(); // there may be no next call
    }
    return closed;
  }

  // ---- network events

  CallResult asyncSelect(SocketHandle s, long hWnd, int message, int events) {
    LayeredSocket socket = find(s);
    if (socket != null && socket.isCaptured()) {
      return socket.lower().wspAsyncSelect(socket.lowerHandle(), hWnd, message, events);
    }
    return socket == null
        ? CallResult.failed(WsaError.WSAENOTSOCK)
        : messages.select(socket, hWnd, message, events);
  }

  /** The event object is the client's own, here and below. It replaces an asynchronous select. */
  CallResult eventSelect(SocketHandle s, EventHandle event, int events) {
    LayeredSocket socket = find(s);
    if (socket == null) {
      return CallResult.failed(WsaError.WSAENOTSOCK);
    }
    CallResult result = socket.lower().wspEventSelect(socket.lowerHandle(), event, events);
    if (result.succeeded()) {
      messages.forget(socket);
    }
    return result;
  }

  // ---- overlapped operations

  /** Starts an operation below, on a structure of this layer. */
  @FunctionalInterface
  interface Start {
    TransferResult call(Overlapped own);
  }

  /**
   * Carries a client's overlapped operation down. Whatever the provider below answers, its packet
   * comes to this layer's port. What the client hears depends on the layer (WSP-IO-16).
   */
  TransferResult start(
      LayeredSocket socket,
      Overlapped client,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId,
      OnSuccess onSuccess,
      Start start) {
    if (routine != null && isAssociated(socket.upper())) {
      return TransferResult.failed(WsaError.WSAEINVAL); // IOCP-CREATE-7
    }
    if (!socket.retain()) {
      return TransferResult.failed(WsaError.WSAENOTSOCK);
    }
    Overlapped own;
    try {
      own = completions.takeStructure();
    } catch (KernelException e) {
      sockets.release(socket);
      return TransferResult.failed(WsaError.WSAENOBUFS);
    }
    if (own == null) {
      sockets.release(socket);
      return TransferResult.failed(WsaError.WSANOTINITIALISED);
    }
    LayerThread thread = LayerThread.of(upcalls, routine, threadId);
    int error = thread.error() != 0 ? thread.error() : prepare(socket, client, own, routine);
    LayerOperation operation =
        new LayerOperation(
            socket,
            client,
            own,
            routine,
            thread.id(),
            thread.ownThread(),
            onSuccess,
            answers.turn());
    if (error != 0) {
      completions.giveStructure(own);
      return ended(operation, TransferResult.failed(error));
    }
    completions.enter(operation);
    TransferResult result;
    try {
      result = Objects.requireNonNull(start.call(own), "the provider below returned null");
    } catch (Throwable e) {
      undo(operation, TransferResult.failed(WsaError.WSASYSCALLFAILURE));
      throw e;
    }
    return result.started() ? answers.started(operation, result) : undo(operation, result);
  }

  /**
   * WSP-IO-5, OVL-3, WSP-IO-18; 0 or the error: then nothing in the client's structure says
   * pending.
   */
  private int prepare(
      LayeredSocket socket,
      Overlapped client,
      Overlapped own,
      @Nullable CompletionRoutine routine) {
    try {
      if (routine == null
          && client.hEvent() != 0
          && !upcalls.wpuResetEvent(client.event()).returnValue()) {
        return WsaError.WSA_INVALID_HANDLE.code();
      }
      own.storeOffsets(client.offset(), client.offsetHigh());
      own.storeEvent(outlivesItsThread(socket, client, routine) ? 0 : completions.mortal().value());
      own.storeInternal(NtStatus.STATUS_SUCCESS.value());
      client.markPending();
      return 0;
    } catch (AccessViolationException e) {
      return WsaError.WSAEFAULT.code();
    }
  }

  /**
   * DEC-8: what is told by a packet alone goes on when its thread ends. The system decides the same
   * by the structure below.
   */
  private boolean outlivesItsThread(
      LayeredSocket socket, Overlapped client, @Nullable CompletionRoutine routine) {
    return routine == null && client.hEvent() == 0 && isAssociated(socket.upper());
  }

  /**
   * Indicates what was answered without an operation below; the call answers as for every other.
   */
  TransferResult indicateAtOnce(
      LayeredSocket socket,
      Overlapped client,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId,
      TransferResult result) {
    // What was answered above is indicated the way of all others: nothing is called below.
    TransferResult started =
        start(
            socket,
            client,
            routine,
            threadId,
            OnSuccess.NOTHING,
            own -> {
              own.storeResult(0, result.flags());
              own.publish(result.bytes(), NtStatus.STATUS_SUCCESS.value());
              completions.post(own);
              return result;
            });
    return started;
  }

  private TransferResult undo(LayerOperation operation, TransferResult result) {
    if (!completions.withdraw(operation)) {
      // Its packet came all the same: the provider below broke its contract, and the client has
      // been told.
      return TransferResult.PENDING;
    }
    try {
      operation.client().storeResult(result.errno(), 0);
      operation.client().storeInternal(NtStatus.STATUS_SUCCESS.value());
    } catch (AccessViolationException e) {
      // The client has freed the structure during its own call; it still hears the error.
      return ended(operation, result);
    }
    return ended(operation, result);
  }

  private TransferResult ended(LayerOperation operation, TransferResult result) {
    completer.closeThread(operation);
    sockets.release(operation.socket());
    return result;
  }

  private boolean isAssociated(SocketHandle handle) {
    var info = exports.kernel().sockets().query(handle);
    return info != null && info.associated();
  }

  // ---- the end

  /**
   * WSP-CLEAN-3, DEC-13: what is pending fails silently, sockets are freed, the providers below
   * end.
   */
  void end() {
    messages.end();
    sockets.beginCloseAll();
    try {
      completions.whileQuiet(lowers::cleanup);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody is waited for below, either
    }
    boolean interrupted = false;
    try {
      for (LayerOperation operation : completions.stop()) {
        completer.endSilently(operation);
        completions.giveStructure(operation.own());
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    sockets.closeAllHandles();
    captured.clear();
    if (interrupted) {
      // The worker may still be using the structures: they are left to it.
      Thread.currentThread().interrupt();
      return;
    }
    completions.free();
  }

  /** Whether a socket is to be made for overlapped use (WSP-SOCKET-2). */
  static boolean isOverlapped(int flags) {
    return (flags & Winsock2.WSA_FLAG_OVERLAPPED) != 0;
  }
}
