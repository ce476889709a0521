package dev.wsplab.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.WaitResult;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.network.Base;
import dev.wsplab.provider.network.TcpWorld;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whenever a layer tells its client, it tells once, by the way that was asked for, and with what
 * has happened (WSP-IO-1, WSP-IO-16, WPU-COMPLETE-18); the worlds' verifier finds nothing broken.
 */
@Timeout(60)
class CompletionMomentTest {
  private static final int MESSAGES = 50;

  /** Tells at its moment, and throws when it is told to. */
  static final class Layer extends LayeredProvider {
    volatile boolean throwing;

    Layer(CompletionMoment moment) {
      super(moment);
    }

    @Override
    protected void received(SocketHandle s, WsaBuffers buffers, int bytes) {
      if (throwing) {
        throw new IllegalStateException("a bug in the layer");
      }
    }
  }

  private static List<CompletionMoment> moments() {
    return List.of(
        CompletionMoment.any(),
        CompletionMoment.beforeReturn(),
        CompletionMoment.atOnce(),
        CompletionMoment.afterReturn(),
        CompletionMoment.held(Duration.ofMillis(1)));
  }

  /** One layer of each kind, and all of them over each other, both ways up. */
  static Stream<Arguments> chains() {
    List<CompletionMoment> all = moments();
    List<CompletionMoment> turned = new ArrayList<>(all);
    Collections.reverse(turned);
    List<List<CompletionMoment>> chains = new ArrayList<>();
    all.forEach(moment -> chains.add(List.of(moment)));
    chains.add(all);
    chains.add(turned);
    return Stream.of(Base.values())
        .flatMap(base -> chains.stream().map(chain -> Arguments.of(base, chain)));
  }

