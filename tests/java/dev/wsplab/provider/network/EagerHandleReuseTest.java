package dev.wsplab.provider.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.provider.network.TcpWorld.Pair;
import dev.wsplab.spi.WsaBuffers;
import java.util.ArrayList;
import java.util.List;
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
  /** On Windows another thread of the process may be given a value first. */
  private static final int TRIES = 1000;

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

  /** Closes and opens until a value has come back: below a layer, another socket may take it. */
  private SocketHandle openUntilItIs(SocketHandle stale) {
    SocketHandle s = world.socket();
    for (int i = 0; i < TRIES && !s.equals(stale); i++) {
      world.ws2.closesocket(s).orThrow("closesocket");
      s = world.socket();
    }
    return s;
  }

  @Test
  void givenClosedSocket_whenOthersAreMade_thenItsValueComesBack() {
    SocketHandle stale = world.socket();
    world.ws2.closesocket(stale).orThrow("closesocket");

    assertThat(openUntilItIs(stale)).isEqualTo(stale);
  }

  @Test
  void givenStaleHandle_whenItsValueHasComeBack_thenItMeetsSomebodyElsesConnection() {
    SocketHandle listener = world.listener();
    SocketHandle stale = world.socket();
    world.ws2.closesocket(stale).orThrow("closesocket");
    SocketHandle somebodyElses = openUntilItIs(stale);
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
