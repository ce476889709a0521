package dev.wsplab.client;

import dev.wsplab.host.Host;
import dev.wsplab.kernel.CompletionEntries;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.Handle;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.KernelException;
import dev.wsplab.kernel.NtStatus;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.Ports;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.SocketInfo;
import dev.wsplab.kernel.WaitInterruptedException;
import dev.wsplab.kernel.WaitResult;
import dev.wsplab.kernel.Win32Error;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.WsaStatus;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The completion functions of {@code kernel32.dll}, as an application calls them: ports, events,
 * waits. Results stand in for out parameters and {@code GetLastError}; the last error is set as
 * well.
 *
 * <p>Thread-safe. A blocking call answers {@link Thread#interrupt} with a {@link
 * WaitInterruptedException}. Blocking calls and those with APCs depend on the thread's identity and
 * are refused on virtual threads.
 */
public final class Kernel32 {
  private final Host host;
  private final Kernel kernel;

  /** Used by {@code dev.wsplab.Winsock}. */
  public Kernel32(Host host) {
    this.host = host;
    this.kernel = host.kernel();
  }

  // ---- completion ports

  /**
   * {@code CreateIoCompletionPort} (IOCP-CREATE-*).
   *
   * @param file a socket to associate, or null for {@code INVALID_HANDLE_VALUE}
   * @param existing a port, or null to create one
   * @param key given back with every packet of that socket
   * @param concurrency how many threads may run at once, 0 for the number of processors; ignored
   *     with an existing port
   * @return the new port, or the very handle of the existing one (WIN-14)
   */
  public PortResult createIoCompletionPort(
      @Nullable SocketHandle file, @Nullable PortHandle existing, long key, int concurrency) {
    if (file == null && existing != null) {
      return failed(Win32Error.ERROR_INVALID_PARAMETER.code());
    }
    if (existing != null && file != null) {
      int error = host.associate(file, existing, key);
      return error == 0 ? PortResult.of(existing) : failed(error);
    }
    return create(file, key, concurrency);
  }

  /** {@code PostQueuedCompletionStatus}: all values are delivered verbatim (IOCP-POST-1). */
  public BoolResult postQueuedCompletionStatus(
      PortHandle port, int bytes, long key, long overlapped) {
    return bool(kernel.ports().post(port, key, overlapped, NtStatus.STATUS_SUCCESS.value(), bytes));
  }

  /**
   * {@code GetQueuedCompletionStatus} (IOCP-GQCS-*). Not alertable.
   *
   * @param timeoutMillis -1 for {@code INFINITE}; read as unsigned
   */
  public QueuedCompletion getQueuedCompletionStatus(PortHandle port, int timeoutMillis) {
    Ports.GetResult got = kernel.ports().getOne(port, timeoutMillis);
    if (got.error() != 0) {
      keep(got.error());
      return QueuedCompletion.nothing(got.error());
    }
    QueuedCompletion packet =
        QueuedCompletion.packet(got.key(), got.overlapped(), got.status(), got.bytes());
    if (!packet.returnValue()) {
      keep(packet.error());
    }
    delivered(got.overlapped(), got.status(), got.bytes());
    return packet;
  }

  /**
   * {@code GetQueuedCompletionStatusEx} (IOCP-EX-*): takes what is there, up to the capacity of the
   * entries.
   *
   * @param entries receives the packets; {@link CompletionEntries#count} says how many
   * @param alertable whether APCs may run; then 192 may end the wait
   * @return TRUE when at least one packet was taken, even if all are of failed requests (IOCP-EX-1)
   */
  public BoolResult getQueuedCompletionStatusEx(
      PortHandle port, CompletionEntries entries, int timeoutMillis, boolean alertable) {
    int error = kernel.ports().get(port, entries, timeoutMillis, alertable);
    for (int i = 0; error == 0 && i < entries.count(); i++) {
      delivered(entries.overlapped(i), entries.status(i), entries.bytes(i));
    }
    return bool(error);
  }

