package dev.wsplab.provider.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.client.FileResult;
import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.network.TcpWorld.Pair;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.OverlappedResult;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The bases with handles of their own: what differs from those with system handles. */
@ParameterizedClass
@EnumSource(
    value = Base.class,
    names = {"TCP_NON_IFS", "LOOPBACK_NON_IFS"})
class NonIfsBaseTest {
  private final TcpWorld world;

  NonIfsBaseTest(Base base) {
    world = new TcpWorld(base);
  }

  @AfterEach
  void close() {
    world.close();
  }

  private void receive(SocketHandle s, int flags, Overlapped overlapped) {
    WsaBuffers room = WsaBuffers.of(world.block(8));
    assertThat(world.ws2.wsaRecv(s, room, flags, overlapped, null).isPending()).isTrue();
  }

  @Test
  void givenNonIfsBase_whenInstalled_thenItsEntriesSaySo_CAT_3_WPU_CREATE_4() {
    assertThat(world.winsock.catalog().entries())
        .isNotEmpty()
        .noneMatch(ProtocolInfo::hasIfsHandles);
    assertThat(world.provider.hasIfsHandles()).isFalse();
  }

  @Test
  void givenPendingReceive_whenCancelled_thenTheSystemCannotReachIt_CANCEL_6() {
    Pair pair = world.connected();
    EventHandle event = world.event();
    Overlapped overlapped = world.overlapped(event);
    receive(pair.server(), 0, overlapped);

    assertThat(world.kernel32.cancelIo(pair.server())).isEqualTo(BoolResult.TRUE);
    assertThat(world.kernel32.cancelIoEx(pair.server(), overlapped))
        .isEqualTo(BoolResult.failed(1168));

    assertThat(overlapped.isPending()).isTrue();
    world.send(pair.client(), "on");
    world.await(event);
    assertThat(overlapped.internalHigh()).isEqualTo(2);
  }

  @Test
  void givenUrgentByte_whenReceived_thenOffsetTellsTheFlagsAndOffsetHighNoError_GOR_15() {
    Pair pair = world.connected();
    EventHandle event = world.event();
    Overlapped overlapped = world.overlapped(event);
    overlapped.storeOffsets(77, 88);
    receive(pair.server(), Winsock2.MSG_OOB, overlapped);

    world.ws2.send(pair.client(), WsaBuffers.of(world.text("!")), Winsock2.MSG_OOB).orThrow("send");
    world.await(event);

    assertThat(overlapped.internal()).isZero();
    assertThat(overlapped.offset()).isEqualTo(Winsock2.MSG_OOB);
    assertThat(overlapped.offsetHigh()).isZero();
    assertThat(world.ws2.wsaGetOverlappedResult(pair.server(), overlapped, false))
        .isEqualTo(OverlappedResult.done(1, Winsock2.MSG_OOB));
  }

  @Test
  void givenPendingReceive_whenTheSocketIsClosed_thenOffsetHighHasTheExactError_WPU_COMPLETE_11() {
    Pair pair = world.connected();
    PortHandle port = world.portOf(pair.server(), 4);
    Overlapped overlapped = world.overlapped();
    receive(pair.server(), 0, overlapped);

    world.ws2.closesocket(pair.server()).orThrow("closesocket");

    QueuedCompletion packet = world.packet(port);
    assertThat(packet.error()).isEqualTo(1236);
    assertThat(packet.key()).isEqualTo(4);
    assertThat(overlapped.offsetHigh()).isEqualTo(WsaError.WSAECONNABORTED.code());
  }

  @Test
  void givenReadFileAndWriteFile_whenCalled_thenTheyAreTheProvidersReceiveAndSend_WPU_CREATE_2() {
    Pair pair = world.connected();
    NativeBlock room = world.block(8);

    FileResult written =
        world.kernel32.writeFile(pair.client(), WsaBuffers.of(world.text("file")), null);
    FileResult read = world.kernel32.readFile(pair.server(), WsaBuffers.of(room), null);

    assertThat(written).isEqualTo(new FileResult(true, 0, true, 4));
    assertThat(read).isEqualTo(new FileResult(true, 0, true, 4));
    assertThat(TcpWorld.textOf(room, 4)).isEqualTo("file");
  }

  private SocketHandle duplicate(SocketHandle s) {
    int self = (int) ProcessHandle.current().pid();
    ProtocolInfo info = world.ws2.wsaDuplicateSocket(s, self).orThrow("WSADuplicateSocket");
    return world.ws2.wsaSocket(-1, -1, -1, info, 0, 1).orThrow("WSASocket");
  }

  /** With system handles the association is shared instead: WIN-23. */
  @Test
  void givenDuplicate_whenEachHasItsPort_thenAnOperationBelongsToTheOneItWasBegunBy_WPU_CREATE_5() {
    Pair pair = world.connected();
    SocketHandle second = duplicate(pair.server());
    PortHandle port = world.portOf(pair.server(), 1);
    PortHandle secondPort = world.portOf(second, 2);
    receive(pair.server(), 0, world.overlapped());
    receive(second, 0, world.overlapped());

    world.send(pair.client(), "eightmor");
    assertThat(world.packet(port).key()).isEqualTo(1);
    assertThat(world.hasPacket(secondPort)).isFalse();
    world.send(pair.client(), "on");

    QueuedCompletion packet = world.packet(secondPort);
    assertThat(packet.key()).isEqualTo(2);
    assertThat(packet.bytes()).isEqualTo(2);
    assertThat(world.hasPacket(port)).isFalse();
  }

  @Test
  void givenReceiveByADuplicate_whenThatIsClosed_thenItGoesOnAndTheHandleGoesWithItsEnd_DEC_12() {
    Pair pair = world.connected();
    int before = world.winsock.openHandles();
    SocketHandle second = duplicate(pair.server());
    EventHandle event = world.event();
    Overlapped overlapped = world.overlapped(event);
    receive(second, 0, overlapped);

    world.ws2.closesocket(second).orThrow("closesocket");

    assertThat(world.ws2.closesocket(second).errno()).isEqualTo(WsaError.WSAENOTSOCK.code());
    assertThat(overlapped.isPending()).isTrue();
    world.send(pair.client(), "on");
    world.await(event);
    assertThat(overlapped.internalHigh()).isEqualTo(2);
    world.until(() -> world.winsock.openHandles() <= before + 1); // the event
  }

  @Test
  void givenSocketsClosed_whenCounted_thenNoHandleIsLeft_WSP_CLOSE_5() {
    int before = world.winsock.openHandles();
    Pair pair = world.connected();
    receive(pair.server(), 0, world.overlapped());

    world.ws2.closesocket(pair.server()).orThrow("closesocket");
    world.ws2.closesocket(pair.client()).orThrow("closesocket");

    assertThat(world.winsock.openHandles()).isEqualTo(before);
  }
}
