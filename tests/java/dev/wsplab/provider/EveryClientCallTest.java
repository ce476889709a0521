package dev.wsplab.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.client.FileResult;
import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.client.SocketPair;
import dev.wsplab.kernel.CompletionEntries;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.WaitResult;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.AcceptResult;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ProtocolInfoLayout;
import dev.wsplab.spi.ProtocolsResult;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Functions that other tests call on their way, each looked at for itself: what it changes, with
 * every provider on top.
 */
@ParameterizedClass
@EnumSource
class EveryClientCallTest extends OnEveryTop {

  private final NativeBlock name = NativeBlock.allocate(32);
  private final Overlapped overlapped = structures.overlapped();

  EveryClientCallTest(Top top) {
    super(top);
  }

  @AfterEach
  void close() {
    name.close();
  }

  private SocketHandle bound(int type) {
    SocketHandle s = ws2.socket(Winsock2.AF_INET, type, 0).orThrow("socket");
    ws2.bind(s, Sockaddr.loopback(0)).orThrow("bind");
    return s;
  }

  private Sockaddr nameOf(SocketHandle s) {
    return ws2.getsockname(s).orThrow("getsockname");
  }

  private int typeOf(SocketHandle s) {
    return ws2.getsockopt(s, Winsock2.SOL_SOCKET, Winsock2.SO_TYPE, 4).intOrThrow("SO_TYPE");
  }

  @Test
  void givenTypes_whenWSASocketOrSocket_thenEachIsASocketOfItsTypeAndOfItsOwn() {
    int open = winsock.openHandles();

    SocketHandle datagrams =
        ws2.wsaSocket(2, Winsock2.SOCK_DGRAM, 0, null, 0, 1).orThrow("WSASocket");
    SocketHandle stream = ws2.socket(2, Winsock2.SOCK_STREAM, 0).orThrow("socket");

    assertThat(typeOf(datagrams)).isEqualTo(Winsock2.SOCK_DGRAM);
    assertThat(typeOf(stream)).isEqualTo(Winsock2.SOCK_STREAM);
    assertThat(stream).isNotEqualTo(datagrams);
    assertThat(winsock.openHandles()).isGreaterThan(open);
  }

  @Test
  void givenListener_whenWSAConnectAndWSAAccept_thenEachKnowsTheOther() {
    SocketHandle listener = bound(Winsock2.SOCK_STREAM);
    ws2.listen(listener, 1).orThrow("listen");
    SocketHandle client = bound(Winsock2.SOCK_STREAM);

    assertThat(ws2.wsaConnect(client, nameOf(listener), null, null, 0, 0)).isEqualTo(CallResult.OK);
    AcceptResult accepted = ws2.wsaAccept(listener, null, 0);

    assertThat(accepted.address()).isEqualTo(nameOf(client));
    assertThat(ws2.getpeername(client).orThrow("getpeername")).isEqualTo(nameOf(listener));
    assertThat(ws2.getpeername(accepted.socket()).orThrow("getpeername")).isEqualTo(nameOf(client));
  }

  @Test
  void givenConnection_whenWSASendAndWSARecv_thenTheBytesPass() {
    try (SocketPair pair = winsock.connectedPair()) {
      TransferResult sent =
          ws2.wsaSend(pair.client().handle(), WsaBuffers.of(hello), 0, null, null);
      TransferResult got = ws2.wsaRecv(pair.server().handle(), WsaBuffers.of(room), 0, null, null);

      assertThat(sent).isEqualTo(TransferResult.done(5, 0));
      assertThat(got).isEqualTo(TransferResult.done(5, 0));
      assertThat(received(5)).isEqualTo("hello");
    }
  }

  @Test
  void givenTwoSockets_whenSendtoAndRecvfrom_thenTheDatagramAndItsSenderAreTold() {
    SocketHandle a = bound(Winsock2.SOCK_DGRAM);
    SocketHandle b = bound(Winsock2.SOCK_DGRAM);
    name.buffer().order(ByteOrder.LITTLE_ENDIAN).putInt(28, 28);

    assertThat(ws2.sendto(a, WsaBuffers.of(hello), 0, nameOf(b)).bytes()).isEqualTo(5);
    TransferResult got =
        ws2.recvfrom(b, WsaBuffers.of(room), 0, name.address(), name.address() + 28);

    assertDatagramCameFrom(a, got);
  }

