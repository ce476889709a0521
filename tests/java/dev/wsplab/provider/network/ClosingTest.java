package dev.wsplab.provider.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.network.TcpWorld.Pair;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ExtensionFunction.Result;
import dev.wsplab.spi.OverlappedResult;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Base.class)
class ClosingTest {
  private final TcpWorld world;

  ClosingTest(Base base) {
    world = new TcpWorld(base);
  }

  @AfterEach
  void close() {
    world.close();
  }

  private Overlapped pendingReceive(SocketHandle s, EventHandle event) {
    Overlapped overlapped = world.overlapped(event);
    TransferResult started =
        world.ws2.wsaRecv(s, WsaBuffers.of(world.block(8)), 0, overlapped, null);
    assertThat(started.isPending()).isTrue();
    return overlapped;
  }

  @Test
  void givenPendingReceive_whenSocketCloses_thenConnectionAborted_WIN_24_CANCEL_7() {
    Pair pair = world.connected();
    PortHandle port = world.portOf(pair.server(), 4);
    EventHandle event = world.event();
    Overlapped overlapped = pendingReceive(pair.server(), event);

    world.ws2.closesocket(pair.server()).orThrow("closesocket");

    QueuedCompletion packet = world.packet(port);
    assertThat(packet.returnValue()).isFalse();
    assertThat(packet.error()).isEqualTo(1236);
    assertThat(packet.key()).isEqualTo(4);
    assertThat(overlapped.internal()).isEqualTo(0xC0000241);
    assertThat(world.isSignalled(event)).isTrue();
  }

  @Test
  void givenPendingRoutine_whenSocketCloses_thenItRunsWithTheError_WSP_CLOSE_3() {
    Pair pair = world.connected();
    List<Integer> errors = new ArrayList<>();
    world.ws2.wsaRecv(
        pair.server(),
        WsaBuffers.of(world.block(8)),
        0,
        world.overlapped(),
        (error, bytes, structure, flags) -> errors.add(error));

    world.ws2.closesocket(pair.server()).orThrow("closesocket");
    world.kernel32.sleepEx(TcpWorld.BOUND_MILLIS, true);

    assertThat(errors).containsExactly(WsaError.WSAECONNABORTED.code());
  }

  @Test
  void givenPendingConnect_whenSocketCloses_thenCancelled_CANCEL_7() {
    SocketHandle stuck = world.bound();
    EventHandle event = world.event();
    Overlapped overlapped = world.overlapped(event);
    assertThat(world.ws2.extensions().connectEx(stuck, world.silent(), null, overlapped))
        .isEqualTo(Result.PENDING);

    world.ws2.closesocket(stuck).orThrow("closesocket");

    world.await(event);
    assertThat(overlapped.internal()).isEqualTo(0xC0000120);
  }

  @Test
  void givenClosedSocket_whenUsed_thenNotASocket_WSP_CLOSE_1() {
    Pair pair = world.connected();
    Overlapped overlapped = pendingReceive(pair.server(), world.event());
    world.ws2.closesocket(pair.server()).orThrow("closesocket");

    assertThat(world.ws2.closesocket(pair.server()).errno()).isEqualTo(WsaError.WSAENOTSOCK.code());
    assertThat(world.ws2.wsaGetOverlappedResult(pair.server(), overlapped, true))
        .isEqualTo(OverlappedResult.failed(WsaError.WSAENOTSOCK)); // GOR row 1
    assertThat(world.provider.wspRecv(pair.server(), WsaBuffers.of(0, 0), 0, null, null, null))
        .isEqualTo(TransferResult.failed(WsaError.WSAENOTSOCK));
  }

  @Test
  void givenUnsentData_whenSocketCloses_thenThePeerSeesNoGracefulEnd() {
    Pair pair = world.connected();
    EventHandle event = world.event();
    Overlapped overlapped = world.overlapped(event);
    TransferResult started =
        world.ws2.wsaSend(pair.client(), WsaBuffers.of(world.block(32 << 20)), 0, overlapped, null);
    assertThat(started.isPending()).isTrue();

    world.ws2.closesocket(pair.client()).orThrow("closesocket");

    world.await(event);
    assertThat(overlapped.internal()).isEqualTo(0xC0000241);
    WsaBuffers room = WsaBuffers.of(world.block(1 << 20));
    TransferResult got = world.ws2.recv(pair.server(), room, 0);
    while (got.succeeded() && got.bytes() > 0) {
      got = world.ws2.recv(pair.server(), room, 0);
    }
    assertThat(world.errorOfSending(pair.server())).isEqualTo(WsaError.WSAECONNRESET.code());
  }

  @Test
  void givenDefaultLinger_whenSocketCloses_thenWhatWasSentArrives_WSP_CLOSE_6() {
    Pair pair = world.connected();
    world.send(pair.client(), "last words");

    world.ws2.closesocket(pair.client()).orThrow("closesocket");

    assertThat(world.receive(pair.server(), 10)).isEqualTo("last words");
    assertThat(world.ws2.recv(pair.server(), WsaBuffers.of(world.block(1)), 0).bytes()).isZero();
  }

  @Test
  void givenLingerWithTime_whenSocketCloses_thenItWaitsUntilThePeerHasAll_WSP_CLOSE_6() {
    Pair pair = world.connected();
    world.set(pair.client(), Winsock2.SO_LINGER, 10 << 16 | 1);
    world.send(pair.client(), "x");

    assertThat(world.ws2.closesocket(pair.client())).isEqualTo(CallResult.OK);

    assertThat(world.receive(pair.server(), 1)).isEqualTo("x");
  }

