package dev.wsplab.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.platform.Patience;
import dev.wsplab.spi.AcceptResult;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.OptionResult;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ProtocolInfoLayout;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A layer over the system's own TCP: what its client sees, and what a subclass does. */
class LayeredProviderTest {
  private static final int WAIT = Patience.MILLIS;

  /** Counts what passes, and can make received bytes upper case. */
  static final class Layer extends LayeredProvider {
    final AtomicInteger received = new AtomicInteger();
    final AtomicInteger sent = new AtomicInteger();
    volatile boolean shouts;
    volatile boolean throwsUp;

    @Override
    protected void received(SocketHandle s, WsaBuffers buffers, int bytes) {
      if (throwsUp) {
        throw new IllegalStateException("a bug in the layer");
      }
      received.addAndGet(bytes);
      if (shouts) {
        byte[] text = new byte[bytes];
        exports().kernel().memory().read(buffers.address(0), text, 0, bytes);
        byte[] upper = new String(text, StandardCharsets.US_ASCII).toUpperCase().getBytes();
        exports().kernel().memory().write(upper, 0, bytes, buffers.address(0));
      }
    }

    @Override
    protected void sent(SocketHandle s, WsaBuffers buffers, int bytes) {
      sent.addAndGet(bytes);
    }

    SocketHandle below(SocketHandle s) {
      return lowerSocket(s);
    }
  }

  private final Layer layer = new Layer();
  private final Winsock winsock = Winsock.builder().layer(layer).build();
  private final Ws2_32 ws2 = winsock.ws2_32();
  private final OverlappedBlock structures = OverlappedBlock.allocate(8);
  private final NativeBlock room = NativeBlock.allocate(64);
  private final NativeBlock hello = NativeBlock.copyOf("hello".getBytes(StandardCharsets.US_ASCII));
  private SocketHandle listener = SocketHandle.INVALID;
  private SocketHandle client = SocketHandle.INVALID;
  private SocketHandle server = SocketHandle.INVALID;

  @BeforeEach
  void connect() {
    listener = socket();
    client = socket();
    ws2.bind(listener, Sockaddr.loopback(0)).orThrow("bind");
    ws2.listen(listener, 5).orThrow("listen");
    ws2.connect(client, ws2.getsockname(listener).orThrow("getsockname")).orThrow("connect");
    AcceptResult accepted = ws2.accept(listener);
    assertThat(accepted.succeeded()).isTrue();
    server = accepted.socket();
  }

  @AfterEach
  void close() {
    winsock.close();
    structures.close();
    room.close();
    hello.close();
  }

  private SocketHandle socket() {
    return ws2.socket(Winsock2.AF_INET, Winsock2.SOCK_STREAM, 0).orThrow("WSASocket");
  }

  private TransferResult recv(Overlapped overlapped) {
    return ws2.wsaRecv(server, WsaBuffers.of(room), 0, overlapped, null);
  }

  private void send() {
    assertThat(ws2.send(client, WsaBuffers.of(hello), 0)).isEqualTo(TransferResult.done(5, 0));
  }

  private EventHandle event() {
    return winsock.kernel32().createEvent(true, false);
  }

  private void await(EventHandle event) {
    assertThat(winsock.kernel32().waitForSingleObjectEx(event, WAIT, false).returnValue()).isZero();
  }

  private PortHandle portOf(SocketHandle s, long key) {
    return winsock.kernel32().createIoCompletionPort(s, null, key, 0).orThrow();
  }

  private QueuedCompletion packet(PortHandle port) {
    return winsock.kernel32().getQueuedCompletionStatus(port, WAIT);
  }

  /** WPU-GEN-5: what the client holds is the layer's own handle, not the one below. */
  @Test
  void givenLayer_whenSocketIsMade_thenClientHoldsTheLayersOwnHandle() {
    assertThat(layer.below(server)).isNotEqualTo(server);
    assertThat(winsock.kernel32().closeHandle(new EventHandle(server.value())).errno())
        .isEqualTo(6);
  }

  /** WPU-CREATE-6: event, fields and result query of the client's own structure. */
  @Test
  void givenReceiveWithEvent_whenDataComes_thenTheClientsStructureIsCompleted() {
    Overlapped overlapped = structures.overlapped();
    EventHandle event = event();
    overlapped.storeEvent(event.value());

    assertThat(recv(overlapped).isPending()).isTrue();
    assertThat(overlapped.isPending()).isTrue();
    send();
    await(event);

    assertThat(overlapped.internalHigh()).isEqualTo(5);
    assertThat(ws2.wsaGetOverlappedResult(server, overlapped, false).bytes()).isEqualTo(5);
    assertThat(layer.received).hasValue(5);
    assertThat(layer.sent).hasValue(5);
  }

