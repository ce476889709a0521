package dev.wsplab.client;

import dev.wsplab.host.Host;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.operation.OperationKind;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.ExtensionFunction.AcceptEx;
import dev.wsplab.spi.ExtensionFunction.ConnectEx;
import dev.wsplab.spi.ExtensionFunction.DisconnectEx;
import dev.wsplab.spi.ExtensionFunction.GetAcceptExSockaddrs;
import dev.wsplab.spi.ExtensionFunction.Result;
import dev.wsplab.spi.ExtensionFunction.Sockaddrs;
import dev.wsplab.spi.ExtensionFunction.WsaPoll;
import dev.wsplab.spi.PollFd;
import dev.wsplab.spi.PollResult;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.WinsockException;
import dev.wsplab.spi.WsaError;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The functions of {@code mswsock.dll} that reach the provider through a pointer. As the exports of
 * that DLL do, each call asks the socket's provider for its pointer first, so that every socket
 * gets its own provider's function.
 *
 * <p>TRUE means finished, and with a structure indicated already; FALSE with {@code WSA_IO_PENDING}
 * that it will be, once; any other error that nothing was started. {@code WSANOTINITIALISED} and
 * {@code WSAENOTSOCK} are as in {@link Ws2_32}; {@code WSAEINVAL} for a socket whose provider has
 * no such function (WSP-IOCTL-3), or in the wrong state: AcceptEx without listening or with an
 * accept socket in use, ConnectEx unbound; {@code WSAENOTCONN} for a transfer or DisconnectEx
 * without connection, {@code WSAEFAULT} for memory that cannot be used, {@code WSAENOBUFS}; else
 * the errors of {@link Ws2_32#connect} and {@link Ws2_32#wsaSend}. Thread-safe.
 */
public final class Extensions extends TransmitCalls {
  Extensions(Host host, ClientState state, Transfers transfers) {
    super(host, state, transfers);
  }

  /**
   * {@code AcceptEx}: {@link Result#returnValue} FALSE with {@code WSA_IO_PENDING} means that it
   * was started (CLI-ACCEPTEX-1).
   *
   * @param listen a listening socket: port, key and cancelling are its own (CLI-ACCEPTEX-5)
   * @param accept a socket that is neither bound nor connected (CLI-ACCEPTEX-2)
   * @param output address of room for the data, the local and the remote address
   * @param outputOwner the Java object that owns that memory, kept until the completion was
   *     delivered; or null
   * @param receiveLength bytes of data to wait for, 0 for none
   * @param localLength room for the local address: its size and 16
   * @param remoteLength room for the remote address: its size and 16
   * @param overlapped the structure; it has to be there (WIN-42)
   * @return TRUE with the bytes when it has finished; FALSE with {@code WSA_IO_PENDING}, or with an
   *     error that the class names; the bytes are those of the data
   */
  public Result acceptEx(
      SocketHandle listen,
      SocketHandle accept,
      long output,
      @Nullable Object outputOwner,
      int receiveLength,
      int localLength,
      int remoteLength,
      @Nullable Overlapped overlapped) {
    return state.keep(
        state.<Result>route(
            listen,
            provider -> {
              AcceptEx function =
                  pointers.find(provider, listen, ExtensionFunction.WSAID_ACCEPTEX, AcceptEx.class);
              return started(
                  OperationKind.ACCEPT_EX,
                  listen,
                  overlapped,
                  outputOwner,
                  function == null
                      ? null
                      : () ->
                          function.acceptEx(
                              listen,
                              accept,
                              output,
                              receiveLength,
                              localLength,
                              remoteLength,
                              overlapped));
            },
            Result::failed));
  }

  /**
   * {@code AcceptEx} into a block that begins with the data.
   *
   * @param listen as of the form with an address
   * @param accept as of the form with an address
   * @param output kept until the completion was delivered
   * @param receiveLength bytes of data to wait for, 0 for none
   * @param localLength room for the local address: its size and 16
   * @param remoteLength room for the remote address: its size and 16
   * @param overlapped the structure; it has to be there (WIN-42)
   * @return as the form with an address
   */
  public Result acceptEx(
      SocketHandle listen,
      SocketHandle accept,
      @Nullable NativeBlock output,
      int receiveLength,
      int localLength,
      int remoteLength,
      @Nullable Overlapped overlapped) {
    return acceptEx(
        listen,
        accept,
        output == null ? 0 : output.address(),
        output,
        receiveLength,
        localLength,
        remoteLength,
        overlapped);
  }

  /**
   * {@code ConnectEx}.
   *
   * @param s bound and not connected (CLI-CONNECTEX-1)
   * @param name the peer; copied
   * @param data what to send once connected, or null; kept until the completion was delivered
   * @param overlapped the structure; it has to be there (CLI-CONNECTEX-1)
   * @return TRUE with the bytes when it has finished; FALSE with {@code WSA_IO_PENDING}, or with an
   *     error that the class names; the bytes are those of the data (CLI-CONNECTEX-2)
   */
  public Result connectEx(
      SocketHandle s,
      @Nullable Sockaddr name,
      @Nullable NativeBlock data,
      @Nullable Overlapped overlapped) {
    long address = data == null ? 0 : data.address();
    int length = data == null ? 0 : Math.toIntExact(data.size());
    return connectEx(s, name, address, length, data, overlapped);
  }

  /**
   * {@code ConnectEx} with first data at an address.
   *
   * @param s bound and not connected (CLI-CONNECTEX-1)
   * @param name the peer; copied
   * @param data address of what is sent first, or 0
   * @param length its length in bytes
   * @param dataOwner the Java object that owns the data, kept until the completion was delivered;
   *     or null
   * @param overlapped the structure; it has to be there (CLI-CONNECTEX-1)
   * @return TRUE with the bytes when it has finished; FALSE with {@code WSA_IO_PENDING}, or with an
   *     error that the class names; the bytes are those of the data (CLI-CONNECTEX-2)
   */
  public Result connectEx(
      SocketHandle s,
      @Nullable Sockaddr name,
      long data,
      int length,
      @Nullable Object dataOwner,
      @Nullable Overlapped overlapped) {
    return state.keep(
        state.<Result>route(
            s,
            provider -> {
              if (name == null) {
                return Result.failed(WsaError.WSAEFAULT);
              }
              ConnectEx function =
                  pointers.find(provider, s, ExtensionFunction.WSAID_CONNECTEX, ConnectEx.class);
              return started(
                  OperationKind.CONNECT_EX,
                  s,
                  overlapped,
                  dataOwner,
                  function == null
                      ? null
                      : () -> function.connectEx(s, name, data, length, overlapped));
            },
            Result::failed));
  }

  /**
   * {@code DisconnectEx}.
   *
   * @param s a connected socket
   * @param overlapped the structure, or null to wait
   * @param flags 0 or {@code TransmitFlags.TF_REUSE_SOCKET}
   * @return TRUE with the bytes when it has finished; FALSE with {@code WSA_IO_PENDING}, or with an
   *     error that the class names (page DisconnectEx)
   */
  public Result disconnectEx(SocketHandle s, @Nullable Overlapped overlapped, int flags) {
    return call(
        OperationKind.DISCONNECT_EX,
        s,
        overlapped,
        null,
        ExtensionFunction.WSAID_DISCONNECTEX,
        DisconnectEx.class,
        function -> function.disconnectEx(s, overlapped, flags, 0));
  }

  /**
   * {@code WSAPoll} by the pointer of the first socket's provider, past ws2_32: a layer that offers
   * the function sees it (WSP-IOCTL-4). {@link Ws2_32#wsaPoll} goes by {@code SIO_EXT_POLL}.
   *
   * @param fds sockets of one provider and what to look for, others get {@code POLLNVAL}; {@code
   *     WSAEFAULT} for null
   * @param timeout milliseconds; 0 does not wait, negative waits for ever
   * @return as {@link Ws2_32#wsaPoll}; {@code WSAEINVAL} when the provider has no such function
   */
  public PollResult wsaPoll(@Nullable List<PollFd> fds, int timeout) {
    if (fds == null && state.isStarted()) {
      return state.keep(PollResult.failed(WsaError.WSAEFAULT.code()));
    }
    boolean nothing = fds == null || fds.stream().allMatch(fd -> fd.fd().value() < 0);
    if (nothing && state.isStarted()) {
      return state.keep(PollResult.failed(WsaError.WSAEINVAL.code()));
    }
    return state.keep(poll(fds == null ? List.of() : fds, timeout));
  }

  private PollResult poll(List<PollFd> fds, int timeout) {
    SocketHandle first =
        fds.stream()
            .map(PollFd::fd)
            .filter(state::isSocket)
            .findFirst()
            .orElse(SocketHandle.INVALID);
    return state.<PollResult>route(
        first,
        provider -> {
          WsaPoll function =
              pointers.find(provider, first, ExtensionFunction.WSAID_WSAPOLL, WsaPoll.class);
          return function == null
              ? PollResult.failed(WsaError.WSAEINVAL.code())
              : function.wsaPoll(fds, timeout);
        },
        PollResult::failed);
  }

  /**
   * {@code GetAcceptExSockaddrs}.
   *
   * @param listen the listening socket, whose provider wrote the output
   * @param output address of what {@link #acceptEx} has written
   * @param receiveLength in bytes, as given to {@link #acceptEx}
   * @param localLength in bytes, as given to {@link #acceptEx}
   * @param remoteLength in bytes, as given to {@link #acceptEx}
   * @return both addresses, copied
   * @throws WinsockException with {@code WSANOTINITIALISED} or {@code WSAENOTSOCK}, since the
   *     function itself returns nothing, or with {@code WSAEINVAL} when that provider does not have
   *     it
   * @throws dev.wsplab.kernel.AccessViolationException when the output is no memory, or is said to
   *     be 2 GiB long or more
   */
  public Sockaddrs getAcceptExSockaddrs(
      SocketHandle listen, long output, int receiveLength, int localLength, int remoteLength) {
    Sockaddrs found =
        state.<@Nullable Sockaddrs>route(
            listen,
            provider -> {
              GetAcceptExSockaddrs function =
                  pointers.find(
                      provider,
                      listen,
                      ExtensionFunction.WSAID_GETACCEPTEXSOCKADDRS,
                      GetAcceptExSockaddrs.class);
              return function == null
                  ? null
                  : function.getAcceptExSockaddrs(output, receiveLength, localLength, remoteLength);
            },
            error -> {
              throw new WinsockException("GetAcceptExSockaddrs", error);
            });
    if (found == null) {
      throw new WinsockException("GetAcceptExSockaddrs", WsaError.WSAEINVAL.code());
    }
    return found;
  }
}