  @Test
  void givenTwoSockets_whenWSASendToAndWSARecvFrom_thenTheDatagramAndItsSenderAreTold() {
    SocketHandle a = bound(Winsock2.SOCK_DGRAM);
    SocketHandle b = bound(Winsock2.SOCK_DGRAM);
    name.buffer().order(ByteOrder.LITTLE_ENDIAN).putInt(28, 28);

    assertThat(ws2.wsaSendTo(a, WsaBuffers.of(hello), 0, nameOf(b), null, null).bytes())
        .isEqualTo(5);
    TransferResult got =
        ws2.wsaRecvFrom(b, WsaBuffers.of(room), 0, name.address(), name.address() + 28, null, null);

    assertDatagramCameFrom(a, got);
  }

  private void assertDatagramCameFrom(SocketHandle sender, TransferResult got) {
    assertThat(got.bytes()).isEqualTo(5);
    assertThat(received(5)).isEqualTo("hello");
    int length = ByteBuffer.wrap(name.bytes(28, 4)).order(ByteOrder.LITTLE_ENDIAN).getInt();
    assertThat(Sockaddr.ofBytes(name.bytes(0, length))).isEqualTo(nameOf(sender));
  }

  @Test
  void givenDataThatCame_whenIoctlsocketOrWSAIoctl_thenFIONREADCountsThem() {
    try (SocketPair pair = winsock.connectedPair()) {
      SocketHandle s = pair.server().handle();
      pair.client().send(WsaBuffers.of(hello));
      ws2.recv(s, WsaBuffers.of(room), Winsock2.MSG_PEEK).orThrow("recv"); // they are there now

      assertThat(ws2.ioctlsocket(s, Winsock2.FIONREAD, name.address())).isEqualTo(CallResult.OK);

      assertThat(name.bytes(0, 4)).containsExactly(5, 0, 0, 0);
      ws2.recv(s, WsaBuffers.of(room.address(), 2), 0).orThrow("recv");
      TransferResult asked =
          ws2.wsaIoctl(s, Winsock2.FIONREAD, 0, 0, name.address(), 4, null, null);
      assertThat(asked).isEqualTo(TransferResult.done(4, 0));
      assertThat(name.bytes(0, 4)).containsExactly(3, 0, 0, 0);
    }
  }

  @Test
  void givenEvents_whenWSAWaitForMultipleEvents_thenTheLowestThatIsSetIsTold() {
    List<EventHandle> events = List.of(event(), event(), event());
    ws2.wsaSetEvent(events.get(2)).orThrow("WSASetEvent");
    ws2.wsaSetEvent(events.get(1)).orThrow("WSASetEvent");

    assertThat(ws2.wsaWaitForMultipleEvents(events, false, WAIT, false).returnValue()).isOne();
    assertThat(ws2.wsaWaitForMultipleEvents(events, true, 0, false).returnValue())
        .isEqualTo(WaitResult.WAIT_TIMEOUT);
  }

  private EventHandle event() {
    return ws2.wsaCreateEvent().event();
  }

  /** IOCP-CREATE-5, IOCP-POST-1: the packet of a receive, and one that a client has posted. */
  @Test
  void givenPort_whenPostQueuedCompletionStatus_thenGetQueuedCompletionStatusTakesEach() {
    try (SocketPair pair = winsock.connectedPair()) {
      PortHandle port =
          kernel32.createIoCompletionPort(pair.server().handle(), null, 42, 0).orThrow();
      pair.server().startRecv(WsaBuffers.of(room), overlapped);
      pair.client().send(WsaBuffers.of(hello));

      QueuedCompletion came = kernel32.getQueuedCompletionStatus(port, WAIT);
      assertThat(kernel32.postQueuedCompletionStatus(port, 1, 2, 3)).isEqualTo(BoolResult.TRUE);
      QueuedCompletion posted = kernel32.getQueuedCompletionStatus(port, WAIT);

      assertThat(came.bytes()).isEqualTo(5);
      assertThat(came.key()).isEqualTo(42);
      assertThat(came.overlapped()).isEqualTo(overlapped.address());
      assertThat(posted.bytes()).isEqualTo(1);
      assertThat(posted.key()).isEqualTo(2);
      assertThat(posted.overlapped()).isEqualTo(3);
    }
  }

