package dev.wsplab.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.client.MessageQueue;
import dev.wsplab.client.MessageQueue.Message;
import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.network.Base;
import dev.wsplab.provider.network.TcpWorld;
import dev.wsplab.spi.ExtensionFunction.Result;
import dev.wsplab.spi.FdSet;
import dev.wsplab.spi.OptionResult;
import dev.wsplab.spi.PollFd;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ProtocolInfoLayout;
import dev.wsplab.spi.TimeVal;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.TransmitElement;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a layer's client sees, in both forms of a layer, on both bases. */
@ParameterizedClass
@MethodSource("kinds")
class LayerFormTest {
  @Parameter(0)
  Base base;

  @Parameter(1)
  LayerForm form;

  private CountingLayer layer;
  private TcpWorld world;
  private Ws2_32 ws2;
  private SocketHandle client;
  private SocketHandle server;

  static Stream<Arguments> kinds() {
    return Arrays.stream(Base.values())
        .flatMap(base -> Arrays.stream(LayerForm.values()).map(form -> Arguments.of(base, form)));
  }

  @BeforeEach
  void connect() {
    layer = new CountingLayer(form);
    world = new TcpWorld(base, List.of(layer));
    ws2 = world.ws2;
    TcpWorld.Pair pair = world.connected();
    client = pair.client();
    server = pair.server();
  }

  @AfterEach
  void close() {
    world.close();
  }

  private boolean captures() {
    return form == LayerForm.IFS;
  }

  private TransferResult recv(NativeBlock room, Overlapped overlapped) {
    return ws2.wsaRecv(server, WsaBuffers.of(room), 0, overlapped, null);
  }

  private void send() {
    world.send(client, "hello");
  }

  /** WPU-GEN-5, WPU-IFS-3. */
  @Test
  void givenLayer_whenSocketIsMade_thenItsHandleIsTheLayersOwnOrTheOneBelow() {
    assertThat(layer.below(server).equals(server)).isEqualTo(captures());
    assertThat(layer.below(world.socket())).isNotEqualTo(SocketHandle.INVALID);
    assertThat(world.winsock.exports().systemIo().firstName(server) != null).isEqualTo(captures());
  }

  @Test
  void givenLayeredSocket_whenItsProtocolIsAsked_thenItIsTheChain_CAT_3() {
    OptionResult told = world.get(server, Winsock2.SO_PROTOCOL_INFOW);

    ProtocolInfo info = ProtocolInfoLayout.fromBytes(told.value());
    assertThat(info.chainLength()).isEqualTo(2);
    assertThat(info.hasIfsHandles()).isEqualTo(captures());
  }

  @Test
  void givenReceiveWithEvent_whenDataComes_thenTheClientsStructureIsCompleted() {
    EventHandle event = world.event();
    Overlapped overlapped = world.overlapped(event);

    assertThat(recv(world.block(8), overlapped).isPending()).isTrue();
    assertThat(overlapped.isPending()).isTrue();
    send();
    world.await(event);

    assertThat(overlapped.internalHigh()).isEqualTo(5);
    assertThat(ws2.wsaGetOverlappedResult(server, overlapped, false).bytes()).isEqualTo(5);
  }

  /** WPU-COMPLETE-13 or the system: key and pointer are the client's, once. */
  @Test
  void givenReceiveWithPort_whenDataComes_thenOnePacketHasTheClientsKeyAndPointer() {
    PortHandle port = world.portOf(server, 4711);
    Overlapped overlapped = world.overlapped();
    recv(world.block(8), overlapped);
    send();

    QueuedCompletion packet = world.packet(port);

    assertThat(packet.returnValue()).isTrue();
    assertThat(packet.key()).isEqualTo(4711);
    assertThat(packet.overlapped()).isEqualTo(overlapped.address());
    assertThat(packet.bytes()).isEqualTo(5);
    assertThat(world.hasPacket(port)).isFalse();
  }

