package dev.wsplab.provider.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.network.TcpWorld.Pair;
import dev.wsplab.spi.OverlappedResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The structure of a request on a system handle: the client's {@code Offset} and {@code OffsetHigh}
 * stay, and a result query goes by the status alone (GOR-15).
 */
@ParameterizedClass
@EnumSource(Base.class)
class SystemStructureTest {
  private static final int OFFSET = 0x1234;
  private static final int HIGH = WsaError.WSAEFAULT.code();

  private final TcpWorld world;

  SystemStructureTest(Base base) {
    world = new TcpWorld(base);
  }

  @AfterEach
  void close() {
    world.close();
  }

  private Overlapped marked(EventHandle event) {
    Overlapped overlapped = world.overlapped(event);
    overlapped.storeOffsets(OFFSET, HIGH);
    return overlapped;
  }

  private void assertMarked(Overlapped overlapped) {
    assertThat(overlapped.offset()).isEqualTo(OFFSET);
    assertThat(overlapped.offsetHigh()).isEqualTo(HIGH);
  }

  private OverlappedResult result(SocketHandle s, Overlapped overlapped) {
    return world.ws2.wsaGetOverlappedResult(s, overlapped, false);
  }

  private void receive(SocketHandle s, int flags, Overlapped overlapped) {
    world.ws2.wsaRecv(s, WsaBuffers.of(world.block(8)), flags, overlapped, null).orThrow("recv");
  }

  @Test
  void givenOffsets_whenTransfersSucceed_thenTheyStayAndAreNoErrorOrFlags_GOR_15() {
    Pair pair = world.connected();
    EventHandle event = world.event();
    Overlapped pending = marked(event);
    receive(pair.server(), 0, pending);
    Overlapped sending = marked(world.event());

    world
        .ws2
        .wsaSend(pair.client(), WsaBuffers.of(world.text("abc")), 0, sending, null)
        .orThrow("send");
    world.await(event);

    assertMarked(pending);
    assertMarked(sending);
    assertThat(result(pair.server(), pending)).isEqualTo(OverlappedResult.done(3, 0));
    assertThat(result(pair.client(), sending)).isEqualTo(OverlappedResult.done(3, 0));
  }

  @Test
  void givenOffsets_whenTheSocketIsCancelled_thenTheStatusTellsTheError_GOR_15() {
    SocketHandle server = world.connected().server();
    EventHandle event = world.event();
    Overlapped overlapped = marked(event);
    receive(server, 0, overlapped);

    world.kernel32.cancelIoEx(server, overlapped);
    world.await(event);

    assertMarked(overlapped);
    assertThat(result(server, overlapped).errno()).isEqualTo(995);
  }

  @Test
  void givenUrgentByte_whenReceived_thenTheStatusTellsTheFlagAndThePacketSuccess_GOR_15() {
    Pair pair = world.connected();
    PortHandle port = world.portOf(pair.server(), 1);
    Overlapped overlapped = marked(world.event());
    receive(pair.server(), Winsock2.MSG_OOB, overlapped);

    world.ws2.send(pair.client(), WsaBuffers.of(world.text("!")), Winsock2.MSG_OOB).orThrow("send");

    QueuedCompletion packet = world.packet(port);
    assertThat(packet.returnValue()).isTrue();
    assertThat(packet.bytes()).isEqualTo(1);
    assertThat(overlapped.internal()).as("STATUS_RECEIVE_EXPEDITED").isEqualTo(0x40000010);
    assertMarked(overlapped);
    assertThat(result(pair.server(), overlapped))
        .isEqualTo(OverlappedResult.done(1, Winsock2.MSG_OOB));
    assertThat(world.kernel32.getOverlappedResult(pair.server(), overlapped, false).bytes())
        .isEqualTo(1);
  }

  @Test
  void givenUrgentByte_whenReceivedWithRoutine_thenItIsGivenTheFlag_WSP_IO_9() {
    Pair pair = world.connected();
    List<Integer> told = new ArrayList<>();
    Overlapped overlapped = world.overlapped();
    world
        .ws2
        .wsaRecv(
            pair.server(),
            WsaBuffers.of(world.block(1)),
            Winsock2.MSG_OOB,
            overlapped,
            (error, bytes, o, flags) -> told.addAll(List.of(error, bytes, flags)))
        .orThrow("recv");

    world.ws2.send(pair.client(), WsaBuffers.of(world.text("!")), Winsock2.MSG_OOB).orThrow("send");
    world.until(() -> world.kernel32.sleepEx(10, true) == 192);

    assertThat(told).containsExactly(0, 1, Winsock2.MSG_OOB);
  }

  @Test
  void givenOffsets_whenWinsockEnds_thenTheyStay_DEC_13() {
    Overlapped overlapped = marked(world.event());
    receive(world.connected().server(), 0, overlapped);

    world.ws2.wsaCleanup();

    assertThat(overlapped.internal()).isEqualTo(0xC0000120);
    assertMarked(overlapped);
  }
}
