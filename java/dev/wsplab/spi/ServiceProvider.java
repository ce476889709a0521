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
 *
 * <p>Any thread may call any method at any time. Overlapped calls follow the contract of the
 * sheet's section 3.3: 0 means that the completion has already been indicated, {@code
 * WSA_IO_PENDING} that it will be, exactly once, and any other error that it never will be.
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
   *     a layer
   * @param upcalls the fifteen upcalls; the most recent table counts (WSP-START-8)
   * @param exports what ws2_32 exports by name
   */
  StartupResult wspStartup(
      int versionRequested, ProtocolInfo protocolInfo, Upcalls upcalls, Ws2Exports exports);

  /**
   * Entries of the procedure table that are missing, that is NULL in C; complete unless overridden
   * (LAY-PT-2).
   */
  default Set<WspFunction> missingFunctions() {
    return Set.of();
  }

  /**
   * Returns the provider itself, when this stands in front of one ({@link ForwardingProvider});
   * else this. A layer recognises itself in the catalog by it.
   */
  default ServiceProvider origin() {
    return this;
  }

  /**
   * {@code WSPAccept}.
   *
   * @param condition {@code lpfnCondition}, or null to accept
   * @param callbackData given to the condition function
   */
  AcceptResult wspAccept(SocketHandle s, @Nullable AcceptCondition condition, long callbackData);

  /** {@code WSPAddressToString}. */
  TextResult wspAddressToString(Sockaddr address, @Nullable ProtocolInfo protocolInfo);

  /** {@code WSPAsyncSelect}. */
  CallResult wspAsyncSelect(SocketHandle s, long hWnd, int message, int events);

  /** {@code WSPBind}. */
  CallResult wspBind(SocketHandle s, Sockaddr name);

  /** {@code WSPCancelBlockingCall}: cancels the calling thread's own blocking call. */
  CallResult wspCancelBlockingCall();

  /** {@code WSPCleanup}. */
  CallResult wspCleanup();

  /** {@code WSPCloseSocket} (WSP-CLOSE-*). */
  CallResult wspCloseSocket(SocketHandle s);

  /**
   * {@code WSPConnect}.
   *
   * @param callerData connect data, or null
   * @param calleeData connect data, or null
   * @param sqos address of a {@code QOS}, or 0
   * @param gqos address of a {@code QOS}, or 0
   */
  CallResult wspConnect(
      SocketHandle s,
      Sockaddr name,
      @Nullable WsaBuffers callerData,
      @Nullable WsaBuffers calleeData,
      long sqos,
      long gqos);

  /** {@code WSPDuplicateSocket}. */
  ProtocolInfoResult wspDuplicateSocket(SocketHandle s, int processId);

  /**
   * {@code WSPEnumNetworkEvents}.
   *
   * @param event reset together with the record, or {@link EventHandle#NULL}
   */
  NetworkEventsResult wspEnumNetworkEvents(SocketHandle s, EventHandle event);

  /** {@code WSPEventSelect}. */
  CallResult wspEventSelect(SocketHandle s, EventHandle event, int events);

  /** {@code WSPGetOverlappedResult} (GOR-*). */
  OverlappedResult wspGetOverlappedResult(
      SocketHandle s, @Nullable Overlapped overlapped, boolean wait);

  /** {@code WSPGetPeerName}. */
  AddressResult wspGetPeerName(SocketHandle s);

  /** {@code WSPGetSockName}. */
  AddressResult wspGetSockName(SocketHandle s);

  /**
   * {@code WSPGetSockOpt}.
   *
   * @param length {@code *optlen}: room for the value, in bytes
   */
  OptionResult wspGetSockOpt(SocketHandle s, int level, int name, int length);

  /** {@code WSPGetQOSByName}. */
  BoolResult wspGetQOSByName(SocketHandle s, WsaBuffers name, long qos);

  /**
   * {@code WSPIoctl}.
   *
   * @param in address of the input, or 0
   * @param out address of room for the output, or 0
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

  /** {@code WSPJoinLeaf}. */
  SocketResult wspJoinLeaf(
      SocketHandle s,
      Sockaddr name,
      @Nullable WsaBuffers callerData,
      @Nullable WsaBuffers calleeData,
      long sqos,
      long gqos,
      int flags);

  /** {@code WSPListen}. */
  CallResult wspListen(SocketHandle s, int backlog);

  /** {@code WSPRecv} (WSP-RECV-*). */
  TransferResult wspRecv(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId);

  /** {@code WSPRecvDisconnect}. */
  CallResult wspRecvDisconnect(SocketHandle s, @Nullable WsaBuffers data);

  /**
   * {@code WSPRecvFrom}.
   *
   * @param from address of room for the sender's address, or 0; written at completion (WSP-RECV-7)
   * @param fromLength address of an {@code int}: the room, then the length; or 0
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

  /** {@code WSPSelect}; the sets come back with the sockets that are ready. */
  CountResult wspSelect(
      @Nullable FdSet read,
      @Nullable FdSet write,
      @Nullable FdSet except,
      @Nullable TimeVal timeout);

  /** {@code WSPSend} (WSP-SEND-*). */
  TransferResult wspSend(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId);

  /** {@code WSPSendDisconnect}. */
  CallResult wspSendDisconnect(SocketHandle s, @Nullable WsaBuffers data);

  /** {@code WSPSendTo}; the address is captured before it returns (WSP-SEND-6). */
  TransferResult wspSendTo(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Sockaddr to,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId);

  /** {@code WSPSetSockOpt}. */
  CallResult wspSetSockOpt(SocketHandle s, int level, int name, byte[] value);

  /** {@code WSPShutdown}. */
  CallResult wspShutdown(SocketHandle s, int how);

  /**
   * {@code WSPSocket} (WSP-SOCKET-*).
   *
   * @param protocolInfo the chosen entry, never null (CAT-SEL-1)
   * @param group reserved
   * @param flags {@code WSA_FLAG_*}
   */
  SocketResult wspSocket(
      int family, int type, int protocol, ProtocolInfo protocolInfo, int group, int flags);

  /** {@code WSPStringToAddress}. */
  AddressResult wspStringToAddress(String text, int family, @Nullable ProtocolInfo protocolInfo);
}
