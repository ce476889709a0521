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
import dev.wsplab.operation.PortPacket;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.WsaStatus;
import java.util.List;
import java.util.Objects;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The completion functions of {@code kernel32.dll}, as an application calls them: ports, events,
 * waits. Results stand in for out parameters and {@code GetLastError}; the last error is set as
 * well.
 *
 * <p>Handles are this environment's; on Windows also those of the process, as {@code
 * docs/platforms.md} says. A handle that is closed, that another environment has, or that is of
 * another kind where the type leaves that open, gives {@code ERROR_INVALID_HANDLE} (6) unless a
 * method says otherwise. Times are milliseconds, read as unsigned; -1 is {@code INFINITE}.
 *
 * <p>Thread-safe. A blocking call answers {@link Thread#interrupt} with a {@link
 * WaitInterruptedException}. Blocking calls and those with APCs depend on the thread's identity and
 * are refused on virtual threads.
 */
public final class Kernel32 extends FileCalls {
  private final FileResults results;

  /**
   * Used by {@code dev.wsplab.Winsock}.
   *
   * @param host the environment that its calls arrive in
   */
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
   * @return the new port, or the very handle of the existing one (WIN-14); 87 when the socket has a
   *     port (WIN-15), is not overlapped (WIN-16), or only a port is given; 6; 8 when memory is
   *     short, 1816 when handles are
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

  /**
   * {@code PostQueuedCompletionStatus}: queues a packet of success; all values are delivered
   * verbatim and not looked at (IOCP-POST-1 to IOCP-POST-4).
   *
   * @param port a completion port
   * @param bytes any 32 bits
   * @param key any word
   * @param overlapped any word, also 0: it is not looked at (WIN-2)
   * @return FALSE with 6 for a bad port, 8 when memory is short
   */
  public BoolResult postQueuedCompletionStatus(
      PortHandle port, int bytes, long key, long overlapped) {
    host.operations()
        .posted(new PortPacket(port.value(), key, overlapped, 0, Integer.toUnsignedLong(bytes)));
    return bool(kernel.ports().post(port, key, overlapped, NtStatus.STATUS_SUCCESS.value(), bytes));
  }

  /**
   * {@code GetQueuedCompletionStatus} (IOCP-GQCS-*). Not alertable.
   *
   * @param port a completion port
   * @param timeoutMillis 0 does not wait
   * @return a packet; or none, with 258 when the time is over, 735 when the port was closed
   *     meanwhile (WIN-13), 6 for a bad port
   * @throws dev.wsplab.kernel.WaitInterruptedException when the thread is interrupted
   * @throws dev.wsplab.kernel.VirtualThreadException on a virtual thread
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
    delivered(port, got.key(), got.overlapped(), got.status(), got.bytes());
    return packet;
  }

  /**
   * {@code GetQueuedCompletionStatusEx} (IOCP-EX-*): takes what is there, up to the capacity of the
   * entries.
   *
   * @param port a completion port
   * @param entries receives the packets; {@link CompletionEntries#count} says how many
   * @param timeoutMillis 0 does not wait
   * @param alertable whether APCs may run; then 192 may end the wait
   * @return TRUE when at least one packet was taken, even if all are of failed requests
   *     (IOCP-EX-1); FALSE with 258, 735 (IOCP-EX-2), 192 when APCs ran (WIN-8), 6, 87 without
   *     entries
   * @throws dev.wsplab.kernel.WaitInterruptedException when the thread is interrupted
   * @throws dev.wsplab.kernel.VirtualThreadException on a virtual thread
   */
  public BoolResult getQueuedCompletionStatusEx(
      PortHandle port, @Nullable CompletionEntries entries, int timeoutMillis, boolean alertable) {
    if (entries == null) {
      return bool(Win32Error.ERROR_INVALID_PARAMETER.code());
    }
    int error =
        host.watch()
            .inside(port, () -> kernel.ports().get(port, entries, timeoutMillis, alertable));
    for (int i = 0; error == 0 && i < entries.count(); i++) {
      delivered(port, entries.key(i), entries.overlapped(i), entries.status(i), entries.bytes(i));
    }
    return bool(error);
  }

  /**
   * {@code SetFileCompletionNotificationModes}: bit 0 skips the packet on immediate success, bit 1
   * does not set the file object; bits are added, never removed (IOCP-SKIP-*). A socket without the
   * overlapped attribute gives 87 (WIN-29). On a socket with a handle of {@code
   * WPUCreateSocketHandle} bit 0 suppresses every packet (IOCP-SKIP-4).
   *
   * @param file a socket, with or without a port (IOCP-SKIP-7)
   * @param flags 0 to 3
   * @return FALSE with 87 for other bits, 6 for a bad handle
   */
  public BoolResult setFileCompletionNotificationModes(SocketHandle file, int flags) {
    if ((flags & ~0x3) != 0) {
      return bool(Win32Error.ERROR_INVALID_PARAMETER.code());
    }
    return bool(host.setNotificationModes(file, flags));
  }

