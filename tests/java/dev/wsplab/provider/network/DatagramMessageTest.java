package dev.wsplab.provider.network;

import static dev.wsplab.provider.network.TcpWorld.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.client.Extensions;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.network.DatagramWorld.Message;
import dev.wsplab.spi.ControlMessage;
import dev.wsplab.spi.OverlappedResult;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WsaMsg;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** WSARecvMsg and WSASendMsg (CONST-GUID-1). */
@ParameterizedClass
@EnumSource(Base.class)
class DatagramMessageTest {
  private static final int ALL = 128;

  private final TcpWorld world;
  private final DatagramWorld udp;
  private final Extensions extensions;

  DatagramMessageTest(Base base) {
    world = new TcpWorld(base);
    udp = new DatagramWorld(world);
    extensions = world.ws2.extensions();
  }

  @AfterEach
  void close() {
    world.close();
  }

  private static int level(int family) {
    return family == Winsock2.AF_INET6 ? ControlMessage.IPPROTO_IPV6 : ControlMessage.IPPROTO_IP;
  }

  private void askForPacketInfo(SocketHandle s, int family) {
    world
        .ws2
        .setsockopt(s, level(family), ControlMessage.IP_PKTINFO, TcpWorld.bytes(1))
        .orThrow("setsockopt");
  }

  private static byte[] host(Sockaddr name) {
    boolean ipv6 = name.family() == Winsock2.AF_INET6;
    return Arrays.copyOfRange(name.bytes(), ipv6 ? 8 : 4, ipv6 ? 24 : 8);
  }

  @ParameterizedTest
  @ValueSource(ints = {Winsock2.AF_INET, Winsock2.AF_INET6})
  void givenPacketInfo_whenReceivingAMessage_thenItTellsSenderAndDestination_WSP_RECV_14(
      int family) {
    SocketHandle a = udp.bound(family);
    SocketHandle b = udp.bound(family);
    askForPacketInfo(b, family);
    udp.send(a, "hello", b);
    Message room = udp.room(16, ALL);

    TransferResult result = extensions.wsaRecvMsg(b, room.view, room, null, null);

    assertThat(result).isEqualTo(TransferResult.done(5, 0));
    assertThat(room.text(5)).isEqualTo("hello");
    assertThat(room.from()).isEqualTo(world.nameOf(a));
    assertThat(room.view.read().flags()).isZero();
    List<ControlMessage> control = room.controlMessages();
    assertThat(control).hasSize(1);
    assertThat(control.get(0).level()).isEqualTo(level(family));
    assertThat(control.get(0).type()).isEqualTo(ControlMessage.IP_PKTINFO);
    byte[] address = host(world.nameOf(b));
    assertThat(control.get(0).value()).hasSize(address.length + 4).startsWith(address);
    assertThat(control.get(0).value()[address.length]).as("the interface").isPositive();
  }

  @Test
  void givenNoPacketInfo_whenWSARecvMsg_thenThereIsNoControlData() {
    SocketHandle a = udp.bound();
    udp.send(a, "plain", a);
    Message room = udp.room(16, ALL);

    extensions.wsaRecvMsg(a, room.view, room, null, null).orThrow("WSARecvMsg");

    assertThat(room.view.read().controlLength()).isZero();
  }

  @Test
  void givenTooLittleRoom_whenReceivingAMessage_thenItsFlagsTellOfWhat_WSP_RECV_14() {
    SocketHandle a = udp.bound();
    SocketHandle b = udp.bound();
    askForPacketInfo(b, Winsock2.AF_INET);
    udp.send(a, "too long", b);
    udp.send(a, "fits", b);
    Message data = udp.room(3, ALL);
    Message control = udp.room(16, 4);

    TransferResult first = extensions.wsaRecvMsg(b, data.view, data, null, null);
    TransferResult second = extensions.wsaRecvMsg(b, control.view, control, null, null);

    assertThat(first).isEqualTo(TransferResult.truncated(3, Winsock2.MSG_TRUNC));
    assertThat(data.view.read().flags()).isEqualTo(Winsock2.MSG_TRUNC);
    assertThat(data.controlMessages()).hasSize(1);
    assertThat(second).isEqualTo(TransferResult.truncated(4, Winsock2.MSG_CTRUNC));
    assertThat(control.view.read().flags()).isEqualTo(Winsock2.MSG_CTRUNC);
    assertThat(control.view.read().controlLength()).isZero();
  }

