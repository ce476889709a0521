package dev.wsplab.conformance.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.client.ClientSocket;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.CompletionMoment;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.ExtensionFunction.DisconnectEx;
import dev.wsplab.spi.FdSet;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ProtocolInfoLayout;
import dev.wsplab.spi.TimeVal;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each layer of the field does; each world's end says whether a rule was broken. */
@Timeout(60)
class FieldLayerTest {
  private static final TimeVal AT_ONCE = new TimeVal(0, 0);

  @Test
  void givenLabel_whenLookedFor_thenItsLayerIsFoundAndAnUnknownOneIsRefusedWithAll() {
    for (FieldLayer layer : FieldLayer.values()) {
      assertThat(FieldLayer.named(layer.label())).isSameAs(layer);
      assertThat(layer.description()).isNotBlank().hasSizeLessThan(100);
    }
    assertThatThrownBy(() -> FieldLayer.named("short"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "\"short\" is no field layer: expected one of non-ifs, no-base-handle, ")
        .hasMessageEndingWith(", seven-deep");
  }

  @Test
  void givenThePageOfLayers_whenRead_thenItHasEachAsTheCommandDescribesIt() throws IOException {
    String page = Files.readString(Path.of("docs", "field-layers.md"));
    for (FieldLayer layer : FieldLayer.values()) {
      assertThat(page)
          .containsPattern(
              "\\| `%s` \\| %s \\| .+ \\| %s"
                  .formatted(layer.label(), Pattern.quote(layer.description()), layer.rule()));
    }
  }

  /** CAT-3, WPU-CREATE-4: its sockets' entry promises no system handles. */
  @ParameterizedTest
  @EnumSource(FieldLayer.class)
  void givenAnyOfThem_whenTheSocketsEntryIsAsked_thenItIsNonIfs(FieldLayer layer) {
    try (FieldWorld world = new FieldWorld(layer)) {
      byte[] entry =
          world
              .ws2
              .getsockopt(
                  world.client(),
                  Winsock2.SOL_SOCKET,
                  Winsock2.SO_PROTOCOL_INFOW,
                  ProtocolInfo.SIZE)
              .value();
      ProtocolInfo info = ProtocolInfoLayout.fromBytes(entry);
      assertThat(info.hasIfsHandles()).isFalse();
      int length =
          switch (layer) {
            case SEVEN_DEEP -> 7;
            case KB2568167 -> 3;
            default -> 2;
          };
      assertThat(info.chainLength()).isEqualTo(length);
    }
  }

  /** CAT-CHAIN-3: a client's own layers are part of the chain. */
  @Test
  void givenClientWithALayerOfItsOwn_whenSevenDeepIsAdded_thenTheChainIsAsLongAsItMayBe() {
    WinsockBuilder builder =
        Winsock.builder()
            .base(LoopbackProvider.create())
            .layer(new LayeredProvider() {})
            .layer(new LayeredProvider() {});

    try (Winsock winsock = FieldLayer.SEVEN_DEEP.install(builder).build()) {
      assertThat(winsock.catalog().entries())
          .extracting(ProtocolInfo::chainLength)
          .startsWith(7)
          .doesNotContain(8);
    }
  }

  /** CANCEL-6: the system's cancel does not reach what a provider's own handle stands for. */
  @Test
  void givenNonIfs_whenAReceiveIsCancelledByTheSystem_thenItGoesOn() {
    try (FieldWorld world = new FieldWorld(FieldLayer.NON_IFS)) {
      Overlapped overlapped = world.overlapped();
      world.port.associate(world.server(), 1);
      assertThat(world.startRecv(world.block(8), overlapped).isPending()).isTrue();
      world.winsock.kernel32().cancelIoEx(world.server(), overlapped);
      world.send("abc");
      assertThat(world.bytesOfPacket()).isEqualTo(3);
    }
  }

  /** WSP-IOCTL-5 is broken; the ioctls for layers still lead to the base (and tell of none). */
  @Test
  void givenNoBaseHandle_whenAsked_thenOnlyThatOneIsRefused() {
    try (FieldWorld world = new FieldWorld(FieldLayer.NO_BASE_HANDLE)) {
      NativeBlock out = world.block(8);
      assertThat(ask(world, Winsock2.SIO_BASE_HANDLE, out).errno())
          .isEqualTo(WsaError.WSAEOPNOTSUPP.code());
      assertThat(ask(world, Winsock2.SIO_BSP_HANDLE_POLL, out).succeeded()).isTrue();
      SocketHandle below = new SocketHandle(out.buffer().getLong(0));
      assertThat(below).isNotEqualTo(world.client());
      NativeBlock base = world.block(8);
      assertThat(
              world
                  .ws2
                  .wsaIoctl(below, Winsock2.SIO_BASE_HANDLE, 0, 0, base.address(), 8, null, null)
                  .succeeded())
          .isTrue();
      assertThat(ask(world, SocketHandle.INVALID, Winsock2.SIO_BASE_HANDLE, out).errno())
          .isEqualTo(WsaError.WSAENOTSOCK.code());
    }
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        Winsock2.SIO_BSP_HANDLE,
        Winsock2.SIO_BSP_HANDLE_SELECT,
        Winsock2.SIO_BSP_HANDLE_POLL
      })
  void givenBspHandles_whenAsked_thenTheAnswerIsItsOwnHandleAndTheBaseIsStillTold(int code) {
    try (FieldWorld world = new FieldWorld(FieldLayer.BSP_HANDLES)) {
      NativeBlock out = world.block(8);
      assertThat(ask(world, code, out).bytes()).isEqualTo(8);
      assertThat(out.buffer().getLong(0)).isEqualTo(world.client().value());
      assertThat(ask(world, Winsock2.SIO_BASE_HANDLE, out).succeeded()).isTrue();
      assertThat(out.buffer().getLong(0)).isNotEqualTo(world.client().value());
      world.send("x");
      world.awaitData();
    }
  }

