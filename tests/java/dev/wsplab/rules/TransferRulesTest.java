package dev.wsplab.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.Top;
import dev.wsplab.spi.OverlappedResult;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** How transfers start, pend and end: the same for base providers and through a layer. */
@ParameterizedClass
@EnumSource
class TransferRulesTest extends RuleFixture {
  TransferRulesTest(Top top) {
    super(top);
  }

  /** CLI-3, WSP-IO-18: not a failure; the structure says pending before the call returns. */
  @Test
  void givenNothingToReceive_whenStarted_thenPendingByLastErrorAndStructure() {
    overlapped.storeInternal(0);

    TransferResult started = startRecv();

    assertThat(started.returnValue()).isEqualTo(Winsock2.SOCKET_ERROR);
    assertThat(ws2.wsaGetLastError()).isEqualTo(WsaError.WSA_IO_PENDING.code());
    assertThat(overlapped.internal()).isEqualTo(0x103);
    sendHello();
  }

  /** WSP-IO-2: neither blocking nor nonblocking mode matters to overlapped calls. */
  @Test
  void givenNonblockingSocket_whenReceivingOverlapped_thenItPendsAndWithoutItWouldBlock() {
    setNonblocking(server);

    assertThat(ws2.recv(server, WsaBuffers.of(room), 0).errno())
        .as("WSP-IO-19")
        .isEqualTo(WsaError.WSAEWOULDBLOCK.code());
    EventHandle event = event(false);
    overlapped.storeEvent(event.value());
    assertThat(startRecv().isPending()).isTrue();

    sendHello();
    await(event);
    assertThat(received(5)).isEqualTo("hello");
  }

  private void setNonblocking(SocketHandle s) {
    try (NativeBlock one = NativeBlock.copyOf(new byte[] {1, 0, 0, 0})) {
      ws2.wsaIoctl(s, Winsock2.FIONBIO, one.address(), 4, 0, 0, null, null).orThrow("FIONBIO");
    }
  }

  /** WSP-IO-6, IOCP-EVT-4: reset at the start, set at the end, whether the end comes at once. */
  @Test
  void givenSignalledEvent_whenReceiveStartsAndEnds_thenResetThenSet() {
    EventHandle event = event(true);
    overlapped.storeEvent(event.value());

    startRecv();
    assertThat(isSet(event)).isFalse();
    sendHello();
    await(event);

    sendHello();
    awaitData();
    kernel32.resetEvent(event);
    assertThat(startRecv().started()).isTrue();
    await(event);
  }

  /** WSP-IO-12: what was sent is the transport's, though nobody has received it. */
  @Test
  void givenPeerThatDoesNotReceive_whenASmallSendIsStarted_thenItCompletes() {
    EventHandle event = event(false);
    overlapped.storeEvent(event.value());

    ws2.wsaSend(client, WsaBuffers.of(hello), 0, overlapped, null);

    await(event);
    assertThat(ws2.wsaGetOverlappedResult(client, overlapped, false).bytes()).isEqualTo(5);
  }

  /** WPU-COMPLETE-5: the count is the same number in both directions. */
  @Test
  void givenPorts_whenSendingAndReceiving_thenEachPacketHasTheCount() {
    PortHandle sent = portOf(client, 1);
    PortHandle got = portOf(server, 2);
    startRecv();

    ws2.wsaSend(client, WsaBuffers.of(hello), 0, structures.overlapped(1), null);

    assertThat(packet(sent).bytes()).isEqualTo(5);
    assertThat(packet(got).bytes()).isEqualTo(5);
  }

  /** WSP-IO-14: routine, port and query say the same. */
  @Test
  void givenPendingReceive_whenItEnds_thenPortAndQueryAgree() {
    PortHandle port = portOf(server, 7);
    startRecv();
    sendHello();

    QueuedCompletion packet = packet(port);

    OverlappedResult queried = ws2.wsaGetOverlappedResult(server, overlapped, false);
    assertThat(queried.returnValue()).isEqualTo(packet.returnValue()).isTrue();
    assertThat(queried.bytes()).isEqualTo(packet.bytes()).isEqualTo(5);
  }