  /** WPU-COMPLETE-13, WPU-CREATE-6: key and pointer are the client's, not the layer's. */
  @Test
  void givenReceiveWithPort_whenDataComes_thenPacketHasTheClientsKeyAndPointer() {
    PortHandle port = portOf(server, 4711);
    Overlapped overlapped = structures.overlapped();
    recv(overlapped);
    send();

    QueuedCompletion packet = packet(port);
    assertThat(packet.returnValue()).isTrue();
    assertThat(packet.key()).isEqualTo(4711);
    assertThat(packet.overlapped()).isEqualTo(overlapped.address());
    assertThat(packet.bytes()).isEqualTo(5);
  }

  /** WIN-H10, WSP-IO-16: an operation that finishes at once below is indicated exactly once. */
  @Test
  void givenDataPresent_whenReceiving_thenExactlyOnePacketComes() {
    PortHandle port = portOf(server, 1);
    send();
    assertThat(ws2.recv(server, WsaBuffers.of(room), Winsock2.MSG_PEEK).bytes()).isEqualTo(5);
    Overlapped overlapped = structures.overlapped();

    assertThat(recv(overlapped).started()).isTrue();

    assertThat(packet(port).bytes()).isEqualTo(5);
    assertThat(winsock.kernel32().getQueuedCompletionStatus(port, 0).error()).isEqualTo(258);
  }

  /**
   * WPU-APC-3, WPU-APC-8, WPU-APC-9, WSP-IO-9: the routine runs in this thread's alertable wait,
   * fields final.
   */
  @Test
  void givenReceiveWithRoutine_whenDataComes_thenRoutineRunsHereInAnAlertableWait() {
    Overlapped overlapped = structures.overlapped();
    EventHandle untouched = event();
    overlapped.storeEvent(untouched.value());
    List<String> told = new ArrayList<>();
    ws2.wsaRecv(
        server,
        WsaBuffers.of(room),
        0,
        overlapped,
        (error, bytes, o, flags) ->
            told.add(
                error + " " + bytes + " " + o.isPending() + " " + Thread.currentThread().getId()));
    send();

    assertThat(winsock.kernel32().sleepEx(WAIT, true)).isEqualTo(192);

    assertThat(told).containsExactly("0 5 false " + Thread.currentThread().getId());
    assertThat(winsock.kernel32().waitForSingleObjectEx(untouched, 0, false).returnValue())
        .as("no event with a routine")
        .isEqualTo(0x102);
  }

  /** IOCP-CREATE-7. */
  @Test
  void givenAssociatedSocket_whenReceivingWithRoutine_thenItIsRefused() {
    portOf(server, 1);

    TransferResult result =
        ws2.wsaRecv(server, WsaBuffers.of(room), 0, structures.overlapped(), (e, b, o, f) -> {});

    assertThat(result).isEqualTo(TransferResult.failed(WsaError.WSAEINVAL));
  }

