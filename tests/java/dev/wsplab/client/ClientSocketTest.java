package dev.wsplab.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.Winsock;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WinsockException;
import dev.wsplab.spi.WsaBuffers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The socket without handles and error numbers. */
class ClientSocketTest {
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final Winsock winsock = Winsock.builder().base(LoopbackProvider.create()).build();
  private final SocketPair pair = winsock.connectedPair();
  private final ClientSocket client = pair.client();
  private final ClientSocket server = pair.server();
  private final OverlappedBlock structures = OverlappedBlock.allocate(1);
  private final NativeBlock data = NativeBlock.copyOf(new byte[] {1, 2, 3});
  private final NativeBlock room = NativeBlock.allocate(8);

  @AfterEach
  void close() {
    winsock.close();
    structures.close();
    data.close();
    room.close();
  }

  @Test
  void givenData_whenSentAndReceived_thenBothSayHowMuch() {
    assertThat(client.send(WsaBuffers.of(data))).isEqualTo(3);
    assertThat(server.recv(WsaBuffers.of(room))).isEqualTo(3);
    client.shutdown(Winsock2.SD_SEND);
    assertThat(server.recv(WsaBuffers.of(room))).isZero();
  }

  @Test
  void givenConnection_whenAskedForAddresses_thenEachEndNamesTheOther() {
    assertThat(client.remoteAddress()).isEqualTo(server.localAddress());
    assertThat(server.remoteAddress()).isEqualTo(client.localAddress());
  }

  /** WSP-IO-1. */
  @Test
  void givenNoDataYet_whenReceiveIsStarted_thenItHasNotFinishedAndResultSaysWhenItHas() {
    assertThat(server.startRecv(WsaBuffers.of(room), structures.overlapped())).isFalse();
    assertThatThrownBy(() -> server.result(structures.overlapped(), false))
        .isInstanceOf(WinsockException.class)
        .hasMessageContaining("WSAGetOverlappedResult");

    assertThat(client.send(WsaBuffers.of(data))).isEqualTo(3);

    assertThat(server.result(structures.overlapped(), true)).isEqualTo(3);
  }

  /** WSP-IO-1. */
  @Test
  void givenDataAndRoom_whenTransfersAreStarted_thenTheyHaveFinished() {
    assertThat(client.startSend(WsaBuffers.of(data), structures.overlapped())).isTrue();
    assertThat(client.result(structures.overlapped(), false)).isEqualTo(3);

    assertThat(server.startRecv(WsaBuffers.of(room), structures.overlapped())).isTrue();
    assertThat(server.result(structures.overlapped(), false)).isEqualTo(3);
  }

  /** CLI-4: it is queued, and runs in the next alertable wait. */
  @Test
  void givenRoutines_whenTransfersHaveFinished_thenTheyRunInTheNextAlertableWait() {
    AtomicInteger bytes = new AtomicInteger();
    CompletionRoutineAdder adder = new CompletionRoutineAdder(bytes);
    assertThat(client.startSend(WsaBuffers.of(data), structures.overlapped(), adder::add)).isTrue();
    winsock.kernel32().sleepEx(0, true);
    assertThat(bytes).hasValue(3);

    assertThat(server.startRecv(WsaBuffers.of(room), structures.overlapped(), adder::add)).isTrue();
    winsock.kernel32().sleepEx(0, true);
    assertThat(bytes).hasValue(6);
    assertThat(server.startRecv(WsaBuffers.of(room), structures.overlapped(), adder::add))
        .isFalse();
  }

  private record CompletionRoutineAdder(AtomicInteger bytes) {
    void add(int error, int count, Object overlapped, int flags) {
      bytes.addAndGet(count);
    }
  }

  @Test
  void givenListener_whenCallsAreChained_thenEachGivesTheSocket() {
    try (ClientSocket listener = winsock.tcpSocket().bind(ANY).listen(1);
        ClientSocket connected = winsock.tcpSocket().connect(listener.localAddress());
        ClientSocket accepted = listener.accept()) {
      assertThat(accepted.remoteAddress()).isEqualTo(connected.localAddress());
    }
  }

  @Test
  void givenClosedSocket_whenClosedAgain_thenNothingHappens() {
    client.close();

    assertThatCode(client::close).doesNotThrowAnyException();
    assertThatThrownBy(client::localAddress).isInstanceOf(WinsockException.class);
  }

  /** Its environment has closed it. */
  @Test
  void givenClosedEnvironment_whenASocketIsClosed_thenNothingHappens() {
    winsock.close();

    assertThatCode(client::close).doesNotThrowAnyException();
  }

  @Test
  void givenHandleThatIsClosed_whenTheSocketIsClosed_thenTheErrorOfClosesocketIsThrown() {
    winsock.ws2_32().closesocket(client.handle()).orThrow("closesocket");

    assertThatThrownBy(client::close)
        .isInstanceOfSatisfying(
            WinsockException.class, e -> assertThat(e.errno()).isEqualTo(10038));
  }

  @Test
  void givenPair_whenClosed_thenBothAre() {
    int before = winsock.openHandles();
    SocketPair second = winsock.connectedPair();
    assertThat(winsock.openHandles()).isEqualTo(before + 2);

    second.close();
    second.close();

    assertThat(winsock.openHandles()).isEqualTo(before);
  }

  @Test
  void givenListenerThatIsBound_whenAPairIsToBeMade_thenTheClientIsClosedAgain() {
    try (ClientSocket bound = winsock.tcpSocket().bind(ANY)) {
      int before = winsock.openHandles();

      assertThatThrownBy(() -> SocketPair.connect(bound, winsock.tcpSocket()))
          .isInstanceOf(WinsockException.class);

      assertThat(winsock.openHandles()).isEqualTo(before);
    }
  }

  @Test
  void givenNoRoomForAll_whenSendIsStarted_thenItHasNotFinishedUntilThePeerTakesIt() {
    int length = 1 << 20;
    AtomicInteger bytes = new AtomicInteger();
    CompletionRoutineAdder adder = new CompletionRoutineAdder(bytes);
    try (NativeBlock much = NativeBlock.allocate(length)) {
      assertThat(client.startSend(WsaBuffers.of(much), structures.overlapped())).isFalse();
      take(length);
      assertThat(client.result(structures.overlapped(), true)).isEqualTo(length);

      assertThat(client.startSend(WsaBuffers.of(much), structures.overlapped(), adder::add))
          .isFalse();
      take(length);
      winsock.kernel32().sleepEx(0, true);
      assertThat(bytes).hasValue(length);
    }
  }

  private void take(int length) {
    try (NativeBlock part = NativeBlock.allocate(1 << 16)) {
      for (int left = length; left > 0; ) {
        int got = server.recv(WsaBuffers.of(part));
        assertThat(got).isPositive();
        left -= got;
      }
    }
  }
}
