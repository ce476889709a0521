package dev.wsplab.client;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.AcceptResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.OverlappedResult;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WinsockException;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.checkerframework.checker.mustcall.qual.MustCall;
import org.checkerframework.checker.mustcall.qual.Owning;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.checkerframework.common.returnsreceiver.qual.This;

/**
 * A stream socket: the functions of {@link Ws2_32} without handles and error numbers. Every call
 * throws {@link WinsockException} with the error that the function gave. Thread-safe.
 */
@MustCall("close")
public final class ClientSocket implements AutoCloseable {
  private final Ws2_32 ws2;
  private final SocketHandle handle;
  private final AtomicBoolean closed = new AtomicBoolean();

  private ClientSocket(Ws2_32 ws2, SocketHandle handle) {
    this.ws2 = ws2;
    this.handle = handle;
  }

  /** Makes an overlapped TCP socket of a family, {@code AF_INET} or {@code AF_INET6}. */
  public static ClientSocket tcp(Ws2_32 ws2, int family) {
    SocketHandle s =
        ws2.socket(family, Winsock2.SOCK_STREAM, Winsock2.IPPROTO_TCP).orThrow("WSASocket");
    return new ClientSocket(ws2, s);
  }

  /** Returns the handle. */
  public SocketHandle handle() {
    return handle;
  }

  /** {@code bind}; port 0 takes a free one. */
  public @This ClientSocket bind(InetSocketAddress address) {
    ws2.bind(handle, Sockaddr.of(address)).orThrow("bind");
    return this;
  }

  /** {@code listen}. */
  public @This ClientSocket listen(int backlog) {
    ws2.listen(handle, backlog).orThrow("listen");
    return this;
  }

  /** {@code accept}: waits for a connection. */
  public @Owning ClientSocket accept() {
    AcceptResult accepted = ws2.accept(handle);
    if (!accepted.succeeded()) {
      throw new WinsockException("accept", accepted.errno());
    }
    return new ClientSocket(ws2, accepted.socket());
  }

  /** {@code connect}: waits until connected. */
  public @This ClientSocket connect(InetSocketAddress address) {
    ws2.connect(handle, Sockaddr.of(address)).orThrow("connect");
    return this;
  }

  /** Returns the local address. */
  public InetSocketAddress localAddress() {
    return ws2.getsockname(handle).orThrow("getsockname").toInetSocketAddress();
  }

  /** Returns the peer's address. */
  public InetSocketAddress remoteAddress() {
    return ws2.getpeername(handle).orThrow("getpeername").toInetSocketAddress();
  }

  /** {@code send}: waits until all was taken; returns the bytes. */
  public int send(WsaBuffers buffers) {
    return finished(ws2.send(handle, buffers, 0), "send");
  }

  /** {@code recv}: waits for data; returns the bytes, 0 when the peer has closed gracefully. */
  public int recv(WsaBuffers buffers) {
    return finished(ws2.recv(handle, buffers, 0), "recv");
  }

  /**
   * {@code WSASend} with a structure.
   *
   * @return whether it has finished already; it is indicated either way (WSP-IO-1)
   */
  public boolean startSend(WsaBuffers buffers, Overlapped overlapped) {
    return startSend(buffers, overlapped, null);
  }

  /**
   * {@code WSASend} with a structure and a routine that runs in this thread's next alertable wait.
   */
  public boolean startSend(
      WsaBuffers buffers, Overlapped overlapped, @Nullable CompletionRoutine routine) {
    Objects.requireNonNull(overlapped, "overlapped is null: use send for a call without one");
    return started(ws2.wsaSend(handle, buffers, 0, overlapped, routine), "WSASend");
  }

  /**
   * {@code WSARecv} with a structure.
   *
   * @return whether it has finished already; it is indicated either way (WSP-IO-1)
   */
  public boolean startRecv(WsaBuffers buffers, Overlapped overlapped) {
    return startRecv(buffers, overlapped, null);
  }

  /**
   * {@code WSARecv} with a structure and a routine that runs in this thread's next alertable wait.
   */
  public boolean startRecv(
      WsaBuffers buffers, Overlapped overlapped, @Nullable CompletionRoutine routine) {
    Objects.requireNonNull(overlapped, "overlapped is null: use recv for a call without one");
    return started(ws2.wsaRecv(handle, buffers, 0, overlapped, routine), "WSARecv");
  }

  /**
   * {@code WSAGetOverlappedResult}: the bytes of a finished request; 996 while it is running and
   * wait is false.
   */
  public int result(Overlapped overlapped, boolean wait) {
    OverlappedResult result = ws2.wsaGetOverlappedResult(handle, overlapped, wait);
    return result.orThrow("WSAGetOverlappedResult").bytes();
  }

  /** {@code shutdown}: {@code SD_RECEIVE}, {@code SD_SEND} or {@code SD_BOTH}. */
  public void shutdown(int how) {
    ws2.shutdown(handle, how).orThrow("shutdown");
  }

  /**
   * {@code closesocket}; what is pending completes with an error. A second call does nothing, nor
   * does one after the environment was closed, which has closed its sockets.
   */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      CallResult result = ws2.closesocket(handle);
      if (result.errno() != WsaError.WSANOTINITIALISED.code()) {
        result.orThrow("closesocket");
      }
    }
  }

  /**
   * The bytes of a call without a structure, which nothing could tell of an end that comes later.
   */
  private static int finished(TransferResult result, String function) {
    if (result.isPending()) {
      throw new IllegalStateException(
          function
              + ": the provider answered WSA_IO_PENDING to a call without a structure; it has to"
              + " wait, or to fail with WSAEWOULDBLOCK");
    }
    return result.orThrow(function).bytes();
  }

  private static boolean started(TransferResult result, String function) {
    return result.orThrow(function).succeeded();
  }
}
