package dev.wsplab.provider.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.Pages;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.network.TcpWorld.Pair;
import dev.wsplab.provider.tcp.TcpProvider;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Addresses and arguments that no careful client gives: the documented error, and the JVM lives.
 */
class BadArgumentTest {
  private static final long NON_CANONICAL = 0x8000_0000_0000_0000L;

  private final TcpWorld world = new TcpWorld();

  @AfterEach
  void close() {
    world.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 0x10, NON_CANONICAL, -8})
  void givenBadBuffer_whenSending_thenFaultAtOnceAndNothingPends(long address) {
    Pair pair = world.connected();
    Overlapped overlapped = world.overlapped();

    assertThat(world.ws2.send(pair.client(), WsaBuffers.of(address, 4), 0).errno())
        .isEqualTo(WsaError.WSAEFAULT.code());
    assertThat(
            world
                .ws2
                .wsaSend(pair.client(), WsaBuffers.of(address, 4), 0, overlapped, null)
                .errno())
        .isEqualTo(WsaError.WSAEFAULT.code());
    assertThat(overlapped.isPending()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 0x10, NON_CANONICAL, -8})
  void givenBadBuffer_whenReceivingWhatIsThere_thenFaultAndTheDataStay(long address) {
    Pair pair = world.connected();
    world.send(pair.client(), "kept");
    world.receivePeeked(pair.server());

    assertThat(world.ws2.recv(pair.server(), WsaBuffers.of(address, 4), 0).errno())
        .isEqualTo(WsaError.WSAEFAULT.code());

    assertThat(world.receive(pair.server(), 4)).isEqualTo("kept");
  }

  @Test
  void givenBadBuffer_whenReceivingBeforeThereAreData_thenFaultAtOnceAndNothingPends() {
    Pair pair = world.connected();
    Overlapped overlapped = world.overlapped();
    long page = Pages.map(2);
    Pages.unmap(page + Pages.SIZE);
    long overTheEnd = page + Pages.SIZE - 2;

    for (long address : new long[] {0x10, NON_CANONICAL, -8, overTheEnd}) {
      assertThat(
              world
                  .ws2
                  .wsaRecv(pair.server(), WsaBuffers.of(address, 8), 0, overlapped, null)
                  .errno())
          .isEqualTo(WsaError.WSAEFAULT.code());
    }

    world.send(pair.client(), "kept");
    assertThat(world.receive(pair.server(), 4)).isEqualTo("kept");
    Pages.unmap(page);
  }

  @Test
  void givenBufferThatIsGone_whenAPendingReceiveGetsData_thenItCompletesWithFault() {
    Pair pair = world.connected();
    EventHandle event = world.event();
    Overlapped overlapped = world.overlapped(event);
    long page = Pages.map(1);
    TransferResult started =
        world.ws2.wsaRecv(pair.server(), WsaBuffers.of(page, 4), 0, overlapped, null);
    Pages.unmap(page);

    world.send(pair.client(), "data");

    assertThat(started.isPending()).isTrue();
    world.await(event);
    assertThat(overlapped.internal()).isEqualTo(0xC0000005);
    assertThat(world.ws2.wsaGetOverlappedResult(pair.server(), overlapped, false).errno())
        .isEqualTo(WsaError.WSAEFAULT.code());
    assertThat(world.receive(pair.server(), 4)).isEqualTo("data");
  }

  @Test
  void givenBadBufferArray_whenTransferring_thenFault_WSP_IO_7() {
    Pair pair = world.connected();

    for (WsaBuffers bad :
        new WsaBuffers[] {
          WsaBuffers.at(0x10, 1), WsaBuffers.at(0, 2), WsaBuffers.at(0x10, 1 << 30)
        }) {
      assertThat(world.ws2.send(pair.client(), bad, 0).errno())
          .isEqualTo(WsaError.WSAEFAULT.code());
      assertThat(world.ws2.recv(pair.client(), bad, 0).errno())
          .isEqualTo(WsaError.WSAEFAULT.code());
    }
    NativeBlock array = world.block(16);
    assertThat(world.ws2.send(pair.client(), WsaBuffers.at(array.address(), 0), 0).errno())
        .isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(world.ws2.send(pair.client(), WsaBuffers.at(array.address(), -1), 0).errno())
        .isEqualTo(WsaError.WSAEINVAL.code());
  }

  @Test
  void givenBufferArrayInMemory_whenThePendingCallHasReturned_thenItIsNoLongerNeeded_WSP_IO_7() {
    Pair pair = world.connected();
    NativeBlock room = world.block(8);
    NativeBlock array = world.block(16);
    array.buffer().putInt(0, 8).putLong(8, room.address());
    EventHandle event = world.event();

    world.ws2.wsaRecv(
        pair.server(), WsaBuffers.at(array.address(), 1), 0, world.overlapped(event), null);
    array.buffer().putInt(0, 0).putLong(8, 0);
    world.send(pair.client(), "captured");

    world.await(event);
    assertThat(TcpWorld.textOf(room, 8)).isEqualTo("captured");
  }

  @Test
  void givenBadStructure_whenStarting_thenFaultAndNothingStarted() {
    Pair pair = world.connected();

    assertThat(
            world
                .ws2
                .wsaRecv(pair.server(), WsaBuffers.of(world.block(4)), 0, Overlapped.at(0x10), null)
                .errno())
        .isEqualTo(WsaError.WSAEFAULT.code());
    world.send(pair.client(), "kept");
    assertThat(world.receive(pair.server(), 4)).isEqualTo("kept");
  }

  /**
   * Which error wins when several things are wrong: socket, state, pointers, flags, mode (DEC-11).
   */
  static Stream<Arguments> precedence() {
    WsaBuffers bad = WsaBuffers.at(0x10, 1);
    return Stream.of(
        Arguments.of("socket", bad, 0x4000, WsaError.WSAENOTSOCK),
        Arguments.of("state", bad, 0x4000, WsaError.WSAENOTCONN),
        Arguments.of("shut", bad, 0x4000, WsaError.WSAESHUTDOWN),
        Arguments.of("pointers", bad, 0x4000, WsaError.WSAEFAULT),
        Arguments.of("flags", WsaBuffers.of(0, 0), 0x4000, WsaError.WSAEOPNOTSUPP),
        Arguments.of("mode", WsaBuffers.of(0, 0), 0, WsaError.WSAEINVAL));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("precedence")
  void givenSeveralFaults_whenStarting_thenTheFirstInOrderWins_DEC_11(
      String wrong, WsaBuffers buffers, int flags, WsaError error) {
    Pair pair = world.connected();
    SocketHandle s =
        switch (wrong) {
          case "socket" -> new SocketHandle(0x7FFF_FFF0L);
          case "state" -> world.socket();
          default -> pair.client();
        };
    if (wrong.equals("shut")) {
      world.ws2.shutdown(s, Winsock2.SD_BOTH).orThrow("shutdown");
    } else if (!wrong.equals("socket")) {
      world.portOf(s, 1);
    }
    Overlapped overlapped = world.overlapped();

    TransferResult send =
        world.provider.wspSend(s, buffers, flags, overlapped, (e, b, o, f) -> {}, null);
    TransferResult receive =
        world.provider.wspRecv(s, buffers, flags, overlapped, (e, b, o, f) -> {}, null);

    assertThat(send).isEqualTo(TransferResult.failed(error));
    assertThat(receive).isEqualTo(TransferResult.failed(error));
    assertThat(overlapped.internal()).as("untouched").isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "MSG_PARTIAL, 0x8000",
    "MSG_PEEK, 2",
    "MSG_WAITALL, 8",
    "unknown, 0x1000",
  })
  void givenFlagsThatSendDoesNotKnow_whenSending_thenNotSupported_WSP_SEND_1(
      String name, String flags) {
    Pair pair = world.connected();

    assertThat(
            world
                .ws2
                .send(pair.client(), WsaBuffers.of(world.block(1)), Integer.decode(flags))
                .errno())
        .as(name)
        .isEqualTo(WsaError.WSAEOPNOTSUPP.code());
  }

  @Test
  void givenFlagsThatDoNotGoTogether_whenReceiving_thenNotSupported_WSP_RECV_5() {
    Pair pair = world.connected();
    WsaBuffers room = WsaBuffers.of(world.block(4));
    int all = Winsock2.MSG_WAITALL;

    assertThat(
            world
                .ws2
                .wsaRecv(pair.client(), room, Winsock2.MSG_PEEK, world.overlapped(), null)
                .errno())
        .as("peeking overlapped")
        .isEqualTo(WsaError.WSAEOPNOTSUPP.code());
    assertThat(receiveError(pair, room, all | Winsock2.MSG_PEEK))
        .isEqualTo(WsaError.WSAEOPNOTSUPP.code());
    assertThat(receiveError(pair, room, all | Winsock2.MSG_OOB))
        .isEqualTo(WsaError.WSAEOPNOTSUPP.code());
    world.nonBlocking(pair.client());
    assertThat(receiveError(pair, room, all)).isEqualTo(WsaError.WSAEOPNOTSUPP.code());
  }

  private int receiveError(Pair pair, WsaBuffers room, int flags) {
    return world.ws2.recv(pair.client(), room, flags).errno();
  }

  @Test
  void givenEveryFunction_whenTheHandleIsNoSocket_thenNotASocket() {
    SocketHandle none = new SocketHandle(0x7FFF_FFF0L);
    world.socket();
    TcpProvider provider = world.provider;
    int notASocket = WsaError.WSAENOTSOCK.code();

    assertThat(provider.wspBind(none, TcpWorld.loopback(2, 0)).errno()).isEqualTo(notASocket);
    assertThat(provider.wspListen(none, 1).errno()).isEqualTo(notASocket);
    assertThat(provider.wspAccept(none, null, 0).errno()).isEqualTo(notASocket);
    assertThat(provider.wspConnect(none, TcpWorld.loopback(2, 1), null, null, 0, 0).errno())
        .isEqualTo(notASocket);
    assertThat(provider.wspShutdown(none, 0).errno()).isEqualTo(notASocket);
    assertThat(provider.wspGetSockName(none).errno()).isEqualTo(notASocket);
    assertThat(provider.wspGetPeerName(none).errno()).isEqualTo(notASocket);
    assertThat(provider.wspGetSockOpt(none, 1, 1, 4).errno()).isEqualTo(notASocket);
    assertThat(provider.wspSetSockOpt(none, 1, 1, new byte[4]).errno()).isEqualTo(notASocket);
    assertThat(provider.wspIoctl(none, 1, 0, 0, 0, 0, null, null, null).errno())
        .isEqualTo(notASocket);
    assertThat(provider.wspGetOverlappedResult(none, null, false).errno()).isEqualTo(notASocket);
    assertThat(provider.wspCloseSocket(none).errno()).isEqualTo(notASocket);
    assertThat(provider.wspSelect(null, null, null, null).errno())
        .isEqualTo(WsaError.WSAEOPNOTSUPP.code());
  }
}
