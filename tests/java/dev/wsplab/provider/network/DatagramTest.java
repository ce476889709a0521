package dev.wsplab.provider.network;

import static dev.wsplab.provider.network.TcpWorld.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.platform.AffectedByWine;
import dev.wsplab.platform.OnWine;
import dev.wsplab.provider.network.DatagramWorld.Received;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Datagrams without structures: WSP-SEND-*, WSP-RECV-*. */
@ParameterizedClass
@EnumSource(Base.class)
class DatagramTest implements AffectedByWine {
  private static final int PEEK = Winsock2.MSG_PEEK;

  private final TcpWorld world;
  private final DatagramWorld udp;
  private final boolean system;

  @Override
  public boolean isAffectedByWine() {
    return world.isWine();
  }

  DatagramTest(Base base) {
    system = Base.withSystemHandles().contains(base);
    world = new TcpWorld(base);
    udp = new DatagramWorld(world);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {Winsock2.AF_INET, Winsock2.AF_INET6})
  void givenTwoSockets_whenSending_thenEachDatagramComesWholeWithItsSender(int family) {
    SocketHandle a = udp.bound(family);
    SocketHandle b = udp.bound(family);

    udp.send(a, "first", b);
    udp.send(a, "second one", b);

    Received first = udp.receive(b, 100, 0);
    assertThat(first.result()).isEqualTo(TransferResult.done(5, 0));
    assertThat(first.text()).isEqualTo("first");
    assertThat(first.from()).isEqualTo(world.nameOf(a));
    assertThat(udp.receive(b)).isEqualTo("second one");
  }

  /** WSP-RECV-11, WSP-SEND-7. */
  @Test
  void givenUnboundSocket_whenReceiving_thenEinval_andSendingBindsIt() {
    SocketHandle a = udp.socket();
    SocketHandle b = udp.bound();

    assertThat(udp.receive(a, 10, 0).result().errno()).isEqualTo(code(WsaError.WSAEINVAL));
    assertThat(world.ws2.getsockname(a).errno()).isEqualTo(code(WsaError.WSAEINVAL));
    udp.send(a, "hello", b);

    int port = world.nameOf(a).port();
    assertThat(port).isPositive();
    assertThat(udp.receive(b, 10, 0).from()).isEqualTo(Sockaddr.loopback(port));
    udp.send(b, "back", Sockaddr.loopback(port));
    assertThat(udp.receive(a)).isEqualTo("back");
  }

  @Test
  void givenTooLittleRoom_whenReceiving_thenEmsgsizeWithTheFirstBytesAndTheRestIsLost_WSP_RECV_3() {
    SocketHandle a = udp.bound();
    SocketHandle b = udp.bound();
    udp.send(a, "truncated", b);
    udp.send(a, "next", b);

    Received cut = udp.receive(b, 5, 0);

    assertThat(cut.result())
        .isEqualTo(
            new TransferResult(
                Winsock2.SOCKET_ERROR, code(WsaError.WSAEMSGSIZE), 5, Winsock2.MSG_PARTIAL));
    assertThat(cut.text()).isEqualTo("trunc");
    assertThat(cut.from()).isEqualTo(world.nameOf(a));
    assertThat(udp.receive(b)).isEqualTo("next");
  }

  @Test
  void givenMsgPartial_whenReceivingAWholeDatagram_thenTheFlagIsCleared_WSP_RECV_2() {
    SocketHandle a = udp.bound();
    SocketHandle b = udp.bound();
    udp.send(a, "whole", b);

    TransferResult result = udp.receive(b, 5, Winsock2.MSG_PARTIAL).result();

    assertThat(result).isEqualTo(TransferResult.done(5, 0));
  }

  @Test
  void givenADatagram_whenPeeking_thenItStays_alsoAfterACutOne() {
    SocketHandle a = udp.bound();
    SocketHandle b = udp.bound();
    udp.send(a, "peeked", b);

    assertThat(udp.receive(b, 100, PEEK).text()).isEqualTo("peeked");
    assertThat(udp.receive(b, 3, PEEK).result().errno()).isEqualTo(code(WsaError.WSAEMSGSIZE));
    assertThat(udp.receive(b)).isEqualTo("peeked");
    world.nonBlocking(b);
    assertThat(udp.receive(b, 9, 0).result().errno()).isEqualTo(code(WsaError.WSAEWOULDBLOCK));
  }

