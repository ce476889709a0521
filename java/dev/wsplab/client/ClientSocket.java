package dev.wsplab.client;

import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.kernel.NativeBlock;
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
 * A socket: the functions of {@link Ws2_32} without handles and error numbers. Thread-safe; after
 * {@link #close} every call fails with {@code WSAENOTSOCK}.
 *
 * <p>Every call throws {@link WinsockException} with the error that the function gave: which ones,
 * the function of the same name in {@link Ws2_32} says. All of them may give {@code
 * WSANOTINITIALISED} after the environment was closed, and {@code WSAENOTSOCK}; those that wait,
 * {@code WSAEINTR} when they are cancelled. Buffers and structures stay the caller's: they must be
 * left alone and alive until the operation has ended (WSP-IO-7).
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

  /**
   * Makes an overlapped TCP socket, which the caller closes.
   *
   * @param ws2 the environment's functions, started
   * @param family {@code AF_INET} or {@code AF_INET6}
   * @return the socket
   * @throws WinsockException {@code WSAEAFNOSUPPORT} when no entry of the catalog has this family
   *     (CAT-SEL-4), {@code WSAEPROVIDERFAILEDINIT}, {@code WSAEINVALIDPROVIDER} or {@code
   *     WSAEINVALIDPROCTABLE} when the provider does not start (CAT-SEL-5), the message naming its
   *     module; {@code WSAEMFILE} and {@code WSAENOBUFS}
   */
  public static ClientSocket tcp(Ws2_32 ws2, int family) {
    return new ClientSocket(ws2, ws2.open(family, Winsock2.SOCK_STREAM, Winsock2.IPPROTO_TCP));
  }

  /**
   * Makes an overlapped UDP socket; see {@link #tcp} for the errors.
   *
   * @param ws2 the environment's functions, started
   * @param family {@code AF_INET} or {@code AF_INET6}
   * @return the socket
   */
  public static ClientSocket udp(Ws2_32 ws2, int family) {
    return new ClientSocket(ws2, ws2.open(family, Winsock2.SOCK_DGRAM, Winsock2.IPPROTO_UDP));
  }

  /** {@return the handle, for the functions of {@link Ws2_32} and {@link Kernel32}; never fails} */
  public SocketHandle handle() {
    return handle;
  }

  /**
   * {@code bind}: gives the socket its local address.
   *
   * @param address port 0 takes a free one, which {@link #localAddress} tells
   * @return this
   * @throws WinsockException {@code WSAEADDRINUSE}, {@code WSAEADDRNOTAVAIL} for an address that is
   *     not this machine's, {@code WSAEAFNOSUPPORT}, {@code WSAEINVAL} when it is bound (page bind)
   * @throws IllegalArgumentException when the address was not resolved
   */
  public @This ClientSocket bind(InetSocketAddress address) {
    ws2.bind(handle, Sockaddr.of(address)).orThrow("bind");
    return this;
  }

  /**
   * {@code listen}: lets others connect.
   *
   * @param backlog how many may wait to be accepted
   * @return this
   * @throws WinsockException {@code WSAEINVAL} when it is not bound, {@code WSAEISCONN}, {@code
   *     WSAEOPNOTSUPP} for datagrams (page listen)
   */
  public @This ClientSocket listen(int backlog) {
    ws2.listen(handle, backlog).orThrow("listen");
    return this;
  }

  /**
   * {@code accept}: waits for a connection (WSP-ACCEPT-1).
   *
   * @return the connection, which the caller closes
   * @throws WinsockException {@code WSAEINVAL} when it does not listen, {@code WSAEWOULDBLOCK} when
   *     it is non-blocking and nobody waits, {@code WSAENOTSOCK} when it is closed meanwhile
   */
  public @Owning ClientSocket accept() {
    AcceptResult accepted = ws2.accept(handle);
    if (!accepted.succeeded()) {
      throw new WinsockException("accept", accepted.errno());
    }
    return new ClientSocket(ws2, accepted.socket());
  }

  /**
   * {@code connect}: waits until connected; of a datagram socket it sets the default peer
   * (WSP-CONNECT-1, WSP-CONNECT-3).
   *
   * @param address the peer
   * @return this
   * @throws WinsockException {@code WSAECONNREFUSED}, {@code WSAETIMEDOUT}, {@code WSAENETUNREACH}
   *     or {@code WSAEHOSTUNREACH}; {@code WSAEISCONN}; {@code WSAEWOULDBLOCK} when it is
   *     non-blocking; {@code WSAEADDRNOTAVAIL} for port 0
   * @throws IllegalArgumentException when the address was not resolved
   */
  public @This ClientSocket connect(InetSocketAddress address) {
    ws2.connect(handle, Sockaddr.of(address)).orThrow("connect");
    return this;
  }

  /**
   * {@code getsockname}: returns the local address.
   *
   * @return host and port
   * @throws WinsockException {@code WSAEINVAL} when it is not bound
   */
  public InetSocketAddress localAddress() {
    return ws2.getsockname(handle).orThrow("getsockname").toInetSocketAddress();
  }

  /**
   * {@code getpeername}: returns the peer's address.
   *
   * @return host and port
   * @throws WinsockException {@code WSAENOTCONN}
   */
  public InetSocketAddress remoteAddress() {
    return ws2.getpeername(handle).orThrow("getpeername").toInetSocketAddress();
  }

  /**
   * {@code send}: waits until the transport has taken all (WSP-SEND-2).
   *
   * @param buffers what to send, in this order
   * @return the bytes; of a non-blocking socket perhaps fewer
   * @throws WinsockException {@code WSAENOTCONN}, {@code WSAESHUTDOWN}, {@code WSAECONNRESET},
   *     {@code WSAECONNABORTED}, {@code WSAEWOULDBLOCK}, {@code WSAETIMEDOUT} after {@code
   *     SO_SNDTIMEO}, {@code WSAEMSGSIZE} for too long a datagram, {@code WSAEFAULT} for memory
   *     that cannot be read
   */
  public int send(WsaBuffers buffers) {
    return finished(ws2.send(handle, buffers, 0), "send");
  }

  /**
   * {@code recv}: waits for data (WSP-RECV-1, WSP-RECV-4).
   *
   * @param buffers filled in this order (WSP-RECV-1)
   * @return the bytes, 0 when the peer has closed gracefully
   * @throws WinsockException as {@link #send}, after {@code SO_RCVTIMEO}; {@code WSAEMSGSIZE} when
   *     a datagram was cut, {@code WSAEFAULT} for memory that cannot be written
   */
  public int recv(WsaBuffers buffers) {
    return finished(ws2.recv(handle, buffers, 0), "recv");
  }

  /**
   * {@code sendto}: sends one datagram; a socket that is not bound is bound by it. On a stream the
   * address is ignored (WSP-SEND-5).
   *
   * @param buffers what to send, in this order
   * @param to the receiver
   * @return the bytes, all of them
   * @throws WinsockException as {@link Ws2_32#wsaSendTo} says
   * @throws IllegalArgumentException when the address was not resolved
   */
  public int sendto(WsaBuffers buffers, InetSocketAddress to) {
    return ws2.sendto(handle, buffers, 0, Sockaddr.of(to)).orThrow("sendto").bytes();
  }

  /**
   * {@code recvfrom}: waits for a datagram; on a stream for data, whose sender is the peer.
   *
   * @param buffers filled in this order (WSP-RECV-1)
   * @return how many bytes have come, and from whom
   * @throws WinsockException as {@link Ws2_32#wsaRecvFrom} says; {@code WSAEMSGSIZE} when the
   *     datagram was longer than the buffers: its first bytes lie there, the rest is lost
   */
  public Received recvfrom(WsaBuffers buffers) {
    try (NativeBlock room = NativeBlock.allocate(Sockaddr.IPV6_SIZE + Integer.BYTES)) {
      GuardedMemory memory = ws2.host.kernel().memory();
      long address = room.address(0, Sockaddr.IPV6_SIZE);
      long length = room.address(Sockaddr.IPV6_SIZE, Integer.BYTES);
      memory.storeInt(length, Sockaddr.IPV6_SIZE);
      int bytes = ws2.recvfrom(handle, buffers, 0, address, length).orThrow("recvfrom").bytes();
      Sockaddr from = Sockaddr.read(memory, address, memory.loadInt(length));
      // A stream leaves the room alone (WSP-RECV-7).
      return new Received(bytes, from.isInternet() ? from.toInetSocketAddress() : remoteAddress());
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
   * {@code WSASend} with a structure: never waits. The event of the structure is set, or a packet
   * queued, when it has ended.
   *
   * @param buffers what to send, in this order
   * @param overlapped not in use by another operation; used until this one has ended
   * @return whether it has finished already; it is indicated either way (WSP-IO-1)
   * @throws WinsockException when nothing was started and nothing will be indicated: as {@link
   *     #send}; {@code WSA_INVALID_HANDLE} for a bad event, {@code WSAENOBUFS} when memory is short
   */
  public boolean startSend(WsaBuffers buffers, Overlapped overlapped) {
    return startSend(buffers, overlapped, null);
  }

  /**
   * {@code WSASend} with a structure and a routine that runs in this thread's next alertable wait
   * (WIN-47, WIN-49).
   *
   * @param buffers what to send, in this order
   * @param overlapped not in use by another operation; used until the routine runs
   * @param routine null for the form without
   * @return whether it has finished already; the routine is told either way
   * @throws WinsockException as the form without a routine; {@code WSAEINVAL} when the socket has a
   *     completion port (WIN-18)
   * @throws dev.wsplab.kernel.VirtualThreadException with a routine on a virtual thread
   */
  public boolean startSend(
      WsaBuffers buffers, Overlapped overlapped, @Nullable CompletionRoutine routine) {
    Objects.requireNonNull(overlapped, "overlapped is null: use send for a call without one");
    return started(ws2.wsaSend(handle, buffers, 0, overlapped, routine), "WSASend", routine);
  }

  /**
   * {@code WSARecv} with a structure: never waits. The event of the structure is set, or a packet
   * queued, when it has ended.
   *
   * @param buffers filled in this order (WSP-RECV-1)
   * @param overlapped not in use by another operation; used until this one has ended
   * @return whether it has finished already; it is indicated either way (WSP-IO-1)
   * @throws WinsockException when nothing was started and nothing will be indicated: as {@link
   *     #recv}; {@code WSA_INVALID_HANDLE} for a bad event, {@code WSAENOBUFS} when memory is short
   */
  public boolean startRecv(WsaBuffers buffers, Overlapped overlapped) {
    return startRecv(buffers, overlapped, null);
  }

  /**
   * {@code WSARecv} with a structure and a routine that runs in this thread's next alertable wait
   * (WIN-47, WIN-49).
   *
   * @param buffers filled in this order (WSP-RECV-1)
   * @param overlapped not in use by another operation; used until the routine runs
   * @param routine null for the form without
   * @return whether it has finished already; the routine is told either way
   * @throws WinsockException as the form without a routine; {@code WSAEINVAL} when the socket has a
   *     completion port (WIN-18)
   * @throws dev.wsplab.kernel.VirtualThreadException with a routine on a virtual thread
   */
  public boolean startRecv(
      WsaBuffers buffers, Overlapped overlapped, @Nullable CompletionRoutine routine) {
    Objects.requireNonNull(overlapped, "overlapped is null: use recv for a call without one");
    return started(ws2.wsaRecv(handle, buffers, 0, overlapped, routine), "WSARecv", routine);
  }

  /**
   * {@code WSAGetOverlappedResult}: the bytes of a finished request (GOR-*).
   *
   * @param overlapped the structure of a request of this socket
   * @param wait whether to wait for the event of the structure, without a time-out
   * @return the bytes
   * @throws WinsockException {@code WSA_IO_INCOMPLETE} while it is running and wait is false,
   *     {@code WSA_INVALID_HANDLE} when there is no event to wait for, else the request's own error
   */
  public int result(Overlapped overlapped, boolean wait) {
    OverlappedResult result = ws2.wsaGetOverlappedResult(handle, overlapped, wait);
    return result.orThrow("WSAGetOverlappedResult").bytes();
  }

  /**
   * {@code shutdown}: ends a direction; the peer of one that sends no more receives 0 bytes.
   *
   * @param how {@code SD_RECEIVE}, {@code SD_SEND} or {@code SD_BOTH}
   * @throws WinsockException {@code WSAEINVAL} for another number, {@code WSAENOTCONN} (page
   *     shutdown)
   */
  public void shutdown(int how) {
    ws2.shutdown(handle, how).orThrow("shutdown");
  }

  /**
   * {@code closesocket}; what is pending completes with an error, perhaps later (WSP-CLOSE-3,
   * WSP-CLOSE-4). A second call does nothing, nor does one after the environment was closed, which
   * has closed its sockets.
   *
   * @throws WinsockException {@code WSAEWOULDBLOCK} for a non-blocking socket with a linger time
   *     and unsent data (WSP-CLOSE-6)
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
