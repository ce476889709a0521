package dev.wsplab.provider.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.NtStatus;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.provider.network.TcpWorld.Pair;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What becomes of requests when their thread ends, their socket is closed, or a routine waits in
 * turn: on handles of the bases and on handles of layers (sheet, 9).
 */
@ParameterizedClass
@MethodSource("worlds")
class HandleLifeTest {
  private static final int SKIP_PORT = 1;

  private final int depth;
  private final TcpWorld world;

  HandleLifeTest(Base base, int depth) {
    this.depth = depth;
    world = new TcpWorld(base, layers(depth));
  }

  static Stream<Arguments> worlds() {
    return Stream.of(Base.values())
        .flatMap(base -> IntStream.rangeClosed(0, 2).mapToObj(n -> Arguments.of(base, n)));
  }

  private static List<LayeredProvider> layers(int depth) {
    List<LayeredProvider> layers = new ArrayList<>();
    for (int i = 0; i < depth; i++) {
      layers.add(new Layer());
    }
    return layers;
  }

  /** A layer that changes nothing. */
  public static final class Layer extends LayeredProvider {}

  @AfterEach
  void close() {
    world.close();
  }

  private TransferResult receive(
      SocketHandle s, Overlapped overlapped, @Nullable CompletionRoutine routine) {
    return world.ws2.wsaRecv(s, WsaBuffers.of(world.block(8)), 0, overlapped, routine);
  }

  /** Starts a receive in a thread that ends at once. */
  private void receiveInAnotherThread(
      SocketHandle s, Overlapped overlapped, @Nullable CompletionRoutine routine)
      throws InterruptedException {
    FutureTask<TransferResult> task = new FutureTask<>(() -> receive(s, overlapped, routine));
    Thread thread = new Thread(task, "ends-at-once");
    thread.start();
    assertThat(TcpWorld.resultOf(task).isPending()).isTrue();
    thread.join();
  }

  private void assertCancelled(SocketHandle s, Overlapped overlapped) {
    world.until(() -> !overlapped.isPending());
    assertThat(overlapped.internal()).isEqualTo(NtStatus.STATUS_CANCELLED.value());
    assertThat(world.ws2.wsaGetOverlappedResult(s, overlapped, false).errno()).isEqualTo(995);
  }

  // ---- the end of a thread

  @Test
  void givenReceiveWithEvent_whenItsThreadEnds_thenItIsCancelledAndTold_DEC_8() throws Exception {
    SocketHandle server = world.connected().server();
    EventHandle event = world.event();
    Overlapped overlapped = world.overlapped(event);

    receiveInAnotherThread(server, overlapped, null);

    world.await(event);
    assertCancelled(server, overlapped);
  }

  @Test
  void givenReceiveThatTellsNobody_whenItsThreadEnds_thenItIsCancelled_DEC_8() throws Exception {
    SocketHandle server = world.connected().server();
    Overlapped overlapped = world.overlapped();

    receiveInAnotherThread(server, overlapped, null);

    assertCancelled(server, overlapped);
  }

  @Test
  void givenReceiveWithRoutine_whenItsThreadEnds_thenItIsCancelledAndTheRoutineIsLost_DEC_8()
      throws Exception {
    SocketHandle server = world.connected().server();
    Overlapped overlapped = world.overlapped();
    List<Integer> told = new ArrayList<>();

    receiveInAnotherThread(server, overlapped, (error, bytes, o, flags) -> told.add(error));

    assertCancelled(server, overlapped);
    assertThat(told).isEmpty();
  }

  @Test
  void givenPortAndNoEvent_whenTheThreadEnds_thenItsReceiveGoesOn_DEC_8() throws Exception {
    Pair pair = world.connected();
    PortHandle port = world.portOf(pair.server(), 3);
    Overlapped cancelled = world.overlapped(world.event());
    Overlapped goesOn = world.overlapped();

    receiveInAnotherThread(pair.server(), goesOn, null);
    receiveInAnotherThread(pair.server(), cancelled, null);

    QueuedCompletion first = world.packet(port);
    assertThat(first.overlapped()).isEqualTo(cancelled.address());
    assertThat(first.error()).isEqualTo(995);
    assertThat(goesOn.isPending()).isTrue();
    world.send(pair.client(), "abc");
    QueuedCompletion second = world.packet(port);
    assertThat(second.overlapped()).isEqualTo(goesOn.address());
    assertThat(second.bytes()).isEqualTo(3);
  }

  // ---- routines

  @Test
  void givenRoutineThatWaits_whenAnotherOfItsSocketIsDue_thenThatRunsAfterIt_DEC_7() {
    Pair pair = world.connected();
    Pair other = world.connected();
    List<String> order = new ArrayList<>();
    receive(
        pair.server(),
        world.overlapped(),
        (error, bytes, o, flags) -> {
          order.add("begin");
          receive(other.server(), world.overlapped(), (e, b, p, f) -> order.add("other"));
          receive(pair.server(), world.overlapped(), (e, b, p, f) -> order.add("same"));
          world.send(pair.client(), "x");
          world.send(other.client(), "x");
          sleepUntil(() -> order.contains("other"));
          order.add("end");
        });

    world.send(pair.client(), "x");
    sleepUntil(() -> order.contains("same"));

    assertThat(order).containsExactly("begin", "other", "end", "same");
  }

