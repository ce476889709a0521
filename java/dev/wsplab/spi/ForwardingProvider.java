package dev.wsplab.spi;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import java.util.Set;
import java.util.function.Supplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Stands in front of a provider and passes everything on: the base of whatever watches or changes
 * calls. What is passed to the provider at {@code WSPStartup} can be replaced by overriding {@link
 * #upcallsFor} and {@link #exportsFor}; every one of the thirty functions goes through {@link
 * #around}, and can be overridden itself. As thread-safe as the provider.
 */
public abstract class ForwardingProvider implements ServiceProvider {
  private final ServiceProvider provider;
  private volatile ServiceProvider table;

  /**
   * Stands in front of this provider, which is not started yet.
   *
   * @param provider the provider that every call goes on to unless it is overridden
   */
  protected ForwardingProvider(ServiceProvider provider) {
    this.provider = provider;
    this.table = provider;
  }

  /** {@return the provider behind this one} */
  protected final ServiceProvider provider() {
    return provider;
  }

  /** {@return the thirty functions that its last successful {@code WSPStartup} gave} */
  protected final ServiceProvider table() {
    return table;
  }

  /**
   * {@return what the provider is given as its upcall table; the caller's own unless overridden}
   *
   * @param upcalls the caller's
   */
  protected Upcalls upcallsFor(Upcalls upcalls) {
    return upcalls;
  }

  /**
   * {@return what the provider is given as the exports of ws2_32; the caller's own unless
   * overridden}
   *
   * @param exports the caller's
   */
  protected Ws2Exports exportsFor(Ws2Exports exports) {
    return exports;
  }

  /**
   * Every call of the thirty functions goes through here.
   *
   * @param <R> type of the call's result
   * @param function which
   * @param s the socket it is called on, or null for a function without one
   * @param call calls the provider
   * @return what the caller gets
   */
  protected <R> R around(WspFunction function, @Nullable SocketHandle s, Supplier<R> call) {
    return call.get();
  }

  /**
   * Every call of the five functions that can start an operation goes through here, and from here
   * through {@link #around} unless overridden.
   *
   * @param function which
   * @param s the socket it is called on
   * @param overlapped the structure of the operation, or null
   * @param routine its completion routine, or null
   * @param threadId the thread that the routine is for, or null
   * @param call calls the provider, with the routine that it is to get
   * @return what the caller gets
   */
  protected TransferResult aroundTransfer(
      WspFunction function,
      SocketHandle s,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId,
      ForwardingExtensions.Call call) {
    return around(function, s, () -> call.with(routine));
  }

  @Override
  public final ServiceProvider origin() {
    return provider.origin();
  }

  @Override
  public Set<WspFunction> missingFunctions() {
    return table.missingFunctions();
  }

  @Override
  public StartupResult wspStartup(
      int versionRequested, ProtocolInfo protocolInfo, Upcalls upcalls, Ws2Exports exports) {
    StartupResult result =
        provider.wspStartup(
            versionRequested, protocolInfo, upcallsFor(upcalls), exportsFor(exports));
    ServiceProvider given = result.procTable();
    if (result.error() != 0 || given == null) {
      return result;
    }
    table = given;
    return new StartupResult(0, result.version(), result.highVersion(), result.description(), this);
  }

  @Override
  public AcceptResult wspAccept(
      SocketHandle s, @Nullable AcceptCondition condition, long callbackData) {
    return around(WspFunction.WSP_ACCEPT, s, () -> table().wspAccept(s, condition, callbackData));
  }

  @Override
  public TextResult wspAddressToString(Sockaddr address, @Nullable ProtocolInfo protocolInfo) {
    return around(
        WspFunction.WSP_ADDRESS_TO_STRING,
        null,
        () -> table().wspAddressToString(address, protocolInfo));
  }

  @Override
  public CallResult wspAsyncSelect(SocketHandle s, long hWnd, int message, int events) {
    return around(
        WspFunction.WSP_ASYNC_SELECT, s, () -> table().wspAsyncSelect(s, hWnd, message, events));
  }

  @Override
  public CallResult wspBind(SocketHandle s, Sockaddr name) {
    return around(WspFunction.WSP_BIND, s, () -> table().wspBind(s, name));
  }

  @Override
  public CallResult wspCancelBlockingCall() {
    return around(
        WspFunction.WSP_CANCEL_BLOCKING_CALL, null, () -> table().wspCancelBlockingCall());
  }

  @Override
  public CallResult wspCleanup() {
    return around(WspFunction.WSP_CLEANUP, null, () -> table().wspCleanup());
  }

  @Override
  public CallResult wspCloseSocket(SocketHandle s) {
    return around(WspFunction.WSP_CLOSE_SOCKET, s, () -> table().wspCloseSocket(s));
  }

  @Override
  public CallResult wspConnect(
      SocketHandle s,
      Sockaddr name,
      @Nullable WsaBuffers callerData,
      @Nullable WsaBuffers calleeData,
      long sqos,
      long gqos) {
    return around(
        WspFunction.WSP_CONNECT,
        s,
        () -> table().wspConnect(s, name, callerData, calleeData, sqos, gqos));
  }

  @Override
  public ProtocolInfoResult wspDuplicateSocket(SocketHandle s, int processId) {
    return around(
        WspFunction.WSP_DUPLICATE_SOCKET, s, () -> table().wspDuplicateSocket(s, processId));
  }

  @Override
  public NetworkEventsResult wspEnumNetworkEvents(SocketHandle s, EventHandle event) {
    return around(
        WspFunction.WSP_ENUM_NETWORK_EVENTS, s, () -> table().wspEnumNetworkEvents(s, event));
  }

  @Override
  public CallResult wspEventSelect(SocketHandle s, EventHandle event, int events) {
    return around(WspFunction.WSP_EVENT_SELECT, s, () -> table().wspEventSelect(s, event, events));
  }

  @Override
  public OverlappedResult wspGetOverlappedResult(
      SocketHandle s, @Nullable Overlapped overlapped, boolean wait) {
    return around(
        WspFunction.WSP_GET_OVERLAPPED_RESULT,
        s,
        () -> table().wspGetOverlappedResult(s, overlapped, wait));
  }

  @Override
  public AddressResult wspGetPeerName(SocketHandle s) {
    return around(WspFunction.WSP_GET_PEER_NAME, s, () -> table().wspGetPeerName(s));
  }

  @Override
  public AddressResult wspGetSockName(SocketHandle s) {
    return around(WspFunction.WSP_GET_SOCK_NAME, s, () -> table().wspGetSockName(s));
  }

  @Override
  public OptionResult wspGetSockOpt(SocketHandle s, int level, int name, int length) {
    return around(
        WspFunction.WSP_GET_SOCK_OPT, s, () -> table().wspGetSockOpt(s, level, name, length));
  }

  @Override
  public BoolResult wspGetQOSByName(SocketHandle s, WsaBuffers name, long qos) {
    return around(WspFunction.WSP_GET_QOS_BY_NAME, s, () -> table().wspGetQOSByName(s, name, qos));
  }

  @Override
  public TransferResult wspIoctl(
      SocketHandle s,
      int code,
      long in,
      int inLength,
      long out,
      int outLength,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    return aroundTransfer(
        WspFunction.WSP_IOCTL,
        s,
        overlapped,
        routine,
        threadId,
        given ->
            table().wspIoctl(s, code, in, inLength, out, outLength, overlapped, given, threadId));
  }

  @Override
  public SocketResult wspJoinLeaf(
      SocketHandle s,
      Sockaddr name,
      @Nullable WsaBuffers callerData,
      @Nullable WsaBuffers calleeData,
      long sqos,
      long gqos,
      int flags) {
    return around(
        WspFunction.WSP_JOIN_LEAF,
        s,
        () -> table().wspJoinLeaf(s, name, callerData, calleeData, sqos, gqos, flags));
  }

  @Override
  public CallResult wspListen(SocketHandle s, int backlog) {
    return around(WspFunction.WSP_LISTEN, s, () -> table().wspListen(s, backlog));
  }

  @Override
  public TransferResult wspRecv(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    return aroundTransfer(
        WspFunction.WSP_RECV,
        s,
        overlapped,
        routine,
        threadId,
        given -> table().wspRecv(s, buffers, flags, overlapped, given, threadId));
  }

  @Override
  public CallResult wspRecvDisconnect(SocketHandle s, @Nullable WsaBuffers data) {
    return around(WspFunction.WSP_RECV_DISCONNECT, s, () -> table().wspRecvDisconnect(s, data));
  }

  @Override
  public TransferResult wspRecvFrom(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      long from,
      long fromLength,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    return aroundTransfer(
        WspFunction.WSP_RECV_FROM,
        s,
        overlapped,
        routine,
        threadId,
        given ->
            table().wspRecvFrom(s, buffers, flags, from, fromLength, overlapped, given, threadId));
  }

  @Override
  public CountResult wspSelect(
      @Nullable FdSet read,
      @Nullable FdSet write,
      @Nullable FdSet except,
      @Nullable TimeVal timeout) {
    return around(
        WspFunction.WSP_SELECT, null, () -> table().wspSelect(read, write, except, timeout));
  }

  @Override
  public TransferResult wspSend(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    return aroundTransfer(
        WspFunction.WSP_SEND,
        s,
        overlapped,
        routine,
        threadId,
        given -> table().wspSend(s, buffers, flags, overlapped, given, threadId));
  }

  @Override
  public CallResult wspSendDisconnect(SocketHandle s, @Nullable WsaBuffers data) {
    return around(WspFunction.WSP_SEND_DISCONNECT, s, () -> table().wspSendDisconnect(s, data));
  }

  @Override
  public TransferResult wspSendTo(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Sockaddr to,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    return aroundTransfer(
        WspFunction.WSP_SEND_TO,
        s,
        overlapped,
        routine,
        threadId,
        given -> table().wspSendTo(s, buffers, flags, to, overlapped, given, threadId));
  }

  @Override
  public CallResult wspSetSockOpt(SocketHandle s, int level, int name, byte[] value) {
    return around(
        WspFunction.WSP_SET_SOCK_OPT, s, () -> table().wspSetSockOpt(s, level, name, value));
  }

  @Override
  public CallResult wspShutdown(SocketHandle s, int how) {
    return around(WspFunction.WSP_SHUTDOWN, s, () -> table().wspShutdown(s, how));
  }

  @Override
  public SocketResult wspSocket(
      int family, int type, int protocol, ProtocolInfo protocolInfo, int group, int flags) {
    return around(
        WspFunction.WSP_SOCKET,
        null,
        () -> table().wspSocket(family, type, protocol, protocolInfo, group, flags));
  }

  @Override
  public AddressResult wspStringToAddress(
      String text, int family, @Nullable ProtocolInfo protocolInfo) {
    return around(
        WspFunction.WSP_STRING_TO_ADDRESS,
        null,
        () -> table().wspStringToAddress(text, family, protocolInfo));
  }
}