  @Test
  void givenDatagramsWithoutBytes_whenReceiving_thenEachIsOne() {
    SocketHandle a = udp.bound();
    SocketHandle b = udp.bound();
    Sockaddr to = world.nameOf(b);
    WsaBuffers none = WsaBuffers.of(world.block(1), 0, 0);
    world.ws2.sendto(a, none, 0, to).orThrow("sendto");
    world.ws2.sendto(a, none, 0, to).orThrow("sendto");
    udp.send(a, "x", b);

    assertThat(udp.receive(b, 10, 0).result()).isEqualTo(TransferResult.done(0, 0));
    assertThat(udp.receive(b, 0, 0).result()).isEqualTo(TransferResult.done(0, 0));
    assertThat(udp.receive(b, 0, 0).result().errno()).isEqualTo(code(WsaError.WSAEMSGSIZE));
    world.nonBlocking(b);
    assertThat(udp.receive(b, 9, 0).result().errno()).isEqualTo(code(WsaError.WSAEWOULDBLOCK));
  }

  @Test
  void givenManyBuffers_whenSendingAndReceiving_thenTheyAreGatheredAndFilledInOrder_WSP_RECV_1() {
    SocketHandle a = udp.bound();
    SocketHandle b = udp.bound();
    byte[] text = new byte[300];
    for (int i = 0; i < text.length; i++) {
      text[i] = (byte) i;
    }
    NativeBlock data = world.block(300);
    data.buffer().put(text);
    NativeBlock room = world.block(300);

    world.ws2.sendto(a, pieces(data, 3), 0, world.nameOf(b)).orThrow("sendto");
    TransferResult result = world.ws2.recvfrom(b, pieces(room, 2), 0, 0, 0);

    assertThat(result).isEqualTo(TransferResult.done(300, 0));
    assertThat(room.bytes(0, 300)).isEqualTo(text);
  }

  private static WsaBuffers pieces(NativeBlock block, int size) {
    int count = (int) block.size() / size;
    long[] addresses = new long[count];
    int[] lengths = new int[count];
    Arrays.setAll(addresses, i -> block.address() + (long) i * size);
    Arrays.fill(lengths, size);
    return WsaBuffers.of(addresses, lengths, block);
  }

  @Test
  void givenDefaultPeer_whenConnected_thenSendGoesToItAndOthersAreNotHeard_WSP_CONNECT_3() {
    SocketHandle a = udp.bound();
    SocketHandle b = udp.bound();
    SocketHandle stranger = udp.bound();
    udp.send(stranger, "early", a);
    assertThat(udp.receive(a, 10, PEEK).text()).isEqualTo("early");

    world.ws2.connect(a, world.nameOf(b)).orThrow("connect");

    assertThat(world.ws2.getpeername(a).address()).isEqualTo(world.nameOf(b));
    world.send(a, "to the peer");
    assertThat(udp.receive(b)).isEqualTo("to the peer");
    udp.send(stranger, "late", a);
    udp.send(b, "answer", a);
    assertThat(udp.receive(a)).isEqualTo("answer");
    world.nonBlocking(a);
    assertThat(udp.receive(a, 9, 0).result().errno()).isEqualTo(code(WsaError.WSAEWOULDBLOCK));
  }

  @Test
  void givenDefaultPeer_whenSendingToAnother_thenItCountsForThatDatagramAlone_WSP_SEND_5() {
    SocketHandle a = udp.bound();
    SocketHandle b = udp.bound();
    SocketHandle c = udp.bound();
    world.ws2.connect(a, world.nameOf(b)).orThrow("connect");

    udp.send(a, "to c", c);
    world.send(a, "to b");

    assertThat(udp.receive(c)).isEqualTo("to c");
    assertThat(udp.receive(b)).isEqualTo("to b");
  }

