package dev.wsplab.client;

import dev.wsplab.host.Host;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.operation.OperationKind;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.OverlappedResult;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The functions of {@link Ws2_32} that transfer data, or ask for something, perhaps overlapped. */
abstract class TransferCalls extends ConnectionCalls {
  TransferCalls(Host host, ClientState state, Transfers transfers) {
    super(host, state, transfers);
  }

  /**
   * {@code send}: {@link #wsaSend} without a structure, which waits; the same errors.
   *
   * @param s the socket
   * @param buffers the caller's again when the call returns
   * @param flags {@code MSG_*} (WSP-SEND-1)
   * @return the bytes; the errors of {@link #wsaSend}
   */
  public TransferResult send(SocketHandle s, WsaBuffers buffers, int flags) {
    return wsaSend(s, buffers, flags, null, null);
  }

  /**
   * {@code recv}: {@link #wsaRecv} without a structure, which waits; the same errors.
   *
   * @param s the socket
   * @param buffers the caller's again when the call returns
   * @param flags as of {@link #wsaRecv}
   * @return the bytes, 0 at the graceful end of a stream (WSP-RECV-4); the errors of {@link
   *     #wsaRecv}
   */
  public TransferResult recv(SocketHandle s, WsaBuffers buffers, int flags) {
    return wsaRecv(s, buffers, flags, null, null);
  }

  /**
   * {@code WSASend}: sends the buffers in their order (WSP-SEND-*).
   *
   * <p>0 means finished, and with a structure indicated already; {@code WSA_IO_PENDING} that it
   * will be, once; any other error that nothing was started (WSP-IO-1). The errors of all
   * transfers: {@code WSAENOTCONN}, {@code WSAESHUTDOWN}, {@code WSAECONNRESET}, {@code
   * WSAECONNABORTED}; {@code WSAEFAULT} for memory that cannot be used, {@code WSAEINVAL} for a
   * negative count or a routine on a socket with a port (WIN-18), {@code WSA_INVALID_HANDLE} for a
   * bad event, {@code WSAEOPNOTSUPP} for flags, {@code WSAENOBUFS} when memory is short; without a
   * structure {@code WSAEWOULDBLOCK}, {@code WSAETIMEDOUT} and {@code WSAEINTR}. Of datagrams also
   * {@code WSAEMSGSIZE} (WSP-SEND-3).
   *
   * @param s the socket
   * @param buffers the caller's; data and structure are left alone until the operation has ended
   *     (WSP-IO-7)
   * @param flags {@code MSG_*} (WSP-SEND-1)
   * @param overlapped the structure, or null for a synchronous call
   * @param routine completion routine, or null; runs in this thread's next alertable wait (WIN-47)
   * @return the bytes when it has finished at once; else an error, as said
   * @throws dev.wsplab.kernel.VirtualThreadException with a routine, on a virtual thread
   */
  public TransferResult wsaSend(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine) {
    return transfer(
        OperationKind.SEND,
        s,
        overlapped,
        routine,
        buffers,
        (provider, observed, thread) ->
            provider.wspSend(s, buffers, flags, overlapped, observed, thread));
  }

  /**
   * {@code WSARecv}: fills the buffers in their order (WSP-RECV-*). Returns and fails as {@link
   * #wsaSend}; 0 bytes of a stream are its graceful end (WSP-RECV-4). {@code WSAEMSGSIZE} when a
   * datagram was cut (WSP-RECV-3), {@code WSAEINVAL} when a datagram socket is not bound
   * (WSP-RECV-11).
   *
   * @param s the socket
   * @param buffers the caller's; they are the operation's until it has ended (WSP-IO-7)
   * @param flags {@code MSG_PEEK} (without a structure), {@code MSG_OOB}, {@code MSG_PARTIAL},
   *     {@code MSG_WAITALL}
   * @param overlapped the structure, or null for a synchronous call
   * @param routine completion routine, or null; runs in this thread's next alertable wait (WIN-47)
   * @return {@code flags} count only when it has finished (WSP-RECV-6)
   * @throws dev.wsplab.kernel.VirtualThreadException with a routine, on a virtual thread
   */
  public TransferResult wsaRecv(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine) {
    return transfer(
        OperationKind.RECV,
        s,
        overlapped,
        routine,
        buffers,
        (provider, observed, thread) ->
            provider.wspRecv(s, buffers, flags, overlapped, observed, thread));
  }