  /** IOCP-SKIP-4: what pended loses its packet, too; the structure is complete all the same. */
  @Test
  void givenKb2568167_whenPacketsOfSuccessAreSkipped_thenNoneComesAtAll() {
    try (FieldWorld world = new FieldWorld(FieldLayer.KB2568167)) {
      world.port.associate(world.server(), 1);
      assertThat(
              world
                  .winsock
                  .kernel32()
                  .setFileCompletionNotificationModes(world.server(), 1)
                  .returnValue())
          .isTrue();
      Overlapped overlapped = world.overlapped();
      var event = world.keep(world.winsock.event());
      event.attachTo(overlapped);
      assertThat(world.startRecv(world.block(8), overlapped).isPending()).isTrue();
      world.send("abc");
      assertThat(event.await(FieldWorld.BOUND)).isTrue();
      assertThat(overlapped.internalHigh()).isEqualTo(3);
      assertThat(world.port.take(Duration.ZERO)).isEmpty();
    }
  }

  /** WSP-IOCTL-4: the pointer of one socket is not another's. */
  @Test
  void givenPointerPerSocket_whenOneIsUsedForAnother_thenThatIsNoSocketToIt() {
    try (FieldWorld world = new FieldWorld(FieldLayer.POINTER_PER_SOCKET)) {
      var id = ExtensionFunction.WSAID_DISCONNECTEX;
      long clients = world.pointer(world.client(), id);
      long servers = world.pointer(world.server(), id);
      assertThat(servers).isNotEqualTo(clients);
      assertThat(world.pointer(world.client(), id)).isEqualTo(clients);

      DisconnectEx disconnect = (DisconnectEx) world.function(servers);
      assertThat(disconnect.disconnectEx(world.client(), null, 0, 0).error())
          .isEqualTo(WsaError.WSAENOTSOCK.code());
      assertThat(disconnect.disconnectEx(world.server(), null, 0, 0).returnValue()).isTrue();
    }
  }

