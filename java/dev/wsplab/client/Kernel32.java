package dev.wsplab.client;

import dev.wsplab.host.Host;
import dev.wsplab.kernel.CompletionEntries;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.Handle;
import dev.wsplab.kernel.KernelException;
import dev.wsplab.kernel.NtStatus;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.Ports;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.SocketInfo;
import dev.wsplab.kernel.WaitInterruptedException;
import dev.wsplab.kernel.WaitResult;
import dev.wsplab.kernel.Win32Error;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.WsaBuffers;
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
public final class Kernel32 extends HandleCalls {
  private final FileResults results;

  /** Used by {@code dev.wsplab.Winsock}. */
  public Kernel32(Host host) {
    super(host, new FileTransfers(host));
    this.results = new FileResults(kernel.waits());
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
    Ports.GetResult got =
        host.watch().inside(port, () -> kernel.ports().getOne(port, timeoutMillis));
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
    int error =
        host.watch()
            .inside(port, () -> kernel.ports().get(port, entries, timeoutMillis, alertable));
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

  // ---- results and cancelling

  /**
   * {@code GetOverlappedResult} (CANCEL-9, WIN-34 to WIN-37). A wait is not alertable.
   *
   * @param file waited for when the structure has no event; else not looked at
   * @param wait whether to wait while the operation is pending
   */
  public FileResult getOverlappedResult(
      @Nullable Handle file, Overlapped overlapped, boolean wait) {
    return keep(host.watch().inside(handles(file), () -> results.plain(file, overlapped, wait)));
  }

  /**
   * {@code GetOverlappedResultEx} (WIN-38). With a time-out other than 0 it waits even when the
   * operation has finished, unless the low bit of the file's handle is set.
   *
   * @param timeoutMillis -1 for {@code INFINITE}
   * @param alertable whether APCs may run; then 192 may end the wait
   */
  public FileResult getOverlappedResultEx(
      @Nullable Handle file, Overlapped overlapped, int timeoutMillis, boolean alertable) {
    return keep(
        host.watch()
            .inside(
                handles(file), () -> results.extended(file, overlapped, timeoutMillis, alertable)));
  }

  /**
   * {@code CancelIo}: asks for the end of what the calling thread has started on a socket
   * (CANCEL-1). TRUE also when there is nothing (WIN-53), and on a handle of {@code
   * WPUCreateSocketHandle}, where it does nothing (CANCEL-6).
   */
  public BoolResult cancelIo(SocketHandle file) {
    kernel.threads().current(); // it is about this thread, so a virtual one is refused
    return bool(host.cancelling().cancelIo(file));
  }

  /**
   * {@code CancelIoEx}: asks for the end of what any thread has started (CANCEL-1). The operation
   * ends in its usual way, mostly with 995 (CANCEL-2, CANCEL-4).
   *
   * @param overlapped the structure of the operation, or null for all of the socket
   * @return FALSE with 1168 when there is nothing (CANCEL-3), and on a handle of {@code
   *     WPUCreateSocketHandle} (CANCEL-6)
   */
  public BoolResult cancelIoEx(SocketHandle file, @Nullable Overlapped overlapped) {
    return bool(host.cancelling().cancelIoEx(file, overlapped));
  }

  // ---- transfers

  /**
   * {@code ReadFile} on a socket: on a handle of {@code WPUCreateSocketHandle} it arrives at the
   * provider as {@code WSPRecv}. FALSE with 997 when it was started; errors are Win32's.
   *
   * @param overlapped the structure, or null to wait
   */
  public FileResult readFile(SocketHandle file, WsaBuffers room, @Nullable Overlapped overlapped) {
    return keep(host.watch().inside(file, () -> files.read(file, room, overlapped)));
  }

  /** {@code WriteFile} on a socket: arrives as {@code WSPSend}; see {@link #readFile}. */
  public FileResult writeFile(SocketHandle file, WsaBuffers data, @Nullable Overlapped overlapped) {
    return keep(host.watch().inside(file, () -> files.write(file, data, overlapped)));
  }

  // ---- events and waits

  /**
   * {@code CreateEvent}, without a name.
   *
   * @return the event; its value is 0 when memory is short, and the last error 8
   */
  public EventHandle createEvent(boolean manualReset, boolean initialState) {
    try {
      EventHandle event = kernel.events().create(host.owner(), manualReset, initialState);
      host.watch().opened(event, "CreateEvent");
      return event;
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
    return keep(
        host.watch()
            .inside(
                object,
                () -> kernel.waits().waitForSingleObject(object, timeoutMillis, alertable)));
  }

  /**
   * {@code WaitForMultipleObjectsEx}.
   *
   * @param objects 1 to 64
   */
  public WaitResult waitForMultipleObjectsEx(
      List<? extends Handle> objects, boolean waitAll, int timeoutMillis, boolean alertable) {
    return keep(
        host.watch()
            .inside(
                objects,
                () ->
                    kernel
                        .waits()
                        .waitForMultipleObjects(objects, waitAll, timeoutMillis, alertable)));
  }

  /** {@code SleepEx}: 0 when the time is over, 192 when APCs ran (APC-6, APC-7). */
  public int sleepEx(int timeoutMillis, boolean alertable) {
    return host.watch().inside(List.of(), () -> kernel.waits().sleepEx(timeoutMillis, alertable));
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
    host.watch().opened(port, "CreateIoCompletionPort");
    return PortResult.of(port);
  }

  private static List<Handle> handles(@Nullable Handle file) {
    return file == null ? List.of() : List.of(file);
  }

  private void delivered(long overlapped, int status, int bytes) {
    host.operations()
        .dequeued(overlapped, WsaStatus.errorOf(status), Integer.toUnsignedLong(bytes));
  }

  private PortResult failed(int error) {
    keep(error);
    return PortResult.failed(error);
  }

  private WaitResult keep(WaitResult result) {
    if (result.error() != 0) {
      keep(result.error());
    }
    return result;
  }

  /** A result query sets the last error on success, too (WIN-35, WIN-36). */
  private FileResult keep(FileResult result) {
    keep(result.lastError());
    return result;
  }
}
