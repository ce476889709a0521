package dev.wsplab.provider;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.AcceptCondition;
import dev.wsplab.spi.AcceptResult;
import dev.wsplab.spi.AddressResult;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.CountResult;
import dev.wsplab.spi.FdSet;
import dev.wsplab.spi.NetworkEventsResult;
import dev.wsplab.spi.OptionResult;
import dev.wsplab.spi.OverlappedResult;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ProtocolInfoResult;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.StartupResult;
import dev.wsplab.spi.TextResult;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TimeVal;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A provider that supports nothing yet: every function of the table is there and refuses with
 * {@code WSAEOPNOTSUPP}. A base provider overrides what it supports. Start-up and clean-up are
 * counted here (WSP-START-7), and addresses of IPv4 and IPv6 are turned into text and back.
 *
 * <p>Thread-safe; so must be what overrides.
 */
public abstract class BaseProvider implements ServiceProvider {
  private final String description;
  private final int lowestVersion;
  private final int highestVersion;
  private final Object startup = new Object();
  private int started;
  private volatile @Nullable Upcalls upcalls;
  private volatile @Nullable Ws2Exports exports;

  /**
   * Makes a provider that is not started.
   *
   * @param description {@code szDescription}, at most 255 characters
   * @param lowestVersion oldest version it speaks: low byte major, high byte minor (WSP-START-3)
   * @param highestVersion newest version it speaks; ws2_32 wants 2.2 exactly (WSP-START-6)
   */
  protected BaseProvider(String description, int lowestVersion, int highestVersion) {
    this.description = description;
    this.lowestVersion = lowestVersion;
    this.highestVersion = highestVersion;
  }

  /** Negotiates the version, keeps the most recent upcalls (WSP-START-8) and counts. */
  @Override
  public final StartupResult wspStartup(
      int versionRequested, ProtocolInfo protocolInfo, Upcalls upcallTable, Ws2Exports ws2Exports) {
    StartupResult result =
        StartupResult.negotiate(versionRequested, lowestVersion, highestVersion, description, this);
    if (result.error() != 0) {
      return result;
    }
    synchronized (startup) {
      int error = onStartup(started == 0, protocolInfo, upcallTable, ws2Exports);
      if (error != 0) {
        return StartupResult.failed(error);
      }
      upcalls = upcallTable;
      exports = ws2Exports;
      started++;
    }
    return result;
  }

  /**
   * Counts down; the last one ends the provider, which can be started anew (WSP-CLEAN-1,
   * WSP-CLEAN-5).
   */
  @Override
  public final CallResult wspCleanup() {
    synchronized (startup) {
      if (started == 0) {
        return CallResult.failed(WsaError.WSANOTINITIALISED);
      }
      started--;
      if (started == 0) {
        onFinalCleanup();
        upcalls = null;
        exports = null;
      }
    }
    return CallResult.OK;
  }

  /**
   * A start-up whose version was accepted. The count is locked meanwhile.
   *
   * @param first whether the provider was not started before
   * @param protocolInfo the catalog entry that {@code WSPStartup} was given
   * @param upcallTable the upcalls that it was given
   * @param ws2Exports the exports that it was given
   * @return 0, or the error that {@code WSPStartup} returns; then it does not count
   */
  protected int onStartup(
      boolean first, ProtocolInfo protocolInfo, Upcalls upcallTable, Ws2Exports ws2Exports) {
    return 0;
  }

  /**
   * The last start-up is taken back: end everything silently (WSP-CLEAN-2, WSP-CLEAN-3). The count
   * is locked meanwhile.
   */
  protected void onFinalCleanup() {}

  /** {@return whether it is started} */
  protected final boolean isStarted() {
    return exports != null;
  }

  /**
   * {@return the most recent upcalls (WSP-START-8)}
   *
   * @throws IllegalStateException when it is not started
   */
  protected final Upcalls upcalls() {
    Upcalls table = upcalls;
    if (table == null) {
      throw notStarted();
    }
    return table;
  }

  /**
   * {@return the exports given last}
   *
   * @throws IllegalStateException when it is not started
   */
  protected final Ws2Exports exports() {
    Ws2Exports given = exports;
    if (given == null) {
      throw notStarted();
    }
    return given;
  }

  private IllegalStateException notStarted() {
    return new IllegalStateException(description + ": started=false: call wspStartup first");
  }

  /**
   * IPv4 and IPv6; {@code WSAEINVAL} for other families, {@code WSAEFAULT} for an address that is
   * too short.
   */
  @Override
  public TextResult wspAddressToString(
      @Nullable Sockaddr address, @Nullable ProtocolInfo protocolInfo) {
    return address == null ? TextResult.failed(WsaError.WSAEFAULT) : AddressText.format(address);
  }

