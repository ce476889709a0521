package dev.wsplab.provider.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.ThreadHandle;
import dev.wsplab.kernel.WaitInterruptedException;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.platform.AffectedByWine;
import dev.wsplab.platform.OnWine;
import dev.wsplab.provider.network.TcpWorld.Pair;
import dev.wsplab.spi.AcceptResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Base.class)
class BlockingCallTest implements AffectedByWine {
  private final TcpWorld world;

  BlockingCallTest(Base base) {
    world = new TcpWorld(base);
  }

  @Override
  public boolean isAffectedByWine() {
    return world.isWine();
  }

  @AfterEach
  void close() {
    world.close();
  }

  /** Queues an APC that runs once the calling thread's next call waits; it tells so. */
  private void whenTheCallWaits(Runnable body) {
    ThreadHandle current = world.winsock.exports().kernel().threads().current();
    world
        .winsock
        .exports()
        .kernel()
        .threads()
        .queueApc(current, world.winsock.exports().owner(), body);
  }

  @Test
  void givenNoData_whenReceiving_thenApcsRunInTheWaitAndItGoesOn_WIN_51() {
    Pair pair = world.connected();
    AtomicInteger runs = new AtomicInteger();
    whenTheCallWaits(runs::incrementAndGet);
    whenTheCallWaits(() -> world.send(pair.client(), "hi"));

    TransferResult result = world.ws2.recv(pair.server(), WsaBuffers.of(world.block(8)), 0);

    assertThat(result).isEqualTo(TransferResult.done(2, 0));
    assertThat(runs).hasValue(1);
  }

  @Test
  void givenDataPresent_whenReceiving_thenNoApcRuns_WIN_51() {
    Pair pair = world.connected();
    world.send(pair.client(), "hi");
    world.receivePeeked(pair.server());
    AtomicInteger runs = new AtomicInteger();
    whenTheCallWaits(runs::incrementAndGet);

    TransferResult result = world.ws2.recv(pair.server(), WsaBuffers.of(world.block(8)), 0);

    assertThat(result.bytes()).isEqualTo(2);
    assertThat(runs).hasValue(0);
  }

  @Test
  void givenNoConnection_whenAccepting_thenApcsRunInTheWait_WIN_51() {
    SocketHandle listener = world.listener();
    SocketHandle client = world.socket();
    world.nonBlocking(client);
    whenTheCallWaits(() -> world.ws2.connect(client, world.nameOf(listener)));

    AcceptResult accepted = world.ws2.accept(listener);

    assertThat(accepted.succeeded()).isTrue();
  }

  @Test
  void givenWaitingCall_whenCancelledFromAnApc_thenInterruptedCall() {
    Pair pair = world.connected();
    List<CallResult> cancels = new ArrayList<>();
    whenTheCallWaits(() -> cancels.add(world.provider.wspCancelBlockingCall()));

    TransferResult result = world.ws2.recv(pair.server(), WsaBuffers.of(world.block(8)), 0);

    assertThat(result.errno()).isEqualTo(WsaError.WSAEINTR.code());
    assertThat(cancels).containsExactly(CallResult.OK);
    world.send(pair.client(), "on");
    assertThat(world.receive(pair.server(), 2)).as("the socket is still good").isEqualTo("on");
  }

  @Test
  void givenNoBlockingCall_whenCancelled_thenInvalidArgument() {
    world.socket();

    assertThat(world.provider.wspCancelBlockingCall().errno()).isEqualTo(WsaError.WSAEINVAL.code());
  }

  @Test
  void givenWaitingCall_whenAnApcStartsAnotherOne_thenInProgress_APC_10() {
    Pair pair = world.connected();
    List<TransferResult> inner = new ArrayList<>();
    whenTheCallWaits(
        () -> {
          inner.add(world.ws2.recv(pair.client(), WsaBuffers.of(world.block(1)), 0));
          world.send(pair.client(), "x");
        });

    TransferResult outer = world.ws2.recv(pair.server(), WsaBuffers.of(world.block(1)), 0);

    assertThat(outer.bytes()).isEqualTo(1);
    assertThat(inner).containsExactly(TransferResult.failed(WsaError.WSAEINPROGRESS));
  }

