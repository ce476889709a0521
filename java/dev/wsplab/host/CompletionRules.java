package dev.wsplab.host;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.SocketObjects;
import dev.wsplab.kernel.Win32Error;
import dev.wsplab.operation.Operation;
import dev.wsplab.operation.Operations;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WsaStatus;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The rules of {@code WPUCompleteOverlappedRequest} (WPU-COMPLETE-*): what is checked, what is
 * stored, which notification is chosen. How it is carried out, in which order, is the shim's {@code
 * wsplab_socket_complete}.
 */
final class CompletionRules {
  private final SocketDirectory directory;
  private final SocketObjects sockets;
  private final Operations operations;
  private final CompletionTiming timing;

  CompletionRules(
      SocketDirectory directory,
      SocketObjects sockets,
      Operations operations,
      CompletionTiming timing) {
    this.directory = directory;
    this.sockets = sockets;
    this.operations = operations;
    this.timing = timing;
  }

  CallResult complete(SocketHandle s, @Nullable Overlapped overlapped, int error, int bytes) {
    SocketEntry entry = directory.find(s);
    if (entry == null || !isMadeByProvider(entry) || overlapped == null) {
      return CallResult.failed(WsaError.WSAEINVAL);
    }
    long hEvent;
    try {
      hEvent = overlapped.hEvent();
    } catch (AccessViolationException e) {
      return CallResult.failed(WsaError.WSAEFAULT);
    }
    Operation operation =
        operations.completing(
            overlapped, error, Integer.toUnsignedLong(bytes), directory.portOf(s));
    if (operation == null) {
      operations.completedAgain(s, overlapped, error, Integer.toUnsignedLong(bytes));
    }
    SharedObject socket = entry.object();
    long number = operation == null ? socket.nextUnknown() : operation.numberOnSocket();
    int done =
        timing.complete(
            new Finished(s, socket.number(), number, overlapped, error, bytes, hEvent, operation));
    return done >= 0 ? CallResult.OK : CallResult.failed(failure(-done));
  }

  /** A result that has passed all checks. */
  private final class Finished implements CompletionTiming.Result {
    private final SocketHandle s;
    private final long socketNumber;
    private final long operationNumber;
    // Kept until the fields are stored, and with it the memory behind it.
    private final Overlapped overlapped;
    private final int error;
    private final int bytes;
    private final long hEvent;
    private final @Nullable Operation operation;

    Finished(
        SocketHandle s,
        long socketNumber,
        long operationNumber,
        Overlapped overlapped,
        int error,
        int bytes,
        long hEvent,
        @Nullable Operation operation) {
      this.s = s;
      this.socketNumber = socketNumber;
      this.operationNumber = operationNumber;
      this.overlapped = overlapped;
      this.error = error;
      this.bytes = bytes;
      this.hEvent = hEvent;
      this.operation = operation;
    }

    @Override
    public SocketHandle socket() {
      return s;
    }

    @Override
    public long socketNumber() {
      return socketNumber;
    }

    @Override
    public long operationNumber() {
      return operationNumber;
    }

    @Override
    public int appear() {
      return sockets.complete(
          s,
          overlapped.address(),
          Integer.toUnsignedLong(bytes),
          WsaStatus.statusOf(error),
          EventHandle.ofOverlapped(hEvent),
          notification(hEvent) | SocketObjects.RELEASE,
          packetSuppressedBy());
    }

    @Override
    public void told(int done) {
      if (operation != null) {
        boolean queued = done > 0 && (done & SocketObjects.DONE_PACKET_QUEUED) != 0;
        operations.notified(operation, queued);
      }
    }
  }

  /** WPU-COMPLETE-2: only handles from WPUCreateSocketHandle. */
  private static boolean isMadeByProvider(SocketEntry entry) {
    return entry.providerMade();
  }

  /**
   * WPU-COMPLETE-7, WPU-COMPLETE-15, WPU-COMPLETE-16, IOCP-EVT-6: the event if there is one; the
   * packet unless bit 0 of hEvent is set. Whether a port is associated, and whether the handle is
   * an event, the shim finds.
   */
  static int notification(long hEvent) {
    boolean hasEvent = (hEvent & ~1L) != 0;
    boolean lowBit = (hEvent & 1) != 0;
    return (hasEvent ? SocketObjects.SET_EVENT : 0) | (lowBit ? 0 : SocketObjects.QUEUE_PACKET);
  }

  /**
   * WPU-COMPLETE-17, IOCP-SKIP-4 (KB2568167): with skip-on-success set, a provider's handle never
   * gets a packet.
   */
  private static int packetSuppressedBy() {
    return SocketObjects.MODE_SKIP_PORT;
  }

  private static WsaError failure(int win32Error) {
    if (win32Error == Win32Error.ERROR_NOACCESS.code()) {
      return WsaError.WSAEFAULT;
    }
    return win32Error == Win32Error.ERROR_NOT_ENOUGH_MEMORY.code()
        ? WsaError.WSAENOBUFS
        : WsaError.WSAEINVAL;
  }
}
