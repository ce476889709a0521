package dev.wsplab.host;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.Win32Error;
import dev.wsplab.overlapped.Overlapped;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * {@code CancelIo} and {@code CancelIoEx}. What the system has begun it can cancel; what a provider
 * keeps behind a handle of {@code WPUCreateSocketHandle} it cannot reach (CANCEL-6). Thread-safe.
 */
public final class Cancelling {
  private final SocketDirectory directory;
  private final IoManager ioManager;
  private final ConfigChanges changes;

  Cancelling(SocketDirectory directory, IoManager ioManager, ConfigChanges changes) {
    this.changes = changes;
    this.directory = directory;
    this.ioManager = ioManager;
  }

  /**
   * Cancels what the calling thread has started on a socket.
   *
   * @param s any handle; it is looked whether it is a socket
   * @return 0, also when there is nothing (WIN-53); or 6 when it is no socket
   */
  public int cancelIo(SocketHandle s) {
    if (!isFile(s)) {
      return Win32Error.ERROR_INVALID_HANDLE.code();
    }
    SocketHandle first = reachable(s);
    if (first != null) {
      ioManager.cancelIo(first);
    }
    return 0;
  }

  /**
   * Cancels what anybody has started on a socket.
   *
   * @param s any handle; it is looked whether it is a socket
   * @param overlapped the structure, or null for all
   * @return 0; 1168 when there is nothing (CANCEL-3, CANCEL-6), 6 when it is no socket
   */
  public int cancelIoEx(SocketHandle s, @Nullable Overlapped overlapped) {
    if (!isFile(s)) {
      return Win32Error.ERROR_INVALID_HANDLE.code();
    }
    SocketHandle first = reachable(s);
    boolean found =
        first != null
            && (overlapped == null
                ? ioManager.cancelIoEx(first)
                : ioManager.cancelIoEx(first, overlapped));
    return found ? 0 : Win32Error.ERROR_NOT_FOUND.code();
  }

  private boolean isFile(SocketHandle s) {
    return changes.isOpen(s) || directory.find(s) != null;
  }

  /** The name under which the system knows what is pending; null when a provider keeps it. */
  private @Nullable SocketHandle reachable(SocketHandle s) {
    return changes.isOpen(s) ? s : directory.firstName(s);
  }
}