  /** WSP-RECV-6: a pending start tells no flags; the query does. */
  @Test
  void givenPendingReceive_whenStarted_thenItsFlagsComeFromTheQuery() {
    EventHandle event = event(false);
    overlapped.storeEvent(event.value());
    TransferResult started = startRecv();
    assertThat(started).isEqualTo(TransferResult.PENDING);
    overlapped.storeOffsets(0x55, 0);

    sendHello();
    await(event);

    assertThat(ws2.wsaGetOverlappedResult(server, overlapped, true).flags()).as("GOR-5").isZero();
  }

  /** WSP-RECV-7: on a stream nobody looks at the sender's address. */
  @Test
  void givenStream_whenReceivedWithAddress_thenItIsNotWritten() {
    try (NativeBlock from = NativeBlock.copyOf(new byte[] {9, 9, 9, 9});
        NativeBlock length = NativeBlock.copyOf(new byte[] {4, 0, 0, 0})) {
      sendHello();

      provider.wspRecvFrom(
          server, WsaBuffers.of(room), 0, from.address(), length.address(), null, null, null);

      assertThat(received(5)).isEqualTo("hello");
      assertThat(from.bytes(0, 4)).containsExactly(9, 9, 9, 9);
    }
  }

  /** WSP-RECV-10. */
  @Test
  void givenNoReceivePosted_whenDataCome_thenTheyAreKept() {
    sendHello();
    sendHello();
    int got = 0;
    while (got < 10) {
      got += pair.server().recv(WsaBuffers.of(room, got, 10 - got));
    }
    assertThat(received(10)).isEqualTo("hellohello");
  }

  /** WSP-RECV-9, WSP-CLOSE-3, CANCEL-2: told, and the structure is good until then. */
  @Test
  void givenPendingReceive_whenItsSocketIsClosed_thenItEndsWithAnErrorAndItsEvent() {
    EventHandle event = event(false);
    overlapped.storeEvent(event.value());
    startRecv();

    ws2.closesocket(server).orThrow("closesocket");

    await(event);
    assertThat(overlapped.isPending()).isFalse();
    assertThat(overlapped.internal()).as("an error").isNegative();
    assertThat(overlapped.internalHigh()).isZero();
  }

  /** WSP-SEND-4: the close ends a send that the peer leaves no room for. */
  @Test
  void givenPendingSend_whenItsSocketIsClosed_thenItEndsWithAnError() {
    EventHandle event = event(false);
    overlapped.storeEvent(event.value());
    try (NativeBlock much = NativeBlock.allocate(64 << 20)) {
      TransferResult started = ws2.wsaSend(client, WsaBuffers.of(much), 0, overlapped, null);
      assertThat(started.isPending()).isTrue();

      ws2.closesocket(client).orThrow("closesocket");

      await(event);
      assertThat(overlapped.internal()).isNegative();
    }
  }

  /**
   * WSP-SOCKET-2, DEC-6, WSP-IO-3: without the flag a structure is filled by a synchronous call.
   */
  @Test
  void givenSocketWithoutOverlapped_whenReceivingWithStructure_thenSynchronousAndFilled() {
    SocketHandle plain = ws2.wsaSocket(2, 1, 0, null, 0, 0).orThrow("WSASocket");
    SocketHandle listener = ws2.socket(2, 1, 0).orThrow("socket");
    ws2.bind(listener, Sockaddr.loopback(0)).orThrow("bind");
    ws2.listen(listener, 1).orThrow("listen");
    ws2.connect(plain, ws2.getsockname(listener).orThrow("name")).orThrow("connect");
    SocketHandle accepted = ws2.accept(listener).socket();
    ws2.send(accepted, WsaBuffers.of(hello), 0).orThrow("send");

    TransferResult got = ws2.wsaRecv(plain, WsaBuffers.of(room), 0, overlapped, null);

    assertThat(got).isEqualTo(TransferResult.done(5, 0));
    assertThat(received(5)).isEqualTo("hello");
    if (top.hasSystemHandles()) {
      assertThat(overlapped.internalHigh()).isEqualTo(5);
    }
  }