  /** WSP-IO-16: what lies ready gives success below, and pending here. */
  @ParameterizedTest
  @EnumSource(
      value = FieldLayer.class,
      names = {"ALWAYS_PENDING", "BEFORE_RETURN", "LATE_FIELDS", "NON_IFS"})
  void givenDataAreThere_whenReceived_thenTheCallIsPendingAndIndicatedOnce(FieldLayer layer) {
    try (FieldWorld world = new FieldWorld(layer)) {
      world.port.associate(world.server(), 1);
      world.send("abc");
      world.awaitData();
      assertThat(world.startRecv(world.block(8), world.overlapped()).isPending()).isTrue();
      assertThat(world.bytesOfPacket()).isEqualTo(3);
      assertThat(world.port.take(Duration.ZERO)).isEmpty();
    }
  }

  /** WSP-IO-1: success, and the packet lies there already. */
  @Test
  void givenAlwaysSynchronous_whenSomethingCanEndAtOnce_thenItSucceedsAndIsIndicated() {
    try (FieldWorld world = new FieldWorld(FieldLayer.ALWAYS_SYNCHRONOUS)) {
      world.port.associate(world.server(), 1);
      world.send("abc");
      world.awaitData();
      Overlapped overlapped = world.overlapped();
      assertThat(world.startRecv(world.block(8), overlapped)).isEqualTo(TransferResult.done(3, 0));
      assertThat(overlapped.isPending()).isFalse();
      assertThat(world.port.take(Duration.ZERO).orElseThrow().bytes()).isEqualTo(3);
      assertThat(world.startSend("def", world.overlapped()).succeeded()).isTrue();

      assertThat(world.startRecv(world.block(8), overlapped).isPending()).isFalse();
      assertThat(world.bytesOfPacket()).isEqualTo(3);
      assertThat(world.startRecv(world.block(8), overlapped).isPending()).isTrue();
      world.send("x");
      assertThat(world.bytesOfPacket()).isEqualTo(1);
    }
  }

  /** WPU-COMPLETE-19: pending, and over. */
  @Test
  void givenBeforeReturn_whenSomethingCanEndAtOnce_thenItsPacketIsThereWhenTheCallReturns() {
    try (FieldWorld world = new FieldWorld(FieldLayer.BEFORE_RETURN)) {
      world.port.associate(world.client(), 1);
      Overlapped overlapped = world.overlapped();
      assertThat(world.startSend("abc", overlapped).isPending()).isTrue();
      assertThat(overlapped.isPending()).isFalse();
      assertThat(world.port.take(Duration.ZERO).orElseThrow().bytes()).isEqualTo(3);
    }
  }

  /** It has ended below, and nothing of it shows before the next call. */
  @Test
  void givenFieldsHeldForLong_whenTheClientCallsAgain_thenTheyAppear() {
    var layer = new PassingLayer(CompletionMoment.held(Duration.ofDays(1)));
    var builder = Winsock.builder().base(LoopbackProvider.create()).layer(layer);
    try (FieldWorld world = new FieldWorld(builder)) {
      world.port.associate(world.client(), 1);
      Overlapped overlapped = world.overlapped();
      assertThat(world.startSend("abc", overlapped).isPending()).isTrue();
      assertThat(world.port.take(Duration.ofMillis(30))).isEmpty();
      assertThat(overlapped.isPending()).isTrue();
      world.pair.server().localAddress();
      assertThat(world.bytesOfPacket()).isEqualTo(3);
    }
  }

  @Test
  void givenFieldsHeldForLong_whenTheSocketIsClosed_thenItsPacketsComeBeforeTheEnd() {
    var layer = new PassingLayer(CompletionMoment.held(Duration.ofDays(1)));
    var builder = Winsock.builder().base(LoopbackProvider.create()).layer(layer);
    try (FieldWorld world = new FieldWorld(builder)) {
      Overlapped overlapped = world.overlapped();
      assertThat(world.startRecv(world.block(8), overlapped).isPending()).isTrue();
      world.pair.close(); // WSP-CLOSE-3; the verifier wants it told before WSPCleanup ends
      world.winsock.close();
      assertThat(overlapped.isPending()).isFalse();
    }
  }

  /** Nobody calls again: the time is over by itself. */
  @Test
  void givenLateFields_whenTheClientOnlyWaits_thenTheyAppear() {
    try (FieldWorld world = new FieldWorld(FieldLayer.LATE_FIELDS)) {
      world.port.associate(world.client(), 1);
      assertThat(world.startSend("abc", world.overlapped()).isPending()).isTrue();
      assertThat(world.bytesOfPacket()).isEqualTo(3);
    }
  }

