package dev.wsplab.provider.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.provider.network.TcpWorld.Pair;
import dev.wsplab.spi.WsaBuffers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Environments in which the values of closed sockets come back at once (WSP-CLOSE-1): who goes on
 * using a stale handle is found out, and our own providers do not.
 */
@ParameterizedClass
@MethodSource("worlds")
class EagerHandleReuseTest {
  /** On Windows other threads of the process, and what lies below, may be given some first. */
  private static final int CLOSED = 50;

  private static final int TRIES = 500;

  private final TcpWorld world;

  EagerHandleReuseTest(Base base, boolean layered) {
    world = new TcpWorld(base, layered ? List.of(new Layer()) : List.of(), true);
  }

  static Stream<Arguments> worlds() {
    return Stream.of(Base.values())
        .flatMap(base -> Stream.of(Arguments.of(base, false), Arguments.of(base, true)));
  }

  /** A layer that changes nothing. */
  public static final class Layer extends LayeredProvider {}

  @AfterEach
  void close() {
    world.close();
  }

  private Set<SocketHandle> closedSockets() {
    Set<SocketHandle> closed = new HashSet<>();
    for (int i = 0; i < CLOSED; i++) {
      closed.add(world.socket());
    }
    closed.forEach(s -> world.ws2.closesocket(s).orThrow("closesocket"));
    return closed;
  }

  /**
   * Opens sockets until one has the value of one that was closed. Below a layer another socket
   * takes every second value; closing each other one changes whose turn it is.
   */
  private SocketHandle reused(Set<SocketHandle> closed) {
    for (int i = 0; i < TRIES; i++) {
      SocketHandle s = world.socket();
      if (closed.contains(s)) {
        return s;
      }
      if (i % 2 == 1) {
        world.ws2.closesocket(s).orThrow("closesocket");
      }
    }
    return fail("of %d closed values none has come back in %d sockets", CLOSED, TRIES);
  }

  @Test
  void givenClosedSockets_whenOthersAreMade_thenTheirValuesComeBack() {
    assertThat(reused(closedSockets())).isNotNull();
  }

  @Test
  void givenStaleHandle_whenItsValueHasComeBack_thenItMeetsSomebodyElsesConnection() {
    SocketHandle listener = world.listener();
    SocketHandle somebodyElses = reused(closedSockets());
    SocketHandle stale = new SocketHandle(somebodyElses.value());
    world.ws2.connect(somebodyElses, world.nameOf(listener)).orThrow("connect");

    world.send(stale, "who am I?");

    assertThat(world.receive(world.accept(listener), 9)).isEqualTo("who am I?");
  }

  @Test
  void givenManyThreads_whenTheyOpenAndCloseWithReceivesPending_thenEachHearsOfItsOwn() {
    List<FutureTask<Integer>> tasks = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      tasks.add(TcpWorld.inBackground(this::openAndClose));
    }

    assertThat(tasks).extracting(TcpWorld::resultOf).containsOnly(50);
  }

  private int openAndClose() {
    int rounds = 0;
    PortHandle port = world.port();
    Overlapped overlapped = world.overlapped();
    WsaBuffers room = WsaBuffers.of(world.block(8));
    for (; rounds < 50; rounds++) {
      Pair pair = world.connected();
      world.kernel32.createIoCompletionPort(pair.server(), port, rounds, 0).orThrow();
      assertThat(world.ws2.wsaRecv(pair.server(), room, 0, overlapped, null).isPending()).isTrue();

      world.ws2.closesocket(pair.server()).orThrow("closesocket");
      QueuedCompletion packet = world.packet(port);
      assertThat(packet.overlapped()).isEqualTo(overlapped.address());
      assertThat(packet.key()).isEqualTo(rounds);
      assertThat(packet.error()).isEqualTo(1236);
      assertThat(world.hasPacket(port)).isFalse();
      world.ws2.closesocket(pair.client()).orThrow("closesocket");
    }
    return rounds;
  }
}