  @Test
  void givenLingerAndNonBlocking_whenSendsArePending_thenWouldBlockAndTheSocketLives_WSP_CLOSE_6() {
    Pair pair = world.connected();
    world.set(pair.client(), Winsock2.SO_LINGER, 10 << 16 | 1);
    world.nonBlocking(pair.client());
    int length = 32 << 20;
    EventHandle event = world.event();
    Overlapped overlapped = world.overlapped(event);
    world.ws2.wsaSend(pair.client(), WsaBuffers.of(world.block(length)), 0, overlapped, null);

    CallResult refused = world.ws2.closesocket(pair.client());

    assertThat(refused.errno()).isEqualTo(WsaError.WSAEWOULDBLOCK.code());
    TransferResult all =
        world.ws2.recv(pair.server(), WsaBuffers.of(world.block(length)), Winsock2.MSG_WAITALL);
    assertThat(all.bytes()).isEqualTo(length);
    world.await(event);
    assertThat(overlapped.internalHigh()).isEqualTo(length);
    assertThat(world.ws2.closesocket(pair.client())).isEqualTo(CallResult.OK);
  }

  @Test
  void givenListenerWithUnacceptedConnection_whenClosed_thenThePeerIsReset() {
    SocketHandle listener = world.listener();
    SocketHandle client = world.socket();
    world.ws2.connect(client, world.nameOf(listener)).orThrow("connect");
    world.ws2.wsaAccept(listener, request -> Winsock2.CF_DEFER, 0);

    world.ws2.closesocket(listener).orThrow("closesocket");

    world.ws2.recv(client, WsaBuffers.of(world.block(1)), 0);
    assertThat(world.errorOfSending(client)).isEqualTo(WsaError.WSAECONNRESET.code());
  }

  @Test
  void givenHandlesClosedInTheCompletion_whenCounted_thenNoneIsLeft() {
    int before = world.winsock.openHandles();
    for (int i = 0; i < 20; i++) {
      Pair pair = world.connected();
      EventHandle event = world.event();
      pendingReceive(pair.server(), event);
      world.ws2.closesocket(pair.server()).orThrow("closesocket");
      world.await(event);
      world.ws2.closesocket(pair.client()).orThrow("closesocket");
      world.kernel32.closeHandle(event);
    }

    // The thread that tells a completion lets the handle go after it.
    world.until(() -> world.winsock.openHandles() == before);
  }

  @Test
  void givenPendingRequests_whenWinsockEnds_thenStoredSilently_DEC_13_WSP_CLEAN_3() {
    try (OverlappedBlock structures = OverlappedBlock.allocate(2);
        NativeBlock room = NativeBlock.allocate(64)) {
      Pair pair = world.connected();
      SocketHandle listener = world.listener();
      EventHandle event = world.event();
      PortHandle port = world.portOf(pair.server(), 1);
      Overlapped receive = structures.overlapped(0);
      receive.storeEvent(event.value());
      receive.publish(4711, 0);
      Overlapped accept = structures.overlapped(1);
      world.ws2.wsaRecv(pair.server(), WsaBuffers.of(room), 0, receive, null);
      try (NativeBlock output = NativeBlock.allocate(88)) {
        world.ws2.extensions().acceptEx(listener, world.socket(), output, 0, 44, 44, accept);

        world.ws2.wsaCleanup();

        assertThat(receive.internal()).isEqualTo(0xC0000120);
        assertThat(receive.internalHigh()).isZero();
        assertThat(accept.internal()).isEqualTo(0xC0000120);
        assertThat(world.isSignalled(event)).isFalse();
        assertThat(world.hasPacket(port)).isFalse();
      }
    }
  }

  @Test
  void givenBlockingCall_whenWinsockEnds_thenItReturns_WSP_CLEAN_2() throws Exception {
    world.breaks("WSP-CLEAN-1"); // ws2_32's own cleanup comes when the test's has ended it
    Pair pair = world.connected();
    FutureTask<TransferResult> call =
        TcpWorld.inBackground(
            () -> {
              var threads = world.winsock.exports().kernel().threads();
              threads.queueApc(
                  threads.current(),
                  world.winsock.exports().owner(),
                  () -> world.provider.wspCleanup());
              return world.ws2.recv(pair.server(), WsaBuffers.of(world.block(8)), 0);
            });

    assertThat(TcpWorld.resultOf(call).errno()).isEqualTo(WsaError.WSAEINTR.code());
    assertThat(world.provider.wspCleanup().errno()).isEqualTo(WsaError.WSANOTINITIALISED.code());
    assertThat(world.provider.wspRecv(pair.server(), WsaBuffers.of(0, 0), 0, null, null, null))
        .isEqualTo(TransferResult.failed(WsaError.WSANOTINITIALISED));
    assertThat(world.provider.wspCancelBlockingCall().errno())
        .isEqualTo(WsaError.WSANOTINITIALISED.code());
  }

  @Test
  void givenEndedWinsock_whenStartedAnew_thenItWorks_WSP_CLEAN_5() {
    world.connected();
    world.ws2.wsaCleanup();

    world.ws2.wsaStartup(Winsock2.VERSION_2_2).orThrow("WSAStartup");

    Pair pair = world.connected();
    EventHandle event = world.event();
    pendingReceive(pair.server(), event);
    world.send(pair.client(), "again");
    world.await(event);
  }
}
