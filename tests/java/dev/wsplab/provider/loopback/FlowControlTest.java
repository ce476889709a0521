package dev.wsplab.provider.loopback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.network.Base;
import dev.wsplab.provider.network.TcpWorld;
import dev.wsplab.provider.network.TcpWorld.Pair;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowControlTest {
  private final TcpWorld world = new TcpWorld(Base.LOOPBACK);

  @AfterEach
  void close() {
    world.close();
  }

  private Pair pair(int sendBuffer, int receiveBuffer) {
    Pair pair = world.connected();
    world.set(pair.client(), Winsock2.SO_SNDBUF, sendBuffer);
    world.set(pair.server(), Winsock2.SO_RCVBUF, receiveBuffer);
    return pair;
  }

  private int available(SocketHandle s) {
    NativeBlock out = world.block(4);
    assertThat(
            world
                .ws2
                .wsaIoctl(s, Winsock2.FIONREAD, 0, 0, out.address(), 4, null, null)
                .succeeded())
        .isTrue();
    return out.buffer().getInt();
  }

  @ParameterizedTest
  @CsvSource({"1000, 500", "0, 700", "300, 1", "1, 0"})
  void givenBuffers_whenSending_thenBothTogetherAreTakenAndOneArrives(int sends, int receives) {
    Pair pair = pair(sends, receives);
    world.nonBlocking(pair.client());
    int together = sends + Math.max(1, receives);

    TransferResult sent = world.ws2.send(pair.client(), WsaBuffers.of(world.block(5000)), 0);

    assertThat(sent.bytes()).isEqualTo(together);
    assertThat(available(pair.server())).isEqualTo(Math.max(1, receives));
    assertThat(world.ws2.send(pair.client(), WsaBuffers.of(world.block(1)), 0).errno())
        .isEqualTo(WsaError.WSAEWOULDBLOCK.code());
    world.receive(pair.server(), 1);
    assertThat(world.ws2.send(pair.client(), WsaBuffers.of(world.block(2)), 0).bytes())
        .as("as much as was received")
        .isEqualTo(1);
  }

  /** WSP-RECV-10: nothing is buffered at the receiver, and yet a receive gets all that was sent. */
  @Test
  void givenNoReceiveBuffer_whenReceiving_thenItComesInOnePieceFromTheSender() {
    Pair pair = pair(1000, 0);
    world.send(pair.client(), "hello");
    assertThat(available(pair.server())).as("that it is there").isEqualTo(1);

    TransferResult got = world.ws2.recv(pair.server(), WsaBuffers.of(world.block(3)), 0);
    assertThat(got).isEqualTo(TransferResult.done(3, 0));
    got = world.ws2.recv(pair.server(), WsaBuffers.of(world.block(64)), 0);
    assertThat(got).isEqualTo(TransferResult.done(2, 0));
  }

  @Test
  void givenUnsetBuffers_whenSending_then128KibAreTaken() {
    Pair pair = world.connected();
    world.nonBlocking(pair.client());

    TransferResult sent = world.ws2.send(pair.client(), WsaBuffers.of(world.block(1 << 20)), 0);

    assertThat(sent.bytes()).isEqualTo(2 * 65_536);
    assertThat(world.get(pair.client(), Winsock2.SO_SNDBUF).intOrThrow("get")).isEqualTo(65_536);
  }

  @Test
  void givenFullBuffers_whenSendingBlocking_thenTheSenderWaitsForTheReceiver() {
    Pair pair = pair(100, 100);
    FutureTask<TransferResult> call =
        TcpWorld.inBackground(
            () -> world.ws2.send(pair.client(), WsaBuffers.of(world.block(201)), 0));

    assertThatThrownBy(() -> call.get(50, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);

    world.receive(pair.server(), 1);
    assertThat(TcpWorld.resultOf(call)).isEqualTo(TransferResult.done(201, 0));
  }

  @Test
  void givenPendingSend_whenTheReceiverTakesBytes_thenItEndsInThatCall() {
    Pair pair = pair(100, 100);
    EventHandle event = world.event();
    Overlapped overlapped = world.overlapped(event);
    TransferResult started =
        world.ws2.wsaSend(pair.client(), WsaBuffers.of(world.block(250)), 0, overlapped, null);

    assertThat(started.isPending()).isTrue();
    world.receive(pair.server(), 49);
    assertThat(world.isSignalled(event)).isFalse();
    world.receive(pair.server(), 1);

    assertThat(world.isSignalled(event)).isTrue();
    assertThat(overlapped.internalHigh()).isEqualTo(250);
  }

  @Test
  void givenPendingSend_whenBuffersGrow_thenItEnds() {
    Pair pair = pair(10, 10);
    EventHandle event = world.event();
    Overlapped overlapped = world.overlapped(event);
    world.ws2.wsaSend(pair.client(), WsaBuffers.of(world.block(40)), 0, overlapped, null);

    world.set(pair.server(), Winsock2.SO_RCVBUF, 20);
    assertThat(world.isSignalled(event)).isFalse();
    world.set(pair.client(), Winsock2.SO_SNDBUF, 20);

    assertThat(world.isSignalled(event)).isTrue();
    assertThat(available(pair.server())).isEqualTo(20);
  }

  @Test
  void givenUnsentData_whenClosedGracefully_thenTheyArriveAsTheReceiverReads() {
    Pair pair = pair(1000, 10);
    world.send(pair.client(), "0123456789".repeat(50));

    world.ws2.closesocket(pair.client()).orThrow("closesocket");

    assertThat(available(pair.server())).isEqualTo(10);
    assertThat(world.receive(pair.server(), 500)).isEqualTo("0123456789".repeat(50));
    assertThat(world.ws2.recv(pair.server(), WsaBuffers.of(world.block(1)), 0))
        .isEqualTo(TransferResult.done(0, 0));
  }

  @Test
  void givenUnsentData_whenClosedHard_thenOnlyWhatHasArrivedIsReceived() {
    Pair pair = pair(1000, 10);
    world.send(pair.client(), "0123456789".repeat(2));
    world.set(pair.client(), Winsock2.SO_LINGER, 1);

    world.ws2.closesocket(pair.client()).orThrow("closesocket");

    assertThat(world.receive(pair.server(), 10)).isEqualTo("0123456789");
    assertThat(world.ws2.recv(pair.server(), WsaBuffers.of(world.block(1)), 0).errno())
        .isEqualTo(WsaError.WSAECONNRESET.code());
  }

  @Test
  void givenUnreadData_whenClosed_thenThePeerIsReset() {
    Pair pair = world.connected();
    world.send(pair.client(), "nobody reads this");

    world.ws2.closesocket(pair.server()).orThrow("closesocket");

    assertThat(world.errorOfSending(pair.client())).isEqualTo(WsaError.WSAECONNRESET.code());
  }

  @Test
  void givenPeerGoneGracefully_whenSending_thenTheFirstOneIsTakenAndTheNextReset() {
    Pair pair = world.connected();
    world.ws2.closesocket(pair.server()).orThrow("closesocket");

    assertThat(world.errorOfSending(pair.client())).isZero();

    assertThat(world.errorOfSending(pair.client())).isEqualTo(WsaError.WSAECONNRESET.code());
  }

  @Test
  void givenLingerTime_whenTheReceiverTakesAll_thenCloseReturnsThen_WSP_CLOSE_6() {
    Pair pair = pair(100, 10);
    world.set(pair.client(), Winsock2.SO_LINGER, 60 << 16 | 1);
    world.send(pair.client(), "0123456789".repeat(3));
    FutureTask<CallResult> call = TcpWorld.inBackground(() -> world.ws2.closesocket(pair.client()));

    assertThatThrownBy(() -> call.get(50, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);

    assertThat(world.receive(pair.server(), 20)).hasSize(20);
    assertThat(TcpWorld.resultOf(call)).isEqualTo(CallResult.OK);
    assertThat(world.receive(pair.server(), 10)).isEqualTo("0123456789");
    assertThat(world.ws2.recv(pair.server(), WsaBuffers.of(world.block(1)), 0).bytes()).isZero();
  }

  @Test
  void givenLingerTime_whenItIsOver_thenTheConnectionIsReset_WSP_CLOSE_6() {
    Pair pair = pair(100, 10);
    world.set(pair.client(), Winsock2.SO_LINGER, 1 << 16 | 1);
    world.send(pair.client(), "0123456789".repeat(3));

    assertThat(world.ws2.closesocket(pair.client())).isEqualTo(CallResult.OK);

    assertThat(world.errorOfSending(pair.server())).isEqualTo(WsaError.WSAECONNRESET.code());
  }

  /** WIN-24: CloseHandle is closesocket, also where that fails. */
  @Test
  void givenLingerAndNonBlocking_whenTheHandleIsClosed_thenItFailsAndTheSocketLives_WSP_CLOSE_6() {
    Pair pair = pair(100, 10);
    world.set(pair.client(), Winsock2.SO_LINGER, 10 << 16 | 1);
    world.nonBlocking(pair.client());
    Overlapped overlapped = world.overlapped();
    world.ws2.wsaSend(pair.client(), WsaBuffers.of(world.block(250)), 0, overlapped, null);

    BoolResult refused = world.kernel32.closeHandle(pair.client());

    assertThat(refused.returnValue()).isFalse();
    assertThat(world.kernel32.getLastError()).isEqualTo(refused.errno());
    assertThat(world.receive(pair.server(), 250)).hasSize(250);
    assertThat(world.kernel32.closeHandle(pair.client())).isEqualTo(BoolResult.TRUE);
  }

  @Test
  void givenSeveralUrgentBytes_whenReceivedOutOfBand_thenNoneIsLostAndReadsStopAtTheMark() {
    Pair pair = world.connected();
    world.send(pair.client(), "ab");
    world.ws2.send(pair.client(), WsaBuffers.of(world.text("c!")), Winsock2.MSG_OOB).orThrow("1");
    world.ws2.send(pair.client(), WsaBuffers.of(world.text("?")), Winsock2.MSG_OOB).orThrow("2");
    world.send(pair.client(), "de");

    assertThat(available(pair.server())).as("up to the mark").isEqualTo(3);
    assertThat(world.receive(pair.server(), 5)).isEqualTo("abcde");
    assertThat(urgent(pair.server())).isEqualTo("!");
    assertThat(urgent(pair.server())).isEqualTo("?");
  }

  private String urgent(SocketHandle s) {
    NativeBlock room = world.block(1);
    TransferResult got = world.ws2.recv(s, WsaBuffers.of(room), Winsock2.MSG_OOB);
    assertThat(got).isEqualTo(TransferResult.done(1, Winsock2.MSG_OOB));
    return TcpWorld.textOf(room, 1);
  }

  @Test
  void givenUrgentByteBehindUnsentData_whenTheyArrive_thenThePendingReceiveEnds() {
    Pair pair = pair(100, 10);
    EventHandle event = world.event();
    world.ws2.wsaRecv(
        pair.server(),
        WsaBuffers.of(world.block(1)),
        Winsock2.MSG_OOB,
        world.overlapped(event),
        null);
    world
        .ws2
        .send(pair.client(), WsaBuffers.of(world.text("0123456789abc!")), Winsock2.MSG_OOB)
        .orThrow("send");

    assertThat(world.isSignalled(event)).isFalse();
    world.receive(pair.server(), 3);

    assertThat(world.isSignalled(event)).isTrue();
  }
}