  // ---- results and cancelling

  /**
   * {@code GetOverlappedResult} (CANCEL-9, WIN-34 to WIN-37). A wait is not alertable.
   *
   * @param file waited for when the structure has no event; else not looked at
   * @param overlapped the structure of an operation
   * @param wait whether to wait while the operation is pending, without a time-out
   * @return the bytes; FALSE with 996 while it is pending and wait is false (WIN-34), 6 for a
   *     handle that cannot be waited for (WIN-37), 998 without a structure, or for memory that
   *     cannot be read; else the error of the operation
   * @throws dev.wsplab.kernel.WaitInterruptedException when the thread is interrupted
   */
  public FileResult getOverlappedResult(
      @Nullable Handle file, @Nullable Overlapped overlapped, boolean wait) {
    return keep(host.watch().inside(handles(file), () -> results.plain(file, overlapped, wait)));
  }

  /**
   * {@code GetOverlappedResultEx} (WIN-38). With a time-out other than 0 it waits even when the
   * operation has finished, unless the low bit of the file's handle is set.
   *
   * @param file waited for when the structure has no event
   * @param overlapped the structure of an operation
   * @param timeoutMillis 0 does not wait
   * @param alertable whether APCs may run; then 192 may end the wait
   * @return as {@link #getOverlappedResult}; 996 with a time-out of 0, 258 when the time is over
   * @throws dev.wsplab.kernel.WaitInterruptedException when the thread is interrupted
   */
  public FileResult getOverlappedResultEx(
      @Nullable Handle file,
      @Nullable Overlapped overlapped,
      int timeoutMillis,
      boolean alertable) {
    return keep(
        host.watch()
            .inside(
                handles(file), () -> results.extended(file, overlapped, timeoutMillis, alertable)));
  }

  /**
   * {@code HasOverlappedIoCompleted}, a macro of C (CANCEL-8).
   *
   * @param overlapped of an operation that was started; read with acquire, so that the byte count
   *     is final when this is true (WPU-COMPLETE-9)
   * @return whether the status is another than 0x103
   * @throws dev.wsplab.kernel.AccessViolationException for memory that cannot be read
   */
  public boolean hasOverlappedIoCompleted(Overlapped overlapped) {
    Objects.requireNonNull(overlapped, "overlapped is null: give the structure of an operation");
    return !overlapped.isPending();
  }

  /**
   * {@code RtlNtStatusToDosError} of {@code ntdll.dll}: the number that stands for a status, as in
   * a structure's Internal, in kernel32 (NTS-1, NTS-4).
   *
   * @param status any 32 bits
   * @return Win32's number; 317 where there is none. Never fails, and leaves the last error alone
   */
  public int rtlNtStatusToDosError(int status) {
    return NtStatus.toWin32(status);
  }

  /**
   * {@code CancelIo}: asks for the end of what the calling thread has started on a socket
   * (CANCEL-1). TRUE also when there is nothing (WIN-53), and on a handle of {@code
   * WPUCreateSocketHandle}, where it does nothing (CANCEL-6). What was started ends in its own time
   * (CANCEL-2).
   *
   * @param file a socket
   * @return FALSE with 6 for a bad handle
   * @throws dev.wsplab.kernel.VirtualThreadException on a virtual thread
   */
  public BoolResult cancelIo(SocketHandle file) {
    kernel.threads().current(); // it is about this thread, so a virtual one is refused
    return bool(host.cancelling().cancelIo(file));
  }

  /**
   * {@code CancelIoEx}: asks for the end of what any thread has started (CANCEL-1). The operation
   * ends in its usual way, mostly with 995 (CANCEL-2, CANCEL-4).
   *
   * @param file a socket
   * @param overlapped the structure of the operation, or null for all of the socket
   * @return FALSE with 1168 when there is nothing (CANCEL-3), and on a handle of {@code
   *     WPUCreateSocketHandle} (CANCEL-6); 6 for a bad handle
   */
  public BoolResult cancelIoEx(SocketHandle file, @Nullable Overlapped overlapped) {
    return bool(host.cancelling().cancelIoEx(file, overlapped));
  }

  // ---- events and waits

  /**
   * {@code CreateEvent}, without a name.
   *
   * @param manualReset whether it stays signalled until {@link #resetEvent}; else one wait takes it
   * @param initialState whether it begins signalled
   * @return the event, which the caller closes; its value is 0 when memory is short, and the last
   *     error 8, or 1816 when handles are
   */
  public EventHandle createEvent(boolean manualReset, boolean initialState) {
    try {
      return newEvent(manualReset, initialState);
    } catch (KernelException e) {
      keep(e.error());
      return EventHandle.NULL;
    }
  }