  /** WSP-IO-5, IOCP-EVT-6. */
  @ParameterizedTest
  @ValueSource(longs = {1, 0x7FFF_FFF0L})
  void givenEventThatIsNone_whenReceiving_thenStartFailsAndStructureIsUntouched(long hEvent) {
    Overlapped overlapped = structures.overlapped();
    overlapped.storeEvent(hEvent);

    assertThat(recv(overlapped)).isEqualTo(TransferResult.failed(WsaError.WSA_INVALID_HANDLE));
    assertThat(overlapped.internal()).isZero();
    assertThat(winsock.pendingOperations()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {0x10, Long.MIN_VALUE})
  void givenStructureThatIsNotThere_whenReceiving_thenErrorIsFault(long address) {
    assertThat(recv(Overlapped.at(address))).isEqualTo(TransferResult.failed(WsaError.WSAEFAULT));
  }

  @Test
  void givenBufferArrayThatIsNotThere_whenReceiving_thenErrorIsFault() {
    assertThat(ws2.wsaRecv(server, WsaBuffers.at(0x10, 1), 0, structures.overlapped(), null))
        .isEqualTo(TransferResult.failed(WsaError.WSAEFAULT));
  }

  /** WSP-CLOSE-3, WSP-CLOSE-4, CANCEL-7, DEC-12. */
  @Test
  void givenPendingReceive_whenSocketIsClosed_thenItCompletesAbortedAndTheHandleGoes() {
    PortHandle port = portOf(server, 9);
    Overlapped overlapped = structures.overlapped();
    recv(overlapped);
    int handles = winsock.openHandles();

    ws2.closesocket(server).orThrow("closesocket");

    QueuedCompletion packet = packet(port);
    assertThat(packet.returnValue()).isFalse();
    assertThat(packet.error()).isIn(995, 1236);
    assertThat(packet.key()).isEqualTo(9);
    assertThat(overlapped.offsetHigh()).isIn(995, 10053);
    assertThat(ws2.closesocket(server).errno()).isEqualTo(WsaError.WSAENOTSOCK.code());
    awaitHandles(handles - 2);
  }

  private void awaitHandles(int expected) {
    long deadline = System.nanoTime() + WAIT * 1_000_000L;
    while (winsock.openHandles() != expected && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(winsock.openHandles()).isEqualTo(expected);
  }

  /** WSP-CLEAN-3, DEC-13: silently, with 995 in the structure. */
  @Test
  void givenPendingReceive_whenCleanedUp_thenStructureSaysAbortedAndNobodyIsTold() {
    Overlapped overlapped = structures.overlapped();
    EventHandle event = event();
    overlapped.storeEvent(event.value());
    recv(overlapped);

    ws2.wsaCleanup();

    assertThat(overlapped.offsetHigh()).isEqualTo(995);
    assertThat(overlapped.internal()).isEqualTo(0xC0000120);
    assertThat(overlapped.internalHigh()).isZero();
    assertThat(winsock.kernel32().waitForSingleObjectEx(event, 0, false).returnValue())
        .isEqualTo(0x102);
    assertThat(ws2.wsaStartup(Winsock2.VERSION_2_2).succeeded()).as("WSP-CLEAN-5").isTrue();
    assertThat(socket().isInvalid()).isFalse();
  }

  /** WSP-RECV-4: graceful close is success with 0 bytes. */
  @Test
  void givenPendingReceive_whenPeerCloses_thenItSucceedsWithZeroBytes() {
    PortHandle port = portOf(server, 1);
    recv(structures.overlapped());
    ws2.closesocket(client);

    QueuedCompletion packet = packet(port);
    assertThat(packet.returnValue()).isTrue();
    assertThat(packet.bytes()).isZero();
  }

  /** GOR row 1, row 5. */
  @Test
  void givenPendingReceive_whenResultIsAsked_thenItIsIncomplete() {
    Overlapped overlapped = structures.overlapped();
    recv(overlapped);

    assertThat(ws2.wsaGetOverlappedResult(server, overlapped, false).errno())
        .isEqualTo(WsaError.WSA_IO_INCOMPLETE.code());
    assertThat(ws2.wsaGetOverlappedResult(new SocketHandle(4), overlapped, false).errno())
        .isEqualTo(WsaError.WSAENOTSOCK.code());
  }

  @Test
  void givenLayerThatChangesBytes_whenReceived_thenTheClientSeesThemChanged() {
    layer.shouts = true;
    PortHandle port = portOf(server, 1);
    recv(structures.overlapped());
    send();
    packet(port);

    assertThat(new String(room.bytes(0, 5), StandardCharsets.US_ASCII)).isEqualTo("HELLO");
  }

  @Test
  void givenLayerThatThrows_whenReceived_thenThatOperationFailsAndTheOthersGoOn() {
    PortHandle port = portOf(server, 1);
    layer.throwsUp = true;
    recv(structures.overlapped());
    send();
    assertThat(packet(port).error()).isEqualTo(WsaError.WSASYSCALLFAILURE.code());

    layer.throwsUp = false;
    recv(structures.overlapped(1));
    send();
    assertThat(packet(port).bytes()).isEqualTo(5);
  }

  /** WSP-IOCTL-4, CLI-ACCEPTEX-5, CLI-ACCEPTEX-6: the layer's own pointer, its own handles. */
  @Test
  void givenAcceptEx_whenConnectionComesWithData_thenItBelongsToTheListenersPortAndLayerCounts() {
    PortHandle port = portOf(listener, 33);
    SocketHandle accepting = socket();
    SocketHandle connecting = socket();
    Overlapped overlapped = structures.overlapped();
    try (NativeBlock output = NativeBlock.allocate(5 + 32 + 32)) {
      ExtensionFunction.Result started =
          ws2.extensions().acceptEx(listener, accepting, output, 5, 32, 32, overlapped);
      assertThat(started.started()).isTrue();
      ws2.connect(connecting, ws2.getsockname(listener).orThrow("getsockname"));
      ws2.send(connecting, WsaBuffers.of(hello), 0);

      QueuedCompletion packet = packet(port);

      assertThat(packet.key()).isEqualTo(33);
      assertThat(packet.bytes()).isEqualTo(5);
      assertThat(layer.received).hasValue(5);
      byte[] context =
          ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(listener.value()).array();
      assertThat(
              ws2.setsockopt(
                      accepting, Winsock2.SOL_SOCKET, Winsock2.SO_UPDATE_ACCEPT_CONTEXT, context)
                  .succeeded())
          .isTrue();
      assertThat(
              ws2.extensions().getAcceptExSockaddrs(listener, output.address(), 5, 32, 32).remote())
          .isEqualTo(ws2.getsockname(connecting).orThrow("getsockname"));
    }
  }

  /** An ioctl that the layer answers itself is indicated as any other (WSP-IO-1). */
  @Test
  void givenPointerQueryWithEvent_whenAnsweredByTheLayer_thenItIsIndicatedOnce() {
    Overlapped overlapped = structures.overlapped();
    EventHandle event = event();
    overlapped.storeEvent(event.value());
    overlapped.storeOffsets(77, 88);
    try (NativeBlock block = NativeBlock.copyOf(new byte[24])) {
      byte[] id = ExtensionFunction.WSAID_ACCEPTEX.toBytes();
      block.buffer().put(id);
      TransferResult result =
          ws2.wsaIoctl(
              server,
              Winsock2.SIO_GET_EXTENSION_FUNCTION_POINTER,
              block.address(),
              16,
              block.address() + 16,
              8,
              overlapped,
              null);

      assertThat(result.started()).isTrue();
      await(event);
      assertThat(ws2.wsaGetOverlappedResult(server, overlapped, false).returnValue()).isTrue();
      assertThat(winsock.pendingOperations()).isEmpty();
      assertThat(winsock.exports().extensionFunction(block.buffer().getLong(16))).isPresent();
    }
  }

  @Test
  void givenConnectEx_whenPeerListens_thenDataIsSentAndLayerCounts() {
    SocketHandle connecting = socket();
    ws2.bind(connecting, Sockaddr.loopback(0)).orThrow("bind");
    PortHandle port = portOf(connecting, 5);

    ExtensionFunction.Result started =
        ws2.extensions()
            .connectEx(
                connecting,
                ws2.getsockname(listener).orThrow("getsockname"),
                hello,
                structures.overlapped());

    assertThat(started.started()).isTrue();
    QueuedCompletion packet = packet(port);
    assertThat(packet.returnValue()).isTrue();
    assertThat(packet.bytes()).isEqualTo(5);
    assertThat(layer.sent).hasValue(5);
  }

  /** The entry that a socket tells is the layer's chain. */
  @Test
  void givenLayeredSocket_whenItsProtocolIsAsked_thenItIsTheChain() {
    OptionResult option =
        ws2.getsockopt(server, Winsock2.SOL_SOCKET, Winsock2.SO_PROTOCOL_INFOW, ProtocolInfo.SIZE);

    ProtocolInfo info = ProtocolInfoLayout.fromBytes(option.value());
    assertThat(info.chainLength()).isEqualTo(2);
    assertThat(info.hasIfsHandles()).isFalse();
  }

  /** WSP-START-9: chains over several layers, to the base. */
  @Test
  void givenThreeLayers_whenDataPasses_thenEachLayerSeesIt() {
    Layer low = new Layer();
    Layer middle = new Layer();
    Layer top = new Layer();
    try (Winsock stacked = Winsock.builder().layer(low).layer(middle).layer(top).build();
        NativeBlock into = NativeBlock.allocate(5)) {
      Ws2_32 ws = stacked.ws2_32();
      SocketHandle listening = ws.socket(2, 1, 6).socket();
      SocketHandle from = ws.socket(2, 1, 6).socket();
      ws.bind(listening, Sockaddr.loopback(0));
      ws.listen(listening, 1);
      ws.connect(from, ws.getsockname(listening).orThrow("getsockname")).orThrow("connect");
      SocketHandle to = ws.accept(listening).socket();
      EventHandle done = stacked.kernel32().createEvent(true, false);
      Overlapped overlapped = structures.overlapped(2);
      overlapped.storeEvent(done.value());
      ws.wsaRecv(to, WsaBuffers.of(into), 0, overlapped, null);
      ws.send(from, WsaBuffers.of(hello), 0);

      stacked.kernel32().waitForSingleObjectEx(done, WAIT, false);

      assertThat(ws.wsaGetOverlappedResult(to, overlapped, false).bytes()).isEqualTo(5);
      assertThat(List.of(low.received.get(), middle.received.get(), top.received.get()))
          .containsExactly(5, 5, 5);
    }
  }

  /** Environments never meet: a handle of one is no socket of the other. */
  @Test
  void givenTwoEnvironments_whenHandleIsUsedInTheOther_thenItIsNoSocket() {
    try (Winsock other = Winsock.builder().build()) {
      assertThat(other.ws2_32().closesocket(server).errno()).isEqualTo(WsaError.WSAENOTSOCK.code());
    }
    assertThat(ws2.getsockname(server).returnValue()).isZero();
  }

  @Test
  void givenEverythingClosed_whenEnvironmentEnds_thenNoHandleIsLeft() {
    winsock.close();

    assertThat(winsock.openHandles()).isZero();
  }
}
