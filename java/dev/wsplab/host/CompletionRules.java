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

  CompletionRules(SocketDirectory directory, SocketObjects sockets, Operations operations) {
    this.directory = directory;
    this.sockets = sockets;
    this.operations = operations;
  }

  CallResult complete(SocketHandle s, @Nullable Overlapped overlapped, int error, int bytes) {
    if (!isMadeByProvider(s) || overlapped == null) {
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
    int done =
        sockets.complete(
            s,
            overlapped.address(),
            Integer.toUnsignedLong(bytes),
            WsaStatus.statusOf(error),
            EventHandle.ofOverlapped(hEvent),
            notification(hEvent) | SocketObjects.RELEASE,
            packetSuppressedBy());
    if (operation != null) {
      operations.notified(operation, done > 0 && (done & SocketObjects.DONE_PACKET_QUEUED) != 0);
    }
    return done >= 0 ? CallResult.OK : CallResult.failed(failure(-done));
  }

  /** WPU-COMPLETE-2: only handles from WPUCreateSocketHandle. */
  private boolean isMadeByProvider(SocketHandle s) {
    SocketEntry entry = directory.find(s);
    return entry != null && entry.providerMade();
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
