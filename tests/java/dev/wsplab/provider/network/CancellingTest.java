package dev.wsplab.provider.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.client.FileResult;
import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.NtStatus;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.ExtensionFunction.Result;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code CancelIo}, {@code CancelIoEx}, and the end of a thread, on system handles. */
@ParameterizedClass
@EnumSource(
    value = Base.class,
    names = {"TCP", "LOOPBACK"})
class CancellingTest {
  private static final int ADDRESS = 44;
  private static final BoolResult NOT_FOUND = BoolResult.failed(1168);

  private final TcpWorld world;

  CancellingTest(Base base) {
    world = new TcpWorld(base);
  }

  @AfterEach
  void close() {
    world.close();
  }

  private void startReceive(SocketHandle s, Overlapped overlapped) {
    WsaBuffers room = WsaBuffers.of(world.block(8));
    assertThat(world.ws2.wsaRecv(s, room, 0, overlapped, null).isPending()).isTrue();
  }

  private static void inAnotherThread(Runnable body) throws Exception {
    FutureTask<Void> task = new FutureTask<>(body, null);
    Thread thread = new Thread(task, "another");
    thread.start();
    task.get(TcpWorld.BOUND_MILLIS, TimeUnit.MILLISECONDS);
    thread.join();
  }

  @Test
  void givenReceivesOfTwoThreads_whenCancelIo_thenOnlyTheCallersEnds_CANCEL_1() throws Exception {
    SocketHandle server = world.connected().server();
    EventHandle event = world.event();
    Overlapped mine = world.overlapped(event);
    Overlapped other = world.overlapped();
    PortHandle port = world.portOf(server, 1); // with it the other one outlives its thread
    startReceive(server, mine);
    inAnotherThread(() -> startReceive(server, other));

    assertThat(world.kernel32.cancelIo(server)).isEqualTo(BoolResult.TRUE);

    world.await(event);
    assertThat(mine.internal()).isEqualTo(NtStatus.STATUS_CANCELLED.value());
    assertThat(other.isPending()).isTrue();
    assertThat(world.packet(port).overlapped()).isEqualTo(mine.address());
    assertThat(world.hasPacket(port)).isFalse();
  }

  @Test
  void givenTwoReceives_whenOneIsCancelled_thenTheOtherGoesOn_CANCEL_1_CANCEL_4() {
    TcpWorld.Pair pair = world.connected();
    PortHandle port = world.portOf(pair.server(), 1);
    Overlapped first = world.overlapped();
    Overlapped second = world.overlapped();
    startReceive(pair.server(), first);
    startReceive(pair.server(), second);

    assertThat(world.kernel32.cancelIoEx(pair.server(), first)).isEqualTo(BoolResult.TRUE);

    QueuedCompletion cancelled = world.packet(port);
    assertThat(cancelled.overlapped()).isEqualTo(first.address());
    assertThat(cancelled.error()).isEqualTo(995);
    world.send(pair.client(), "on");
    QueuedCompletion received = world.packet(port);
    assertThat(received.overlapped()).isEqualTo(second.address());
    assertThat(received.bytes()).isEqualTo(2);
  }

  @Test
  void givenReceive_whenCancelIoEx_thenAbortedInBothQueries_IOCP_GQCS_7() {
    SocketHandle server = world.connected().server();
    EventHandle event = world.event();
    Overlapped overlapped = world.overlapped(event);
    startReceive(server, overlapped);

    world.kernel32.cancelIoEx(server, null);

    world.await(event);
    assertThat(world.ws2.wsaGetOverlappedResult(server, overlapped, true).errno())
        .isEqualTo(WsaError.WSA_OPERATION_ABORTED.code());
    FileResult plain = world.kernel32.getOverlappedResult(server, overlapped, true);
    assertThat(plain).isEqualTo(new FileResult(false, 995, true, 0));
    assertThat(world.kernel32.cancelIoEx(server, overlapped)).isEqualTo(NOT_FOUND);
  }

