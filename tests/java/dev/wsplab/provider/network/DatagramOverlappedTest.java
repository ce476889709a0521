package dev.wsplab.provider.network;

import static dev.wsplab.provider.network.TcpWorld.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.NtStatus;
import dev.wsplab.kernel.Pages;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.platform.AffectedByWine;
import dev.wsplab.platform.OnWine;
import dev.wsplab.provider.network.DatagramWorld.From;
import dev.wsplab.spi.OverlappedResult;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Datagrams with structures: WSASendTo and WSARecvFrom. */
@ParameterizedClass
@EnumSource(Base.class)
class DatagramOverlappedTest implements AffectedByWine {
  private static final int STATUS_BUFFER_OVERFLOW = 0x80000005;
  private static final int ERROR_MORE_DATA = 234;

  private final TcpWorld world;
  private final DatagramWorld udp;
  private final boolean system;

  @Override
  public boolean isAffectedByWine() {
    return world.isWine();
  }

  DatagramOverlappedTest(Base base) {
    system = Base.withSystemHandles().contains(base);
    world = new TcpWorld(base);
    udp = new DatagramWorld(world);
  }

  @AfterEach
  void close() {
    world.close();
  }

  private TransferResult receive(SocketHandle s, NativeBlock room, From from, Overlapped o) {
    return world.ws2.wsaRecvFrom(s, WsaBuffers.of(room), 0, from.name(), from.length(), o, null);
  }

  @Test
  void givenNothing_whenReceivingWithEvent_thenDatagramAndSenderComeAtCompletion_WSP_RECV_7() {
    SocketHandle a = udp.bound();
    SocketHandle b = udp.bound();
    EventHandle event = world.event();
    Overlapped overlapped = world.overlapped(event);
    NativeBlock room = world.block(16);
    From from = udp.from();

    TransferResult started = receive(b, room, from, overlapped);

    assertThat(started.isPending()).isTrue();
    udp.send(a, "later", b);
    world.await(event);
    assertThat(world.ws2.wsaGetOverlappedResult(b, overlapped, false))
        .isEqualTo(OverlappedResult.done(5, 0));
    assertThat(TcpWorld.textOf(room, 5)).isEqualTo("later");
    assertThat(from.address()).isEqualTo(world.nameOf(a));
  }

  @Test
  void givenTwoReceives_whenTwoDatagramsCome_thenThePortTellsThemInPostingOrder_WSP_IO_11() {
    SocketHandle a = udp.bound();
    SocketHandle b = udp.bound();
    PortHandle port = world.portOf(b, 7);
    Overlapped first = world.overlapped();
    Overlapped second = world.overlapped();
    NativeBlock firstRoom = world.block(9);
    NativeBlock secondRoom = world.block(9);
    receive(b, firstRoom, udp.from(), first);
    receive(b, secondRoom, udp.from(), second);

    udp.send(a, "one", b);
    udp.send(a, "three", b);

    QueuedCompletion packet = world.packet(port);
    assertThat(packet.overlapped()).isEqualTo(first.address());
    assertThat(packet.bytes()).isEqualTo(3);
    assertThat(packet.key()).isEqualTo(7);
    assertThat(world.packet(port).overlapped()).isEqualTo(second.address());
    assertThat(TcpWorld.textOf(firstRoom, 3)).isEqualTo("one");
    assertThat(TcpWorld.textOf(secondRoom, 5)).isEqualTo("three");
  }

  /** WSP-RECV-13, IOCP-GQCS-6, WIN-21. */
  @Test
  void givenPendingReceive_whenItIsTooShort_thenMoreDataWithTheBytes() {
    SocketHandle a = udp.bound();
    SocketHandle b = udp.bound();
    PortHandle port = world.portOf(b, 1);
    Overlapped overlapped = world.overlapped();
    NativeBlock room = world.block(3);
    receive(b, room, udp.from(), overlapped);

    udp.send(a, "too long", b);

    isCut(port, b, overlapped, room);
  }