  /** WSP-RECV-1. */
  @Test
  void givenShortReads_whenReceived_thenOneByteComesOnEveryPath() {
    try (FieldWorld world = new FieldWorld(FieldLayer.SHORT_READS)) {
      world.port.associate(world.server(), 1);
      world.send("abcdef");
      world.awaitData();
      assertThat(world.startRecv(world.block(8), world.overlapped()).started()).isTrue();
      assertThat(world.bytesOfPacket()).isEqualTo(1);
      NativeBlock room = world.block(8);
      assertThat(world.pair.server().recv(WsaBuffers.of(room))).isEqualTo(1);
      assertThat(world.pair.server().recvfrom(WsaBuffers.of(room)).bytes()).isEqualTo(1);
      assertThat(room.bytes(0, 2)).isEqualTo(new byte[] {'c', 0});
      NativeBlock rest = world.block(3);
      assertThat(
              world
                  .ws2
                  .wsaRecv(world.server(), WsaBuffers.of(rest), Winsock2.MSG_WAITALL, null, null)
                  .bytes())
          .isEqualTo(3);
      assertThat(rest.bytes(0, 3)).isEqualTo("def".getBytes());
      assertThat(world.ws2.wsaRecv(world.server(), WsaBuffers.at(8, 1), 0, null, null).errno())
          .isEqualTo(WsaError.WSAEFAULT.code());
    }
  }

  @Test
  void givenShortReads_whenADatagramComes_thenItIsWhole() {
    try (FieldWorld world = new FieldWorld(FieldLayer.SHORT_READS);
        ClientSocket one = world.winsock.udpSocket();
        ClientSocket other = world.winsock.udpSocket()) {
      var anywhere = new java.net.InetSocketAddress("127.0.0.1", 0);
      one.bind(anywhere);
      other.sendto(
          WsaBuffers.of(world.keep(NativeBlock.copyOf("abc".getBytes()))), one.localAddress());
      assertThat(one.recvfrom(WsaBuffers.of(world.block(8))).bytes()).isEqualTo(3);
    }
  }

  /** WSP-CLOSE-1: values may be reused immediately. */
  @Test
  void givenEagerReuse_whenSocketsAreMadeAndClosed_thenValuesComeBack() {
    Set<Long> seen = new HashSet<>();
    int sockets = 100;
    try (FieldWorld world = new FieldWorld(FieldLayer.EAGER_REUSE)) {
      for (int i = 0; i < sockets; i++) {
        try (ClientSocket socket = world.winsock.tcpSocket()) {
          seen.add(socket.handle().value());
        }
      }
    }
    assertThat(seen).hasSizeLessThan(sockets);
  }

  /** The page of WSPSelect refuses only three missing sets. */
  @Test
  void givenSelectThatRefusesEmpty_whenASetIsEmpty_thenItFailsAndOneLeftOutDoesNot() {
    try (FieldWorld world = new FieldWorld(FieldLayer.SELECT_REFUSES_EMPTY)) {
      world.send("x");
      FdSet none = new FdSet(64);
      FdSet read = FdSet.of(world.server());
      for (List<FdSet> sets : List.of(List.of(read, none), List.of(none, read))) {
        assertThat(world.ws2.select(sets.get(0), sets.get(1), null, AT_ONCE).errno())
            .isEqualTo(WsaError.WSAEINVAL.code());
      }
      assertThat(world.ws2.select(read, null, none, AT_ONCE).errno())
          .isEqualTo(WsaError.WSAEINVAL.code());
      assertThat(read.sockets()).hasSize(1);
      assertThat(world.ws2.select(read, null, null, AT_ONCE).returnValue()).isEqualTo(1);
    }
  }

  private static TransferResult ask(FieldWorld world, int code, NativeBlock out) {
    return ask(world, world.client(), code, out);
  }

  private static TransferResult ask(FieldWorld world, SocketHandle s, int code, NativeBlock out) {
    return world.ws2.wsaIoctl(s, code, 0, 0, out.address(), 8, null, null);
  }
}
