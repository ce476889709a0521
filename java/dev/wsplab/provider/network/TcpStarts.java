package dev.wsplab.provider.network;

import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaError;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Starts operations in their three modes (sheet, 3.3). All checks of the call have been passed
 * (DEC-11).
 */
final class TcpStarts {
  /** How an operation ends that its client has cancelled (CANCEL-4). */
  static final Outcome CANCELLED = Outcome.failed(WsaError.WSA_OPERATION_ABORTED);

  /** A time-out of a call that does not wait. */
  static final int NOW = -1;

  private final TcpEnvironment environment;

  TcpStarts(TcpEnvironment environment) {
    this.environment = environment;
  }

  GuardedMemory memory() {
    return environment.memory();
  }

  /** An overlapped operation that is told to its client and to nobody else. */
  TransferResult overlapped(
      TcpSocket socket, OperationQueue queue, Attempt attempt, OverlappedWaiter client) {
    PendingOperation operation = new PendingOperation(attempt, client);
    client.cancelledBy(() -> socket.end(queue, operation, CANCELLED));
    return overlapped(socket, queue, operation, client);
  }

  /**
   * An overlapped operation: never blocks, whatever the socket's mode (WSP-IO-2, WIN-55). An
   * operation that ends at once but not in its turn is returned as pending.
   *
   * @param client whose structure it is; the operation's waiter tells it in the end
   */
  TransferResult overlapped(
      TcpSocket socket, OperationQueue queue, PendingOperation operation, OverlappedWaiter client) {
    int error = client.begin();
    if (error != 0) {
      return TransferResult.failed(error);
    }
    Outcome now = socket.start(queue, operation);
    if (now == null) {
      queue.drain();
      client.cancelIfRequested();
      return TransferResult.PENDING;
    }
    if (!now.isIndicated()) {
      client.abandon(now.error());
      return TransferResult.failed(now.error());
    }
    queue.drainAfter(operation);
    // An error that is indicated must not be returned: it would be taken for one that is not
    // (WSP-RECV-13).
    return now.isMoved() || !now.succeeded()
        ? TransferResult.PENDING
        : TransferResult.done(now.bytes(), now.flags());
  }

  /**
   * Whether a strict base refuses a structure: the socket lacks the overlapped attribute (DEC-6).
   */
  boolean refusesStructure(TcpSocket socket, @Nullable Overlapped overlapped) {
    return overlapped != null && !socket.hasOverlappedAttribute() && environment.isStrict();
  }

  /** Refuses a completion routine on a handle that is associated with a port (WIN-18). */
  boolean refusesRoutine(TcpSocket socket, ClientCall call) {
    return call.routine() != null
        && call.overlapped() != null
        && socket.hasOverlappedAttribute()
        && isAssociated(socket, call.name());
  }

  private boolean isAssociated(TcpSocket socket, SocketHandle name) {
    HandleUse use = environment.useOf(socket, name);
    return use != null && environment.exports().systemIo().isAssociated(use.handle());
  }

  /** The client of a call with a structure. */
  OverlappedWaiter waiter(TcpSocket socket, Overlapped overlapped, ClientCall call) {
    return new OverlappedWaiter(environment, socket, overlapped, call);
  }

  /** A call without a structure. It waits unless it can finish at once. */
  TransferResult blocking(TcpSocket socket, OperationQueue queue, Attempt attempt, int timeout) {
    return result(environment.blocking().run(socket, queue, attempt, timeout));
  }

  /**
   * A call with a structure on a socket without the overlapped attribute: it waits even when the
   * socket is non-blocking, and the structure is filled in (WIN-56).
   */
  TransferResult blockingWithStructure(
      TcpSocket socket,
      OperationQueue queue,
      Attempt attempt,
      Overlapped overlapped,
      SocketHandle name) {
    OverlappedWaiter waiter = waiter(socket, overlapped, ClientCall.of(name, overlapped));
    int error = waiter.begin();
    if (error != 0) {
      return TransferResult.failed(error);
    }
    boolean told = false;
    try {
      Outcome outcome = environment.blocking().run(socket, queue, attempt, BlockingCalls.FOREVER);
      told = true;
      if (outcome.succeeded()) {
        waiter.tell(outcome, true);
      } else {
        waiter.abandon(outcome.error());
      }
      return result(outcome);
    } finally {
      if (!told) {
        // Interrupted: the exception goes on, and the structure must not say pending for ever.
        waiter.abandon(WsaError.WSAEINTR.code());
      }
    }
  }

  /**
   * A cancelled blocking call reports {@code WSAEINTR} where an overlapped one reports 995 (sheet,
   * 1.11).
   */
  static int blockingError(int error) {
    return error == WsaError.WSA_OPERATION_ABORTED.code() ? WsaError.WSAEINTR.code() : error;
  }

  private static TransferResult result(Outcome outcome) {
    if (outcome.succeeded()) {
      return TransferResult.done(outcome.bytes(), outcome.flags());
    }
    return outcome.isIndicated()
        ? TransferResult.truncated(outcome.bytes(), outcome.flags())
        : TransferResult.failed(blockingError(outcome.error()));
  }

  /** What a call returns that does not wait. */
  static TransferResult nowOrWouldBlock(@Nullable Outcome outcome) {
    return outcome == null ? TransferResult.failed(WsaError.WSAEWOULDBLOCK) : result(outcome);
  }

  /**
   * A call with or without a structure, in the mode that follows from that and from the socket.
   *
   * @param timeout in milliseconds, of a call without a structure
   */
  TransferResult start(
      TcpSocket socket, OperationQueue queue, Attempt attempt, int timeout, ClientCall call) {
    Overlapped overlapped = call.overlapped();
    if (overlapped == null) {
      // Without the attribute a time-out has no effect (CLI-7).
      int effective = socket.hasOverlappedAttribute() ? timeout : BlockingCalls.FOREVER;
      return blocking(socket, queue, attempt, effective);
    }
    if (refusesStructure(socket, overlapped)) {
      return TransferResult.failed(WsaError.WSAEINVAL);
    }
    if (!socket.hasOverlappedAttribute()) {
      return blockingWithStructure(socket, queue, attempt, overlapped, call.name());
    }
    if (refusesRoutine(socket, call)) {
      return TransferResult.failed(WsaError.WSAEINVAL);
    }
    return overlapped(socket, queue, attempt, waiter(socket, overlapped, call));
  }
}
