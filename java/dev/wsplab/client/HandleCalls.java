package dev.wsplab.client;

import dev.wsplab.host.Host;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.Handle;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.KernelException;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.ThreadHandle;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ServiceProvider;
import java.util.function.Supplier;

/** The functions of {@link Kernel32} that close and duplicate handles. */
abstract class HandleCalls {
  final Host host;
  final Kernel kernel;
  final FileTransfers files;

  HandleCalls(Host host, FileTransfers files) {
    this.host = host;
    this.kernel = host.kernel();
    this.files = files;
  }

  /** {@code CloseHandle}. */
  public BoolResult closeHandle(PortHandle port) {
    return closing(port, () -> bool(host.handles().closePort(port)));
  }

  /**
   * {@code CloseHandle} of a socket. On a system handle the same as {@code closesocket} (WIN-24). A
   * handle of {@code WPUCreateSocketHandle} is closed without its provider hearing of it: what is
   * pending there can no longer be indicated.
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

  /** {@code CloseHandle}. */
  public BoolResult closeHandle(ThreadHandle thread) {
    return closing(thread, () -> bool(kernel.closeHandle(thread)));
  }

  /**
   * {@code DuplicateHandle} within the process. On a copy of a system socket every Winsock function
   * works but {@code WSAGetOverlappedResult}, which does not ask the providers (WIN-39); copies
   * share what the socket has, and the last one closes it (WIN-23). A copy of a handle of {@code
   * WPUCreateSocketHandle} is no socket to Winsock.
   *
   * @return the copy; its value is 0 on failure
   */
  public DuplicateResult<SocketHandle> duplicateHandle(SocketHandle socket) {
    return duplicate(() -> host.handles().duplicate(socket), new SocketHandle(0));
  }

  /** {@code DuplicateHandle} within the process; its value is 0 on failure. */
  public DuplicateResult<PortHandle> duplicateHandle(PortHandle port) {
    return duplicate(() -> host.handles().duplicate(port), new PortHandle(0));
  }

  /** {@code DuplicateHandle} within the process; its value is 0 on failure. */
  public DuplicateResult<EventHandle> duplicateHandle(EventHandle event) {
    return duplicate(() -> host.handles().duplicate(event), EventHandle.NULL);
  }

  /** {@code DuplicateHandle} within the process; its value is 0 on failure. */
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

  /** {@code CloseHandle}. */
  public BoolResult closeHandle(EventHandle event) {
    return closing(event, () -> bool(kernel.closeHandle(event)));
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

  final void keep(int error) {
    if (!kernel.threads().isCurrentVirtual()) {
      kernel.threads().setLastError(error);
    }
  }
}