  /** Sleeps alertably until the condition holds. */
  private void sleepUntil(BooleanSupplier condition) {
    world.until(
        () -> {
          world.kernel32.sleepEx(10, true);
          return condition.getAsBoolean();
        });
  }

  // ---- closing

  @Test
  void givenPendingRequests_whenTheSocketIsClosed_thenEachIsToldItsWay_DEC_12() {
    Pair pair = world.connected();
    PortHandle port = world.portOf(pair.server(), 8);
    EventHandle event = world.event();
    Overlapped withEvent = world.overlapped(event);
    Overlapped alone = world.overlapped();
    receive(pair.server(), withEvent, null);
    receive(pair.server(), alone, null);

    world.ws2.closesocket(pair.server()).orThrow("closesocket");

    for (Overlapped expected : List.of(withEvent, alone)) {
      QueuedCompletion packet = world.packet(port);
      assertThat(packet.overlapped()).isEqualTo(expected.address());
      assertThat(packet.key()).isEqualTo(8);
      assertThat(packet.error()).as("CANCEL-7").isEqualTo(1236);
    }
    assertThat(world.isSignalled(event)).isTrue();
    assertThat(world.hasPacket(port)).isFalse();
  }

  @Test
  void givenQueuedPacket_whenItsSocketIsClosed_thenItIsDeliveredWithItsKey_DEC_14() {
    Pair pair = world.connected();
    PortHandle port = world.portOf(pair.server(), 0x77);
    Overlapped overlapped = world.overlapped();
    receive(pair.server(), overlapped, null);
    world.send(pair.client(), "abc");
    world.until(() -> !overlapped.isPending());

    world.ws2.closesocket(pair.server()).orThrow("closesocket");

    QueuedCompletion packet = world.packet(port);
    assertThat(packet.taken()).isTrue();
    assertThat(packet.key()).isEqualTo(0x77);
    assertThat(packet.overlapped()).isEqualTo(overlapped.address());
    assertThat(packet.bytes()).isEqualTo(3);
  }

  @Test
  void givenPendingRequests_whenWinsockEnds_thenTheyAreStoredAndNobodyIsTold_DEC_13() {
    Pair pair = world.connected();
    PortHandle port = world.portOf(pair.server(), 8);
    EventHandle event = world.event();
    Overlapped overlapped = world.overlapped(event);
    Overlapped routine = world.overlapped();
    List<Integer> told = new ArrayList<>();
    receive(pair.server(), overlapped, null);
    assertThat(receive(pair.client(), routine, (e, b, o, f) -> told.add(e)).isPending()).isTrue();

    world.ws2.wsaCleanup();

    for (Overlapped each : List.of(overlapped, routine)) {
      assertThat(each.internal()).isEqualTo(NtStatus.STATUS_CANCELLED.value());
      assertThat(each.internalHigh()).isZero();
    }
    assertThat(world.isSignalled(event)).isFalse();
    assertThat(world.hasPacket(port)).isFalse();
    assertThat(world.kernel32.sleepEx(0, true)).isZero();
    assertThat(told).isEmpty();
  }

  // ---- skipping packets

  @Test
  void givenSkipOnSuccess_whenReceivesPend_thenOnlyALayersHandleLosesItsPackets_KB_2568167() {
    Pair pair = world.connected();
    PortHandle port = world.portOf(pair.server(), 5);
    world.kernel32.setFileCompletionNotificationModes(pair.server(), SKIP_PORT);
    EventHandle event = world.event();
    Overlapped overlapped = world.overlapped(event);
    assertThat(receive(pair.server(), overlapped, null).isPending()).isTrue();

    world.send(pair.client(), "abc");

    world.await(event);
    assertThat(overlapped.internalHigh()).isEqualTo(3);
    if (depth == 0) {
      assertThat(world.packet(port).bytes()).as("WIN-28").isEqualTo(3);
    }
    // Another socket's packet is the next one: there is none of this one before it.
    Pair second = world.connected();
    world.kernel32.createIoCompletionPort(second.server(), port, 6, 0).orThrow();
    receive(second.server(), world.overlapped(), null);
    world.send(second.client(), "x");
    assertThat(world.packet(port).key()).as("IOCP-SKIP-4").isEqualTo(6);
  }

  // ---- stale handles

  @Test
  void givenClosedHandle_whenItIsUsed_thenNoSocketForAsLongAsItRests_WSP_CLOSE_1() {
    SocketHandle stale = world.connected().server();
    world.ws2.closesocket(stale).orThrow("closesocket");
    Set<SocketHandle> seen = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      SocketHandle s = world.socket();
      seen.add(s);
      world.ws2.closesocket(s).orThrow("closesocket");
    }

    assertThat(seen).hasSize(100).doesNotContain(stale);
    int notASocket = WsaError.WSAENOTSOCK.code();
    Overlapped overlapped = world.overlapped();
    assertThat(receive(stale, overlapped, null).errno()).isEqualTo(notASocket);
    assertThat(world.ws2.send(stale, WsaBuffers.of(world.block(1)), 0).errno())
        .isEqualTo(notASocket);
    assertThat(world.ws2.shutdown(stale, Winsock2.SD_BOTH).errno()).isEqualTo(notASocket);
    assertThat(world.ws2.wsaGetOverlappedResult(stale, overlapped, false).errno())
        .isEqualTo(notASocket);
    assertThat(world.ws2.closesocket(stale).errno()).isEqualTo(notASocket);
    assertThat(world.kernel32.cancelIoEx(stale, null).errno()).isEqualTo(6);
  }
}