  /**
   * {@code WSAIoctl} (WSP-IOCTL-*). {@code docs/options.md} lists what each base knows.
   *
   * @param s the socket
   * @param code {@code SIO_*} or {@code FIO*}
   * @param in address of the input, or 0
   * @param inLength in bytes, unsigned
   * @param out address of room for the output, or 0; with a structure it is left alone until the
   *     end
   * @param outLength in bytes, unsigned
   * @param overlapped the structure, or null for a synchronous call
   * @param routine completion routine, or null; runs in this thread's next alertable wait (WIN-47)
   * @return as {@link #wsaSend}, with the bytes of output; {@code WSAEINVAL} for an unknown code,
   *     {@code WSAEOPNOTSUPP} and {@code WSAENOPROTOOPT} for one that is not served (WSP-IOCTL-2),
   *     {@code WSAEFAULT} for addresses and lengths
   * @throws dev.wsplab.kernel.VirtualThreadException with a routine, on a virtual thread
   */
  public TransferResult wsaIoctl(
      SocketHandle s,
      int code,
      long in,
      int inLength,
      long out,
      int outLength,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine) {
    return transfer(
        OperationKind.IOCTL,
        s,
        overlapped,
        routine,
        null,
        (provider, observed, thread) ->
            provider.wspIoctl(s, code, in, inLength, out, outLength, overlapped, observed, thread));
  }

  /**
   * {@code ioctlsocket}: {@code FIONBIO}, {@code FIONREAD} and {@code SIOCATMARK}, without
   * overlapped; see {@link #wsaIoctl}.
   *
   * @param s the socket
   * @param cmd one of these three
   * @param argp address of a {@code u_long}, 4 bytes, that is read or written
   * @return {@code WSAEFAULT} for a bad address, {@code WSAEINVAL} for another command, or for
   *     blocking again while network events are registered (WSP-IOCTL-7)
   */
  public CallResult ioctlsocket(SocketHandle s, int cmd, long argp) {
    boolean reads = cmd == Winsock2.FIONBIO;
    TransferResult result =
        reads
            ? wsaIoctl(s, cmd, argp, Integer.BYTES, 0, 0, null, null)
            : wsaIoctl(s, cmd, 0, 0, argp, Integer.BYTES, null, null);
    return result.succeeded() ? CallResult.OK : CallResult.failed(result.errno());
  }

  /**
   * {@code WSAGetOverlappedResult}: what became of the last operation with this structure (GOR-*).
   *
   * @param s the socket of the operation
   * @param overlapped its structure
   * @param wait whether to wait for the event of the structure, not alertably, without a time-out
   * @return bytes and flags of success; {@code WSA_IO_INCOMPLETE} while it is running, {@code
   *     WSA_INVALID_HANDLE} without an event to wait for, {@code WSAENOTSOCK} also for a copy of a
   *     handle (WIN-39), {@code WSAEINVAL} for null, {@code WSAEFAULT}, else the operation's error
   * @throws dev.wsplab.kernel.WaitInterruptedException when the thread is interrupted while it
   *     waits
   */
  public OverlappedResult wsaGetOverlappedResult(
      SocketHandle s, @Nullable Overlapped overlapped, boolean wait) {
    if (state.isStarted() && !host.knows(s)) {
      // This one does not ask the providers (CLI-2, WIN-39).
      return state.keep(OverlappedResult.failed(WsaError.WSAENOTSOCK));
    }
    return state.keep(
        state.<OverlappedResult>route(
            s,
            provider -> provider.wspGetOverlappedResult(s, overlapped, wait),
            OverlappedResult::failed));
  }

  private TransferResult transfer(
      OperationKind kind,
      SocketHandle s,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable Object kept,
      Transfers.Start start) {
    return state.keep(
        state.<TransferResult>route(
            s,
            provider -> transfers.run(kind, s, provider, overlapped, routine, kept, start),
            TransferResult::failed));
  }
}
