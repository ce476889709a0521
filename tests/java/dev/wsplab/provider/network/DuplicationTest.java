package dev.wsplab.provider.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.client.MessageQueue;
import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** More than one descriptor of a socket: {@code WSADuplicateSocket} and {@code DuplicateHandle}. */
@ParameterizedClass
@EnumSource(Base.class)
class DuplicationTest {
  private static final int SELF = (int) ProcessHandle.current().pid();

  private final TcpWorld world;

  DuplicationTest(Base base) {
    world = new TcpWorld(base);
  }

  @AfterEach
  void close() {
    world.close();
  }

  private SocketHandle open(ProtocolInfo info) {
    return world.ws2.wsaSocket(-1, -1, -1, info, 0, 1).orThrow("WSASocket");
  }

  private SocketHandle duplicate(SocketHandle s) {
    return open(world.ws2.wsaDuplicateSocket(s, SELF).orThrow("WSADuplicateSocket"));
  }

  @Test
  void givenDuplicate_whenUsed_thenItIsTheSameConnection_WSP_DUP_1() {
    TcpWorld.Pair pair = world.connected();
    SocketHandle second = duplicate(pair.server());

    assertThat(second).isNotEqualTo(pair.server());
    world.send(second, "from the second");
    assertThat(world.receive(pair.client(), 15)).isEqualTo("from the second");
    world.send(pair.client(), "ab");
    assertThat(world.receive(pair.server(), 1)).isEqualTo("a");
    assertThat(world.receive(second, 1)).isEqualTo("b");
  }

  @Test
  void givenProtocolInfo_whenUsedTwice_thenInvalid_WSP_DUP_1() {
    ProtocolInfo info = world.ws2.wsaDuplicateSocket(world.socket(), SELF).orThrow("duplicate");
    open(info);

    assertThat(world.ws2.wsaSocket(-1, -1, -1, info, 0, 1).errno())
        .isEqualTo(WsaError.WSAEINVAL.code());
  }

  @Test
  void givenAnotherProcess_whenDuplicated_thenRefused() {
    assertThat(world.ws2.wsaDuplicateSocket(world.socket(), SELF + 1).errno())
        .isEqualTo(WsaError.WSAEINVAL.code());
  }

  @Test
  void givenDuplicates_whenOneIsClosed_thenTheOtherGoesOn_WSP_CLOSE_7() {
    TcpWorld.Pair pair = world.connected();
    SocketHandle second = duplicate(pair.server());
    SocketHandle third = duplicate(second);

    world.ws2.closesocket(pair.server()).orThrow("closesocket");
    world.ws2.closesocket(third).orThrow("closesocket");

    assertThat(world.ws2.closesocket(third).errno()).isEqualTo(WsaError.WSAENOTSOCK.code());
    assertThat(world.ws2.getsockname(pair.server()).errno()).isEqualTo(WsaError.WSAENOTSOCK.code());
    world.send(second, "still");
    assertThat(world.receive(pair.client(), 5)).isEqualTo("still");
    world.ws2.closesocket(second).orThrow("closesocket");
    assertThat(world.ws2.recv(pair.client(), WsaBuffers.of(world.block(1)), 0).bytes()).isZero();
  }

  @Test
  void givenReceiveOnTheFirst_whenItIsClosed_thenItEndsByTheSecondsData_WIN_23() {
    TcpWorld.Pair pair = world.connected();
    PortHandle port = world.portOf(pair.server(), 9);
    SocketHandle second = duplicate(pair.server());
    Overlapped overlapped = world.overlapped();
    world.ws2.wsaRecv(pair.server(), WsaBuffers.of(world.block(8)), 0, overlapped, null);

    world.ws2.closesocket(pair.server()).orThrow("closesocket");
    assertThat(world.hasPacket(port)).isFalse();
    world.send(pair.client(), "abc");

    QueuedCompletion packet = world.packet(port);
    assertThat(packet.key()).isEqualTo(9);
    assertThat(packet.bytes()).isEqualTo(3);
    assertThat(world.ws2.wsaGetOverlappedResult(second, overlapped, false).bytes()).isEqualTo(3);
  }

  /** WSP-DUP-1: the structure is used afterwards. */
  @Test
  void givenDuplicate_whenTheFirstIsClosedBeforeItIsOpened_thenItIsTheSameConnection() {
    TcpWorld.Pair pair = world.connected();
    ProtocolInfo info = world.ws2.wsaDuplicateSocket(pair.server(), SELF).orThrow("duplicate");
    world.ws2.closesocket(pair.server()).orThrow("closesocket");

    world.send(open(info), "still");

    assertThat(world.receive(pair.client(), 5)).isEqualTo("still");
  }