  @Test
  void givenDatagramPresent_whenReceivingIntoTooLittle_thenItIsIndicatedOnce_WSP_RECV_13() {
    SocketHandle a = udp.bound();
    SocketHandle b = udp.bound();
    PortHandle port = world.portOf(b, 1);
    if (system) { // KB2568167: another handle would get no packet at all
      world.kernel32.setFileCompletionNotificationModes(b, 1);
    }
    udp.send(a, "too long", b);
    udp.receive(b, 9, Winsock2.MSG_PEEK);
    Overlapped overlapped = world.overlapped();
    NativeBlock room = world.block(3);

    TransferResult result = receive(b, room, udp.from(), overlapped);

    assertThat(result.isPending()).as("indicated, so not returned: %s", result).isTrue();
    isCut(port, b, overlapped, room);
    assertThat(world.hasPacket(port)).isFalse();
  }

  private void isCut(PortHandle port, SocketHandle s, Overlapped overlapped, NativeBlock room) {
    QueuedCompletion packet = world.packet(port);
    assertThat(packet.returnValue()).isFalse();
    assertThat(packet.error()).isEqualTo(ERROR_MORE_DATA);
    assertThat(packet.bytes()).isEqualTo(3);
    assertThat(overlapped.internal()).isEqualTo(STATUS_BUFFER_OVERFLOW);
    assertThat(world.ws2.wsaGetOverlappedResult(s, overlapped, false))
        .isEqualTo(
            OverlappedResult.finishedWith(
                code(WsaError.WSAEMSGSIZE), system ? 0 : Winsock2.MSG_PARTIAL)); // GOR-15
    assertThat(overlapped.internalHigh()).isEqualTo(3);
    assertThat(TcpWorld.textOf(room, 3)).isEqualTo("too");
  }

  @Test
  void givenRoutine_whenADatagramComes_thenItRunsInAnAlertableWait_WSP_IO_9() {
    SocketHandle a = udp.bound();
    SocketHandle b = udp.bound();
    List<String> told = new ArrayList<>();
    NativeBlock room = world.block(2);
    world.ws2.wsaRecvFrom(
        b,
        WsaBuffers.of(room),
        0,
        0,
        0,
        world.overlapped(),
        (error, bytes, overlapped, flags) -> told.add(error + " " + bytes + " " + flags));

    udp.send(a, "cut", b);
    world.kernel32.sleepEx(TcpWorld.BOUND_MILLIS, true);

    assertThat(told).containsExactly(code(WsaError.WSAEMSGSIZE) + " 2 " + Winsock2.MSG_PARTIAL);
  }

  @Test
  void givenPendingReceive_whenClosing_thenItEndsAsAborted_WSP_RECV_9() {
    SocketHandle a = udp.bound();
    world.ws2.connect(a, world.nameOf(udp.bound())).orThrow("connect");
    PortHandle port = world.portOf(a, 3);
    Overlapped overlapped = world.overlapped();
    receive(a, world.block(3), udp.from(), overlapped);

    world.ws2.closesocket(a).orThrow("closesocket");

    assertThat(world.packet(port).error()).isEqualTo(code(WsaError.WSA_OPERATION_ABORTED));
    assertThat(overlapped.internal()).isEqualTo(NtStatus.STATUS_CANCELLED.value());
  }

  @Test
  void givenPendingReceive_whenCancelled_thenItEndsAsCancelledAndTheNextOneReceives_CANCEL_4() {
    SocketHandle a = udp.bound();
    SocketHandle b = udp.bound();
    EventHandle event = world.event();
    Overlapped overlapped = world.overlapped(event);
    receive(b, world.block(3), udp.from(), overlapped);

    assertThat(world.kernel32.cancelIoEx(b, overlapped).returnValue()).isEqualTo(system);

    if (!system) { // CANCEL-6: the system cannot cancel what a provider has
      assertThat(overlapped.isPending()).isTrue();
      return;
    }
    world.await(event);
    assertThat(world.ws2.wsaGetOverlappedResult(b, overlapped, false).errno())
        .isEqualTo(code(WsaError.WSA_OPERATION_ABORTED));
    udp.send(a, "next", b);
    assertThat(udp.receive(b)).isEqualTo("next");
  }

