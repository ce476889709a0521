package dev.wsplab.provider.network;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.spi.AddressResult;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One AcceptEx request. It belongs to its listener (CLI-ACCEPTEX-5) and has one or two parts: it
 * waits in the listener's queue for a connection, and then, if data are wanted, in the accepting
 * socket's queue for data (CLI-ACCEPTEX-3).
 *
 * <pre>
 *  output:  data [receiveLength] | local [localLength] | remote [remoteLength]
 *  address: length u32 | sockaddr
 * </pre>
 */
final class AcceptExAttempt implements Attempt, Waiter {
  /** Where in its area an address begins. */
  static final int ADDRESS_AT = Integer.BYTES;

  /**
   * Where the result goes.
   *
   * @param address of the output
   * @param receiveLength bytes of data
   * @param localLength bytes of the local address' area
   * @param remoteLength bytes of the remote address' area
   */
  record Output(long address, int receiveLength, int localLength, int remoteLength) {
    long local() {
      return address + Integer.toUnsignedLong(receiveLength);
    }

    long remote() {
      return local() + Integer.toUnsignedLong(localLength);
    }
  }

  private final GuardedMemory memory;
  private final TcpSocket listener;
  private final TcpSocket accepting;
  private final Output output;
  private final OverlappedWaiter client;
  private final PendingOperation forData;

  private AcceptExAttempt(
      GuardedMemory memory,
      TcpSocket listener,
      TcpSocket accepting,
      Output output,
      OverlappedWaiter client,
      PendingOperation forData) {
    this.memory = memory;
    this.listener = listener;
    this.accepting = accepting;
    this.output = output;
    this.client = client;
    this.forData = forData;
  }

  /**
   * Makes the part that waits in the listener's queue.
   *
   * @param client whose request it is
   */
  static PendingOperation create(
      GuardedMemory memory,
      TcpSocket listener,
      TcpSocket accepting,
      Output output,
      OverlappedWaiter client) {
    WsaBuffers room = WsaBuffers.of(output.address(), output.receiveLength());
    PendingOperation forData =
        new PendingOperation(
            new ReceiveAttempt(accepting, room, 0), new DataWaiter(listener, accepting, client));
    AcceptExAttempt attempt =
        new AcceptExAttempt(memory, listener, accepting, output, client, forData);
    PendingOperation request = new PendingOperation(attempt, attempt);
    client.cancelledBy(
        () -> {
          // It is in one of the two queues, and leaves the first for the second only.
          listener.end(listener.in(), request, TcpStarts.CANCELLED);
          endWaitForData(accepting, forData);
        });
    return request;
  }

  /**
   * Ends a request that has a connection and waits for data, if it still does: the connection is of
   * no use to anybody then.
   */
  static void endWaitForData(TcpSocket accepting, PendingOperation forData) {
    accepting.lock().lock();
    try {
      if (!accepting.in().end(forData, TcpStarts.CANCELLED)) {
        return;
      }
      accepting.breakConnection(WsaError.WSAECONNABORTED);
    } finally {
      accepting.lock().unlock();
    }
    accepting.in().drain();
  }

  /** With the listener's lock held; takes that of the accepting socket. */
  @Override
  public @Nullable Outcome attempt() {
    accepting.lock().lock();
    try {
      if (accepting.isClosed()) {
        return Outcome.failed(WsaError.WSA_OPERATION_ABORTED); // WIN-25
      }
      NetworkSocket.Accepted accepted = AcceptAttempt.next(listener);
      if (accepted.wouldBlock()) {
        return null;
      }
      NetworkSocket connection = accepted.socket();
      return connection == null ? Outcome.failed(accepted.error()) : adopt(connection);
    } finally {
      accepting.lock().unlock();
    }
  }

  private Outcome adopt(NetworkSocket connection) {
    accepting.adopt(connection);
    accepting.events().accepted();
    Outcome outcome = fill(connection);
    // What came for the request is its own, and no network event.
    accepting.events().changed();
    return outcome;
  }

  private Outcome fill(NetworkSocket connection) {
    try {
      writeAddress(connection.localName(), output.local());
      writeAddress(connection.peerName(), output.remote());
    } catch (AccessViolationException e) {
      return Outcome.failed(WsaError.WSAEFAULT);
    }
    return output.receiveLength() == 0 ? Outcome.DONE : waitForData();
  }

  /** A connection that has gone already has no address: its length is 0 then. */
  private void writeAddress(AddressResult name, long area) {
    Sockaddr address = name.address();
    memory.storeInt(area, address == null ? 0 : address.length());
    if (address != null) {
      address.write(memory, area + ADDRESS_AT);
    }
  }

  private Outcome waitForData() {
    int error = accepting.watch();
    if (error != 0) {
      return Outcome.failed(error);
    }
    accepting.in().add(forData);
    listener.backlog().addWaitingForData(accepting, forData);
    return Outcome.MOVED;
  }

  /** The first part has ended. */
  @Override
  public void tell(Outcome outcome, boolean atOnce) {
    if (outcome.isMoved()) {
      accepting.proceedIn();
      return;
    }
    accepting.giveUpClaim();
    client.tell(outcome, atOnce);
  }

  @Override
  public void tellSilently(Outcome outcome) {
    client.tellSilently(outcome);
  }

  /** Who is told that the data have come. */
  private record DataWaiter(TcpSocket listener, TcpSocket accepting, OverlappedWaiter client)
      implements Waiter {
    @Override
    public void tell(Outcome outcome, boolean atOnce) {
      noLongerWaiting();
      client.tell(outcome, false);
    }

    @Override
    public void tellSilently(Outcome outcome) {
      noLongerWaiting();
      client.tellSilently(outcome);
    }

    private void noLongerWaiting() {
      listener.lock().lock();
      try {
        listener.backlog().removeWaitingForData(accepting);
      } finally {
        listener.lock().unlock();
      }
    }
  }
}