  @Test
  void givenReceiveWithRoutine_whenCancelled_thenItsRoutineRuns_CANCEL_4() {
    SocketHandle server = world.connected().server();
    AtomicInteger error = new AtomicInteger();
    WsaBuffers room = WsaBuffers.of(world.block(8));
    world.ws2.wsaRecv(server, room, 0, world.overlapped(), (e, b, o, f) -> error.set(e));

    assertThat(world.kernel32.cancelIo(server)).isEqualTo(BoolResult.TRUE);

    // Cancelling does not wait: the base's own thread may just be looking at the receive.
    assertThat(world.kernel32.sleepEx(60_000, true)).isEqualTo(192);
    assertThat(error).hasValue(995);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void givenPendingAcceptEx_whenCancelled_thenItEndsOnTheListener_CLI_ACCEPTEX_5(
      boolean waitsForData) {
    SocketHandle listener = world.listener();
    SocketHandle accepting = world.socket();
    PortHandle port = world.portOf(listener, 5);
    Overlapped overlapped = world.overlapped();
    NativeBlock output = world.block(16 + 2 * ADDRESS);
    Result started =
        world
            .ws2
            .extensions()
            .acceptEx(listener, accepting, output, 16, ADDRESS, ADDRESS, overlapped);
    assertThat(started).isEqualTo(Result.PENDING);
    if (waitsForData) {
      world.ws2.connect(world.socket(), world.nameOf(listener)).orThrow("connect");
      world.ws2.connect(world.socket(), world.nameOf(listener)).orThrow("connect");
      world.accept(listener); // the second one: the first has been seen
    }

    assertThat(world.kernel32.cancelIoEx(accepting, null)).isEqualTo(NOT_FOUND);
    assertThat(world.kernel32.cancelIoEx(listener, overlapped)).isEqualTo(BoolResult.TRUE);

    QueuedCompletion packet = world.packet(port);
    assertThat(packet.overlapped()).isEqualTo(overlapped.address());
    assertThat(packet.error()).isEqualTo(995);
    assertThat(world.hasPacket(port)).isFalse();
  }

  @Test
  void givenCancellingAndDataAtOnce_whenTheyRace_thenEachReceiveEndsOnce_CANCEL_4()
      throws Exception {
    TcpWorld.Pair pair = world.connected();
    PortHandle port = world.portOf(pair.server(), 1);
    Overlapped overlapped = world.overlapped();
    int arrived = 0;
    int sent = 300;
    WsaBuffers data = WsaBuffers.of(world.text("x"));
    Thread sender =
        new Thread(
            () -> {
              for (int i = 0; i < sent; i++) {
                world.ws2.send(pair.client(), data, 0);
              }
            });
    sender.start();
    NativeBlock room = world.block(1);
    while (arrived < sent) {
      world.ws2.wsaRecv(pair.server(), WsaBuffers.of(room), 0, overlapped, null);
      world.kernel32.cancelIoEx(pair.server(), overlapped);
      QueuedCompletion packet = world.packet(port);
      assertThat(packet.overlapped()).isEqualTo(overlapped.address());
      assertThat(packet.error()).isIn(0, 995);
      assertThat(world.hasPacket(port)).isFalse();
      arrived += packet.bytes();
    }
    sender.join();
    assertThat(arrived).isEqualTo(sent);
  }

  @Test
  void givenReceiveWithRoutine_whenItsThreadEnds_thenItIsCancelled_DEC_8() throws Exception {
    SocketHandle server = world.connected().server();
    Overlapped overlapped = world.overlapped();
    WsaBuffers room = WsaBuffers.of(world.block(8));

    inAnotherThread(
        () -> world.ws2.wsaRecv(server, room, 0, overlapped, (e, b, o, f) -> {}).orThrow("recv"));

    world.until(() -> !overlapped.isPending());
    assertThat(overlapped.internal()).isEqualTo(NtStatus.STATUS_CANCELLED.value());
  }

  @Test
  void givenPortAndEvent_whenThreadEnds_thenItsReceiveIsCancelled_DEC_8() throws Exception {
    SocketHandle server = world.connected().server();
    PortHandle port = world.portOf(server, 1);
    Overlapped overlapped = world.overlapped(world.event());

    inAnotherThread(() -> startReceive(server, overlapped));

    assertThat(world.packet(port).error()).isEqualTo(995);
    assertThat(world.hasPacket(port)).isFalse();
  }

  @Test
  void givenHandleThatIsNoSocket_whenCancelled_thenInvalidHandle() {
    SocketHandle rubbish = new SocketHandle(0x7FFF_FFF0L);

    assertThat(world.kernel32.cancelIo(rubbish)).isEqualTo(BoolResult.failed(6));
    assertThat(world.kernel32.cancelIoEx(rubbish, null)).isEqualTo(BoolResult.failed(6));
  }
}
