package dev.wsplab.provider.network;

import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.overlapped.OverlappedLayout;
import dev.wsplab.provider.network.TcpIoctls.Parameters;
import dev.wsplab.spi.AddressResult;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import java.net.InetAddress;
import java.util.List;

/**
 * The controls that ask for addresses and routes, or wait until they change.
 *
 * <pre>
 *  SOCKET_ADDRESS_LIST   64 bit: count i32 at 0, { address at 0, length i32 at 8 } of 16 from 8 on
 *                        32 bit: count i32 at 0, { address at 0, length i32 at 4 } of 8 from 4 on
 * </pre>
 */
final class AddressIoctls {
  private static final int POINTER = OverlappedLayout.ofProcess().wordSize();
  private static final int ENTRY = 2 * POINTER;
  private static final int LONGEST = 128;

  private final TcpEnvironment environment;
  private final TcpStarts starts;

  AddressIoctls(TcpEnvironment environment, TcpStarts starts) {
    this.environment = environment;
    this.starts = starts;
  }

  /**
   * {@code SIO_ADDRESS_LIST_QUERY} (WIN-43): room that is too small gives {@code WSAEFAULT} and the
   * size that is needed, less than the count's {@code WSAEINVAL} and 0.
   */
  TransferResult list(TcpSocket socket, Parameters p) {
    List<Sockaddr> addresses = addresses(socket.family());
    int needed = POINTER + addresses.stream().mapToInt(a -> ENTRY + a.length()).sum();
    boolean empty = p.out() == 0 || p.outLength() == 0;
    if (!empty && Integer.compareUnsigned(p.outLength(), Integer.BYTES) < 0) {
      return TransferResult.failed(WsaError.WSAEINVAL);
    }
    if (empty || !p.hasOutput(needed)) {
      return new TransferResult(Winsock2.SOCKET_ERROR, WsaError.WSAEFAULT.code(), needed, 0);
    }
    GuardedMemory memory = environment.memory();
    long entry = p.out() + POINTER;
    long name = entry + (long) ENTRY * addresses.size();
    memory.storeInt(p.out(), addresses.size());
    for (Sockaddr address : addresses) {
      storePointer(memory, entry, name);
      memory.storeInt(entry + POINTER, address.length());
      address.write(memory, name);
      entry += ENTRY;
      name += address.length();
    }
    return TransferResult.done(needed, 0);
  }

  private List<Sockaddr> addresses(int family) {
    return environment.isLoopbackOnly()
        ? List.of(AddressRules.loopback(family))
        : environment.network().addresses(family);
  }

  /**
   * {@code SIO_ROUTING_INTERFACE_QUERY}: the local address that data to the given one leave from.
   */
  TransferResult route(TcpSocket socket, Parameters p) {
    if (p.in() == 0 || Integer.compareUnsigned(p.inLength(), LONGEST) > 0) {
      return TransferResult.failed(WsaError.WSAEFAULT);
    }
    Sockaddr to = Sockaddr.read(environment.memory(), p.in(), p.inLength());
    if (!to.isInternet()) {
      return TransferResult.failed(WsaError.WSAEFAULT);
    }
    if (to.family() != socket.family()) {
      return TransferResult.failed(WsaError.WSAEAFNOSUPPORT);
    }
    AddressResult from = from(to);
    Sockaddr address = from.address();
    return address == null
        ? TransferResult.failed(from.errno())
        : written(p, Sockaddr.of(address.toInetSocketAddress().getAddress(), 0));
  }

  private AddressResult from(Sockaddr to) {
    InetAddress host = to.toInetSocketAddress().getAddress();
    if (host.isLoopbackAddress()) {
      return AddressResult.of(AddressRules.loopback(to.family()));
    }
    return environment.isLoopbackOnly()
        ? AddressResult.failed(WsaError.WSAENETUNREACH)
        : environment.network().routeTo(to);
  }

  /** {@code SIO_GET_BROADCAST_ADDRESS}: for datagrams over IPv4; nothing else can be broadcast. */
  TransferResult broadcast(TcpSocket socket, Parameters p) {
    return socket.isDatagram() && socket.family() == Winsock2.AF_INET
        ? written(p, AddressRules.BROADCAST)
        : TransferResult.failed(WsaError.WSAEOPNOTSUPP);
  }

  private TransferResult written(Parameters p, Sockaddr address) {
    if (!p.hasOutput(address.length())) {
      return TransferResult.failed(WsaError.WSAEFAULT);
    }
    address.write(environment.memory(), p.out());
    return TransferResult.done(address.length(), 0);
  }

  /**
   * {@code SIO_ADDRESS_LIST_CHANGE}, {@code SIO_ROUTING_INTERFACE_CHANGE}: ends when the addresses
   * change (WSP-IOCTL-6).
   */
  TransferResult change(TcpSocket socket, ClientCall call) {
    boolean nonBlocking;
    socket.lock().lock();
    try {
      nonBlocking = socket.settings().nonBlocking;
    } finally {
      socket.lock().unlock();
    }
    if (call.overlapped() == null && nonBlocking) {
      return TransferResult.failed(WsaError.WSAEWOULDBLOCK);
    }
    int seen = environment.addressChanges();
    Attempt attempt = () -> environment.addressChanges() == seen ? null : Outcome.DONE;
    return starts.start(socket, socket.queues().addresses(), attempt, BlockingCalls.FOREVER, call);
  }

  private static void storePointer(GuardedMemory memory, long at, long value) {
    if (POINTER == Long.BYTES) {
      memory.storeLong(at, value);
    } else {
      memory.storeInt(at, (int) value);
    }
  }
}
