package dev.wsplab.client;

import dev.wsplab.host.Host;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.operation.OperationKind;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaMsg;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The functions of {@link Ws2_32} that name the other end of a datagram. */
abstract class DatagramCalls extends EventCalls {
  final Transfers transfers;

  DatagramCalls(Host host, ClientState state, Transfers transfers) {
    super(host, state);
    this.transfers = transfers;
  }

  /**
   * {@code sendto}: {@link #wsaSendTo} without a structure, which waits; the same errors.
   *
   * @param s the socket
   * @param buffers what to send, copied or sent before the call returns
   * @param flags {@code MSG_DONTROUTE}, {@code MSG_OOB}, or 0 (WSP-SEND-1)
   * @param to as of {@link #wsaSendTo}
   * @return the bytes; the errors of {@link #wsaSendTo}
   */
  public TransferResult sendto(
      SocketHandle s, WsaBuffers buffers, int flags, @Nullable Sockaddr to) {
    return wsaSendTo(s, buffers, flags, to, null, null);
  }

  /**
   * {@code recvfrom}: {@link #wsaRecvFrom} without a structure, which waits; the same errors.
   *
   * @param s the socket
   * @param buffers room for the datagram
   * @param flags as of {@link #wsaRecvFrom}
   * @param from address of room for the sender's address, or 0
   * @param fromLength address of the size of that room, 32 bits, or 0
   * @return the bytes; the errors of {@link #wsaRecvFrom}
   */
  public TransferResult recvfrom(
      SocketHandle s, WsaBuffers buffers, int flags, long from, long fromLength) {
    return wsaRecvFrom(s, buffers, flags, from, fromLength, null, null);
  }

  /**
   * {@code WSASendTo}. A datagram socket that is not bound is bound by it. Errors besides those of
   * all transfers: {@code WSAEMSGSIZE} more than one datagram can carry, {@code WSAEACCES} a
   * broadcast without {@code SO_BROADCAST}, {@code WSAENOTCONN} no address and no default peer,
   * {@code WSAEADDRNOTAVAIL} no address of a host or port 0, {@code WSAEAFNOSUPPORT} an address of
   * another family, {@code WSAENETUNREACH}.
   *
   * @param s the socket
   * @param buffers the caller's; they are left alone until the operation has ended (WSP-IO-7)
   * @param flags {@code MSG_DONTROUTE}, {@code MSG_OOB}, or 0 (WSP-SEND-1)
   * @param to where to, for this datagram alone; null for the default peer; ignored on a stream
   *     (WSP-SEND-5)
   * @param overlapped the structure, or null for a synchronous call
   * @param routine completion routine, or null; runs in this thread's next alertable wait
   * @return as {@link Ws2_32#wsaSend}
   * @throws dev.wsplab.kernel.VirtualThreadException with a routine, on a virtual thread
   */
  public TransferResult wsaSendTo(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Sockaddr to,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine) {
    return state.keep(
        state.<TransferResult>route(
            s,
            provider ->
                transfers.run(
                    OperationKind.SEND_TO,
                    s,
                    provider,
                    overlapped,
                    routine,
                    buffers,
                    (table, observed, thread) ->
                        table.wspSendTo(s, buffers, flags, to, overlapped, observed, thread)),
            TransferResult::failed));
  }

  /**
   * {@code WSASendMsg} of ws2_32: sends a datagram with control data, past the layers that pass
   * {@code SIO_BSP_HANDLE} down, on the handle of the one that answers it, or of the first that
   * refuses it (sheet, 7; WSP-IOCTL-8). A port has to be associated with that handle. {@link
   * Extensions#wsaSendMsg} calls the provider's own function instead.
   *
   * @param s the socket
   * @param message what to send; {@code WSAEFAULT} for null, and for one that cannot be read
   * @param messageOwner the Java object that owns the data, kept until the completion was
   *     delivered; or null
   * @param flags {@code MSG_DONTROUTE}, or 0
   * @param overlapped the structure, or null to wait
   * @param routine completion routine, or null; runs in this thread's next alertable wait
   * @return the errors of {@link Extensions#wsaSendMsg}, and {@code WSAEINVAL} from a provider that
   *     does not know {@code SIO_EXT_SENDMSG}
   */
  public TransferResult wsaSendMsg(
      SocketHandle s,
      @Nullable WsaMsg message,
      @Nullable Object messageOwner,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine) {
    return state.keep(
        new ClientSendMsg(state, transfers, host.kernel().memory())
            .send(s, message, messageOwner, flags, overlapped, routine));
  }

  /**
   * {@code WSARecvFrom}. Errors besides those of all transfers: {@code WSAEMSGSIZE} the datagram
   * was cut, its first bytes are in the buffers and the rest is lost; {@code WSAEINVAL} the socket
   * is not bound; {@code WSAECONNRESET} an earlier datagram found nobody, unless {@code
   * SIO_UDP_CONNRESET} is off.
   *
   * @param s the socket
   * @param buffers the caller's; they are left alone until the operation has ended (WSP-IO-7)
   * @param flags {@code MSG_PEEK} (without a structure), {@code MSG_PARTIAL}, or 0
   * @param from address of room for the sender's address, or 0; written at completion, so it must
   *     stay valid until then (WSP-RECV-7)
   * @param fromLength address of the size of that room, 32 bits, which becomes that of the address;
   *     or 0
   * @param overlapped the structure, or null for a synchronous call
   * @param routine completion routine, or null; runs in this thread's next alertable wait
   * @return as {@link Ws2_32#wsaRecv}
   * @throws dev.wsplab.kernel.VirtualThreadException with a routine, on a virtual thread
   */
  public TransferResult wsaRecvFrom(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      long from,
      long fromLength,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine) {
    return state.keep(
        state.<TransferResult>route(
            s,
            provider ->
                transfers.run(
                    OperationKind.RECV_FROM,
                    s,
                    provider,
                    overlapped,
                    routine,
                    buffers,
                    (table, observed, thread) ->
                        table.wspRecvFrom(
                            s, buffers, flags, from, fromLength, overlapped, observed, thread)),
            TransferResult::failed));
  }
}