  /** WIN-H10, WSP-IO-16. */
  @Test
  void givenDataPresent_whenReceiving_thenExactlyOnePacketComes() {
    PortHandle port = world.portOf(server, 1);
    send();
    world.receivePeeked(server);

    assertThat(recv(world.block(8), world.overlapped()).started()).isTrue();

    assertThat(world.packet(port).bytes()).isEqualTo(5);
    assertThat(world.hasPacket(port)).isFalse();
  }

  /** WIN-28 for the base's handle; IOCP-SKIP-4, KB2568167 for a layer's own: never a packet. */
  @Test
  void givenSkipOnSuccess_whenReceiving_thenPacketsAreSkippedAsTheHandleHasIt() {
    PortHandle port = world.portOf(server, 1);
    world.kernel32.setFileCompletionNotificationModes(server, 1);
    send();
    world.receivePeeked(server);
    Overlapped present = world.overlapped();
    assertThat(recv(world.block(8), present).started()).isTrue();
    world.until(() -> !present.isPending());
    assertThat(world.hasPacket(port)).isFalse();

    Overlapped later = world.overlapped();
    assertThat(recv(world.block(8), later).isPending()).isTrue();
    send();
    world.until(() -> !later.isPending());

    if (captures()) {
      assertThat(world.packet(port).overlapped()).isEqualTo(later.address());
      return;
    }
    // The layer's one worker has told the earlier ones, packets and all, before it publishes this.
    Overlapped last = world.overlapped();
    recv(world.block(8), last);
    send();
    world.until(() -> !last.isPending());
    world.kernel32.postQueuedCompletionStatus(port, 0, 5, 0);
    assertThat(world.packet(port).key()).isEqualTo(5);
  }

  @Test
  void givenReceiveWithRoutine_whenDataComes_thenRoutineRunsHereOnce_WSP_IO_9() {
    Overlapped overlapped = world.overlapped();
    List<String> told = new ArrayList<>();
    ws2.wsaRecv(
        server,
        WsaBuffers.of(world.block(8)),
        0,
        overlapped,
        (error, bytes, o, flags) -> told.add(error + " " + bytes + " " + o.isPending()));
    send();

    assertThat(world.kernel32.sleepEx(TcpWorld.BOUND_MILLIS, true)).isEqualTo(192);

    assertThat(told).containsExactly("0 5 false");
    assertThat(world.kernel32.sleepEx(0, true)).isZero();
  }