  @Test
  void givenReceiveTimeout_whenNothingComes_thenTimedOutAndNothingIsTakenLater_CLI_7() {
    Pair pair = world.connected();
    world.set(pair.server(), Winsock2.SO_RCVTIMEO, 20);

    TransferResult result = world.ws2.recv(pair.server(), WsaBuffers.of(world.block(8)), 0);

    assertThat(result.errno()).isEqualTo(WsaError.WSAETIMEDOUT.code());
    world.send(pair.client(), "late");
    assertThat(world.receive(pair.server(), 4)).isEqualTo("late");
  }

  @Test
  void givenSendTimeout_whenThePeerDoesNotRead_thenTimedOut_CLI_7() {
    Pair pair = world.connected();
    world.set(pair.client(), Winsock2.SO_SNDTIMEO, 20);

    TransferResult result = world.ws2.send(pair.client(), WsaBuffers.of(world.block(32 << 20)), 0);

    assertThat(result.errno()).isEqualTo(WsaError.WSAETIMEDOUT.code());
  }

  @Test
  void givenSocketWithoutOverlapped_whenATimeoutIsSet_thenItHasNoEffect_CLI_7() {
    Pair pair = world.connected(world.socketWithoutOverlapped());
    world.set(pair.client(), Winsock2.SO_RCVTIMEO, 1);
    FutureTask<TransferResult> call =
        TcpWorld.inBackground(
            () -> world.ws2.recv(pair.client(), WsaBuffers.of(world.block(8)), 0));

    assertThatThrownBy(() -> call.get(50, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);

    world.send(pair.server(), "x");
    assertThat(TcpWorld.resultOf(call)).isEqualTo(TransferResult.done(1, 0));
  }

  @Test
  void givenInterrupt_whenReceiving_thenTheExceptionPassesAndNothingIsTaken() throws Exception {
    Pair pair = world.connected();
    SynchronousQueue<Thread> started = new SynchronousQueue<>();
    FutureTask<TransferResult> call =
        TcpWorld.inBackground(
            () -> {
              started.put(Thread.currentThread());
              return world.ws2.recv(pair.server(), WsaBuffers.of(world.block(8)), 0);
            });

    Thread caller = started.poll(10, TimeUnit.SECONDS);
    caller.interrupt();

    assertThatThrownBy(() -> call.get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(WaitInterruptedException.class);
    world.send(pair.client(), "kept");
    assertThat(world.receive(pair.server(), 4)).isEqualTo("kept");
  }

  @Test
  void givenWaitForAll_whenDataComeInParts_thenItReturnsTheWhole() {
    Pair pair = world.connected();
    NativeBlock room = world.block(6);
    whenTheCallWaits(() -> world.send(pair.client(), "def"));
    world.send(pair.client(), "abc");

    TransferResult result =
        world.ws2.recv(pair.server(), WsaBuffers.of(room), Winsock2.MSG_WAITALL);

    assertThat(result.bytes()).isEqualTo(6);
    assertThat(TcpWorld.textOf(room, 6)).isEqualTo("abcdef");
  }

  @Test
  void givenWaitForAll_whenThePeerEnds_thenItReturnsWhatCame() {
    Pair pair = world.connected();
    world.send(pair.client(), "abc");
    world.ws2.shutdown(pair.client(), Winsock2.SD_SEND).orThrow("shutdown");

    TransferResult result =
        world.ws2.recv(pair.server(), WsaBuffers.of(world.block(6)), Winsock2.MSG_WAITALL);

    assertThat(result.bytes()).isEqualTo(3);
  }

  @Test
  void givenSocketWithoutOverlapped_whenStructureIsGiven_thenItBlocksAndFillsIt_WIN_56() {
    Pair pair = world.connected(world.socketWithoutOverlapped());
    EventHandle event = world.event();
    Overlapped overlapped = world.overlapped(event);
    world.nonBlocking(pair.client());
    whenTheCallWaits(() -> world.send(pair.server(), "sync"));

    TransferResult result =
        world.ws2.wsaRecv(pair.client(), WsaBuffers.of(world.block(8)), 0, overlapped, null);

    assertThat(result).isEqualTo(TransferResult.done(4, 0));
    assertThat(overlapped.internal()).isZero();
    assertThat(overlapped.internalHigh()).isEqualTo(4);
    assertThat(world.ws2.recv(pair.client(), WsaBuffers.of(world.block(8)), 0).errno())
        .as("without a structure it does not block")
        .isEqualTo(WsaError.WSAEWOULDBLOCK.code());
  }

  @Test
  void givenSocketWithoutOverlapped_whenTheCallIsInterrupted_thenTheStructureSaysSo_WIN_56() {
    Pair pair = world.connected(world.socketWithoutOverlapped());
    Overlapped overlapped = world.overlapped();
    Thread.currentThread().interrupt();

    assertThatThrownBy(
            () ->
                world.ws2.wsaRecv(
                    pair.client(), WsaBuffers.of(world.block(8)), 0, overlapped, null))
        .isInstanceOf(WaitInterruptedException.class);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(overlapped.isPending()).isFalse();
  }

  @Test
  void givenWaitingReceive_whenTheSocketIsClosed_thenTheCallEnds_WSP_CLOSE_2() {
    Pair pair = world.connected();
    FutureTask<TransferResult> call =
        TcpWorld.inBackground(
            () -> {
              whenTheCallWaits(() -> world.ws2.closesocket(pair.server()));
              return world.ws2.recv(pair.server(), WsaBuffers.of(world.block(8)), 0);
            });

    assertThat(TcpWorld.resultOf(call).errno()).isEqualTo(WsaError.WSAECONNABORTED.code());
  }

  @Test
  void givenWaitingAccept_whenTheListenerIsClosed_thenInterruptedCall_WSP_CLOSE_2() {
    SocketHandle listener = world.listener();
    FutureTask<AcceptResult> call =
        TcpWorld.inBackground(
            () -> {
              whenTheCallWaits(() -> world.ws2.closesocket(listener));
              return world.ws2.accept(listener);
            });

    assertThat(TcpWorld.resultOf(call).errno()).isEqualTo(WsaError.WSAEINTR.code());
  }

  @Test
  void givenBlockingSend_whenThePeerReadsSlowly_thenAllIsTakenBeforeItReturns_WSP_SEND_2() {
    Pair pair = world.connected();
    int length = 16 << 20;
    FutureTask<TransferResult> call =
        TcpWorld.inBackground(
            () -> world.ws2.send(pair.client(), WsaBuffers.of(world.block(length)), 0));

    NativeBlock room = world.block(length);
    TransferResult received =
        world.ws2.recv(pair.server(), WsaBuffers.of(room), Winsock2.MSG_WAITALL);

    assertThat(received.bytes()).isEqualTo(length);
    assertThat(TcpWorld.resultOf(call)).isEqualTo(TransferResult.done(length, 0));
  }

  @Test
  void givenNonBlockingSocket_whenSendingMuch_thenPartIsTakenThenWouldBlock_WSP_SEND_2() {
    Pair pair = world.connected();
    world.nonBlocking(pair.client());
    WsaBuffers much = WsaBuffers.of(world.block(32 << 20));

    TransferResult part = world.ws2.send(pair.client(), much, 0);
    TransferResult then = part;
    while (then.succeeded()) {
      then = world.ws2.send(pair.client(), much, 0);
    }

    assertThat(part.bytes()).isPositive().isLessThan(32 << 20);
    assertThat(then.errno()).isEqualTo(WsaError.WSAEWOULDBLOCK.code());
  }

  @Test
  @OnWine(value = "CLI-CONNECTEX-3", instead = "the first try after a refusal is aborted")
  void givenRefusal_whenConnectingBlocking_thenRefusedAndTheSocketMayTryAgain() {
    SocketHandle gone = world.bound();
    Sockaddr nobody = world.nameOf(gone);
    SocketHandle s = world.socket();

    assertThat(world.ws2.connect(s, nobody).errno()).isEqualTo(WsaError.WSAECONNREFUSED.code());

    SocketHandle listener = world.listener();
    if (world.isWine()) {
      world.breaks("WSP-ERR-1"); // the page does not list what comes
      assertThat(world.ws2.connect(s, world.nameOf(listener)).errno())
          .isEqualTo(WsaError.WSAECONNABORTED.code());
    }
    assertThat(world.ws2.connect(s, world.nameOf(listener)).succeeded()).isTrue();
  }
}