  /** The same, where the error is thrown. */
  EventHandle newEvent(boolean manualReset, boolean initialState) {
    EventHandle event = kernel.events().create(host.owner(), manualReset, initialState);
    host.watch().opened(event, "CreateEvent");
    return event;
  }

  /**
   * {@code SetEvent}: signals; FALSE with 6 for a bad handle.
   *
   * @param event an event of this environment
   * @return TRUE, also when it was signalled (WPU-EVENT-4)
   */
  public BoolResult setEvent(EventHandle event) {
    return bool(kernel.events().set(event));
  }

  /**
   * {@code ResetEvent}: makes it nonsignalled; FALSE with 6 for a bad handle.
   *
   * @param event an event of this environment
   * @return TRUE, also when it was not signalled (WPU-EVENT-4)
   */
  public BoolResult resetEvent(EventHandle event) {
    return bool(kernel.events().reset(event));
  }

  /**
   * {@code WaitForSingleObjectEx} (APC-8).
   *
   * @param object what to wait for; a socket is signalled by completions without an event
   * @param timeoutMillis 0 does not wait
   * @param alertable whether APCs may run; they win over an object that is signalled (WIN-46)
   * @return 0; 0xC0 when APCs ran; 0x102 when the time is over; -1 with 6 for a bad handle
   * @throws dev.wsplab.kernel.WaitInterruptedException when the thread is interrupted
   * @throws dev.wsplab.kernel.VirtualThreadException on a virtual thread
   */
  public WaitResult waitForSingleObjectEx(Handle object, int timeoutMillis, boolean alertable) {
    return keep(
        host.watch()
            .inside(
                object,
                () -> kernel.waits().waitForSingleObject(object, timeoutMillis, alertable)));
  }

  /**
   * {@code WaitForMultipleObjectsEx} (APC-8, WAIT-2).
   *
   * @param objects 1 to 64; with waitAll each once
   * @param waitAll whether all have to be signalled, and are then taken together
   * @param timeoutMillis 0 does not wait
   * @param alertable whether APCs may run; they win over objects that are signalled (WIN-46)
   * @return the lowest index that is signalled, 0 with waitAll; 0xC0, 0x102; -1 with 87 for another
   *     number of objects, 6 for a bad handle
   * @throws dev.wsplab.kernel.WaitInterruptedException when the thread is interrupted
   * @throws dev.wsplab.kernel.VirtualThreadException on a virtual thread
   */
  public WaitResult waitForMultipleObjectsEx(
      @Nullable List<? extends Handle> objects,
      boolean waitAll,
      int timeoutMillis,
      boolean alertable) {
    List<? extends Handle> given = objects == null ? List.of() : objects;
    return keep(
        host.watch()
            .inside(
                given,
                () ->
                    kernel
                        .waits()
                        .waitForMultipleObjects(given, waitAll, timeoutMillis, alertable)));
  }

  /**
   * {@code SleepEx}: 0 when the time is over, 192 when APCs ran (APC-6, APC-7). Never fails.
   *
   * @param timeoutMillis 0 runs what APCs there are, if alertable (APC-7)
   * @param alertable whether APCs may run
   * @return 0 or 192
   * @throws dev.wsplab.kernel.WaitInterruptedException when the thread is interrupted
   * @throws dev.wsplab.kernel.VirtualThreadException on a virtual thread
   */
  public int sleepEx(int timeoutMillis, boolean alertable) {
    return host.watch().inside(List.of(), () -> kernel.waits().sleepEx(timeoutMillis, alertable));
  }

  /** Why a socket could not be associated with a port, in words; empty when unknown. */
  String whyNotAssociated(SocketHandle socket, int error) {
    SocketInfo info = kernel.sockets().query(socket);
    if (error == Win32Error.ERROR_INVALID_HANDLE.code()) {
      return host.handles().owns(socket)
          ? "this completion port has been closed"
          : "socket " + socket.value() + " is closed, or none of this environment";
    }
    if (error != Win32Error.ERROR_INVALID_PARAMETER.code() || info == null) {
      return "";
    }
    return info.overlapped()
        ? "the socket already has a port, and keeps it"
        : "the socket was not made overlapped: give WSA_FLAG_OVERLAPPED";
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

  private void delivered(PortHandle port, long key, long overlapped, int status, int bytes) {
    host.operations()
        .dequeued(
            port.value(),
            key,
            overlapped,
            WsaStatus.errorOf(status),
            Integer.toUnsignedLong(bytes));
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
}