  @Test
  void givenAssociatedSocket_whenReceivingWithRoutine_thenItIsRefused_IOCP_CREATE_7() {
    world.portOf(server, 1);

    TransferResult result =
        ws2.wsaRecv(
            server, WsaBuffers.of(world.block(8)), 0, world.overlapped(), (e, b, o, f) -> {});

    assertThat(result).isEqualTo(TransferResult.failed(WsaError.WSAEINVAL));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 0x7FFF_FFF0L})
  void givenEventThatIsNone_whenReceiving_thenStartFails_WSP_IO_5(long hEvent) {
    Overlapped overlapped = world.overlapped();
    overlapped.storeEvent(hEvent);

    assertThat(recv(world.block(8), overlapped))
        .isEqualTo(TransferResult.failed(WsaError.WSA_INVALID_HANDLE));
    assertThat(overlapped.isPending()).isFalse();
    assertThat(world.winsock.pendingOperations()).isEmpty();
  }

  @Test
  void givenMemoryThatIsNotThere_whenReceiving_thenErrorIsFault() {
    TransferResult fault = TransferResult.failed(WsaError.WSAEFAULT);

    assertThat(recv(world.block(8), Overlapped.at(0x10))).isEqualTo(fault);
    assertThat(ws2.wsaRecv(server, WsaBuffers.at(0x10, 1), 0, world.overlapped(), null))
        .isEqualTo(fault);
    assertThat(ws2.wsaRecv(server, WsaBuffers.at(0x10, 1), 0, null, null)).isEqualTo(fault);
  }

  @Test
  void givenPendingReceive_whenSocketIsClosed_thenItEndsOnceAndTheHandleGoes_CANCEL_7() {
    PortHandle port = world.portOf(server, 9);
    Overlapped overlapped = world.overlapped();
    recv(world.block(8), overlapped);
    int handles = world.winsock.openHandles();

    ws2.closesocket(server).orThrow("closesocket");

    QueuedCompletion packet = world.packet(port);
    assertThat(packet.returnValue()).isFalse();
    assertThat(packet.error()).isIn(995, 1236);
    assertThat(packet.key()).isEqualTo(9);
    // GOR-15: in a structure of a system handle the client's offsets stay.
    assertThat(overlapped.offsetHigh()).isIn(captures() ? List.of(0) : List.of(995, 10053));
    assertThat(ws2.closesocket(server).errno()).isEqualTo(WsaError.WSAENOTSOCK.code());
    world.until(() -> world.winsock.openHandles() == handles - (captures() ? 1 : 2));
    assertThat(world.hasPacket(port)).isFalse();
  }

  @Test
  void givenPendingReceive_whenCleanedUp_thenAbortedSilently_WSP_CLEAN_3() {
    EventHandle event = world.event();
    Overlapped overlapped = world.overlapped(event);
    recv(world.block(8), overlapped);

    ws2.wsaCleanup();

    assertThat(overlapped.offsetHigh()).isEqualTo(captures() ? 0 : 995);
    assertThat(overlapped.internal()).isEqualTo(0xC0000120);
    assertThat(world.isSignalled(event)).isFalse();
    assertThat(ws2.wsaStartup(Winsock2.VERSION_2_2).succeeded()).as("WSP-CLEAN-5").isTrue();
    TcpWorld.Pair again = world.connected();
    world.send(again.client(), "again");
    assertThat(world.receive(again.server(), 5)).isEqualTo("again");
  }

  @Test
  void givenPendingReceive_whenPeerCloses_thenItSucceedsWithZeroBytes_WSP_RECV_4() {
    PortHandle port = world.portOf(server, 1);
    recv(world.block(8), world.overlapped());
    ws2.closesocket(client);

    QueuedCompletion packet = world.packet(port);
    assertThat(packet.returnValue()).isTrue();
    assertThat(packet.bytes()).isZero();
  }

  @Test
  void givenPendingReceive_whenResultIsAsked_thenItIsIncomplete_GOR_8() {
    Overlapped overlapped = world.overlapped();
    recv(world.block(8), overlapped);

    assertThat(ws2.wsaGetOverlappedResult(server, overlapped, false).errno())
        .isEqualTo(WsaError.WSA_IO_INCOMPLETE.code());
  }

  @Test
  void givenSynchronousTransfers_whenDone_thenHooksAreToldInBothForms() {
    send();
    assertThat(world.receive(server, 5)).isEqualTo("hello");

    assertThat(layer.sent).hasValue(5);
    assertThat(layer.received).hasValue(5);
    assertThat(layer.sends).hasValue(1);
  }

  /** CLI-ACCEPTEX-5, CLI-ACCEPTEX-6. */
  @Test
  void givenAcceptEx_whenConnectionComesWithData_thenTheListenersPortIsTold() {
    SocketHandle listener = world.listener();
    PortHandle port = world.portOf(listener, 33);
    SocketHandle accepting = world.socket();
    SocketHandle connecting = world.socket();
    Result started =
        ws2.extensions()
            .acceptEx(listener, accepting, world.block(5 + 64), 5, 32, 32, world.overlapped());
    assertThat(started.started()).isTrue();
    ws2.connect(connecting, world.nameOf(listener)).orThrow("connect");
    world.send(connecting, "hello");

    QueuedCompletion packet = world.packet(port);

    assertThat(packet.key()).isEqualTo(33);
    assertThat(packet.bytes()).isEqualTo(5);
    ws2.setsockopt(
            accepting,
            Winsock2.SOL_SOCKET,
            Winsock2.SO_UPDATE_ACCEPT_CONTEXT,
            TcpWorld.bytes(listener.value()))
        .orThrow("setsockopt");
    world.send(accepting, "back");
    assertThat(world.receive(connecting, 4)).isEqualTo("back");
  }

  @Test
  void givenConnectEx_whenPeerListens_thenItsDataArrive() {
    SocketHandle listener = world.listener();
    SocketHandle connecting = world.bound();
    PortHandle port = world.portOf(connecting, 5);

    assertThat(
            ws2.extensions()
                .connectEx(
                    connecting, world.nameOf(listener), world.text("hello"), world.overlapped())
                .started())
        .isTrue();

    assertThat(world.packet(port).bytes()).isEqualTo(5);
    assertThat(world.receive(world.accept(listener), 5)).isEqualTo("hello");
  }

  @Test
  void givenTransmitPacketsAndDisconnectEx_whenCalled_thenBytesAndTheEndArrive() {
    PortHandle port = world.portOf(client, 7);
    NativeBlock hello = world.text("hello");
    List<TransmitElement> elements = List.of(new TransmitElement.Memory(hello.address(), 5));

    ws2.extensions().transmitPackets(client, elements, hello, world.overlapped(), 0);
    assertThat(world.packet(port).bytes()).isEqualTo(5);
    assertThat(world.receive(server, 5)).isEqualTo("hello");
    ws2.extensions().disconnectEx(client, world.overlapped(), 0);
    assertThat(world.packet(port).error()).isZero();
    assertThat(ws2.recv(server, WsaBuffers.of(world.block(1)), 0).bytes()).isZero();
  }

  @Test
  void givenDuplicate_whenTheFirstIsClosed_thenItGoesOnThroughTheLayer_WSP_DUP_1() {
    int self = (int) ProcessHandle.current().pid();
    ProtocolInfo info = ws2.wsaDuplicateSocket(server, self).orThrow("WSADuplicateSocket");
    SocketHandle second = ws2.wsaSocket(-1, -1, -1, info, 0, 1).orThrow("WSASocket");

    ws2.closesocket(server).orThrow("closesocket");

    send();
    assertThat(world.receive(second, 5)).isEqualTo("hello");
    assertThat(layer.received).hasValue(5);
    ws2.closesocket(second).orThrow("closesocket");
    assertThat(ws2.recv(client, WsaBuffers.of(world.block(1)), 0).bytes()).isZero();
  }

  @Test
  void givenSelectAndPoll_whenDataComes_thenTheClientsHandlesAreReady() {
    FdSet read = FdSet.of(server, client);
    send();

    assertThat(ws2.select(read, null, null, new TimeVal(10, 0)).returnValue()).isEqualTo(1);
    assertThat(read.sockets()).containsExactly(server);
    List<PollFd> fds =
        List.of(
            new PollFd(client, PollFd.POLLRDNORM),
            new PollFd(server, PollFd.POLLRDNORM | PollFd.POLLWRNORM));
    assertThat(ws2.wsaPoll(fds, TcpWorld.BOUND_MILLIS).revents())
        .containsExactly(0, PollFd.POLLRDNORM | PollFd.POLLWRNORM);
  }

  @Test
  void givenEventSelect_whenDataComes_thenTheClientsEventIsSet() {
    EventHandle event = world.event();
    ws2.wsaEventSelect(server, event, Winsock2.FD_READ).orThrow("WSAEventSelect");
    send();

    world.await(event);

    assertThat(ws2.wsaEnumNetworkEvents(server, event).events()).isEqualTo(Winsock2.FD_READ);
  }

  @Test
  void givenAsyncSelect_whenDataComes_thenTheMessageNamesTheClientsHandle() throws Exception {
    try (MessageQueue messages = world.winsock.messageQueue()) {
      ws2.wsaAsyncSelect(server, messages.hWnd(), 0x500, Winsock2.FD_READ)
          .orThrow("WSAAsyncSelect");
      send();

      Message message = messages.take(Duration.ofSeconds(10)).orElseThrow();

      assertThat(message.socket()).isEqualTo(server);
      assertThat(message.event()).isEqualTo(Winsock2.FD_READ);
    }
  }

  @Test
  void givenEverythingClosed_whenEnvironmentEnds_thenNoHandleIsLeft() {
    recv(world.block(8), world.overlapped());

    world.winsock.close();

    assertThat(world.winsock.openHandles()).isZero();
  }
}