  @Test
  @OnWine(value = "WSP-RECV-12", instead = "an unconnected socket never hears of it")
  void givenPendingReceive_whenADatagramFindsNobody_thenItEndsWithEconnreset_WSP_RECV_12() {
    SocketHandle a = udp.bound();
    EventHandle event = world.event();
    Overlapped overlapped = world.overlapped(event);
    receive(a, world.block(3), udp.from(), overlapped);

    udp.send(a, "lost", udp.deserted());
    if (world.isWine()) {
      udp.send(a, "it", a); // what was received first would have ended it
    }

    world.await(event);
    assertThat(world.ws2.wsaGetOverlappedResult(a, overlapped, false).errno())
        .isEqualTo(world.isWine() ? 0 : code(WsaError.WSAECONNRESET));
  }

  @Test
  void givenConnresetOff_whenADatagramFindsNobody_thenThePendingReceiveWaitsOn() {
    SocketHandle a = udp.bound();
    SocketHandle b = udp.bound();
    udp.reportUnreachable(a, false);
    EventHandle event = world.event();
    Overlapped overlapped = world.overlapped(event);
    receive(a, world.block(9), udp.from(), overlapped);

    udp.send(a, "lost", udp.deserted());
    udp.send(b, "alive", a);

    world.await(event);
    assertThat(world.ws2.wsaGetOverlappedResult(a, overlapped, false))
        .isEqualTo(OverlappedResult.done(5, 0));
  }

  @Test
  void givenNonBlockingSocket_whenSendingWithStructure_thenItCompletes_WIN_20() {
    SocketHandle a = udp.socket();
    SocketHandle b = udp.bound();
    world.nonBlocking(a);
    PortHandle port = world.portOf(a, 1);
    Overlapped overlapped = world.overlapped();

    TransferResult sent =
        world.ws2.wsaSendTo(
            a, WsaBuffers.of(world.text("data")), 0, world.nameOf(b), overlapped, null);

    assertThat(sent.started()).isTrue();
    assertThat(world.packet(port).bytes()).isEqualTo(4);
    assertThat(udp.receive(b)).isEqualTo("data");
  }

  @Test
  void givenMsgPeek_whenReceivingWithStructure_thenEopnotsupp_WSP_RECV_5() {
    SocketHandle a = udp.bound();
    Overlapped overlapped = world.overlapped();

    TransferResult result =
        world.ws2.wsaRecvFrom(
            a, WsaBuffers.of(world.block(3)), Winsock2.MSG_PEEK, 0, 0, overlapped, null);

    assertThat(result.errno()).isEqualTo(code(WsaError.WSAEOPNOTSUPP));
    assertThat(overlapped.isPending()).isFalse();
  }

  @Test
  void givenRoomForTheSenderGoneMeanwhile_whenADatagramComes_thenEfaultAndNothingElse() {
    SocketHandle a = udp.bound();
    SocketHandle b = udp.bound();
    EventHandle event = world.event();
    Overlapped overlapped = world.overlapped(event);
    NativeBlock length = world.block(4);
    length.buffer().put((byte) 16);
    long room = Pages.map(1);
    try {
      world.ws2.wsaRecvFrom(
          b, WsaBuffers.of(world.block(9)), 0, room, length.address(), overlapped, null);
      Pages.makeInaccessible(room);

      udp.send(a, "x", b);

      world.await(event);
    } finally {
      Pages.unmap(room);
    }
    assertThat(world.ws2.wsaGetOverlappedResult(b, overlapped, false).errno())
        .isEqualTo(code(WsaError.WSAEFAULT));
    udp.send(a, "next", b);
    assertThat(udp.receive(b)).isEqualTo("next");
  }
}
