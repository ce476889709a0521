package dev.wsplab.forefront;

import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.AddressResult;
import dev.wsplab.spi.OptionResult;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Winsock2;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * {@code IFWXNetworkSocket}: a socket whose ends of I/O are told by notification interfaces, which
 * are arguments of each call (FWX-78). A call that Winsock refuses gives {@code E_FAIL}, and {@link
 * #lastError} says why; filters in C++ get the error as {@code HRESULT_FROM_WIN32}. Closed with its
 * last reference. Thread-safe.
 */
public final class FwxNetworkSocket extends CountedObject {
  private static final byte[] HARD = {1, 0, 0, 0}; // a LINGER that waits 0 seconds

  private final SocketSide side;
  private final Ws2_32 ws2;
  private final SocketHandle handle;
  private final boolean datagrams;
  private volatile int lastError;

  FwxNetworkSocket(SocketSide side, Ws2_32 ws2, SocketHandle handle, boolean datagrams) {
    super("IFWXNetworkSocket", InterfaceIds.NETWORK_SOCKET, InterfaceIds.SOCKET);
    this.side = side;
    this.ws2 = ws2;
    this.handle = handle;
    this.datagrams = datagrams;
  }

  // ---- for filters in Java

  /**
   * {@code Bind}, without the packet filter.
   *
   * @param address where to bind; port 0 lets the network choose one
   * @return {@code S_OK}, or why it is not bound
   */
  public HResult bind(InetSocketAddress address) {
    return told(bind(Sockaddr.of(address)));
  }

  /**
   * {@code Listen}.
   *
   * @param backlog how many connections may wait to be accepted
   * @return {@code S_OK}, or why it does not listen
   */
  public HResult listen(int backlog) {
    return told(listenOutcome(backlog));
  }

  /**
   * {@code Connect}: waits, so a worker opens a heavy-blocking section before (FWX-60).
   *
   * @param address whom to connect with
   * @return {@code S_OK} when it is connected, or why it is not
   */
  public HResult connect(InetSocketAddress address) {
    return told(connect(Sockaddr.of(address)));
  }

  /**
   * {@code GetSockName}.
   *
   * @return where it is bound; empty when it is not
   */
  public Optional<InetSocketAddress> getSockName() {
    return told(sockName());
  }

  /**
   * {@code GetPeerName}.
   *
   * @return whom it is connected with; empty when it is not
   */
  public Optional<InetSocketAddress> getPeerName() {
    return told(peerName());
  }

  /**
   * {@code Recv}: receives once.
   *
   * @param buffer where the data goes, after what is in it; null lets the service supply one
   *     (FWX-78)
   * @param completion who is told
   * @param userData passed to it as it is
   * @return {@code FWX_E_INVALID_ARG} when nobody is to be told, {@code FWX_E_BUFFERFULL} for a
   *     buffer without room, {@code FWX_E_TERMINATING} when the service stops
   */
  public HResult recv(
      @Nullable FwxBuffer buffer, @Nullable FwxIoCompletion completion, long userData) {
    return told(recvOutcome(buffer, completion, userData));
  }

  /**
   * {@code Send}: sends the buffer's data. Its end means that the next filter has taken the buffer:
   * it is not to be used again (FWX-77).
   *
   * @param buffer its data are sent
   * @param completion who is told; null when nobody needs to be (page ff827407)
   * @param userData any value, which is handed to the completion
   * @return {@code FWX_E_INVALID_ARG} when the buffer is empty, {@code FWX_E_TERMINATING} when the
   *     service stops
   */
  public HResult send(FwxBuffer buffer, @Nullable FwxIoCompletion completion, long userData) {
    return told(sendOutcome(buffer, null, completion, userData));
  }

  /**
   * {@code SendTo}: sends the buffer's data as a datagram; see {@link #send}.
   *
   * @param buffer its data are sent
   * @param to where the datagram goes
   * @param completion who is told; null when nobody needs to be
   * @param userData any value, which is handed to the completion
   * @return as {@link #send}
   */
  public HResult sendTo(
      FwxBuffer buffer, Sockaddr to, @Nullable FwxIoCompletion completion, long userData) {
    return told(sendOutcome(buffer, to, completion, userData));
  }

  /**
   * {@code Accept}: waits for one connection, without blocking (FWX-79).
   *
   * @param completion who is told of the connection
   * @param userData any value, which is handed to the completion
   * @return {@code FWX_E_INVALID_ARG} when nobody is to be told, {@code FWX_E_TERMINATING} when the
   *     service stops
   */
  public HResult accept(@Nullable FwxAcceptCompletion completion, long userData) {
    return told(acceptOutcome(completion, userData));
  }

  /**
   * {@code Shutdown}: sends no more.
   *
   * @param abortive whether the connection is reset when the socket is closed
   * @return {@code S_OK}, or why it was not done
   */
  public HResult shutdown(boolean abortive) {
    return told(shutdownOutcome(abortive));
  }

  /**
   * {@code Close}: what is pending ends with an error.
   *
   * @return {@code S_OK}, or why it was not done
   */
  public HResult close() {
    return close(false);
  }

  /**
   * {@code Close}.
   *
   * @param abortive whether the connection is reset, rather than ended
   * @return {@code S_OK}, or why it was not done
   */
  public HResult close(boolean abortive) {
    return told(closeOutcome(abortive));
  }

  /**
   * {@code SetSockOpt}.
   *
   * @param level Winsock's number of the level
   * @param name Winsock's number of the option
   * @param value its value as it lies in memory
   * @return {@code S_OK}, or {@code E_FAIL} when Winsock refuses
   */
  public HResult setSockOpt(int level, int name, byte[] value) {
    return told(setOption(level, name, value));
  }

  /**
   * {@code GetSockOpt}.
   *
   * @param level Winsock's number of the level
   * @param name Winsock's number of the option
   * @param room how many bytes the value may have
   * @return {@code E_FAIL} when Winsock refuses
   */
  public FwxResult<byte[]> getSockOpt(int level, int name, int room) {
    OptionResult option = option(level, name, room);
    return told(option.errno()) == HResult.S_OK
        ? FwxResult.of(option.value())
        : FwxResult.failed(HResult.E_FAIL);
  }

  /** {@return the Winsock error of the call that failed last, 0 for none} */
  public int lastError() {
    return lastError;
  }

  /** The HRESULT of an outcome; why Winsock has refused is kept. */
  private HResult told(int outcome) {
    if (outcome > 0) {
      lastError = outcome;
      return HResult.E_FAIL;
    }
    return HResult.of(outcome).orElse(HResult.E_FAIL);
  }

  private Optional<InetSocketAddress> told(AddressResult name) {
    lastError = name.errno();
    Sockaddr address = name.address();
    return address == null ? Optional.empty() : Optional.of(address.toInetSocketAddress());
  }

  // ---- outcomes: 0, a negative HRESULT, or the error of Winsock

  int bind(Sockaddr address) {
    requireAlive("Bind");
    return ws2.bind(handle, address).errno();
  }

  int connect(Sockaddr address) {
    requireAlive("Connect");
    return ws2.connect(handle, address).errno();
  }

  int listenOutcome(int backlog) {
    requireAlive("Listen");
    return ws2.listen(handle, backlog).errno();
  }

  AddressResult sockName() {
    requireAlive("GetSockName");
    return ws2.getsockname(handle);
  }

  AddressResult peerName() {
    requireAlive("GetPeerName");
    return ws2.getpeername(handle);
  }

  int recvOutcome(@Nullable FwxBuffer buffer, @Nullable FwxIoCompletion completion, long userData) {
    requireAlive("Recv");
    return completion == null
        ? HResult.FWX_E_INVALID_ARG.value()
        : side.recv(this, buffer, completion, userData);
  }

  int sendOutcome(
      FwxBuffer buffer,
      @Nullable Sockaddr to,
      @Nullable FwxIoCompletion completion,
      long userData) {
    requireAlive(to == null ? "Send" : "SendTo");
    return buffer.dataSize() == 0
        ? HResult.FWX_E_INVALID_ARG.value()
        : side.send(this, buffer, to, completion, userData);
  }

  int acceptOutcome(@Nullable FwxAcceptCompletion completion, long userData) {
    requireAlive("Accept");
    return completion == null
        ? HResult.FWX_E_INVALID_ARG.value()
        : side.accept(this, completion, userData);
  }

  int shutdownOutcome(boolean abortive) {
    requireAlive("Shutdown");
    int error = abortive ? setOption(Winsock2.SOL_SOCKET, Winsock2.SO_LINGER, HARD) : 0;
    return error != 0 ? error : ws2.shutdown(handle, Winsock2.SD_SEND).errno();
  }

  int closeOutcome(boolean abortive) {
    requireAlive("Close");
    if (abortive && !datagrams) {
      int error = setOption(Winsock2.SOL_SOCKET, Winsock2.SO_LINGER, HARD);
      if (error != 0) {
        return error;
      }
    }
    return ws2.closesocket(handle).errno();
  }

  int setOption(int level, int name, byte[] value) {
    requireAlive("SetSockOpt");
    return ws2.setsockopt(handle, level, name, value).errno();
  }

  OptionResult option(int level, int name, int room) {
    requireAlive("GetSockOpt");
    return ws2.getsockopt(handle, level, name, room);
  }

  // ---- for the service

  SocketHandle handle() {
    return handle;
  }

  boolean isDatagrams() {
    return datagrams;
  }

  @Override
  protected void destroyed() {
    side.gone(this);
    ws2.closesocket(handle); // closed already: then it says so
  }

  @Override
  public String toString() {
    return "IFWXNetworkSocket 0x" + Long.toHexString(handle.value());
  }
}