  /** IPv4 and IPv6; {@code WSAEINVAL} for other families and for text that is no address. */
  @Override
  public AddressResult wspStringToAddress(
      @Nullable String text, int family, @Nullable ProtocolInfo protocolInfo) {
    return text == null
        ? AddressResult.failed(WsaError.WSAEFAULT)
        : AddressText.parse(text, family);
  }

  @Override
  public AcceptResult wspAccept(
      SocketHandle s, @Nullable AcceptCondition condition, long callbackData) {
    return AcceptResult.failed(WsaError.WSAEOPNOTSUPP);
  }

  @Override
  public CallResult wspAsyncSelect(SocketHandle s, long hWnd, int message, int events) {
    return refused();
  }

  @Override
  public CallResult wspBind(SocketHandle s, Sockaddr name) {
    return refused();
  }

  @Override
  public CallResult wspCancelBlockingCall() {
    return refused();
  }

  @Override
  public CallResult wspCloseSocket(SocketHandle s) {
    return refused();
  }

  @Override
  public CallResult wspConnect(
      SocketHandle s,
      Sockaddr name,
      @Nullable WsaBuffers callerData,
      @Nullable WsaBuffers calleeData,
      long sqos,
      long gqos) {
    return refused();
  }

  @Override
  public ProtocolInfoResult wspDuplicateSocket(SocketHandle s, int processId) {
    return ProtocolInfoResult.failed(WsaError.WSAEOPNOTSUPP);
  }

  @Override
  public NetworkEventsResult wspEnumNetworkEvents(SocketHandle s, EventHandle event) {
    return NetworkEventsResult.failed(WsaError.WSAEOPNOTSUPP);
  }

  @Override
  public CallResult wspEventSelect(SocketHandle s, EventHandle event, int events) {
    return refused();
  }

  @Override
  public OverlappedResult wspGetOverlappedResult(
      SocketHandle s, @Nullable Overlapped overlapped, boolean wait) {
    return OverlappedResult.failed(WsaError.WSAEOPNOTSUPP);
  }

  @Override
  public AddressResult wspGetPeerName(SocketHandle s) {
    return AddressResult.failed(WsaError.WSAEOPNOTSUPP);
  }

  @Override
  public AddressResult wspGetSockName(SocketHandle s) {
    return AddressResult.failed(WsaError.WSAEOPNOTSUPP);
  }

  @Override
  public OptionResult wspGetSockOpt(SocketHandle s, int level, int name, int length) {
    return OptionResult.failed(WsaError.WSAEOPNOTSUPP);
  }

  @Override
  public BoolResult wspGetQOSByName(SocketHandle s, WsaBuffers name, long qos) {
    return BoolResult.failed(WsaError.WSAEOPNOTSUPP);
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
    return TransferResult.failed(WsaError.WSAEOPNOTSUPP);
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
    return SocketResult.failed(WsaError.WSAEOPNOTSUPP);
  }

  @Override
  public CallResult wspListen(SocketHandle s, int backlog) {
    return refused();
  }

  @Override
  public TransferResult wspRecv(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    return TransferResult.failed(WsaError.WSAEOPNOTSUPP);
  }

  @Override
  public CallResult wspRecvDisconnect(SocketHandle s, @Nullable WsaBuffers data) {
    return refused();
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
    return TransferResult.failed(WsaError.WSAEOPNOTSUPP);
  }

  @Override
  public CountResult wspSelect(
      @Nullable FdSet read,
      @Nullable FdSet write,
      @Nullable FdSet except,
      @Nullable TimeVal timeout) {
    return CountResult.failed(WsaError.WSAEOPNOTSUPP);
  }

  @Override
  public TransferResult wspSend(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    return TransferResult.failed(WsaError.WSAEOPNOTSUPP);
  }

  @Override
  public CallResult wspSendDisconnect(SocketHandle s, @Nullable WsaBuffers data) {
    return refused();
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
    return TransferResult.failed(WsaError.WSAEOPNOTSUPP);
  }

  @Override
  public CallResult wspSetSockOpt(SocketHandle s, int level, int name, byte[] value) {
    return refused();
  }

  @Override
  public CallResult wspShutdown(SocketHandle s, int how) {
    return refused();
  }

  @Override
  public SocketResult wspSocket(
      int family, int type, int protocol, ProtocolInfo protocolInfo, int group, int flags) {
    return SocketResult.failed(WsaError.WSAEOPNOTSUPP);
  }

  private static CallResult refused() {
    return CallResult.failed(WsaError.WSAEOPNOTSUPP);
  }
}
