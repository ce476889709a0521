package dev.wsplab.client;

import dev.wsplab.host.Host;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.Handle;
import dev.wsplab.kernel.KernelException;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.ThreadHandle;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ServiceProvider;
import java.util.function.Supplier;

/** The functions of {@code kernel32.dll} for handles of every kind, and the last error. */
abstract class HandleCalls extends ApcCalls {
  final FileTransfers files;

  HandleCalls(Host host, FileTransfers files) {
    super(host);
    this.files = files;
  }

  /**
   * {@code CloseHandle} of a port: who waits gets 735, packets in it are gone (WIN-13, IOCP-Q-6);
   * FALSE with 6 for a bad handle.
   *
   * @param port its handle is nobody's afterwards
   * @return TRUE; FALSE with 6
   */
  public BoolResult closeHandle(PortHandle port) {
    return closing(port, () -> bool(host.handles().closePort(port)));
  }

  /**
   * {@code CloseHandle} of a socket. On a system handle the same as {@code closesocket} (WIN-24). A
   * handle of {@code WPUCreateSocketHandle} is closed without its provider hearing of it: what is
   * pending there can no longer be indicated. FALSE with 6 for a bad handle, else the provider's
   * error.
   *
   * @param socket its handle is nobody's afterwards
   * @return TRUE; FALSE with 6, or with the error of the system handle's provider
   */
  public BoolResult closeHandle(SocketHandle socket) {
    return closing(socket, () -> closed(socket));
  }

  private BoolResult closed(SocketHandle socket) {
    ServiceProvider provider = host.isProviderMade(socket) ? null : files.providerOf(socket);
    if (provider == null) {
      return bool(host.handles().closePastProvider(socket));
    }
    CallResult closed = provider.wspCloseSocket(socket);
    return bool(closed.succeeded() ? 0 : FileTransfers.win32Of(closed.errno()));
  }

  /**
   * {@code CloseHandle} of a thread, which goes on running; FALSE with 6 for a bad handle.
   *
   * @param thread of {@link #openThread} or a copy
   * @return TRUE; FALSE with 6
   */
  public BoolResult closeHandle(ThreadHandle thread) {
    return closing(thread, () -> bool(kernel.closeHandle(thread)));
  }

  /**
   * {@code DuplicateHandle} within the process. On a copy of a system socket every Winsock function
   * works but {@code WSAGetOverlappedResult}, which does not ask the providers (WIN-39); copies
   * share what the socket has, and the last one closes it (WIN-23). A copy of a handle of {@code
   * WPUCreateSocketHandle} is no socket to Winsock.
   *
   * @param socket of this environment
   * @return the copy, which the caller closes; its value is 0 on failure: 6, 8, 1816
   */
  public DuplicateResult<SocketHandle> duplicateHandle(SocketHandle socket) {
    return duplicate(() -> host.handles().duplicate(socket), new SocketHandle(0));
  }

  /**
   * {@code DuplicateHandle}: the port lives until its last handle is closed; 0 with 6, 8, 1816.
   *
   * @param port of this environment
   * @return the copy, which the caller closes; its value is 0 on failure
   */
  public DuplicateResult<PortHandle> duplicateHandle(PortHandle port) {
    return duplicate(() -> host.handles().duplicate(port), new PortHandle(0));
  }

  /**
   * {@code DuplicateHandle}: another handle of the same event; 0 with 6, 8, 1816.
   *
   * @param event of this environment
   * @return the copy, which the caller closes; its value is 0 on failure
   */
  public DuplicateResult<EventHandle> duplicateHandle(EventHandle event) {
    return duplicate(() -> host.handles().duplicate(event), EventHandle.NULL);
  }

  /**
   * {@code DuplicateHandle}: another handle of the same thread; 0 with 6, 8, 1816.
   *
   * @param thread of this environment
   * @return the copy, which the caller closes; its value is 0 on failure
   */
  public DuplicateResult<ThreadHandle> duplicateHandle(ThreadHandle thread) {
    return duplicate(() -> host.handles().duplicate(thread), new ThreadHandle(0));
  }

  private <H extends Handle> DuplicateResult<H> duplicate(Supplier<H> make, H none) {
    try {
      H copy = make.get();
      host.watch().opened(copy, "DuplicateHandle");
      return new DuplicateResult<>(copy, 0);
    } catch (KernelException e) {
      keep(e.error());
      return new DuplicateResult<>(none, e.error());
    }
  }

  /**
   * {@code CloseHandle} of an event; FALSE with 6 for a bad handle.
   *
   * @param event not used by any operation or registration
   * @return TRUE; FALSE with 6
   */
  public BoolResult closeHandle(EventHandle event) {
    return closing(event, () -> bool(kernel.closeHandle(event)));
  }

  /**
   * {@code GetLastError} of the calling thread, shared with {@code WSAGetLastError} (WIN-H9).
   *
   * @return Win32's or Winsock's number; what was set last, whether or not a call has succeeded
   *     since
   */
  public int getLastError() {
    return kernel.threads().lastError();
  }

  /**
   * {@code SetLastError} of the calling thread; refused on a virtual one.
   *
   * @param error any 32 bits
   * @throws dev.wsplab.kernel.VirtualThreadException on a virtual thread
   */
  public void setLastError(int error) {
    kernel.threads().setLastError(error);
  }

  private BoolResult closing(Handle handle, Supplier<BoolResult> close) {
    return host.watch().closing(handle, close, BoolResult::returnValue);
  }

  final BoolResult bool(int error) {
    if (error == 0) {
      return BoolResult.TRUE;
    }
    keep(error);
    return BoolResult.failed(error);
  }
}