  @Test
  void givenTwoPackets_whenGetQueuedCompletionStatusEx_thenBothAreTakenAtOnce() {
    PortHandle port = kernel32.createIoCompletionPort(null, null, 0, 0).orThrow();
    kernel32.postQueuedCompletionStatus(port, 1, 2, 3).orThrow("PostQueuedCompletionStatus");
    kernel32.postQueuedCompletionStatus(port, 4, 5, 6).orThrow("PostQueuedCompletionStatus");
    try (CompletionEntries entries = new CompletionEntries(4)) {
      assertThat(kernel32.getQueuedCompletionStatusEx(port, entries, WAIT, false))
          .isEqualTo(BoolResult.TRUE);

      assertThat(entries.count()).isEqualTo(2);
      assertThat(entries.key(0)).isEqualTo(2);
      assertThat(entries.overlapped(1)).isEqualTo(6);
    }
    assertThat(kernel32.getQueuedCompletionStatus(port, 0).taken()).isFalse();
  }

  /** WIN-38, WSP-IO-5: starting takes the event's signal, the end gives it. */
  @Test
  void givenEventThatIsSet_whenWPUResetEventAndTheEnd_thenGetOverlappedResultExWaitsInBetween() {
    try (SocketPair pair = winsock.connectedPair()) {
      EventHandle event = kernel32.createEvent(true, true);
      overlapped.storeEvent(event.value());
      SocketHandle s = pair.server().handle();

      pair.server().startRecv(WsaBuffers.of(room), overlapped);

      assertThat(kernel32.waitForSingleObjectEx(event, 0, false).returnValue())
          .isEqualTo(WaitResult.WAIT_TIMEOUT);
      assertThat(kernel32.getOverlappedResultEx(s, overlapped, 0, false).error()).isEqualTo(996);
      pair.client().send(WsaBuffers.of(hello));
      assertThat(kernel32.getOverlappedResultEx(s, overlapped, WAIT, false))
          .isEqualTo(new FileResult(true, 0, true, 5));
      assertThat(received(5)).isEqualTo("hello");
    }
  }

  /** WAIT-2 of one object: the wait takes the signal of an auto-reset event. */
  @Test
  void givenAutoResetEvent_whenSetEvent_thenWaitForSingleObjectExTakesTheSignal() {
    EventHandle event = kernel32.createEvent(false, false);
    kernel32.setEvent(event).orThrow("SetEvent");

    assertThat(kernel32.waitForSingleObjectEx(event, WAIT, false).returnValue()).isZero();

    assertThat(kernel32.waitForSingleObjectEx(event, 0, false).returnValue())
        .isEqualTo(WaitResult.WAIT_TIMEOUT);
  }

  /** CAT-4, WIN-60: what a client is shown is what it can use. */
  @Test
  void givenCatalog_whenWSAEnumProtocols_thenBasesAndChainsAreWritten() {
    List<ProtocolInfo> usable =
        winsock.catalog().entries().stream().filter(entry -> !entry.isLayer()).toList();
    int needed = usable.size() * ProtocolInfo.SIZE;
    try (NativeBlock entries = NativeBlock.allocate(needed)) {
      assertThat(ws2.wsaEnumProtocols(null, entries.address(), needed))
          .isEqualTo(new ProtocolsResult(usable.size(), 0, needed));

      for (int i = 0; i < usable.size(); i++) {
        byte[] entry = entries.bytes(i * ProtocolInfo.SIZE, ProtocolInfo.SIZE);
        assertThat(ProtocolInfoLayout.fromBytes(entry)).isEqualTo(usable.get(i));
      }
    }
  }
}
