package dev.wsplab.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.network.Base;
import dev.wsplab.provider.network.DatagramWorld;
import dev.wsplab.provider.network.DatagramWorld.From;
import dev.wsplab.provider.network.DatagramWorld.Message;
import dev.wsplab.provider.network.TcpWorld;
import dev.wsplab.spi.ControlMessage;
import dev.wsplab.spi.OverlappedResult;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Datagrams through a layer. */
@ParameterizedClass
@EnumSource(Base.class)
class LayeredDatagramTest {
  /** Notes what passes. */
  static final class Layer extends LayeredProvider {
    final List<String> passed = Collections.synchronizedList(new ArrayList<>());

    @Override
    protected void received(SocketHandle s, WsaBuffers buffers, int bytes) {
      passed.add("received " + bytes);
    }

    @Override
    protected void sent(SocketHandle s, WsaBuffers buffers, int bytes) {
      passed.add("sent " + bytes);
    }
  }

  private final Layer layer = new Layer();
  private final TcpWorld world;
  private final DatagramWorld udp;

  LayeredDatagramTest(Base base) {
    world = new TcpWorld(base, List.of(layer));
    udp = new DatagramWorld(world);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void givenALayer_whenExchangingDatagrams_thenEachPassesIt() {
    SocketHandle a = udp.bound();
    SocketHandle b = udp.bound();
    udp.send(a, "hello", b);

    DatagramWorld.Received received = udp.receive(b, 3, 0);

    assertThat(received.result().errno()).isEqualTo(WsaError.WSAEMSGSIZE.code());
    assertThat(received.text()).isEqualTo("hel");
    assertThat(received.from()).isEqualTo(world.nameOf(a));
    assertThat(layer.passed).containsExactly("sent 5", "received 3");
  }

  /** WSP-RECV-3, WPU-APC-9: the routine hears of the cut, on either kind of handle below. */
  @Test
  void givenReceiveWithRoutineThroughALayer_whenACutDatagramComes_thenItsFlagsSayPartial() {
    SocketHandle a = udp.bound();
    SocketHandle b = udp.bound();
    List<String> told = new ArrayList<>();
    From from = udp.from();
    world
        .ws2
        .wsaRecvFrom(
            b,
            WsaBuffers.of(world.block(2)),
            0,
            from.name(),
            from.length(),
            world.overlapped(),
            (error, bytes, structure, flags) -> told.add(error + " " + bytes + " " + flags))
        .orThrow("WSARecvFrom");

    udp.send(a, "cut", b);
    world.kernel32.sleepEx(TcpWorld.BOUND_MILLIS, true);

    assertThat(told).containsExactly(WsaError.WSAEMSGSIZE.code() + " 2 " + Winsock2.MSG_PARTIAL);
  }

  @Test
  void givenPendingReceiveThroughALayer_whenACutDatagramComes_thenTheClientSeesItsBytes() {
    SocketHandle a = udp.bound();
    SocketHandle b = udp.bound();
    PortHandle port = world.portOf(b, 5);
    Overlapped overlapped = world.overlapped();
    NativeBlock room = world.block(2);
    From from = udp.from();
    world
        .ws2
        .wsaRecvFrom(b, WsaBuffers.of(room), 0, from.name(), from.length(), overlapped, null)
        .orThrow("WSARecvFrom");

    udp.send(a, "cut", b);

    assertThat(world.packet(port).overlapped()).isEqualTo(overlapped.address());
    assertThat(world.ws2.wsaGetOverlappedResult(b, overlapped, false))
        .isEqualTo(
            OverlappedResult.finishedWith(WsaError.WSAEMSGSIZE.code(), Winsock2.MSG_PARTIAL));
    assertThat(overlapped.internalHigh()).isEqualTo(2);
    assertThat(TcpWorld.textOf(room, 2)).isEqualTo("cu");
    assertThat(from.address()).isEqualTo(world.nameOf(a));
  }

  @Test
  void givenALayer_whenWSASendMsgAndWSARecvMsg_thenItsOwnFunctionsCarryThem_WSP_IOCTL_4() {
    SocketHandle a = udp.bound();
    SocketHandle b = udp.bound();
    world
        .ws2
        .setsockopt(b, ControlMessage.IPPROTO_IP, ControlMessage.IP_PKTINFO, TcpWorld.bytes(1))
        .orThrow("setsockopt");
    EventHandle event = world.event();
    Overlapped overlapped = world.overlapped(event);
    Message room = udp.room(16, 128);
    Message message = udp.message("message", world.nameOf(b));

    assertThat(world.ws2.extensions().wsaRecvMsg(b, room.view, room, overlapped, null).isPending())
        .isTrue();
    world
        .ws2
        .extensions()
        .wsaSendMsg(a, message.view, message, 0, null, null)
        .orThrow("WSASendMsg");
    world.await(event);

    assertThat(world.ws2.wsaGetOverlappedResult(b, overlapped, false))
        .isEqualTo(OverlappedResult.done(7, 0));
    assertThat(room.text(7)).isEqualTo("message");
    assertThat(room.from()).isEqualTo(world.nameOf(a));
    assertThat(room.controlMessages()).hasSize(1);
    assertThat(layer.passed).containsExactlyInAnyOrder("sent 7", "received 7");
  }

  @Test
  void givenADatagramThatIsThere_whenWSARecvOrWSARecvFromOrWSARecvMsg_thenItIsReturnedAtOnce() {
    SocketHandle a = udp.bound();
    SocketHandle b = udp.bound();
    NativeBlock length = world.block(4);
    udp.send(a, "one", b);
    udp.send(a, "three", b);
    From from = udp.from();
    WsaBuffers room = WsaBuffers.of(world.block(8));
    Message message = udp.room(16, 0);

    world.ws2.ioctlsocket(b, Winsock2.FIONREAD, length.address()).orThrow("ioctlsocket");
    TransferResult first =
        world.ws2.wsaRecvFrom(b, room, 0, from.name(), from.length(), null, null);
    TransferResult second = world.ws2.extensions().wsaRecvMsg(b, message.view, message, null, null);

    assertThat(length.buffer().getInt(0)).isPositive();
    assertThat(first).isEqualTo(TransferResult.done(3, 0));
    assertThat(from.address()).isEqualTo(world.nameOf(a));
    assertThat(second).isEqualTo(TransferResult.done(5, 0));
    assertThat(message.text(5)).isEqualTo("three");
  }

  @Test
  void givenALayer_whenItsClientGivesARoutine_thenItRunsInTheClientsThread_WSP_IO_9() {
    SocketHandle a = udp.bound();
    SocketHandle b = udp.bound();
    List<String> told = new ArrayList<>();
    Message room = udp.room(16, 0);
    world
        .ws2
        .extensions()
        .wsaRecvMsg(
            b,
            room.view,
            room,
            world.overlapped(),
            (error, bytes, overlapped, flags) ->
                told.add(Thread.currentThread().getName() + error + bytes))
        .orThrow("WSARecvMsg");

    udp.send(a, "abc", b);
    world.kernel32.sleepEx(TcpWorld.BOUND_MILLIS, true);

    assertThat(told).containsExactly(Thread.currentThread().getName() + "03");
  }
}