  /**
   * {@code SetFileCompletionNotificationModes}: bit 0 skips the packet on immediate success, bit 1
   * does not set the file object; bits are added, never removed (IOCP-SKIP-*). A socket without the
   * overlapped attribute gives 87 (WIN-29).
   */
  public BoolResult setFileCompletionNotificationModes(SocketHandle file, int flags) {
    if ((flags & ~0x3) != 0) {
      return bool(Win32Error.ERROR_INVALID_PARAMETER.code());
    }
    SocketInfo info = kernel.sockets().query(file);
    if (info != null && !info.overlapped()) {
      return bool(Win32Error.ERROR_INVALID_PARAMETER.code()); // WIN-29
    }
    return bool(kernel.sockets().setModes(file, flags));
  }

  // ---- events and waits

  /**
   * {@code CreateEvent}, without a name.
   *
   * @return the event; its value is 0 when memory is short, and the last error 8
   */
  public EventHandle createEvent(boolean manualReset, boolean initialState) {
    try {
      return kernel.events().create(host.owner(), manualReset, initialState);
    } catch (KernelException e) {
      keep(e.error());
      return EventHandle.NULL;
    }
  }

  /** {@code SetEvent}. */
  public BoolResult setEvent(EventHandle event) {
    return bool(kernel.events().set(event));
  }

  /** {@code ResetEvent}. */
  public BoolResult resetEvent(EventHandle event) {
    return bool(kernel.events().reset(event));
  }

  /**
   * {@code WaitForSingleObjectEx} (APC-8).
   *
   * @param timeoutMillis -1 for {@code INFINITE}
   * @return 0, 0xC0, 0x102, or -1 with the error
   */
  public WaitResult waitForSingleObjectEx(Handle object, int timeoutMillis, boolean alertable) {
    return keep(kernel.waits().waitForSingleObject(object, timeoutMillis, alertable));
  }

  /**
   * {@code WaitForMultipleObjectsEx}.
   *
   * @param objects 1 to 64
   */
  public WaitResult waitForMultipleObjectsEx(
      List<? extends Handle> objects, boolean waitAll, int timeoutMillis, boolean alertable) {
    return keep(kernel.waits().waitForMultipleObjects(objects, waitAll, timeoutMillis, alertable));
  }

  /** {@code SleepEx}: 0 when the time is over, 192 when APCs ran (APC-6, APC-7). */
  public int sleepEx(int timeoutMillis, boolean alertable) {
    return kernel.waits().sleepEx(timeoutMillis, alertable);
  }

  // ---- handles

  /** {@code CloseHandle} of a port or an event; sockets are closed by {@code closesocket}. */
  public BoolResult closeHandle(PortHandle port) {
    return bool(host.closePort(port));
  }

  /** {@code CloseHandle}. */
  public BoolResult closeHandle(EventHandle event) {
    return bool(kernel.closeHandle(event));
  }

  /** {@code GetLastError} of the calling thread. */
  public int getLastError() {
    return kernel.threads().lastError();
  }

  /** {@code SetLastError}. */
  public void setLastError(int error) {
    kernel.threads().setLastError(error);
  }

  private PortResult create(@Nullable SocketHandle file, long key, int concurrency) {
    PortHandle port;
    try {
      port = kernel.ports().create(host.owner(), concurrency);
    } catch (KernelException e) {
      return failed(e.error());
    }
    int error = file == null ? 0 : host.associate(file, port, key);
    if (error != 0) {
      kernel.closeHandle(port);
      return failed(error);
    }
    return PortResult.of(port);
  }

  private void delivered(long overlapped, int status, int bytes) {
    host.operations()
        .dequeued(overlapped, WsaStatus.errorOf(status), Integer.toUnsignedLong(bytes));
  }

  private PortResult failed(int error) {
    keep(error);
    return PortResult.failed(error);
  }

  private BoolResult bool(int error) {
    if (error == 0) {
      return BoolResult.TRUE;
    }
    keep(error);
    return BoolResult.failed(error);
  }

  private WaitResult keep(WaitResult result) {
    if (result.error() != 0) {
      keep(result.error());
    }
    return result;
  }

  private void keep(int error) {
    if (!kernel.threads().isCurrentVirtual()) {
      kernel.threads().setLastError(error);
    }
  }
}
