package dev.wsplab.provider.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedLayout;
import dev.wsplab.provider.tcp.TcpProvider;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import java.net.InetAddress;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The controls for addresses, routes and keep-alive, and those that wait for a change. */
@ParameterizedClass
@EnumSource(Base.class)
class AddressIoctlsTest {
  private static final int POINTER = OverlappedLayout.ofProcess().wordSize();

  private final TcpWorld world;

  AddressIoctlsTest(Base base) {
    world = new TcpWorld(base);
  }

  @AfterEach
  void close() {
    world.close();
  }

  private TransferResult query(SocketHandle s, int code, NativeBlock out, int room) {
    return world.ws2.wsaIoctl(s, code, 0, 0, out.address(), room, null, null);
  }

  private TransferResult change(SocketHandle s, Overlapped overlapped) {
    return world.ws2.wsaIoctl(s, Winsock2.SIO_ADDRESS_LIST_CHANGE, 0, 0, 0, 0, overlapped, null);
  }

  /** The list lies in one block, and its pointers lead into that. */
  @ParameterizedTest
  @ValueSource(ints = {Winsock2.AF_INET, Winsock2.AF_INET6})
  void givenRoom_whenAddressesAreAsked_thenTheListIsThereWithItsAddresses(int family) {
    NativeBlock out = world.block(256);
    TransferResult result = query(world.socket(family), Winsock2.SIO_ADDRESS_LIST_QUERY, out, 256);

    Sockaddr loopback = TcpWorld.loopback(family, 0);
    assertThat(result).isEqualTo(TransferResult.done(3 * POINTER + loopback.length(), 0));
    assertThat(out.buffer().getInt(0)).isEqualTo(1);
    assertThat(out.buffer().getInt(2 * POINTER)).isEqualTo(loopback.length());
    long name = POINTER == 8 ? out.buffer().getLong(POINTER) : out.buffer().getInt(POINTER);
    assertThat(name - out.address()).isEqualTo(3 * POINTER);
    assertThat(Sockaddr.ofBytes(out.bytes(3 * POINTER, loopback.length()))).isEqualTo(loopback);
  }

  /** A base that is not confined tells an address that a socket can be bound to. */
  @ParameterizedTest
  @ValueSource(ints = {Winsock2.AF_INET, Winsock2.AF_INET6})
  void givenAnyAddress_whenAddressesAreAsked_thenASocketCanBeBoundToEach(int family) {
    TcpProvider any = TcpProvider.anyAddress();
    try (TcpWorld open = new TcpWorld(any, any.entries())) {
      SocketHandle s = open.socket(family);
      NativeBlock out = open.block(256);
      TransferResult result =
          open.ws2.wsaIoctl(
              s, Winsock2.SIO_ADDRESS_LIST_QUERY, 0, 0, out.address(), 256, null, null);

      assertThat(result.succeeded()).isTrue();
      int length = out.buffer().getInt(2 * POINTER);
      Sockaddr address = Sockaddr.ofBytes(out.bytes(3 * POINTER, length));
      assertThat(open.ws2.bind(s, address).succeeded()).isTrue();
    }
  }

  /** WIN-43. */
  @Test
  void givenTooLittleRoom_whenAddressesAreAsked_thenFaultAndTheSizeOrInvalid() {
    SocketHandle s = world.socket();
    int code = Winsock2.SIO_ADDRESS_LIST_QUERY;
    int needed = 3 * POINTER + Sockaddr.IPV4_SIZE;
    NativeBlock out = world.block(64);
    TransferResult fault =
        new TransferResult(Winsock2.SOCKET_ERROR, WsaError.WSAEFAULT.code(), needed, 0);

    assertThat(world.ws2.wsaIoctl(s, code, 0, 0, 0, 64, null, null)).isEqualTo(fault);
    assertThat(query(s, code, out, 0)).isEqualTo(fault);
    assertThat(query(s, code, out, needed - 1)).isEqualTo(fault);
    assertThat(query(s, code, out, 1)).isEqualTo(TransferResult.failed(WsaError.WSAEINVAL));
    assertThat(query(s, code, out, needed).succeeded()).isTrue();
  }

  private TransferResult route(SocketHandle s, Sockaddr to, NativeBlock out) {
    NativeBlock in = world.block(to.length());
    to.write(world.winsock.exports().kernel().memory(), in.address());
    return world.ws2.wsaIoctl(
        s,
        Winsock2.SIO_ROUTING_INTERFACE_QUERY,
        in.address(),
        to.length(),
        out.address(),
        (int) out.size(),
        null,
        null);
  }

  @Test
  void givenAddresses_whenRoutesAreAsked_thenThisMachineIsReachedAndNothingElse() throws Exception {
    SocketHandle s = world.socket();
    NativeBlock out = world.block(16);
    Sockaddr elsewhere = Sockaddr.of(InetAddress.getByName("192.0.2.1"), 80);

    assertThat(route(s, Sockaddr.loopback(80), out)).isEqualTo(TransferResult.done(16, 0));
    assertThat(Sockaddr.ofBytes(out.bytes(0, 16))).isEqualTo(Sockaddr.loopback(0));
    assertThat(route(s, elsewhere, out)).isEqualTo(TransferResult.failed(WsaError.WSAENETUNREACH));
    assertThat(route(s, TcpWorld.loopback(Winsock2.AF_INET6, 1), out))
        .isEqualTo(TransferResult.failed(WsaError.WSAEAFNOSUPPORT));
    assertThat(route(s, Sockaddr.ofBytes(new byte[8]), out))
        .isEqualTo(TransferResult.failed(WsaError.WSAEFAULT));
    assertThat(route(s, Sockaddr.loopback(80), world.block(15)))
        .isEqualTo(TransferResult.failed(WsaError.WSAEFAULT));
  }