  @Test
  void givenDefaultPeer_whenAnotherOneIsSet_thenWhatTheFirstOneSentIsDropped_WSP_CONNECT_3() {
    SocketHandle a = udp.bound();
    SocketHandle b = udp.bound();
    SocketHandle c = udp.bound();
    world.ws2.connect(a, world.nameOf(b)).orThrow("connect");
    udp.send(b, "from b", a);
    assertThat(udp.receive(a, 10, PEEK).text()).isEqualTo("from b");

    world.ws2.connect(a, world.nameOf(c)).orThrow("connect");

    udp.send(c, "from c", a);
    assertThat(udp.receive(a)).isEqualTo("from c");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void givenDefaultPeer_whenDissolved_thenAllAreHeardAtTheSamePort_WSP_CONNECT_2(boolean zeros) {
    SocketHandle a = udp.socket();
    SocketHandle b = udp.bound();
    SocketHandle other = udp.bound();
    world.ws2.connect(a, world.nameOf(b)).orThrow("connect");
    int port = world.nameOf(a).port();
    Sockaddr none = Sockaddr.ofBytes(new byte[] {(byte) (zeros ? 2 : 0), 0});
    Sockaddr wildcard = Sockaddr.ofBytes(Arrays.copyOf(none.bytes(), 16));

    world.ws2.connect(a, wildcard).orThrow("connect");

    assertThat(world.ws2.getpeername(a).errno()).isEqualTo(code(WsaError.WSAENOTCONN));
    assertThat(world.ws2.send(a, WsaBuffers.of(world.text("x")), 0).errno())
        .isEqualTo(code(WsaError.WSAENOTCONN));
    assertThat(world.nameOf(a).port()).isEqualTo(port);
    udp.send(other, "heard", Sockaddr.loopback(port));
    assertThat(udp.receive(a)).isEqualTo("heard");
  }

  @Test
  @OnWine(value = "WSP-RECV-12", instead = "an unconnected socket never hears of it")
  void givenNobodyAtAPort_whenReceivingAfterwards_thenEconnresetOnceForEach_WSP_RECV_12() {
    SocketHandle a = udp.bound();
    SocketHandle b = udp.bound();
    Sockaddr deserted = udp.deserted();
    udp.send(a, "lost", deserted);
    udp.send(a, "lost too", deserted);
    udp.send(a, "and this one", deserted);

    assertThat(world.get(a, Winsock2.SO_ERROR).intOrThrow("getsockopt")).isZero();
    assertThat(udp.available(a)).isZero();
    for (int i = 0; i < 3 && !world.isWine(); i++) {
      assertThat(udp.receive(a, 9, 0).result().errno()).isEqualTo(code(WsaError.WSAECONNRESET));
    }
    udp.send(b, "alive", a);
    assertThat(udp.receive(a)).isEqualTo("alive");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void givenConnresetOff_whenNobodyIsThere_thenNoReceiveHearsOfIt_WSP_RECV_12(boolean connected) {
    SocketHandle a = udp.bound();
    SocketHandle b = udp.bound();
    Sockaddr deserted = udp.deserted();
    udp.reportUnreachable(a, false);
    if (connected) {
      world.ws2.connect(a, deserted).orThrow("connect");
    }
    udp.send(a, "lost", deserted);
    udp.send(a, "lost", deserted);
    world.nonBlocking(a);

    assertThat(udp.receive(a, 9, 0).result().errno()).isEqualTo(code(WsaError.WSAEWOULDBLOCK));
    world.ws2.connect(a, world.nameOf(b)).orThrow("connect");
    udp.send(b, "alive", a);
    world.until(() -> udp.available(a) > 0);
    assertThat(udp.receive(a)).isEqualTo("alive");
  }

  @Test
  @OnWine(value = "WSP-IOCTL-7", instead = "FIONREAD tells the first datagram's bytes")
  void givenSeveralDatagrams_whenAskingFionread_thenItIsAllTheirBytes_WSP_IOCTL_7() {
    SocketHandle a = udp.bound();
    SocketHandle b = udp.bound();
    assertThat(udp.available(b)).isZero();
    udp.send(a, "abc", b);
    udp.send(a, "", b);
    udp.send(a, "defgh", b);

    world.until(() -> udp.available(b) == (world.isWine() ? 3 : 8));

    assertThat(udp.receive(b)).isEqualTo("abc");
    assertThat(udp.available(b)).isEqualTo(world.isWine() ? 0 : 5);
  }

  @ParameterizedTest
  @ValueSource(ints = {Winsock2.AF_INET, Winsock2.AF_INET6})
  void givenTheLargestMessage_whenSending_thenItFits_andOneByteMoreIsRefused_WSP_SEND_3(
      int family) {
    SocketHandle a = udp.bound(family);
    SocketHandle b = udp.bound(family);
    int most = world.get(a, Winsock2.SO_MAX_MSG_SIZE).intOrThrow("getsockopt");
    NativeBlock data = world.block(most + 1);
    NativeBlock room = world.block(most);

    TransferResult tooLarge = world.ws2.sendto(a, WsaBuffers.of(data), 0, world.nameOf(b));
    world.ws2.sendto(a, WsaBuffers.of(data, 0, 60_000), 0, world.nameOf(b)).orThrow("sendto");

    assertThat(most).isEqualTo(family == Winsock2.AF_INET ? 65_507 : 65_527);
    assertThat(tooLarge.errno()).isEqualTo(code(WsaError.WSAEMSGSIZE));
    assertThat(world.ws2.recv(b, WsaBuffers.of(room), 0).bytes()).isEqualTo(60_000);
  }

  @Test
  void givenNoSoBroadcast_whenSendingOrConnectingToABroadcastAddress_thenEacces_WSP_SEND_8() {
    SocketHandle a = udp.bound();
    Sockaddr all =
        Sockaddr.ofBytes(new byte[] {2, 0, 9, 9, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0});

    assertThat(world.get(a, Winsock2.SO_BROADCAST).intOrThrow("getsockopt")).isZero();
    assertThat(udp.trySend(a, "x", all).errno()).isEqualTo(code(WsaError.WSAEACCES));
    assertThat(world.ws2.connect(a, all).errno()).isEqualTo(code(WsaError.WSAEACCES));
    world.set(a, Winsock2.SO_BROADCAST, 1);
    assertThat(world.get(a, Winsock2.SO_BROADCAST).intOrThrow("getsockopt")).isOne();
    assertThat(udp.trySend(a, "x", all).errno()).isNotEqualTo(code(WsaError.WSAEACCES));
  }

  @Test
  void givenAddressesThatAreNone_whenSending_thenTheirErrors_WSP_SEND_8() {
    SocketHandle a = udp.bound();
    SocketHandle b = udp.bound(Winsock2.AF_INET6);

    assertThat(udp.trySend(a, "x", Sockaddr.loopback(0)).errno())
        .isEqualTo(code(WsaError.WSAEADDRNOTAVAIL));
    assertThat(udp.trySend(a, "x", world.nameOf(b)).errno())
        .isEqualTo(code(WsaError.WSAEAFNOSUPPORT));
    assertThat(udp.trySend(a, "x", Sockaddr.ofBytes(new byte[] {2, 0, 1})).errno())
        .isEqualTo(code(WsaError.WSAEFAULT));
    assertThat(world.ws2.send(a, WsaBuffers.of(world.text("x")), 0).errno())
        .isEqualTo(code(WsaError.WSAENOTCONN));
  }

  @ParameterizedTest
  @ValueSource(ints = {Winsock2.MSG_OOB, Winsock2.MSG_PARTIAL})
  void givenFlagsOfOtherProtocols_whenSending_thenEopnotsupp_WSP_SEND_1(int flag) {
    SocketHandle a = udp.bound();
    TransferResult result =
        world.ws2.sendto(a, WsaBuffers.of(world.text("x")), flag, world.nameOf(a));
    assertThat(result.errno()).isEqualTo(code(WsaError.WSAEOPNOTSUPP));
  }

  @ParameterizedTest
  @ValueSource(ints = {Winsock2.MSG_OOB, Winsock2.MSG_WAITALL})
  void givenFlagsOfOtherProtocols_whenReceiving_thenEopnotsupp(int flag) {
    SocketHandle a = udp.bound();
    assertThat(udp.receive(a, 9, flag).result().errno()).isEqualTo(code(WsaError.WSAEOPNOTSUPP));
  }

  @Test
  void givenTooLittleRoomForTheSender_whenReceiving_thenEfaultAndTheDatagramStays() {
    SocketHandle a = udp.bound();
    udp.send(a, "kept", a);
    NativeBlock block = world.block(20);
    block.buffer().putInt(15);
    WsaBuffers room = WsaBuffers.of(world.block(9));

    assertThat(world.ws2.recvfrom(a, room, 0, block.address() + 4, block.address()).errno())
        .isEqualTo(code(WsaError.WSAEFAULT));
    assertThat(world.ws2.recvfrom(a, room, 0, block.address() + 4, 0).errno())
        .isEqualTo(code(WsaError.WSAEFAULT));
    assertThat(udp.receive(a)).isEqualTo("kept");
  }

  @Test
  void givenBlockingReceive_whenADatagramComes_thenItReturns() {
    SocketHandle a = udp.bound();
    SocketHandle b = udp.bound();
    FutureTask<String> waiting = TcpWorld.inBackground(() -> udp.receive(b));

    udp.send(a, "woken", b);

    assertThat(TcpWorld.resultOf(waiting)).isEqualTo("woken");
  }

  @Test
  void givenReceiveTimeout_whenNothingComes_thenEtimedout() {
    SocketHandle a = udp.bound();
    world.set(a, Winsock2.SO_RCVTIMEO, 20);
    assertThat(udp.receive(a, 9, 0).result().errno()).isEqualTo(code(WsaError.WSAETIMEDOUT));
  }

  @Test
  void givenShutDownDirections_whenTransferring_thenEshutdown() {
    SocketHandle a = udp.bound();
    world.ws2.shutdown(a, Winsock2.SD_SEND).orThrow("shutdown");
    assertThat(udp.trySend(a, "x", world.nameOf(a)).errno()).isEqualTo(code(WsaError.WSAESHUTDOWN));
    world.ws2.shutdown(a, Winsock2.SD_RECEIVE).orThrow("shutdown");
    assertThat(udp.receive(a, 9, 0).result().errno()).isEqualTo(code(WsaError.WSAESHUTDOWN));
  }

  @Test
  void givenDatagramSocket_whenUsedAsAStream_thenItIsRefused() {
    SocketHandle a = udp.bound();

    assertThat(world.ws2.listen(a, 1).errno()).isEqualTo(code(WsaError.WSAEOPNOTSUPP));
    assertThat(world.ws2.accept(a).errno()).isEqualTo(code(WsaError.WSAEOPNOTSUPP));
    assertThat(world.get(a, Winsock2.SO_LINGER).errno()).isEqualTo(code(WsaError.WSAENOPROTOOPT));
    assertThat(world.get(a, Winsock2.SO_TYPE).intOrThrow("getsockopt"))
        .isEqualTo(Winsock2.SOCK_DGRAM);
    assertThat(world.get(world.socket(), Winsock2.SO_MAX_MSG_SIZE).errno())
        .isEqualTo(code(WsaError.WSAENOPROTOOPT));
    assertThat(
            world
                .winsock
                .ws2_32()
                .extensions()
                .connectEx(a, world.nameOf(a), null, world.overlapped())
                .error())
        .isEqualTo(code(WsaError.WSAEINVAL));
  }

  @Test
  void givenTheCatalog_whenLookingForUdp_thenItsEntriesAreConnectionless_LAY_PI_2() {
    assertThat(world.winsock.catalog().entries())
        .filteredOn(entry -> entry.protocol() == Winsock2.IPPROTO_UDP)
        .hasSize(2)
        .allMatch(entry -> entry.socketType() == Winsock2.SOCK_DGRAM)
        .allMatch(entry -> (entry.serviceFlags1() & Winsock2.XP1_CONNECTIONLESS) != 0)
        .allMatch(entry -> (entry.serviceFlags1() & Winsock2.XP1_MESSAGE_ORIENTED) != 0)
        .allMatch(entry -> entry.hasIfsHandles() == system);
  }

  @Test
  void givenSocketWithoutDefaultPeer_whenReceivingByRecv_thenAnybodysDatagramComes() {
    SocketHandle a = udp.bound();
    SocketHandle b = udp.bound();
    udp.send(b, "plain", a);
    NativeBlock room = world.block(9);

    assertThat(world.ws2.recv(a, WsaBuffers.of(room), 0).bytes()).isEqualTo(5);
    assertThat(new String(room.bytes(0, 5), StandardCharsets.UTF_8)).isEqualTo("plain");
  }
}
