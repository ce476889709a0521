package dev.wsplab.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.client.FileResult;
import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.network.Base;
import dev.wsplab.provider.network.TcpWorld;
import dev.wsplab.spi.OptionResult;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ProtocolInfoLayout;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Chains up to seven deep that mix IFS and non-IFS layers (CAT-3): data and completions arrive,
 * each once, and each layer sees what its form lets it see.
 */
class MixedChainTest {
  private static final int MESSAGES = 20;

  /** Forms from the base upward: I for IFS, N for non-IFS. */
  static Stream<Arguments> chains() {
    List<String> forms =
        List.of(
            "I", "N", "II", "IN", "NI", "NN", "INI", "NIN", "IIN", "NII", "ININ", "NININ", "IIIIII",
            "NNNNNN", "INININ", "NININI", "IIINNN", "NNNIII", "INIINI", "IINIIN");
    List<String> overOwnHandles = List.of("I", "N", "IN", "NI", "NININ", "IIINNN");
    return Stream.of(Base.values())
        .flatMap(
            base ->
                (Base.withSystemHandles().contains(base) ? forms : overOwnHandles)
                    .stream().map(chain -> Arguments.of(base, chain)));
  }

  private static List<CountingLayer> layers(String forms) {
    return forms
        .chars()
        .mapToObj(c -> new CountingLayer(c == 'I' ? LayerForm.IFS : LayerForm.NON_IFS))
        .toList();
  }

  private static TcpWorld world(Base base, List<CountingLayer> layers) {
    return new TcpWorld(base, new ArrayList<LayeredProvider>(layers));
  }

  /** Whether a layer hands out the base's handle: every one from it downward must. */
  private static boolean captures(Base base, String forms, int layer) {
    return Base.withSystemHandles().contains(base) && !forms.substring(0, layer + 1).contains("N");
  }