  @Test
  void givenDuplicatedDatagramSocket_whenUsed_thenItIsTheSameSocket_WSP_DUP_1() {
    DatagramWorld udp = new DatagramWorld(world);
    SocketHandle first = udp.bound();
    SocketHandle second = duplicate(first);
    SocketHandle other = udp.bound();

    udp.send(other, "to the first", first);

    assertThat(udp.receive(second)).isEqualTo("to the first");
    assertThat(world.nameOf(second)).isEqualTo(world.nameOf(first));
  }

  @Test
  void givenMessagesAskedForByTheDuplicate_whenDataCome_thenTheMessageNamesIt()
      throws InterruptedException {
    TcpWorld.Pair pair = world.connected();
    SocketHandle second = duplicate(pair.server());
    try (MessageQueue window = world.winsock.messageQueue()) {
      world.ws2.wsaAsyncSelect(second, window.hWnd(), 1_025, Winsock2.FD_READ).orThrow("select");

      world.send(pair.client(), "x");

      MessageQueue.Message message = window.take(Duration.ofSeconds(10)).orElseThrow();
      assertThat(message.socket()).isEqualTo(second);
    }
  }

  /** WSP-CLOSE-7: whoever is late must not close the one that is left. */
  @Test
  void givenTwoThreads_whenBothCloseTheSameOne_thenOneIsRefusedAndTheOtherDescriptorGoesOn() {
    TcpWorld.Pair pair = world.connected();
    for (int i = 0; i < 200; i++) {
      SocketHandle second = duplicate(pair.server());
      FutureTask<Integer> there =
          TcpWorld.inBackground(() -> world.ws2.closesocket(second).errno());
      int here = world.ws2.closesocket(second).errno();

      assertThat(new int[] {here, TcpWorld.resultOf(there)})
          .containsExactlyInAnyOrder(0, WsaError.WSAENOTSOCK.code());
    }
    world.send(pair.server(), "left");
    assertThat(world.receive(pair.client(), 4)).isEqualTo("left");
  }

  @Test
  void givenDuplicates_whenAllAreClosed_thenNoHandleIsLeft_WSP_CLOSE_7() {
    TcpWorld.Pair pair = world.connected();
    int before = world.winsock.exports().kernel().handleCount(world.winsock.exports().owner());
    SocketHandle second = duplicate(pair.server());
    SocketHandle copy = world.kernel32.duplicateHandle(pair.server()).orThrow();

    world.ws2.closesocket(pair.server()).orThrow("closesocket");
    world.ws2.closesocket(second).orThrow("closesocket");
    assertThat(world.kernel32.closeHandle(copy)).isEqualTo(BoolResult.TRUE);

    assertThat(world.winsock.exports().kernel().handleCount(world.winsock.exports().owner()))
        .isEqualTo(before - 1);
    assertThat(world.kernel32.closeHandle(copy)).isEqualTo(BoolResult.failed(6));
  }

  @Test
  void givenTwoNamesOfAPort_whenOneIsClosed_thenItsPacketsCanBeTaken() {
    TcpWorld.Pair pair = world.connected();
    PortHandle port = world.portOf(pair.server(), 9);
    PortHandle copy = world.kernel32.duplicateHandle(port).orThrow();
    Overlapped overlapped = world.overlapped();
    world.ws2.wsaRecv(pair.server(), WsaBuffers.of(world.block(8)), 0, overlapped, null);
    world.send(pair.client(), "abc");
    world.until(() -> !overlapped.isPending());

    assertThat(world.kernel32.closeHandle(port)).isEqualTo(BoolResult.TRUE);

    assertThat(world.packet(copy).bytes()).isEqualTo(3);
    assertThat(world.kernel32.closeHandle(copy)).isEqualTo(BoolResult.TRUE);
  }

  @Test
  void givenDuplicateHandleOfAnEvent_whenSet_thenTheFirstIsSignalled() {
    var event = world.event();
    var copy = world.kernel32.duplicateHandle(event).orThrow();

    world.kernel32.setEvent(copy);

    assertThat(world.isSignalled(event)).isTrue();
    assertThat(world.kernel32.closeHandle(copy)).isEqualTo(BoolResult.TRUE);
    assertThat(world.kernel32.duplicateHandle(copy).error()).isEqualTo(6);
  }
}
