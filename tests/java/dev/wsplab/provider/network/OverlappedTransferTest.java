package dev.wsplab.provider.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.platform.AffectedByWine;
import dev.wsplab.platform.OnWine;
import dev.wsplab.provider.network.TcpWorld.Pair;
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

@ParameterizedClass
@EnumSource(Base.class)
class OverlappedTransferTest implements AffectedByWine {
  private final TcpWorld world;

  OverlappedTransferTest(Base base) {
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

  @Test
  void givenNoData_whenReceivingWithEvent_thenItPendsAndTheEventTellsTheData_WIN_44() {
    Pair pair = world.connected();
    EventHandle event = world.event();
    world.kernel32.setEvent(event);
    Overlapped overlapped = world.overlapped(event);
    NativeBlock room = world.block(16);

    TransferResult started =
        world.ws2.wsaRecv(pair.server(), WsaBuffers.of(room), 0, overlapped, null);

    assertThat(started.isPending()).isTrue();
    assertThat(overlapped.isPending()).isTrue();
    assertThat(world.isSignalled(event)).as("reset by the start").isFalse();
    world.send(pair.client(), "hello");
    world.await(event);
    assertThat(overlapped.internalHigh()).isEqualTo(5);
    assertThat(overlapped.internal()).isZero();
    assertThat(TcpWorld.textOf(room, 5)).isEqualTo("hello");
    assertThat(world.ws2.wsaGetOverlappedResult(pair.server(), overlapped, false))
        .isEqualTo(OverlappedResult.done(5, 0));
  }

  @Test
  void givenStart_whenItPends_thenInternalHighIsLeftAlone_WIN_32() {
    Pair pair = world.connected();
    Overlapped overlapped = world.overlapped();
    overlapped.publish(4711, 0);

    world.ws2.wsaRecv(pair.server(), WsaBuffers.of(world.block(4)), 0, overlapped, null);

    assertThat(overlapped.isPending()).isTrue();
    assertThat(overlapped.internalHigh()).isEqualTo(4711);
  }

  @Test
  void givenDataPresent_whenReceivingWithPort_thenSuccessAtOnceStillQueuesOnePacket_WIN_20() {
    Pair pair = world.connected();
    PortHandle port = world.portOf(pair.server(), 77);
    Overlapped overlapped = world.overlapped();
    world.send(pair.client(), "data");
    world.receivePeeked(pair.server());

    TransferResult result =
        world.ws2.wsaRecv(pair.server(), WsaBuffers.of(world.block(8)), 0, overlapped, null);

    assertThat(result).isEqualTo(TransferResult.done(4, 0));
    QueuedCompletion packet = world.packet(port);
    assertThat(packet.returnValue()).isTrue();
    assertThat(packet.bytes()).isEqualTo(4);
    assertThat(packet.key()).isEqualTo(77);
    assertThat(packet.overlapped()).isEqualTo(overlapped.address());
    assertThat(world.hasPacket(port)).isFalse();
  }

  @Test
  void givenSkipOnSuccess_whenReceiving_thenOnlyASystemsOneThatPendedQueuesAPacket_WIN_28() {
    Pair pair = world.connected();
    PortHandle port = world.portOf(pair.server(), 1);
    world.kernel32.setFileCompletionNotificationModes(pair.server(), 1);
    Overlapped atOnce = world.overlapped();
    Overlapped later = world.overlapped();
    world.send(pair.client(), "now");
    world.receivePeeked(pair.server());

    TransferResult first =
        world.ws2.wsaRecv(pair.server(), WsaBuffers.of(world.block(3)), 0, atOnce, null);
    TransferResult second =
        world.ws2.wsaRecv(pair.server(), WsaBuffers.of(world.block(8)), 0, later, null);
    world.send(pair.client(), "later");

    assertThat(first.succeeded()).isTrue();
    assertThat(second.isPending()).isTrue();
    world.until(() -> !later.isPending());
    if (world.hasIfsHandles()) {
      assertThat(world.packet(port).overlapped()).isEqualTo(later.address());
    }
    assertThat(world.hasPacket(port)).as("IOCP-SKIP-4").isFalse();
  }

  @Test
  void givenLowBitInEvent_whenReceiving_thenTheEventIsSetAndNoPacketQueued_WIN_30() {
    Pair pair = world.connected();
    PortHandle port = world.portOf(pair.server(), 1);
    EventHandle event = world.event();
    Overlapped overlapped = world.overlapped();
    overlapped.storeEvent(event.value() | 1);

    world.ws2.wsaRecv(pair.server(), WsaBuffers.of(world.block(8)), 0, overlapped, null);
    world.send(pair.client(), "x");
    world.await(event);

    assertThat(overlapped.internalHigh()).isEqualTo(1);
    assertThat(world.hasPacket(port)).isFalse();
  }

  @Test
  void givenTwoReceives_whenOneSendFillsBoth_thenTheyCompleteInPostingOrder_WIN_54() {
    Pair pair = world.connected();
    PortHandle port = world.portOf(pair.server(), 1);
    Overlapped first = world.overlapped();
    Overlapped second = world.overlapped();
    NativeBlock firstRoom = world.block(3);
    NativeBlock secondRoom = world.block(8);

    world.ws2.wsaRecv(pair.server(), WsaBuffers.of(firstRoom), 0, first, null);
    world.ws2.wsaRecv(pair.server(), WsaBuffers.of(secondRoom), 0, second, null);
    world.send(pair.client(), "abcdef");

    assertThat(world.packet(port).overlapped()).isEqualTo(first.address());
    assertThat(world.packet(port).overlapped()).isEqualTo(second.address());
    assertThat(TcpWorld.textOf(firstRoom, 3)).isEqualTo("abc");
    assertThat(TcpWorld.textOf(secondRoom, (int) second.internalHigh())).isEqualTo("def");
  }

  @Test
  void givenSlowReader_whenSendingMuch_thenItCompletesOnlyWithItsWholeLength_WIN_57() {
    Pair pair = world.connected();
    world.set(pair.client(), Winsock2.SO_SNDBUF, 65536);
    int length = 24 << 20;
    NativeBlock data = world.block(length);
    for (int i = 0; i < length; i += 4096) {
      data.buffer().putInt(i, i);
    }
    EventHandle event = world.event();
    Overlapped overlapped = world.overlapped(event);

    TransferResult started =
        world.ws2.wsaSend(pair.client(), WsaBuffers.of(data), 0, overlapped, null);

    assertThat(started.isPending()).isTrue();
    world.receive(pair.server(), 1 << 20);
    assertThat(overlapped.isPending()).as("more is left than the system takes").isTrue();
    NativeBlock rest = world.block(length - (1 << 20));
    TransferResult all = world.ws2.recv(pair.server(), WsaBuffers.of(rest), Winsock2.MSG_WAITALL);
    world.await(event);
    assertThat(all.bytes()).isEqualTo(length - (1 << 20));
    assertThat(overlapped.internalHigh()).isEqualTo(length);
    assertThat(rest.buffer().getInt((8 << 20) - (1 << 20))).isEqualTo(8 << 20);
  }

  @Test
  void givenSeveralBuffers_whenSendingAndReceiving_thenTheyAreTakenAndFilledInOrder_WSP_RECV_1() {
    Pair pair = world.connected();
    NativeBlock one = world.text("ab");
    NativeBlock two = world.text("cde");
    NativeBlock left = world.block(4);
    NativeBlock right = world.block(4);

    int sent = world.ws2.send(pair.client(), buffers(one, two), 0).orThrow("send").bytes();
    world.receivePeeked(pair.server());
    int got = world.ws2.recv(pair.server(), buffers(left, right), 0).orThrow("recv").bytes();

    assertThat(sent).isEqualTo(5);
    assertThat(got).isEqualTo(5);
    assertThat(TcpWorld.textOf(left, 4) + TcpWorld.textOf(right, 1)).isEqualTo("abcde");
  }

  @Test
  void givenMoreBuffersThanOneCallTakes_whenSending_thenAllAreSent_WIN_57() {
    Pair pair = world.connected();
    NativeBlock data = world.text("0123456789".repeat(30));
    long[] addresses = new long[300];
    int[] lengths = new int[300];
    for (int i = 0; i < 300; i++) {
      addresses[i] = data.address() + i;
      lengths[i] = i % 3 == 0 ? 0 : 1;
    }

    TransferResult sent = world.ws2.send(pair.client(), WsaBuffers.of(addresses, lengths, data), 0);

    assertThat(sent.bytes()).isEqualTo(200);
    assertThat(world.receive(pair.server(), 8)).isEqualTo("12457801");
  }

  private static WsaBuffers buffers(NativeBlock one, NativeBlock two) {
    return WsaBuffers.of(
        new long[] {one.address(), two.address()},
        new int[] {(int) one.size(), (int) two.size()},
        one);
  }

  @Test
  void givenRoutine_whenItCompletes_thenItRunsAsApcWithoutTouchingTheEvent_WIN_45_WIN_49() {
    Pair pair = world.connected();
    EventHandle event = world.event();
    Overlapped overlapped = world.overlapped(event);
    world.kernel32.setEvent(event);
    List<String> runs = new ArrayList<>();
    world.send(pair.client(), "apc");
    world.receivePeeked(pair.server());

    TransferResult result =
        world.ws2.wsaRecv(
            pair.server(),
            WsaBuffers.of(world.block(8)),
            0,
            overlapped,
            (error, bytes, structure, flags) ->
                runs.add(error + " " + bytes + " " + structure.equals(overlapped)));

    assertThat(result.succeeded()).isTrue();
    assertThat(runs).as("never inline").isEmpty();
    assertThat(world.kernel32.sleepEx(TcpWorld.BOUND_MILLIS, true)).isEqualTo(192);
    assertThat(runs).containsExactly("0 3 true");
    assertThat(world.isSignalled(event)).as("neither reset nor set").isTrue();
  }

  @Test
  void givenPendingRoutine_whenDataCome_thenItRunsInItsThread_WSP_IO_8() {
    Pair pair = world.connected();
    Overlapped overlapped = world.overlapped();
    List<Thread> ranIn = new ArrayList<>();

    TransferResult started =
        world.ws2.wsaRecv(
            pair.server(),
            WsaBuffers.of(world.block(8)),
            0,
            overlapped,
            (error, bytes, structure, flags) -> ranIn.add(Thread.currentThread()));
    world.send(pair.client(), "x");

    assertThat(started.isPending()).isTrue();
    assertThat(world.kernel32.sleepEx(TcpWorld.BOUND_MILLIS, true)).isEqualTo(192);
    assertThat(ranIn).containsExactly(Thread.currentThread());
  }

  @Test
  void givenRoutineWithoutThread_whenDataCome_thenItRunsInTheStartingThread_WPU_THREAD_6() {
    world.breaks("WPU-COMPLETE-18"); // the provider is called past its table
    Pair pair = world.connected();
    int before = world.winsock.openHandles();
    List<Thread> ranIn = new ArrayList<>();

    TransferResult started =
        world.provider.wspRecv(
            pair.server(),
            WsaBuffers.of(world.block(8)),
            0,
            world.overlapped(),
            (error, bytes, structure, flags) -> ranIn.add(Thread.currentThread()),
            null);
    world.send(pair.client(), "x");

    assertThat(started.isPending()).isTrue();
    assertThat(world.kernel32.sleepEx(TcpWorld.BOUND_MILLIS, true)).isEqualTo(192);
    assertThat(ranIn).containsExactly(Thread.currentThread());
    // The thread that tells a completion closes the handle after it.
    world.until(() -> world.winsock.openHandles() == before);
  }

  @Test
  void givenAssociatedSocket_whenRoutineIsGiven_thenItIsRefusedAndNothingStarted_WIN_18() {
    Pair pair = world.connected();
    world.portOf(pair.server(), 1);
    Overlapped overlapped = world.overlapped();

    TransferResult result =
        world.ws2.wsaRecv(
            pair.server(),
            WsaBuffers.of(world.block(8)),
            0,
            overlapped,
            (error, bytes, structure, flags) -> {
              throw new AssertionError("called");
            });

    assertThat(result.errno()).isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(overlapped.isPending()).isFalse();
  }

  @Test
  void givenPendingRoutine_whenSocketIsAssociatedLater_thenItStillEndsByApc_WIN_19() {
    Pair pair = world.connected();
    List<Integer> runs = new ArrayList<>();
    world.ws2.wsaRecv(
        pair.server(),
        WsaBuffers.of(world.block(8)),
        0,
        world.overlapped(),
        (error, bytes, structure, flags) -> runs.add(bytes));
    PortHandle port = world.portOf(pair.server(), 1);

    world.send(pair.client(), "xy");

    assertThat(world.kernel32.sleepEx(TcpWorld.BOUND_MILLIS, true)).isEqualTo(192);
    assertThat(runs).containsExactly(2);
    assertThat(world.hasPacket(port)).isFalse();
  }

  @Test
  void givenNeitherEventNorPort_whenItCompletes_thenPollingTells_WPU_COMPLETE_8() {
    Pair pair = world.connected();
    Overlapped overlapped = world.overlapped();
    EventHandle marker = world.event();
    Overlapped after = world.overlapped(marker);
    world.ws2.wsaRecv(pair.server(), WsaBuffers.of(world.block(1)), 0, overlapped, null);
    world.ws2.wsaRecv(pair.server(), WsaBuffers.of(world.block(1)), 0, after, null);

    assertThat(world.ws2.wsaGetOverlappedResult(pair.server(), overlapped, false).errno())
        .isEqualTo(WsaError.WSA_IO_INCOMPLETE.code());
    world.send(pair.client(), "12");
    world.await(marker);

    assertThat(world.ws2.wsaGetOverlappedResult(pair.server(), overlapped, false))
        .isEqualTo(OverlappedResult.done(1, 0));
  }

  @Test
  void givenNonBlockingSocket_whenReceivingOverlapped_thenItPends_WIN_55() {
    Pair pair = world.connected();
    world.nonBlocking(pair.server());
    Overlapped overlapped = world.overlapped();

    TransferResult plain = world.ws2.recv(pair.server(), WsaBuffers.of(world.block(4)), 0);
    TransferResult started =
        world.ws2.wsaRecv(pair.server(), WsaBuffers.of(world.block(4)), 0, overlapped, null);

    assertThat(plain.errno()).isEqualTo(WsaError.WSAEWOULDBLOCK.code());
    assertThat(started.isPending()).isTrue();
  }

  @Test
  void givenEventThatIsNone_whenStarting_thenInvalidHandleAndNothingStarted_WSP_IO_5() {
    Pair pair = world.connected();
    Overlapped overlapped = world.overlapped();
    overlapped.storeEvent(1);

    TransferResult result =
        world.ws2.wsaRecv(pair.server(), WsaBuffers.of(world.block(4)), 0, overlapped, null);

    assertThat(result.errno()).isEqualTo(WsaError.WSA_INVALID_HANDLE.code());
    assertThat(overlapped.isPending()).isFalse();
  }

  @Test
  void givenPeerCloses_whenReceivePends_thenSuccessWithNoBytes_WIN_26() {
    Pair pair = world.connected();
    PortHandle port = world.portOf(pair.server(), 9);
    Overlapped overlapped = world.overlapped();
    world.ws2.wsaRecv(pair.server(), WsaBuffers.of(world.block(4)), 0, overlapped, null);

    world.ws2.closesocket(pair.client()).orThrow("closesocket");

    QueuedCompletion packet = world.packet(port);
    assertThat(packet.returnValue()).isTrue();
    assertThat(packet.bytes()).isZero();
    assertThat(overlapped.internal()).isZero();
  }

  @Test
  @OnWine(value = "WIN-21", instead = "a receive after a reset finds a graceful end")
  void givenPeerResets_whenReceivePends_thenResetInItsTwoForms_WIN_21() {
    Pair pair = world.connected();
    PortHandle port = world.portOf(pair.server(), 9);
    Overlapped overlapped = world.overlapped();
    world.ws2.wsaRecv(pair.server(), WsaBuffers.of(world.block(4)), 0, overlapped, null);

    world.set(pair.client(), Winsock2.SO_LINGER, 1);
    world.ws2.closesocket(pair.client()).orThrow("closesocket");

    QueuedCompletion packet = world.packet(port);
    if (world.isWine()) {
      assertThat(packet.returnValue()).isTrue();
      assertThat(packet.bytes()).isZero();
      return;
    }
    assertThat(packet.returnValue()).isFalse();
    assertThat(packet.error()).as("ERROR_NETNAME_DELETED").isEqualTo(64);
    assertThat(overlapped.internal()).isEqualTo(0xC000020D);
    assertThat(world.ws2.wsaGetOverlappedResult(pair.server(), overlapped, false).errno())
        .isEqualTo(WsaError.WSAECONNRESET.code());
    assertThat(world.ws2.recv(pair.server(), WsaBuffers.of(world.block(4)), 0).errno())
        .as("and so do all later ones")
        .isEqualTo(WsaError.WSAECONNRESET.code());
  }

  @Test
  void givenNoRoom_whenReceivingOverlapped_thenItEndsWhenThereIsSomethingToReceive() {
    Pair pair = world.connected();
    EventHandle event = world.event();
    Overlapped overlapped = world.overlapped(event);
    NativeBlock one = world.block(1);

    TransferResult started =
        world.ws2.wsaRecv(pair.server(), WsaBuffers.of(one.address(), 0), 0, overlapped, null);
    world.send(pair.client(), "later");
    world.await(event);

    assertThat(started.isPending()).isTrue();
    assertThat(overlapped.internalHigh()).isZero();
    assertThat(world.receive(pair.server(), 5)).as("nothing was consumed").isEqualTo("later");
  }

  @Test
  void givenNothingToSend_whenSending_thenSuccessWithNoBytes() {
    Pair pair = world.connected();
    EventHandle event = world.event();
    Overlapped overlapped = world.overlapped(event);

    TransferResult result =
        world.ws2.wsaSend(
            pair.client(), WsaBuffers.of(world.block(1).address(), 0), 0, overlapped, null);

    assertThat(result).isEqualTo(TransferResult.done(0, 0));
    assertThat(world.isSignalled(event)).isTrue();
  }

  @Test
  void givenManyReceivesOnManySockets_whenAllGetData_thenEachCompletesOnce() {
    PortHandle port = world.port();
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Pair pair = world.connected();
      world.kernel32.createIoCompletionPort(pair.server(), port, i, 0).orThrow();
      for (int j = 0; j < 10; j++) {
        world.ws2.wsaRecv(
            pair.server(), WsaBuffers.of(world.block(1)), 0, world.overlapped(), null);
      }
      pairs.add(pair);
    }

    pairs.forEach(pair -> world.send(pair.client(), "0123456789"));

    int[] perKey = new int[20];
    for (int i = 0; i < 200; i++) {
      QueuedCompletion packet = world.packet(port);
      assertThat(packet.returnValue()).isTrue();
      perKey[(int) packet.key()] += packet.bytes();
    }
    assertThat(perKey).containsOnly(10);
    assertThat(world.hasPacket(port)).isFalse();
  }
}
