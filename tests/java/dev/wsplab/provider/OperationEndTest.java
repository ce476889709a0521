package dev.wsplab.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.SocketPair;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.operation.OperationEvent.Step;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.platform.Patience;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WsaStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How an operation ends whose client has gone, or has given its memory up. */
class OperationEndTest {
  private static final Duration WAIT = Duration.ofMillis(Patience.MILLIS);

  /** Who completes: the base itself, or a layer with handles of its own. */
  enum Completer {
    BASE,
    NON_IFS_BASE,
    LAYER,
    LAYER_OVER_NON_IFS_BASE;

    Winsock winsock() {
      LoopbackProvider.Builder builder = LoopbackProvider.builder();
      boolean ifs = this == BASE || this == LAYER;
      WinsockBuilder made =
          Winsock.builder().base(ifs ? builder.build() : builder.nonIfs().build());
      boolean layered = this == LAYER || this == LAYER_OVER_NON_IFS_BASE;
      return (layered ? made.layer(new CountingLayer(LayerForm.NON_IFS)) : made).build();
    }
  }

  private final List<Step> steps = new CopyOnWriteArrayList<>();
  private final CountDownLatch lost = new CountDownLatch(1);
  private final OverlappedBlock structures = OverlappedBlock.allocate(1);
  private final NativeBlock hello = NativeBlock.copyOf("hello".getBytes(StandardCharsets.US_ASCII));

  @AfterEach
  void free() {
    structures.close();
    hello.close();
  }

  private void listen(Winsock winsock) {
    winsock.addListener(
        event -> {
          steps.add(event.step());
          if (event.step() == Step.ROUTINE_LOST) {
            lost.countDown();
          }
        });
  }

  private static void inThreadThatEnds(Runnable body) throws InterruptedException {
    Thread thread = new Thread(body);
    thread.start();
    thread.join();
  }

  /**
   * WIN-52, DEC-8: it ends with its thread; nobody is left whose routine could run. The system ends
   * nothing on the handles of a non-IFS base.
   */
  @ParameterizedTest
  @EnumSource(names = {"BASE", "LAYER"})
  void givenReceiveWithRoutine_whenItsThreadEnds_thenItIsNotPendingAnyMore(Completer completer)
      throws InterruptedException {
    try (Winsock winsock = completer.winsock();
        SocketPair pair = winsock.connectedPair();
        NativeBlock room = NativeBlock.allocate(64)) {
      listen(winsock);
      Overlapped overlapped = structures.overlapped();
      inThreadThatEnds(
          () -> pair.server().startRecv(WsaBuffers.of(room), overlapped, (e, b, o, f) -> {}));

      assertThat(lost.await(WAIT.toSeconds(), TimeUnit.SECONDS)).isTrue();

      assertThat(winsock.pendingOperations()).isEmpty();
      assertThat(WsaStatus.errorOf(overlapped.internal()))
          .isEqualTo(WsaError.WSA_OPERATION_ABORTED.code());
      assertThat(steps).endsWith(Step.COMPLETED, Step.ROUTINE_LOST);
      assertThat(steps).doesNotContain(Step.ROUTINE);
    }
  }

  /** The same when the routine is queued already, and the thread never waits alertably. */
  @ParameterizedTest
  @EnumSource
  void givenRoutineOnItsWay_whenItsThreadEnds_thenItIsToldThatItNeverRuns(Completer completer)
      throws InterruptedException {
    try (Winsock winsock = completer.winsock();
        SocketPair pair = winsock.connectedPair();
        NativeBlock room = NativeBlock.allocate(64)) {
      listen(winsock);
      Overlapped overlapped = structures.overlapped();
      inThreadThatEnds(
          () -> {
            pair.server().startRecv(WsaBuffers.of(room), overlapped, (e, b, o, f) -> {});
            pair.client().send(WsaBuffers.of(hello));
            while (overlapped.isPending()) {
              Thread.onSpinWait();
            }
          });

      assertThat(lost.await(WAIT.toSeconds(), TimeUnit.SECONDS)).isTrue();

      assertThat(winsock.pendingOperations()).isEmpty();
      assertThat(steps).contains(Step.COMPLETED).doesNotContain(Step.ROUTINE);
    }
  }

  /** The provider still writes there: the memory must not be somebody else's by then. */
  @ParameterizedTest
  @EnumSource
  void givenPendingReceive_whenItsBlockIsClosed_thenTheMemoryStaysUntilItHasEnded(
      Completer completer) {
    NativeBlock room = NativeBlock.allocate(64);
    try (Winsock winsock = completer.winsock();
        SocketPair pair = winsock.connectedPair();
        CompletionPort port = winsock.completionPort()) {
      port.associate(pair.server().handle(), 1);
      long at = room.address();
      pair.server().startRecv(WsaBuffers.of(room), structures.overlapped());
      room.close();
      try (NativeBlock next = NativeBlock.allocate(64)) {
        assertThat(next.address()).isNotEqualTo(at);
        pair.client().send(WsaBuffers.of(hello));
        assertThat(port.take(WAIT)).hasValueSatisfying(p -> assertThat(p.bytes()).isEqualTo(5));
        assertThat(next.bytes(0, 64)).containsOnly(0);
      }
      assertThat(winsock.pendingOperations()).isEmpty();
      assertThatThrownBy(room::hold).isInstanceOf(IllegalStateException.class);
    }
  }

  /** Buffers of a block that is closed already lead nowhere. */
  @ParameterizedTest
  @EnumSource
  void givenClosedBlock_whenItsBuffersAreUsed_thenTheCallIsRefused(Completer completer) {
    NativeBlock room = NativeBlock.allocate(64);
    WsaBuffers buffers = WsaBuffers.of(room);
    room.close();
    try (Winsock winsock = completer.winsock();
        SocketPair pair = winsock.connectedPair()) {
      assertThatThrownBy(() -> pair.server().startRecv(buffers, structures.overlapped()))
          .hasMessage("The block is closed: its memory is no longer there.");
      assertThatThrownBy(() -> pair.client().send(buffers))
          .hasMessage("The block is closed: its memory is no longer there.");
      assertThat(winsock.pendingOperations()).isEmpty();
    }
  }
}