  @Test
  void givenDatagramSocket_whenItsBroadcastAddressIsAsked_thenItIsTold() throws Exception {
    NativeBlock out = world.block(16);
    SocketHandle udp = world.ws2.socket(Winsock2.AF_INET, Winsock2.SOCK_DGRAM, 0).orThrow("socket");
    int code = Winsock2.SIO_GET_BROADCAST_ADDRESS;

    assertThat(query(udp, code, out, 16)).isEqualTo(TransferResult.done(16, 0));
    assertThat(Sockaddr.ofBytes(out.bytes(0, 16)))
        .isEqualTo(Sockaddr.of(InetAddress.getByName("255.255.255.255"), 0));
    assertThat(query(udp, code, out, 15).errno()).isEqualTo(WsaError.WSAEFAULT.code());
    assertThat(query(world.socket(), code, out, 16).errno())
        .isEqualTo(WsaError.WSAEOPNOTSUPP.code());
  }

  @Test
  void givenTimes_whenKeepAliveIsSet_thenTheOptionIsOn() {
    Assumptions.assumeFalse(world.isOnWinsock(), "whose names for the times are not asked for");
    SocketHandle s = world.socket();
    NativeBlock in = world.block(12);
    in.buffer().putInt(0, 1).putInt(4, 5_500).putInt(8, 1_000);
    int code = Winsock2.SIO_KEEPALIVE_VALS;

    assertThat(world.ws2.wsaIoctl(s, code, in.address(), 12, 0, 0, null, null))
        .isEqualTo(TransferResult.done(0, 0));
    assertThat(world.get(s, Winsock2.SO_KEEPALIVE).intOrThrow("getsockopt")).isEqualTo(1);
    in.buffer().putInt(0, 0);
    assertThat(world.ws2.wsaIoctl(s, code, in.address(), 12, 0, 0, null, null).succeeded())
        .isTrue();
    assertThat(world.get(s, Winsock2.SO_KEEPALIVE).intOrThrow("getsockopt")).isZero();
    assertThat(world.ws2.wsaIoctl(s, code, in.address(), 11, 0, 0, null, null).errno())
        .isEqualTo(WsaError.WSAEFAULT.code());
  }

  /** WSP-IOCTL-3: the only table that is known is that of registered I/O, which is not had here. */
  @Test
  void givenTableOfFunctions_whenAskedFor_thenItIsInvalid() {
    NativeBlock block = world.block(Guid.SIZE + 8);
    int code = Winsock2.SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER;
    long out = block.address() + Guid.SIZE;
    assertThat(
            world.ws2.wsaIoctl(
                world.socket(), code, block.address(), Guid.SIZE, out, 8, null, null))
        .isEqualTo(TransferResult.failed(WsaError.WSAEINVAL));
    assertThat(
            world.ws2.wsaIoctl(
                world.socket(), code, block.address(), Guid.SIZE - 1, out, 8, null, null))
        .isEqualTo(TransferResult.failed(WsaError.WSAEFAULT));
  }

  /** WSP-IOCTL-6: on a nonblocking socket without a structure it fails at once. */
  @Test
  void givenNonBlockingSocket_whenWaitingForAChange_thenWouldBlock() {
    SocketHandle s = world.socket();
    world.nonBlocking(s);
    assertThat(change(s, null)).isEqualTo(TransferResult.failed(WsaError.WSAEWOULDBLOCK));
  }

  /** WSP-IOCTL-1, WIN-43: pending, and then a success with 0 bytes. */
  @Test
  void givenOverlappedWait_whenTheAddressesChange_thenItIsIndicatedOnce() {
    SocketHandle s = world.socket();
    PortHandle port = world.portOf(s, 7);
    Overlapped overlapped = world.overlapped();
    assertThat(change(s, overlapped).isPending()).isTrue();
    assertThat(world.hasPacket(port)).isFalse();

    world.provider.addressListChanged();

    QueuedCompletion packet = world.packet(port);
    assertThat(packet.returnValue()).isTrue();
    assertThat(packet.overlapped()).isEqualTo(overlapped.address());
    assertThat(packet.bytes()).isZero();
    world.provider.addressListChanged();
    assertThat(world.hasPacket(port)).isFalse();
  }

  /** The same for a call that blocks, beside a receive that goes on waiting. */
  @Test
  void givenBlockingWait_whenTheAddressesChange_thenItReturns() {
    SocketHandle s = world.connected().client();
    FutureTask<TransferResult> call = TcpWorld.inBackground(() -> change(s, null));
    world.until(
        () -> {
          world.provider.addressListChanged();
          return call.isDone();
        });
    assertThat(TcpWorld.resultOf(call)).isEqualTo(TransferResult.done(0, 0));
  }

  /** WSP-CLOSE-3, CANCEL-4: it ends with its socket, and by a cancel where the system can. */
  @Test
  void givenOverlappedWait_whenTheSocketIsClosed_thenItIsAborted() {
    SocketHandle s = world.socket();
    PortHandle port = world.portOf(s, 7);
    assertThat(change(s, world.overlapped()).isPending()).isTrue();
    if (world.hasIfsHandles()) {
      assertThat(world.kernel32.cancelIoEx(s, null).returnValue()).isTrue();
      assertThat(world.packet(port).error()).isEqualTo(WsaError.WSA_OPERATION_ABORTED.code());
      assertThat(change(s, world.overlapped()).isPending()).isTrue();
    }
    world.ws2.closesocket(s).orThrow("closesocket");
    assertThat(world.packet(port).error()).isEqualTo(WsaError.WSA_OPERATION_ABORTED.code());
  }
}