  /** WSP-IO-11: buffers are filled in the order of posting. */
  @Test
  void givenTwoReceives_whenDataCome_thenTheFirstGetsTheFirst() {
    EventHandle event = event(false);
    Overlapped second = structures.overlapped(1);
    second.storeEvent(event.value());
    ws2.wsaRecv(server, WsaBuffers.of(room, 0, 2), 0, overlapped, null);
    ws2.wsaRecv(server, WsaBuffers.of(room, 2, 3), 0, second, null);

    sendHello();

    await(event);
    assertThat(received(5)).isEqualTo("hello");
  }

  /**
   * WSP-IO-15: it may be cancelled with its thread, or live on; told it is, once, in both cases.
   */
  @Test
  void givenReceiveOfAThread_whenThatEnds_thenItIsCancelledOrLivesOn() throws Exception {
    EventHandle event = event(false);
    overlapped.storeEvent(event.value());
    Thread starter = new Thread(this::startRecv);
    starter.start();
    starter.join();
    sendHello();

    await(event);

    if (overlapped.internal() == 0) {
      assertThat(overlapped.internalHigh()).isEqualTo(5);
    } else {
      assertThat(overlapped.internal()).isEqualTo(0xC000_0120);
      assertThat(pair.server().recv(WsaBuffers.of(room))).as("nothing was lost").isEqualTo(5);
    }
  }

  /** DEC-1, IOCP-EVT-1: both are served, and the fields are final before either. */
  @Test
  void givenEventAndPort_whenReceiveEnds_thenBothTell() {
    EventHandle event = event(false);
    overlapped.storeEvent(event.value());
    PortHandle port = portOf(server, 3);
    startRecv();

    sendHello();

    QueuedCompletion packet = packet(port);
    assertThat(overlapped.isPending()).as("DEC-4: final before the packet").isFalse();
    assertThat(overlapped.internalHigh()).isEqualTo(packet.bytes()).isEqualTo(5);
    await(event);
  }

  /** IOCP-EVT-2: neither event nor port: only looking tells. */
  @Test
  void givenNeitherEventNorPort_whenReceiveEnds_thenTheStructureSaysSo() {
    startRecv();
    sendHello();

    for (long end = System.nanoTime() + WAIT * 1_000_000L; overlapped.isPending(); ) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }

    assertThat(overlapped.internalHigh()).as("CANCEL-8").isEqualTo(5);
  }

  /** DEC-10, IOCP-EVT-3: bit 0 suppresses the packet, and is no part of the event. */
  @Test
  void givenLowBitInHEvent_whenReceiveEnds_thenEventButNoPacket() {
    EventHandle event = event(false);
    overlapped.storeEvent(event.value() | 1);
    PortHandle port = portOf(server, 3);
    startRecv();

    sendHello();

    await(event);
    assertThat(isEmpty(port)).isTrue();
  }

  /** IOCP-GQCS-4: the end of the stream is a success of 0 bytes. */
  @Test
  void givenPort_whenThePeerEndsItsStream_thenSuccessOfNoBytes() {
    PortHandle port = portOf(server, 3);
    startRecv();

    ws2.shutdown(client, Winsock2.SD_SEND).orThrow("shutdown");

    QueuedCompletion packet = packet(port);
    assertThat(packet.returnValue()).isTrue();
    assertThat(packet.bytes()).isZero();
    assertThat(packet.overlapped()).isEqualTo(overlapped.address());
  }

  /** IOCP-CREATE-5: never interpreted. */
  @Test
  void givenAnyKey_whenReceiveEnds_thenItComesWithThePacket() {
    PortHandle port = portOf(server, 0xFEDC_BA98_7654_3211L);
    startRecv();
    sendHello();
    assertThat(packet(port).key()).isEqualTo(0xFEDC_BA98_7654_3211L);
  }
}