  /** The overlapped ones pass by every layer that hands out the base's handle (WPU-IFS-4). */
  private static int expected(Base base, String forms, int layer, int synchronous, int overlapped) {
    return captures(base, forms, layer) ? synchronous : synchronous + overlapped;
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("chains")
  void givenChain_whenDataPass_thenEachIsToldOnceAndLayersSeeWhatTheirFormLetsThem(
      Base base, String forms) {
    List<CountingLayer> layers = layers(forms);
    try (TcpWorld world = world(base, layers)) {
      TcpWorld.Pair pair = world.connected();
      world.send(pair.client(), "synchronous");
      assertThat(world.receive(pair.server(), 11)).isEqualTo("synchronous");

      exchange(world, pair);

      for (int i = 0; i < layers.size(); i++) {
        int bytes = expected(base, forms, i, 11, 5 * MESSAGES);
        assertThat(layers.get(i).sent).as("sent, layer %d of %s", i, forms).hasValue(bytes);
        assertThat(layers.get(i).received).as("received, layer %d", i).hasValue(bytes);
        assertThat(layers.get(i).sends).as("calls, layer %d", i).hasValue(1 + MESSAGES);
      }
      assertThat(world.winsock.pendingOperations()).isEmpty();
    }
  }

  private static void exchange(TcpWorld world, TcpWorld.Pair pair) {
    Ws2_32 ws2 = world.ws2;
    PortHandle port = world.portOf(pair.client(), 1);
    world.kernel32.createIoCompletionPort(pair.server(), port, 2, 0).orThrow();
    NativeBlock text = world.text("hello");
    for (int i = 0; i < MESSAGES; i++) {
      NativeBlock room = world.block(8);
      Overlapped receive = world.overlapped();
      Overlapped send = world.overlapped();
      // One that pends and one that finds its data, in turn.
      boolean early = i % 2 == 0;
      if (early) {
        receive(ws2, pair, room, receive);
      }
      assertThat(ws2.wsaSend(pair.client(), WsaBuffers.of(text), 0, send, null).started()).isTrue();
      if (!early) {
        world.until(() -> !send.isPending());
        receive(ws2, pair, room, receive);
      }
      Set<Long> told = new HashSet<>();
      for (int packets = 0; packets < 2; packets++) {
        QueuedCompletion packet = world.packet(port);
        assertThat(packet.returnValue()).isTrue();
        assertThat(packet.bytes()).isEqualTo(5);
        assertThat(packet.key()).isEqualTo(packet.overlapped() == send.address() ? 1 : 2);
        told.add(packet.overlapped());
      }
      assertThat(told).containsExactlyInAnyOrder(receive.address(), send.address());
      assertThat(TcpWorld.textOf(room, 5)).isEqualTo("hello");
      assertThat(ws2.wsaGetOverlappedResult(pair.server(), receive, false).bytes()).isEqualTo(5);
    }
    assertThat(world.hasPacket(port)).isFalse();
  }

  private static void receive(
      Ws2_32 ws2, TcpWorld.Pair pair, NativeBlock room, Overlapped overlapped) {
    assertThat(ws2.wsaRecv(pair.server(), WsaBuffers.of(room), 0, overlapped, null).started())
        .isTrue();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("chains")
  void givenChain_whenSocketsClose_thenPendingOnesEndOnceAndNoHandleIsLeft(
      Base base, String forms) {
    List<CountingLayer> layers = layers(forms);
    try (TcpWorld world = world(base, layers)) {
      TcpWorld.Pair first = world.connected(); // ports of the layers are made with the first socket
      int handles = world.winsock.openHandles();
      TcpWorld.Pair pair = world.connected();
      PortHandle port = world.portOf(pair.server(), 9);
      List<Overlapped> pending = IntStream.range(0, 5).mapToObj(i -> world.overlapped()).toList();
      for (Overlapped overlapped : pending) {
        receive(world.ws2, pair, world.block(8), overlapped);
      }

      world.ws2.closesocket(pair.server()).orThrow("closesocket");

      Set<Long> told = new HashSet<>();
      for (int i = 0; i < pending.size(); i++) {
        QueuedCompletion packet = world.packet(port);
        assertThat(packet.returnValue()).isFalse();
        told.add(packet.overlapped());
      }
      assertThat(told).hasSize(pending.size());
      assertThat(world.hasPacket(port)).isFalse();
      world.ws2.closesocket(pair.client()).orThrow("closesocket");
      world.kernel32.closeHandle(port);
      world.until(() -> world.winsock.openHandles() == handles);
      world.send(first.client(), "x");
      assertThat(world.receive(first.server(), 1)).isEqualTo("x");
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("chains")
  void givenChain_whenToldByEventAndByRoutine_thenEachIsToldOnce(Base base, String forms) {
    try (TcpWorld world = world(base, layers(forms))) {
      TcpWorld.Pair pair = world.connected();
      EventHandle event = world.event();
      Overlapped byEvent = world.overlapped(event);
      Overlapped byRoutine = world.overlapped();
      List<String> told = new ArrayList<>();
      receive(world.ws2, pair, world.block(5), byEvent);
      world.ws2.wsaRecv(
          pair.server(),
          WsaBuffers.of(world.block(8)),
          0,
          byRoutine,
          (error, bytes, o, flags) -> told.add(error + " " + bytes + " " + o.address()));

      world.send(pair.client(), "12345678");

      world.await(event);
      assertThat(byEvent.internalHigh()).isEqualTo(5);
      assertThat(told).as("not before an alertable wait").isEmpty();
      assertThat(world.kernel32.sleepEx(TcpWorld.BOUND_MILLIS, true)).isEqualTo(192);
      assertThat(told).containsExactly("0 3 " + byRoutine.address());
      assertThat(world.kernel32.sleepEx(0, true)).isZero();
    }
  }

  /**
   * CLI-ACCEPTEX-5, WSP-IOCTL-4: each layer translates its own handles, or has none to translate.
   */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("chains")
  void givenChain_whenAcceptExTakesAConnection_thenTheListenersPortIsToldAndDataPass(
      Base base, String forms) {
    try (TcpWorld world = world(base, layers(forms))) {
      SocketHandle listener = world.listener();
      PortHandle port = world.portOf(listener, 3);
      SocketHandle accepting = world.socket();
      SocketHandle connecting = world.socket();
      NativeBlock output = world.block(5 + 64);
      Overlapped overlapped = world.overlapped();
      assertThat(
              world
                  .ws2
                  .extensions()
                  .acceptEx(listener, accepting, output, 5, 32, 32, overlapped)
                  .started())
          .isTrue();
      world.ws2.connect(connecting, world.nameOf(listener)).orThrow("connect");
      world.send(connecting, "hello");

      QueuedCompletion packet = world.packet(port);

      assertThat(packet.key()).isEqualTo(3);
      assertThat(packet.overlapped()).isEqualTo(overlapped.address());
      assertThat(TcpWorld.textOf(output, 5)).isEqualTo("hello");
      assertThat(world.hasPacket(port)).isFalse();
      world.send(connecting, "more");
      assertThat(world.receive(accepting, 4)).isEqualTo("more");
    }
  }

  /** CANCEL-6, WPU-IFS-4: the system reaches the base's handle past all layers, and no other. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("chains")
  void givenChain_whenKernel32IsCalled_thenItReachesTheBaseOrTheTopLayer(Base base, String forms) {
    List<CountingLayer> layers = layers(forms);
    boolean captured = captures(base, forms, forms.length() - 1);
    try (TcpWorld world = world(base, layers)) {
      TcpWorld.Pair pair = world.connected();
      Overlapped overlapped = world.overlapped();
      receive(world.ws2, pair, world.block(8), overlapped);

      assertThat(world.kernel32.cancelIoEx(pair.server(), overlapped).returnValue())
          .isEqualTo(captured);

      FileResult written =
          world.kernel32.writeFile(pair.client(), WsaBuffers.of(world.text("hello")), null);
      assertThat(written).isEqualTo(new FileResult(true, 0, true, 5));
      for (CountingLayer layer : layers) {
        assertThat(layer.sends).hasValue(captured ? 0 : 1);
      }
      world.until(() -> !overlapped.isPending());
      assertThat(overlapped.internal()).isEqualTo(captured ? 0xC0000120 : 0);
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("chains")
  void givenChain_whenItsEntriesAreRead_thenIfsMeansThatEveryLayerBelowIsIfs_CAT_3(
      Base base, String forms) {
    try (TcpWorld world = world(base, layers(forms))) {
      SocketHandle s = world.socket();
      OptionResult told = world.get(s, Winsock2.SO_PROTOCOL_INFOW);
      ProtocolInfo info = ProtocolInfoLayout.fromBytes(told.value());

      assertThat(info.chainLength()).isEqualTo(forms.length() + 1);
      assertThat(info.hasIfsHandles()).isEqualTo(captures(base, forms, forms.length() - 1));
      assertThat(world.winsock.exports().systemIo().firstName(s) != null)
          .isEqualTo(info.hasIfsHandles());
    }
  }
}
