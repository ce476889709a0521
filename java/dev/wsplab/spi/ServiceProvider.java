package dev.wsplab.spi;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import java.util.Set;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A transport service provider: {@code WSPStartup} and the thirty functions of {@code
 * WSPPROC_TABLE}. Each method is the function of the same name in Microsoft's documentation (pages
 * LPWSP*); the trailing {@code lpErrno} and the other out parameters are components of the result.
 * No method answers with null, and none throws what Winsock has a number for.
 *
 * <p>Any thread may call any method at any time, several threads the same one. {@link
 * SocketHandle}s, {@link Sockaddr}s and byte arrays are values. {@link WsaBuffers} are the
 * caller's: the array of a native caller is gone when the method returns ({@link
 * WsaBuffers#capture}), the data behind it belong to the operation until its completion was
 * indicated (WSP-IO-7). A raw address is the caller's memory and may be wrong: whoever reads or
 * writes there does so by {@code exports.kernel().memory()} and answers {@code WSAEFAULT} to its
 * {@code AccessViolationException}.
 *
 * <p><b>Overlapped calls</b> are those with a structure (WSP-IO-*; sheet, 3.3). The answer 0 means
 * that the completion has already been indicated, {@code WSA_IO_PENDING} that it will be, exactly
 * once, and any other error that it never will be. With a routine, it alone is told, in the thread
 * that {@code threadId} names; else the event of the structure is set and a packet queued to the
 * port of the socket. The structure and the buffers stay valid until then. Without a structure,
 * routine and thread do not count, and the call may block.
 *
 * <p><b>Errors of every method with a socket</b>: {@code WSAENOTSOCK} for one that is not this
 * provider's, {@code WSAENETDOWN} when the provider cannot work any more, {@code WSAEINPROGRESS} in
 * a blocking call's hook (WPU-BLOCK-7). Those of all transfers: {@code WSAEFAULT} for memory that
 * cannot be read or written, {@code WSAEINVAL} for a negative count or a routine on a socket with a
 * port (WIN-18), {@code WSAENOBUFS} when memory is short, {@code WSAEWOULDBLOCK} for a call without
 * a structure on a non-blocking socket, {@code WSAEINTR} when {@link #wspCancelBlockingCall} ended
 * it, {@code WSAENOTCONN}, {@code WSAESHUTDOWN}, {@code WSAECONNRESET} and {@code WSAECONNABORTED}
 * as the state of the connection is. Further errors stand with each method.
 *
 * <p>Most people extend {@code dev.wsplab.provider.LayeredProvider} or {@code BaseProvider} and
 * override what they change.
 */
public interface ServiceProvider {
  /**
   * {@code WSPStartup}. The first call to a provider; it may come several times, and each success
   * is matched by one {@link #wspCleanup} (WSP-START-7).
   *
   * @param versionRequested low byte major, high byte minor (WSP-START-3)
   * @param protocolInfo the entry the provider is started for: a base entry, or the whole chain for
   *     a layer, which passes it on unchanged (WSP-START-9)
   * @param upcalls the fifteen upcalls; the most recent table counts (WSP-START-8)
   * @param exports what ws2_32 exports by name
   * @return the versions and the table, or the error itself: {@code WSASYSNOTREADY}, {@code
   *     WSAVERNOTSUPPORTED} for a version below the provider's lowest (WSP-START-5), {@code
   *     WSAEPROCLIM}. The client then sees {@code WSAEPROVIDERFAILEDINIT}; {@code
   *     WSAEINVALIDPROVIDER} for another version than 2.2 (WSP-START-6), {@code
   *     WSAEINVALIDPROCTABLE} for a table with gaps
   */
  StartupResult wspStartup(
      int versionRequested, ProtocolInfo protocolInfo, Upcalls upcalls, Ws2Exports exports);

  /**
   * Entries of the procedure table that are missing, that is NULL in C; complete unless overridden
   * (LAY-PT-2). Asked once after each start, in the thread that starts the provider.
   *
   * @return none unless overridden
   */
  default Set<WspFunction> missingFunctions() {
    return Set.of();
  }

  /**
   * {@return the provider itself, when this stands in front of one ({@link ForwardingProvider});
   * else this} A layer recognises itself in the catalog by it. Never fails.
   */
  default ServiceProvider origin() {
    return this;
  }

  /**
   * {@code WSPAccept}: takes the oldest connection of a listening socket, and blocks while there is
   * none. The new socket has the listener's properties and belongs to the caller (WSP-ACCEPT-1).
   *
   * @param s a socket of this provider
   * @param condition {@code lpfnCondition}, called in this thread before it is accepted; null
   *     accepts
   * @param callbackData given to the condition function, not looked at
   * @return the socket and the peer's address; {@code WSAEINVAL} when it does not listen, {@code
   *     WSAEWOULDBLOCK} when nobody waits and it is non-blocking, {@code WSAEACCES} when the
   *     request was withdrawn (WSP-ACCEPT-2), {@code WSAECONNREFUSED} when the condition rejects,
   *     {@code WSATRY_AGAIN} when it defers, {@code WSAEOPNOTSUPP} for datagrams, {@code WSAEMFILE}
   */
  AcceptResult wspAccept(SocketHandle s, @Nullable AcceptCondition condition, long callbackData);

  /**
   * {@code WSPAddressToString}: numeric text, without asking anybody for names (page
   * LPWSPADDRESSTOSTRING).
   *
   * @param address of any family and length
   * @param protocolInfo the entry whose provider is meant, or null
   * @return the text; {@code WSAEINVAL} for an address of a family that it does not know, {@code
   *     WSAEFAULT} for one that is too short
   */
  TextResult wspAddressToString(Sockaddr address, @Nullable ProtocolInfo protocolInfo);

  /**
   * {@code WSPAsyncSelect}: from now on network events are posted to a window, by {@link
   * Upcalls#wpuPostMessage}; the socket becomes non-blocking (page LPWSPASYNCSELECT). It replaces
   * what was registered before, {@link #wspEventSelect} too.
   *
   * @param s a socket of this provider
   * @param hWnd of the window that gets the messages; whose it is, is not asked
   * @param message the number that each carries
   * @param events {@code FD_*} bits; 0 ends it
   * @return {@code WSAEINVAL} for a window or bits that do not exist
   */
  CallResult wspAsyncSelect(SocketHandle s, long hWnd, int message, int events);

  /**
   * {@code WSPBind}: gives the socket its local address (page LPWSPBIND).
   *
   * @param s a socket of this provider
   * @param name port 0 takes a free one
   * @return {@code WSAEFAULT} for an address that is too short, {@code WSAEAFNOSUPPORT} for one of
   *     another family, {@code WSAEADDRNOTAVAIL} for one that is not this machine's, {@code
   *     WSAEADDRINUSE}, {@code WSAEINVAL} when it is bound, {@code WSAEACCES}
   */
  CallResult wspBind(SocketHandle s, Sockaddr name);

  /**
   * {@code WSPCancelBlockingCall}: cancels the calling thread's own blocking call, which then fails
   * with {@code WSAEINTR}; to be called from its hook (WPU-BLOCK-6).
   *
   * @return {@code WSAEINVAL} when the thread is in no such call
   */
  CallResult wspCancelBlockingCall();

  /**
   * {@code WSPCleanup}: takes back one {@link #wspStartup}. The last one closes every socket, and
   * ends what is pending without telling anybody (WSP-CLEAN-1 to WSP-CLEAN-4).
   *
   * @return {@code WSANOTINITIALISED} when it was not started
   */
  CallResult wspCleanup();

  /**
   * {@code WSPCloseSocket}: releases the handle (WSP-CLOSE-*). What is pending is indicated as
   * aborted, perhaps after the call has returned: structures and buffers stay the operation's until
   * then (WSP-CLOSE-3, WSP-CLOSE-4).
   *
   * @param s a socket of this provider
   * @return {@code WSAEWOULDBLOCK} for a non-blocking socket with a linger time and unsent data,
   *     which then stays open (WSP-CLOSE-6)
   */
  CallResult wspCloseSocket(SocketHandle s);

  /**
   * {@code WSPConnect}: connects a stream and blocks until it is; of a datagram socket it sets the
   * default peer (WSP-CONNECT-1 to WSP-CONNECT-3).
   *
   * @param s a socket of this provider
   * @param name the peer
   * @param callerData connect data, or null
   * @param calleeData connect data, or null
   * @param sqos address of a {@code QOS}, or 0
   * @param gqos address of a {@code QOS}, or 0
   * @return {@code WSAEWOULDBLOCK} when it goes on in the background, {@code WSAEALREADY} when it
   *     does so already, {@code WSAEISCONN}, {@code WSAEINVAL} when it listens, {@code WSAEFAULT}
   *     and {@code WSAEAFNOSUPPORT} as {@link #wspBind}, {@code WSAEADDRNOTAVAIL} for port 0 or no
   *     host, {@code WSAEACCES} for a broadcast that is not allowed, {@code WSAEPROTONOSUPPORT} for
   *     connect data, {@code WSAEOPNOTSUPP} for quality of service; the network's: {@code
   *     WSAECONNREFUSED}, {@code WSAETIMEDOUT}, {@code WSAENETUNREACH}, {@code WSAEHOSTUNREACH}
   */
  CallResult wspConnect(
      SocketHandle s,
      Sockaddr name,
      @Nullable WsaBuffers callerData,
      @Nullable WsaBuffers calleeData,
      long sqos,
      long gqos);

  /**
   * {@code WSPDuplicateSocket}: prepares a second descriptor of the same socket.
   *
   * @param s a socket of this provider
   * @param processId who will use it
   * @return an entry, good for exactly one {@link #wspSocket} (WSP-DUP-1); {@code WSAEINVAL} for
   *     another process, {@code WSAEOPNOTSUPP} when the provider cannot, {@code WSAEMFILE}
   */
  ProtocolInfoResult wspDuplicateSocket(SocketHandle s, int processId);

  /**
   * {@code WSPEnumNetworkEvents}: takes what was recorded since the last call (page
   * LPWSPENUMNETWORKEVENTS).
   *
   * @param s a socket of this provider
   * @param event reset together with the record, or {@link EventHandle#NULL}
   * @return {@code FD_*} bits with an error for each; {@code WSAEINVAL} for a bad event
   */
  NetworkEventsResult wspEnumNetworkEvents(SocketHandle s, EventHandle event);

  /**
   * {@code WSPEventSelect}: from now on network events set an event; the socket becomes
   * non-blocking (page LPWSPEVENTSELECT). It replaces what was registered before, {@link
   * #wspAsyncSelect} too.
   *
   * @param s a socket of this provider
   * @param event the caller's; it has to live as long as the registration
   * @param events {@code FD_*} bits; 0 ends it
   * @return {@code WSAEINVAL} for a bad event or bits that do not exist
   */
  CallResult wspEventSelect(SocketHandle s, EventHandle event, int events);

  /**
   * {@code WSPGetOverlappedResult}: what became of the last request with this structure (GOR-*).
   * Any thread may ask, as often as it likes, until the structure is used again.
   *
   * @param s the socket of the request
   * @param overlapped the client's structure
   * @param wait whether to wait for the event of the structure, not alertably (GOR-14)
   * @return the result only when the request has succeeded (GOR-2); {@code WSA_IO_INCOMPLETE} while
   *     it is running, {@code WSA_INVALID_HANDLE} when there is no event to wait for, {@code
   *     WSAEINVAL} for null, {@code WSAEFAULT} for memory that cannot be read, else the request's
   *     own error (GOR-3)
   */
  OverlappedResult wspGetOverlappedResult(
      SocketHandle s, @Nullable Overlapped overlapped, boolean wait);

  /**
   * {@code WSPGetPeerName} (page LPWSPGETPEERNAME).
   *
   * @param s a socket of this provider
   * @return the peer's address; {@code WSAENOTCONN}
   */
  AddressResult wspGetPeerName(SocketHandle s);

  /**
   * {@code WSPGetSockName} (page LPWSPGETSOCKNAME).
   *
   * @param s a socket of this provider
   * @return the local address; {@code WSAEINVAL} when it is not bound
   */
  AddressResult wspGetSockName(SocketHandle s);

  /**
   * {@code WSPGetSockOpt} (page LPWSPGETSOCKOPT).
   *
   * @param s a socket of this provider
   * @param level {@code SOL_SOCKET} or a protocol
   * @param name of the option
   * @param length {@code *optlen}: room for the value, in bytes
   * @return the value, little-endian; {@code WSAENOPROTOOPT} for an option that it does not know,
   *     {@code WSAEINVAL} for such a level, {@code WSAEFAULT} for too little room
   */
  OptionResult wspGetSockOpt(SocketHandle s, int level, int name, int length);

  /**
   * {@code WSPGetQOSByName} (page LPWSPGETQOSBYNAME).
   *
   * @param s a socket of this provider
   * @param name the name of a template
   * @param qos address of room for a {@code QOS}
   * @return TRUE when it was written; {@code WSAEOPNOTSUPP} from providers without quality of
   *     service, which are ours
   */
  BoolResult wspGetQOSByName(SocketHandle s, WsaBuffers name, long qos);

  /**
   * {@code WSPIoctl}: with a structure an overlapped call, in the same three ways as a transfer
   * (WSP-IOCTL-*).
   *
   * @param s a socket of this provider
   * @param code {@code SIO_*} or {@code FIO*}
   * @param in address of the input, or 0
   * @param inLength in bytes, unsigned
   * @param out address of room for the output, or 0; valid until the completion
   * @param outLength in bytes, unsigned
   * @param overlapped the client's structure, or null for a call without
   * @param routine the completion routine, or null
   * @param threadId who runs the routine; to be kept, as it is a value
   * @return the bytes of output; {@code WSAEINVAL} for a code that it does not know, {@code
   *     WSAEOPNOTSUPP} for one that it does not serve, {@code WSAENOPROTOOPT} for three of them
   *     (WSP-IOCTL-2), {@code WSAEFAULT} for addresses and lengths, {@code WSAEWOULDBLOCK}
   */
  TransferResult wspIoctl(
      SocketHandle s,
      int code,
      long in,
      int inLength,
      long out,
      int outLength,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId);

  /**
   * {@code WSPJoinLeaf}; parameters as in {@link #wspConnect} (page LPWSPJOINLEAF).
   *
   * @param s a socket of this provider
   * @param name the peer or the group
   * @param callerData as of {@link #wspConnect}
   * @param calleeData as of {@link #wspConnect}
   * @param sqos as of {@link #wspConnect}
   * @param gqos as of {@link #wspConnect}
   * @param flags {@code JL_*}
   * @return the socket of the leaf; {@code WSAEOPNOTSUPP} from providers without multipoint, which
   *     are ours
   */
  SocketResult wspJoinLeaf(
      SocketHandle s,
      Sockaddr name,
      @Nullable WsaBuffers callerData,
      @Nullable WsaBuffers calleeData,
      long sqos,
      long gqos,
      int flags);

  /**
   * {@code WSPListen}: lets others connect (page LPWSPLISTEN).
   *
   * @param s a socket of this provider
   * @param backlog how many may wait to be accepted; the provider bounds it
   * @return {@code WSAEINVAL} when it is not bound, {@code WSAEISCONN}, {@code WSAEADDRINUSE},
   *     {@code WSAEOPNOTSUPP} for datagrams
   */
  CallResult wspListen(SocketHandle s, int backlog);

  /**
   * {@code WSPRecv} (WSP-RECV-*): fills the buffers in their order. A stream gives what is there,
   * one byte suffices; 0 bytes are its graceful end (WSP-RECV-1, WSP-RECV-4).
   *
   * @param s a socket of this provider
   * @param buffers where to; captured before it returns (WSP-IO-7)
   * @param flags {@code MSG_PEEK} (without a structure only), {@code MSG_OOB}, {@code MSG_PARTIAL},
   *     {@code MSG_WAITALL}
   * @param overlapped the client's structure, or null for a call without
   * @param routine the completion routine, or null
   * @param threadId who runs the routine; to be kept, as it is a value
   * @return {@code WSAEMSGSIZE} when a datagram was cut (WSP-RECV-3), {@code WSAEINVAL} when a
   *     datagram socket is not bound (WSP-RECV-11), {@code WSAEOPNOTSUPP} for flags that it does
   *     not have, and those of all transfers
   */
  TransferResult wspRecv(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId);

  /**
   * {@code WSPRecvDisconnect}: receives no more (page LPWSPRECVDISCONNECT).
   *
   * @param s a socket of this provider
   * @param data room for disconnect data, or null
   * @return {@code WSAENOTCONN}; {@code WSAENOPROTOOPT} for disconnect data and datagrams
   */
  CallResult wspRecvDisconnect(SocketHandle s, @Nullable WsaBuffers data);

  /**
   * {@code WSPRecvFrom}: {@link #wspRecv} that tells who has sent; a stream does not (WSP-RECV-7).
   *
   * @param s a socket of this provider
   * @param buffers as of {@link #wspRecv}
   * @param flags as of {@link #wspRecv}
   * @param from address of room for the sender's address, or 0; written at completion, so it stays
   *     valid until then
   * @param fromLength address of an {@code int}: the room in bytes, then the length; or 0
   * @param overlapped the client's structure, or null for a call without
   * @param routine the completion routine, or null
   * @param threadId as of {@link #wspRecv}
   * @return as {@link #wspRecv}; {@code WSAEFAULT} for too little room
   */
  TransferResult wspRecvFrom(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      long from,
      long fromLength,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId);

  /**
   * {@code WSPSelect}: waits until a socket of a set is ready; the sets come back with those that
   * are (page LPWSPSELECT). All sockets are this provider's.
   *
   * @param read sockets to receive, accept or find the end at, or null
   * @param write sockets to send at or connected by now, or null
   * @param except sockets with urgent data or a connect that has failed, or null
   * @param timeout null waits for ever, alertably (WIN-51); zero does not wait
   * @return how many are ready, 0 when the time is over; {@code WSAEINVAL} when there is no socket
   *     in any set or the time is negative, {@code WSAEINTR}
   */
  CountResult wspSelect(
      @Nullable FdSet read,
      @Nullable FdSet write,
      @Nullable FdSet except,
      @Nullable TimeVal timeout);

  /**
   * {@code WSPSend} (WSP-SEND-*). Success means that the transport has taken the bytes, not that
   * they have arrived (WSP-IO-12). Without a structure, a blocking stream takes all of them, a
   * non-blocking one perhaps a part (WSP-SEND-2).
   *
   * @param s a socket of this provider
   * @param buffers what to send; captured before it returns (WSP-IO-7)
   * @param flags {@code MSG_DONTROUTE}, {@code MSG_OOB} (streams), {@code MSG_PARTIAL} (WSP-SEND-1)
   * @param overlapped the client's structure, or null for a call without
   * @param routine the completion routine, or null
   * @param threadId who runs the routine; to be kept, as it is a value
   * @return {@code WSAEMSGSIZE} for more than one datagram can carry, which is not sent
   *     (WSP-SEND-3), {@code WSAEOPNOTSUPP} for flags that it does not have, and those of all
   *     transfers
   */
  TransferResult wspSend(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId);

  /**
   * {@code WSPSendDisconnect}: sends no more; the peer finds the end (page LPWSPSENDDISCONNECT).
   *
   * @param s a socket of this provider
   * @param data disconnect data, or null
   * @return {@code WSAENOTCONN}; {@code WSAENOPROTOOPT} for disconnect data and datagrams
   */
  CallResult wspSendDisconnect(SocketHandle s, @Nullable WsaBuffers data);

  /**
   * {@code WSPSendTo}: {@link #wspSend} to an address, which is captured before it returns
   * (WSP-SEND-6). A datagram socket that is not bound is bound by it (WSP-SEND-7).
   *
   * @param s a socket of this provider
   * @param buffers as of {@link #wspSend}
   * @param flags as of {@link #wspSend}
   * @param to where to, for this datagram alone; null for the default peer; ignored on a stream
   *     (WSP-SEND-5)
   * @param overlapped the client's structure, or null for a call without
   * @param routine the completion routine, or null
   * @param threadId as of {@link #wspSend}
   * @return as {@link #wspSend}; {@code WSAEFAULT} and {@code WSAEAFNOSUPPORT} as {@link #wspBind},
   *     {@code WSAEADDRNOTAVAIL}, {@code WSAEACCES} and {@code WSAENOTCONN} (WSP-SEND-8)
   */
  TransferResult wspSendTo(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Sockaddr to,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId);

  /**
   * {@code WSPSetSockOpt} (page LPWSPSETSOCKOPT).
   *
   * @param s a socket of this provider
   * @param level {@code SOL_SOCKET} or a protocol
   * @param name of the option
   * @param value little-endian; copied
   * @return {@code WSAENOPROTOOPT} for an option that it does not know or that cannot be set,
   *     {@code WSAEINVAL} for such a level or a value out of range, {@code WSAEFAULT} for a value
   *     that is too short, {@code WSAENOTCONN} for a context of a socket that is not connected
   */
  CallResult wspSetSockOpt(SocketHandle s, int level, int name, byte[] value);

  /**
   * {@code WSPShutdown}: ends a direction; the handle stays open (page LPWSPSHUTDOWN).
   *
   * @param s a socket of this provider
   * @param how {@code SD_RECEIVE}, {@code SD_SEND} or {@code SD_BOTH}
   * @return {@code WSAEINVAL} for another number, {@code WSAENOTCONN}
   */
  CallResult wspShutdown(SocketHandle s, int how);

  /**
   * {@code WSPSocket}: makes a socket, whose handle comes from {@code WPUModifyIFSHandle} or {@code
   * WPUCreateSocketHandle} (WSP-SOCKET-4). The caller closes it.
   *
   * @param family {@code AF_*}, 0 or -1 for that of the entry (WSP-SOCKET-3)
   * @param type {@code SOCK_*}, 0 or -1 for that of the entry
   * @param protocol {@code IPPROTO_*}, or -1 for that of the entry
   * @param protocolInfo the chosen entry, never null (CAT-SEL-1)
   * @param group reserved
   * @param flags {@code WSA_FLAG_*}; overlapped only with {@code WSA_FLAG_OVERLAPPED}
   *     (WSP-SOCKET-2)
   * @return {@code WSAEAFNOSUPPORT}, {@code WSAESOCKTNOSUPPORT}, {@code WSAEPROTONOSUPPORT} or
   *     {@code WSAEPROTOTYPE} for what the entry does not have, {@code WSAEINVAL} for flags or an
   *     entry that has been used up, {@code WSAEMFILE}, {@code WSAENOBUFS} (WSP-SOCKET-1)
   */
  SocketResult wspSocket(
      int family, int type, int protocol, ProtocolInfo protocolInfo, int group, int flags);

  /**
   * {@code WSPStringToAddress}: reads numeric text, with or without a port (page
   * LPWSPSTRINGTOADDRESS).
   *
   * @param text numeric, such as {@code 127.0.0.1:80} or {@code [::1]:80}
   * @param family {@code AF_INET} or {@code AF_INET6}
   * @param protocolInfo the entry whose provider is meant, or null
   * @return the address; {@code WSAEINVAL} for text or a family that it cannot read
   */
  AddressResult wspStringToAddress(String text, int family, @Nullable ProtocolInfo protocolInfo);
}