  @Test
  void givenPendingReceive_whenAMessageComes_thenEverythingIsWrittenAtCompletion_WSP_RECV_7() {
    SocketHandle a = udp.bound();
    SocketHandle b = udp.bound();
    askForPacketInfo(b, Winsock2.AF_INET);
    EventHandle event = world.event();
    Overlapped overlapped = world.overlapped(event);
    Message room = udp.room(16, ALL);

    TransferResult started = extensions.wsaRecvMsg(b, room.view, room, overlapped, null);
    udp.send(a, "later", b);

    assertThat(started.isPending()).isTrue();
    world.await(event);
    assertThat(world.ws2.wsaGetOverlappedResult(b, overlapped, false))
        .isEqualTo(OverlappedResult.done(5, 0));
    assertThat(room.from()).isEqualTo(world.nameOf(a));
    assertThat(room.controlMessages()).hasSize(1);
  }

  @Test
  void givenSourceAddress_whenSendingAMessage_thenItComesFromThere() {
    SocketHandle a = udp.socket();
    SocketHandle b = udp.bound();
    udp.send(a, "binds", b);
    assertThat(udp.receive(b)).isEqualTo("binds");
    byte[] source = {127, 0, 0, 1, 0, 0, 0, 0};
    ControlMessage from =
        new ControlMessage(ControlMessage.IPPROTO_IP, ControlMessage.IP_PKTINFO, source);
    Message message = udp.message("from there", world.nameOf(b), from);

    TransferResult result = extensions.wsaSendMsg(a, message.view, message, 0, null, null);

    assertThat(result.orThrow("WSASendMsg").bytes()).isEqualTo(10);
    assertThat(udp.receive(b, 100, 0).from()).isEqualTo(Sockaddr.loopback(world.nameOf(a).port()));
  }

  @Test
  void givenNoName_whenWSASendMsg_thenItGoesToTheDefaultPeer() {
    SocketHandle a = udp.bound();
    SocketHandle b = udp.bound();
    Message message = udp.message("to the peer", Sockaddr.ofBytes(new byte[0]));

    assertThat(extensions.wsaSendMsg(a, message.view, message, 0, null, null).errno())
        .isEqualTo(code(WsaError.WSAENOTCONN));
    world.ws2.connect(a, world.nameOf(b)).orThrow("connect");
    extensions.wsaSendMsg(a, message.view, message, 0, null, null).orThrow("WSASendMsg");

    assertThat(udp.receive(b)).isEqualTo("to the peer");
  }

  @Test
  void givenControlDataThatIsNone_whenSendingAMessage_thenEinval() {
    SocketHandle a = udp.bound();
    ControlMessage unknown = new ControlMessage(ControlMessage.IPPROTO_IP, 4711, new byte[8]);
    Message message = udp.message("x", world.nameOf(a), unknown);

    assertThat(extensions.wsaSendMsg(a, message.view, message, 0, null, null).errno())
        .isEqualTo(code(WsaError.WSAEINVAL));
  }

  @Test
  void givenAStream_whenCallingItsMessageFunctions_thenEinval() {
    SocketHandle s = world.connected().client();
    Message room = udp.room(16, 0);

    assertThat(extensions.wsaRecvMsg(s, room.view, room, null, null).errno())
        .isEqualTo(code(WsaError.WSAEINVAL));
    assertThat(extensions.wsaSendMsg(s, room.view, room, 0, null, null).errno())
        .isEqualTo(code(WsaError.WSAEINVAL));
  }

  @Test
  void givenAMessageThatCannotBeRead_whenReceivingOrSending_thenEfault() {
    SocketHandle a = udp.bound();
    WsaMsg nowhere = WsaMsg.at(16);

    assertThat(extensions.wsaRecvMsg(a, nowhere, null, null, null).errno())
        .isEqualTo(code(WsaError.WSAEFAULT));
    assertThat(extensions.wsaSendMsg(a, nowhere, null, 0, null, null).errno())
        .isEqualTo(code(WsaError.WSAEFAULT));
  }
}
