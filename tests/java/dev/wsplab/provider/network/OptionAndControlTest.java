package dev.wsplab.provider.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.platform.AffectedByWine;
import dev.wsplab.platform.OnWine;
import dev.wsplab.provider.network.TcpWorld.Pair;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ProtocolInfoLayout;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource(Base.class)
class OptionAndControlTest implements AffectedByWine {
  private final TcpWorld world;

  OptionAndControlTest(Base base) {
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

  @ParameterizedTest
  @ValueSource(
      ints = {
        Winsock2.SO_REUSEADDR,
        Winsock2.SO_EXCLUSIVEADDRUSE,
        Winsock2.SO_KEEPALIVE,
        Winsock2.SO_OOBINLINE,
        Winsock2.SO_DEBUG,
        Winsock2.SO_DONTROUTE
      })
  void givenFlagOption_whenSet_thenItIsReadBackAndOffBefore(int name) {
    SocketHandle s = world.socket();

    assertThat(get(s, name)).isZero();
    world.set(s, name, 1);
    assertThat(get(s, name)).isEqualTo(1);
    world.set(s, name, 0);
    assertThat(get(s, name)).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      ints = {Winsock2.SO_SNDBUF, Winsock2.SO_RCVBUF, Winsock2.SO_SNDTIMEO, Winsock2.SO_RCVTIMEO})
  void givenNumberOption_whenSet_thenItIsReadBack(int name) {
    SocketHandle s = world.socket();

    assertThat(get(s, name)).isNotNegative();
    world.set(s, name, 8765);
    assertThat(get(s, name)).isEqualTo(8765);
  }

  private int get(SocketHandle s, int name) {
    return world.get(s, name).intOrThrow("getsockopt");
  }

  @Test
  void givenLinger_whenSetAndReset_thenBothOptionsSaySo() {
    SocketHandle s = world.socket();

    assertThat(get(s, Winsock2.SO_DONTLINGER)).isEqualTo(1);
    world.set(s, Winsock2.SO_LINGER, 30 << 16 | 1);
    assertThat(get(s, Winsock2.SO_LINGER)).isEqualTo(30 << 16 | 1);
    assertThat(get(s, Winsock2.SO_DONTLINGER)).isZero();
    world.set(s, Winsock2.SO_DONTLINGER, 1);
    assertThat(get(s, Winsock2.SO_LINGER) & 0xFFFF).isZero();
  }

  @Test
  void givenLevels_whenAsked_thenTheirOptions() {
    SocketHandle s = world.socket();
    SocketHandle six = world.socket(Winsock2.AF_INET6);

    world
        .ws2
        .setsockopt(s, Winsock2.IPPROTO_TCP, Winsock2.TCP_NODELAY, TcpWorld.bytes(1))
        .orThrow("setsockopt");
    assertThat(world.ws2.getsockopt(s, Winsock2.IPPROTO_TCP, 1, 4).intOrThrow("get")).isEqualTo(1);
    assertThat(world.ws2.getsockopt(six, 41, 27, 4).intOrThrow("get"))
        .as("IPv6 only, as on Windows")
        .isEqualTo(1);
    assertThat(world.ws2.setsockopt(six, 41, 27, TcpWorld.bytes(0))).isEqualTo(CallResult.OK);
    assertThat(world.ws2.getsockopt(six, 41, 27, 4).intOrThrow("get")).isZero();
    assertThat(world.ws2.getsockopt(s, 41, 27, 4).errno())
        .isEqualTo(WsaError.WSAENOPROTOOPT.code());
    assertThat(world.ws2.setsockopt(s, 41, 27, TcpWorld.bytes(0)).errno())
        .isEqualTo(WsaError.WSAENOPROTOOPT.code());
    assertThat(world.ws2.getsockopt(s, 99, 1, 4).errno()).isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(world.ws2.setsockopt(s, 99, 1, TcpWorld.bytes(1)).errno())
        .isEqualTo(WsaError.WSAEINVAL.code());
  }

  @Test
  void givenUnknownOrShortOptions_whenAsked_thenTheirErrors() {
    SocketHandle s = world.socket();

    assertThat(world.get(s, 0x5555).errno()).isEqualTo(WsaError.WSAENOPROTOOPT.code());
    assertThat(world.ws2.getsockopt(s, Winsock2.IPPROTO_TCP, 77, 4).errno())
        .isEqualTo(WsaError.WSAENOPROTOOPT.code());
    assertThat(set(s, 0x5555, TcpWorld.bytes(1))).isEqualTo(WsaError.WSAENOPROTOOPT.code());
    assertThat(world.ws2.setsockopt(s, Winsock2.IPPROTO_TCP, 77, TcpWorld.bytes(1)).errno())
        .isEqualTo(WsaError.WSAENOPROTOOPT.code());
    assertThat(set(s, Winsock2.SO_TYPE, TcpWorld.bytes(1)))
        .isEqualTo(WsaError.WSAENOPROTOOPT.code());
    assertThat(set(s, Winsock2.SO_KEEPALIVE, new byte[3])).isEqualTo(WsaError.WSAEFAULT.code());
    assertThat(set(s, Winsock2.SO_SNDBUF, TcpWorld.bytes(-1))).isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(world.ws2.getsockopt(s, Winsock2.SOL_SOCKET, Winsock2.SO_TYPE, 3).errno())
        .isEqualTo(WsaError.WSAEFAULT.code());
  }

  private int set(SocketHandle s, int name, byte[] value) {
    return world.ws2.setsockopt(s, Winsock2.SOL_SOCKET, name, value).errno();
  }

  @Test
  void givenExclusiveAndReuse_whenBothAreWanted_thenInvalid() {
    SocketHandle exclusive = world.socket();
    world.set(exclusive, Winsock2.SO_EXCLUSIVEADDRUSE, 1);
    SocketHandle reuse = world.socket();
    world.set(reuse, Winsock2.SO_REUSEADDR, 1);

    assertThat(set(exclusive, Winsock2.SO_REUSEADDR, TcpWorld.bytes(1)))
        .isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(set(reuse, Winsock2.SO_EXCLUSIVEADDRUSE, TcpWorld.bytes(1)))
        .isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(set(world.bound(), Winsock2.SO_EXCLUSIVEADDRUSE, TcpWorld.bytes(1)))
        .as("after bind")
        .isEqualTo(WsaError.WSAEINVAL.code());
  }

  @Test
  void givenSocketsInTheirStates_whenAsked_thenTheOptionsSaySo() {
    SocketHandle listener = world.listener();
    Pair pair = world.connected();

    assertThat(get(listener, Winsock2.SO_ACCEPTCONN)).isEqualTo(1);
    assertThat(get(pair.client(), Winsock2.SO_ACCEPTCONN)).isZero();
    assertThat(get(listener, Winsock2.SO_TYPE)).isEqualTo(Winsock2.SOCK_STREAM);
    assertThat(get(listener, Winsock2.SO_CONNECT_TIME)).isEqualTo(-1);
    assertThat(get(pair.client(), Winsock2.SO_CONNECT_TIME)).isNotNegative();
    assertThat(get(pair.client(), Winsock2.SO_ERROR)).isZero();
  }

  @Test
  @OnWine(value = "WIN-21", instead = "SO_ERROR never tells a reset; sending does")
  void givenReset_whenAskedForTheError_thenItIsToldOnceAndTheConnectionStaysBroken() {
    Pair pair = world.connected();
    world.set(pair.client(), Winsock2.SO_LINGER, 1);
    world.ws2.closesocket(pair.client()).orThrow("closesocket");

    if (world.isWine()) {
      world.ws2.recv(pair.server(), WsaBuffers.of(world.block(1)), 0); // until it is over
      assertThat(get(pair.server(), Winsock2.SO_ERROR)).isZero();
    } else {
      assertThat(world.errorWhenThereIsOne(pair.server())).isEqualTo(WsaError.WSAECONNRESET.code());
      assertThat(get(pair.server(), Winsock2.SO_ERROR)).isZero();
    }
    assertThat(world.ws2.send(pair.server(), WsaBuffers.of(world.block(1)), 0).errno())
        .isEqualTo(WsaError.WSAECONNRESET.code());
  }

  @Test
  void givenProtocolInfoOption_whenAsked_thenTheEntryAs628Bytes() {
    byte[] bytes = world.get(world.socket(), Winsock2.SO_PROTOCOL_INFOW).value();

    assertThat(bytes).hasSize(ProtocolInfo.SIZE);
    ProtocolInfo info = ProtocolInfoLayout.fromBytes(bytes);
    assertThat(info).isEqualTo(world.entry(Winsock2.AF_INET));
    assertThat(info.hasIfsHandles()).isEqualTo(world.hasIfsHandles());
    assertThat(info.matchesProtocol(0)).isTrue();
    assertThat(world.ws2.getsockopt(world.socket(), 0xFFFF, 0x2005, 627).errno())
        .isEqualTo(WsaError.WSAEFAULT.code());
  }

  // ---- controls

  private TransferResult ioctl(SocketHandle s, int code, NativeBlock in, NativeBlock out) {
    return ioctl(s, code, in, out, null);
  }

  private TransferResult ioctl(
      SocketHandle s, int code, NativeBlock in, NativeBlock out, Overlapped overlapped) {
    return world.ws2.wsaIoctl(
        s,
        code,
        in == null ? 0 : in.address(),
        in == null ? 0 : (int) in.size(),
        out == null ? 0 : out.address(),
        out == null ? 0 : (int) out.size(),
        overlapped,
        null);
  }

  private NativeBlock acceptExId() {
    NativeBlock id = world.block(Guid.SIZE);
    id.buffer().put(ExtensionFunction.WSAID_ACCEPTEX.toBytes());
    return id;
  }

  @Test
  void givenBytesWaiting_whenAskedHowMany_thenTheirNumber_WSP_IOCTL_7() {
    Pair pair = world.connected();
    NativeBlock out = world.block(4);
    world.send(pair.client(), "12345");
    world.receivePeeked(pair.server());

    assertThat(ioctl(pair.server(), Winsock2.FIONREAD, null, out))
        .isEqualTo(TransferResult.done(4, 0));
    assertThat(out.buffer().getInt()).isEqualTo(5);
  }

  @Test
  @OnWine(value = "CLI-8", instead = "the mark is told while the urgent byte lies ahead")
  void givenUrgentByteInLine_whenAskedForTheMark_thenWhetherItLiesAhead() {
    Pair pair = world.connected();
    world.set(pair.server(), Winsock2.SO_OOBINLINE, 1);
    assertThat(atMark(pair.server())).as("no urgent byte").isEqualTo(1);
    world.send(pair.client(), "ab");
    world.ws2.send(pair.client(), WsaBuffers.of(world.text("!")), Winsock2.MSG_OOB).orThrow("send");
    NativeBlock room = world.block(3);
    assertThat(
            world.ws2.recv(pair.server(), WsaBuffers.of(room, 0, 1), Winsock2.MSG_WAITALL).bytes())
        .isEqualTo(1);

    int ahead = world.isWine() ? 1 : 0;
    assertThat(markEventually(pair.server(), ahead)).as("ahead").isEqualTo(ahead);
    world.receive(pair.server(), 1);
    assertThat(atMark(pair.server())).as("next").isEqualTo(1);
    world.receive(pair.server(), 1);
    assertThat(atMark(pair.server())).as("passed").isEqualTo(1);
  }

  private int atMark(SocketHandle s) {
    NativeBlock out = world.block(4);
    assertThat(ioctl(s, Winsock2.SIOCATMARK, null, out).succeeded()).isTrue();
    return out.buffer().getInt();
  }

  private int markEventually(SocketHandle s, int wanted) {
    int mark = atMark(s);
    for (int i = 0; i < 10_000 && mark != wanted; i++) {
      Thread.onSpinWait();
      mark = atMark(s);
    }
    return mark;
  }

  @Test
  void givenExtensionIds_whenAsked_thenStablePointersOrInvalid_WSP_IOCTL_3() {
    SocketHandle s = world.socket();
    NativeBlock id = acceptExId();
    NativeBlock out = world.block(8);
    NativeBlock again = world.block(8);

    assertThat(ioctl(s, Winsock2.SIO_GET_EXTENSION_FUNCTION_POINTER, id, out))
        .isEqualTo(TransferResult.done(8, 0));
    ioctl(world.socket(), Winsock2.SIO_GET_EXTENSION_FUNCTION_POINTER, id, again);
    assertThat(out.buffer().getLong()).isNotZero().isEqualTo(again.buffer().getLong());
    id.buffer().put(0, (byte) 0);
    assertThat(ioctl(s, Winsock2.SIO_GET_EXTENSION_FUNCTION_POINTER, id, out).errno())
        .isEqualTo(WsaError.WSAEINVAL.code());
  }

  @Test
  void givenBaseHandle_whenAsked_thenTheSocketThatCanBePolledPastUs_WSP_IOCTL_5() {
    SocketHandle s = world.socket();
    NativeBlock out = world.block(8);

    assertThat(ioctl(s, Winsock2.SIO_BASE_HANDLE, null, out).bytes()).isEqualTo(8);

    if (world.isOnWinsock()) { // BaseHandleTest says which
      assertThat(out.buffer().getLong()).isPositive().isNotEqualTo(s.value());
    } else {
      assertThat(out.buffer().getLong()).isEqualTo(s.value());
    }
  }

  @Test
  void givenBaseProvider_whenAskedForItsHandles_thenTheSocketItself_WSP_IOCTL_5() {
    SocketHandle s = world.socket();
    NativeBlock out = world.block(8);

    for (int code :
        List.of(
            Winsock2.SIO_BSP_HANDLE,
            Winsock2.SIO_BSP_HANDLE_SELECT,
            Winsock2.SIO_BSP_HANDLE_POLL)) {
      out.buffer().putLong(0);
      assertThat(ioctl(s, code, null, out).bytes()).isEqualTo(8);
      assertThat(out.buffer().getLong()).isEqualTo(s.value());
    }
    assertThat(ioctl(s, Winsock2.SIO_BSP_HANDLE_POLL, null, out, world.overlapped()).errno())
        .isEqualTo(WsaError.WSAEFAULT.code());
    assertThat(ioctl(s, Winsock2.SIO_BASE_HANDLE, null, world.block(4)).errno())
        .isEqualTo(WsaError.WSAEFAULT.code());
  }

  @Test
  void givenStructure_whenAControlSucceeds_thenAPacketWithNoBytes_WIN_43() {
    SocketHandle s = world.socket();
    PortHandle port = world.portOf(s, 2);
    Overlapped overlapped = world.overlapped();
    overlapped.publish(4711, 1);

    TransferResult result =
        ioctl(
            s,
            Winsock2.SIO_GET_EXTENSION_FUNCTION_POINTER,
            acceptExId(),
            world.block(8),
            overlapped);

    assertThat(result).isEqualTo(TransferResult.done(8, 0));
    QueuedCompletion packet = world.packet(port);
    assertThat(packet.returnValue()).isTrue();
    assertThat(packet.bytes()).isZero();
    assertThat(overlapped.internal()).isZero();
    assertThat(overlapped.internalHigh()).isZero();
  }

  @Test
  void givenStructure_whenAControlIsRefused_thenItIsUntouchedAndNothingQueued_WIN_43() {
    SocketHandle s = world.socket();
    PortHandle port = world.portOf(s, 2);
    Overlapped overlapped = world.overlapped();
    overlapped.publish(4711, 1);

    assertThat(ioctl(s, Winsock2.FIONREAD, null, null, overlapped).errno())
        .isEqualTo(WsaError.WSAEFAULT.code());

    assertThat(overlapped.internal()).isEqualTo(1);
    assertThat(overlapped.internalHigh()).isEqualTo(4711);
    assertThat(world.hasPacket(port)).isFalse();
  }

  @Test
  void givenRoutine_whenAControlSucceedsAtOnce_thenItRunsAsApc_WIN_49() {
    SocketHandle s = world.socket();
    NativeBlock id = acceptExId();
    NativeBlock out = world.block(8);
    List<String> runs = new ArrayList<>();

    TransferResult result =
        world.ws2.wsaIoctl(
            s,
            Winsock2.SIO_GET_EXTENSION_FUNCTION_POINTER,
            id.address(),
            Guid.SIZE,
            out.address(),
            8,
            world.overlapped(),
            (error, bytes, structure, flags) -> runs.add(error + " " + bytes));

    assertThat(result.succeeded()).isTrue();
    assertThat(runs).isEmpty();
    world.kernel32.sleepEx(0, true);
    assertThat(runs).containsExactly("0 0");
  }

  @Test
  void givenRoutine_whenAskedForTheBaseHandle_thenItPendsAndIsNotSupported_WIN_50() {
    SocketHandle s = world.socket();
    NativeBlock out = world.block(8);
    List<Integer> runs = new ArrayList<>();

    TransferResult result =
        world.ws2.wsaIoctl(
            s,
            Winsock2.SIO_BASE_HANDLE,
            0,
            0,
            out.address(),
            8,
            world.overlapped(),
            (error, bytes, structure, flags) -> runs.add(error));

    assertThat(result.isPending()).isTrue();
    world.kernel32.sleepEx(0, true);
    assertThat(runs).containsExactly(WsaError.WSAEOPNOTSUPP.code());
  }

  @Test
  void givenAssociatedSocket_whenAControlHasARoutine_thenRefused_WIN_18() {
    SocketHandle s = world.socket();
    world.portOf(s, 1);

    TransferResult result =
        world.ws2.wsaIoctl(
            s,
            Winsock2.FIONREAD,
            0,
            0,
            world.block(4).address(),
            4,
            world.overlapped(),
            (error, bytes, structure, flags) -> {
              throw new AssertionError("called");
            });

    assertThat(result.errno()).isEqualTo(WsaError.WSAEINVAL.code());
  }

  @Test
  void givenControls_whenTheyCannotBeHonoured_thenTheirErrors_WSP_IOCTL_2() {
    SocketHandle s = world.socket();
    NativeBlock room = world.block(64);

    assertThat(ioctl(s, 0x12345, room, room).errno()).isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(ioctl(s, Winsock2.SIO_FLUSH, room, room).errno())
        .isEqualTo(WsaError.WSAENOPROTOOPT.code());
    assertThat(ioctl(s, Winsock2.SIO_TRANSLATE_HANDLE, room, room).errno())
        .isEqualTo(WsaError.WSAEOPNOTSUPP.code());
    assertThat(ioctl(s, Winsock2.FIONBIO, null, room).errno()).isEqualTo(WsaError.WSAEFAULT.code());
    assertThat(ioctl(s, Winsock2.SIO_GET_EXTENSION_FUNCTION_POINTER, null, room).errno())
        .isEqualTo(WsaError.WSAEFAULT.code());
    assertThat(world.ws2.wsaIoctl(s, Winsock2.FIONREAD, 0, 0, 0x10, 4, null, null).errno())
        .isEqualTo(WsaError.WSAEFAULT.code());
  }
}