  private static TcpWorld world(Base base, List<CompletionMoment> chain) {
    return new TcpWorld(
        base, new ArrayList<LayeredProvider>(chain.stream().map(Layer::new).toList()));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("chains")
  void givenPort_whenDataPass_thenEachOperationHasOnePacket(
      Base base, List<CompletionMoment> chain) {
    try (TcpWorld world = world(base, chain)) {
      TcpWorld.Pair pair = world.connected();
      PortHandle port = world.portOf(pair.server(), 1);
      world.kernel32.createIoCompletionPort(pair.client(), port, 2, 0).orThrow();
      NativeBlock text = world.text("hello");
      for (int i = 0; i < MESSAGES; i++) {
        Overlapped receive = world.overlapped();
        Overlapped send = world.overlapped();
        NativeBlock room = world.block(8);
        boolean early = i % 2 == 0;
        if (early) {
          assertThat(receive(world, pair, room, receive).isPending()).isTrue();
        }
        assertThat(world.ws2.wsaSend(pair.client(), WsaBuffers.of(text), 0, send, null).started())
            .isTrue();
        if (!early) {
          assertThat(receive(world, pair, room, receive).started()).isTrue();
        }
        Set<Long> told = new HashSet<>();
        for (int packets = 0; packets < 2; packets++) {
          var packet = world.packet(port);
          assertThat(packet.returnValue()).isTrue();
          assertThat(packet.bytes()).isEqualTo(5);
          told.add(packet.overlapped());
        }
        assertThat(told).containsExactlyInAnyOrder(receive.address(), send.address());
        assertThat(TcpWorld.textOf(room, 5)).isEqualTo("hello");
      }
      assertThat(world.winsock.pendingOperations()).isEmpty();
    }
  }

  /** WSP-IO-5, CLI-4: by event and by routine; the routine runs in an alertable wait, once. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("chains")
  void givenEventOrRoutine_whenDataLieReady_thenEachIsToldOnce(
      Base base, List<CompletionMoment> chain) {
    try (TcpWorld world = world(base, chain)) {
      TcpWorld.Pair pair = world.connected();
      EventHandle event = world.event();
      Overlapped byEvent = world.overlapped(event);
      world.send(pair.client(), "hello");
      assertThat(receive(world, pair, world.block(2), byEvent).started()).isTrue();
      assertThat(
              world
                  .kernel32
                  .waitForSingleObjectEx(event, TcpWorld.BOUND_MILLIS, false)
                  .returnValue())
          .isEqualTo(WaitResult.WAIT_OBJECT_0);
      assertThat(world.ws2.wsaGetOverlappedResult(pair.server(), byEvent, false).bytes())
          .isEqualTo(2);

      AtomicInteger runs = new AtomicInteger();
      AtomicInteger bytes = new AtomicInteger();
      TransferResult started =
          world.ws2.wsaRecv(
              pair.server(),
              WsaBuffers.of(world.block(8)),
              0,
              world.overlapped(),
              (error, count, overlapped, flags) -> {
                runs.incrementAndGet();
                bytes.set(count);
              });
      assertThat(started.started()).isTrue();
      assertThat(runs).hasValue(0); // WIN-49: never inline
      while (runs.get() == 0) {
        assertThat(world.kernel32.sleepEx(TcpWorld.BOUND_MILLIS, true)).isEqualTo(192);
      }
      assertThat(world.kernel32.sleepEx(0, true)).isZero();
      assertThat(runs).hasValue(1);
      assertThat(bytes).hasValue(3);
    }
  }

  /** WSP-CLOSE-3: the end of the socket ends what is pending, at whatever moment. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("chains")
  void givenPendingReceive_whenItsSocketIsClosed_thenItsPacketComes(
      Base base, List<CompletionMoment> chain) {
    try (TcpWorld world = world(base, chain)) {
      TcpWorld.Pair pair = world.connected();
      PortHandle port = world.portOf(pair.server(), 1);
      Overlapped overlapped = world.overlapped();
      assertThat(receive(world, pair, world.block(8), overlapped).isPending()).isTrue();
      world.ws2.closesocket(pair.server()).orThrow("closesocket");
      var packet = world.packet(port);
      assertThat(packet.returnValue()).isFalse();
      assertThat(packet.overlapped()).isEqualTo(overlapped.address());
    }
  }

  /** It has been started, so it cannot fail at once any more: it is pending, and fails then. */
  @ParameterizedTest
  @EnumSource(Base.class)
  void givenHookThatThrows_whenItsOperationEndsAtOnce_thenItIsPendingAndFails(Base base) {
    Layer layer = new Layer(CompletionMoment.atOnce());
    try (TcpWorld world = new TcpWorld(base, List.of(layer))) {
      TcpWorld.Pair pair = world.connected();
      PortHandle port = world.portOf(pair.server(), 1);
      world.send(pair.client(), "hello");
      NativeBlock room = world.block(8);
      assertThat(receive(world, pair, room, world.overlapped()).started()).isTrue();
      assertThat(world.packet(port).bytes()).isEqualTo(5);

      layer.throwing = true;
      world.send(pair.client(), "hello");
      Overlapped overlapped = world.overlapped();
      assertThat(receive(world, pair, room, overlapped).isPending()).isTrue();
      assertThat(world.packet(port).returnValue()).isFalse();
      assertThat(world.ws2.wsaGetOverlappedResult(pair.server(), overlapped, false).errno())
          .isEqualTo(WsaError.WSASYSCALLFAILURE.code());
    }
  }

  @Test
  void givenPatienceOutOfRange_whenHeld_thenItIsRefused() {
    for (Duration bad : List.of(Duration.ZERO, Duration.ofMillis(-1), Duration.ofDays(24))) {
      assertThatThrownBy(() -> CompletionMoment.held(bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected 1 millisecond to 24 days");
    }
    assertThat(moments()).extracting(CompletionMoment::toString).contains("HELD for 1 ms");
  }

  private static TransferResult receive(
      TcpWorld world, TcpWorld.Pair pair, NativeBlock room, Overlapped overlapped) {
    return world.ws2.wsaRecv(pair.server(), WsaBuffers.of(room), 0, overlapped, null);
  }
}
