package dev.wsplab.client;

import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.AcceptResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.OverlappedResult;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WinsockException;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.net.InetSocketAddress;
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
    return new ClientSocket(ws2, ws2.open(family, Winsock2.SOCK_STREAM, Winsock2.IPPROTO_TCP));
  }

  /**
   * Makes an overlapped UDP socket; see {@link #tcp} for the errors.
   *
   * @param family {@code AF_INET} or {@code AF_INET6}
   */
  public static ClientSocket udp(Ws2_32 ws2, int family) {
    return new ClientSocket(ws2, ws2.open(family, Winsock2.SOCK_DGRAM, Winsock2.IPPROTO_UDP));
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
    return ws2.send(handle, buffers, 0).orThrow("send").bytes();
  }

  /** {@code recv}: waits for data; returns the bytes, 0 when the peer has closed gracefully. */
  public int recv(WsaBuffers buffers) {
    return ws2.recv(handle, buffers, 0).orThrow("recv").bytes();
  }

  /**
   * {@code sendto}: sends one datagram; a socket that is not bound is bound by it. On a stream the
   * address is ignored (WSP-SEND-5).
   *
   * @return the bytes, all of them
   * @throws WinsockException as {@link Ws2_32#wsaSendTo} says
   * @throws IllegalArgumentException when the address was not resolved
   */
  public int sendto(WsaBuffers buffers, InetSocketAddress to) {
    return ws2.sendto(handle, buffers, 0, Sockaddr.of(to)).orThrow("sendto").bytes();
  }

  /**
   * {@code recvfrom}: waits for a datagram.
   *
   * @throws WinsockException as {@link Ws2_32#wsaRecvFrom} says; {@code WSAEMSGSIZE} when the
   *     datagram was longer than the buffers: its first bytes lie there, the rest is lost
   */
  public Received recvfrom(WsaBuffers buffers) {
    try (NativeBlock room = NativeBlock.allocate(Sockaddr.IPV6_SIZE + Integer.BYTES)) {
      GuardedMemory memory = ws2.host.kernel().memory();
      long length = room.address() + Sockaddr.IPV6_SIZE;
      memory.storeInt(length, Sockaddr.IPV6_SIZE);
      int bytes =
          ws2.recvfrom(handle, buffers, 0, room.address(), length).orThrow("recvfrom").bytes();
      Sockaddr from = Sockaddr.read(memory, room.address(), memory.loadInt(length));
      return new Received(bytes, from.toInetSocketAddress());
    }
  }

  /**
   * A datagram that has come.
   *
   * @param bytes how many bytes lie in the buffers
   * @param from who sent it
   */
  public record Received(int bytes, InetSocketAddress from) {}

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
    return started(ws2.wsaSend(handle, buffers, 0, overlapped, routine), "WSASend", routine);
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
    return started(ws2.wsaRecv(handle, buffers, 0, overlapped, routine), "WSARecv", routine);
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

  /** {@code closesocket}; what is pending completes with an error. A second call does nothing. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      ws2.closesocket(handle).orThrow("closesocket");
    }
  }

  private boolean started(
      TransferResult result, String function, @Nullable CompletionRoutine routine) {
    boolean refused = result.errno() == WsaError.WSAEINVAL.code() && !result.started();
    if (refused && routine != null && ws2.hasPort(handle)) {
      throw new WinsockException(
          function,
          result.errno(),
          "the socket has a completion port, so its operations cannot end by routine");
    }
    return result.orThrow(function).succeeded();
  }
}
