package dev.wsplab.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.client.ClientSocket;
import dev.wsplab.client.Extensions;
import dev.wsplab.client.MessageQueue;
import dev.wsplab.client.SocketPair;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.ThreadHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ExtensionFunction.Result;
import dev.wsplab.spi.ExtensionFunction.Sockaddrs;
import dev.wsplab.spi.FdSet;
import dev.wsplab.spi.NetworkEventsResult;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.TimeVal;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.TransmitElement;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What clients use less often, or not at all but by way of a layer: both base providers and a layer
 * do it alike.
 */
@ParameterizedClass
@EnumSource
class EveryFunctionTest extends OnEveryTop {
  private static final int WM_USER = 0x400;

  private final SocketPair pair;
  private final SocketHandle client;
  private final SocketHandle server;

  EveryFunctionTest(Top top) {
    super(top);
    pair = winsock.connectedPair();
    client = pair.client().handle();
    server = pair.server().handle();
  }

  @Test
  void givenAddress_whenWSPAddressToStringAndStringToAddress_thenTextAndBack() {
    ProtocolInfo info = winsock.catalog().entries().get(0);
    Sockaddr address = Sockaddr.loopback(80);

    assertThat(provider.wspAddressToString(address, info).text()).isEqualTo("127.0.0.1:80");
    assertThat(
            provider.wspStringToAddress("127.0.0.1:80", Winsock2.AF_INET, info).orThrow("parsed"))
        .isEqualTo(address);
    assertThat(ws2.wsaAddressToString(address, null).text()).isEqualTo("127.0.0.1:80");
    assertThat(ws2.wsaStringToAddress("127.0.0.1:80", Winsock2.AF_INET, null).orThrow("parsed"))
        .isEqualTo(address);
  }

  @Test
  void givenConnection_whenGetPeerNameAndGetSockName_thenEachSaysTheOthers() {
    assertThat(ws2.getpeername(client).orThrow("getpeername"))
        .isEqualTo(ws2.getsockname(server).orThrow("getsockname"));
    assertThat(ws2.getpeername(server).orThrow("getpeername"))
        .isEqualTo(ws2.getsockname(client).orThrow("getsockname"));
  }

  /** On a stream it equals WSPSend and WSPRecv (WSP-SEND-5). */
  @Test
  void givenStream_whenSendToAndRecvFrom_thenTheBytesPass() {
    TransferResult sent =
        provider.wspSendTo(client, WsaBuffers.of(hello), 0, Sockaddr.loopback(9), null, null, null);
    assertThat(sent).isEqualTo(TransferResult.done(5, 0));

    TransferResult got =
        provider.wspRecvFrom(server, WsaBuffers.of(room), 0, 0, 0, null, null, null);

    assertThat(got).isEqualTo(TransferResult.done(5, 0));
    assertThat(received(5)).isEqualTo("hello");
  }

  @Test
  void givenConnection_whenSendDisconnectAndRecvDisconnect_thenBothDirectionsEnd() {
    assertThat(ws2.wsaSendDisconnect(client, null)).isEqualTo(CallResult.OK);
    assertThat(pair.server().recv(WsaBuffers.of(room))).isZero();

    assertThat(ws2.wsaRecvDisconnect(server, null)).isEqualTo(CallResult.OK);
    assertThat(ws2.recv(server, WsaBuffers.of(room), 0).errno())
        .isEqualTo(WsaError.WSAESHUTDOWN.code());
  }

  @Test
  void givenConnection_whenShutdown_thenThePeerFindsTheEnd() {
    assertThat(ws2.shutdown(client, Winsock2.SD_SEND)).isEqualTo(CallResult.OK);

    assertThat(pair.server().recv(WsaBuffers.of(room))).isZero();
    assertThat(ws2.send(client, WsaBuffers.of(hello), 0).errno())
        .isEqualTo(WsaError.WSAESHUTDOWN.code());
  }

  /** The function cancels its own thread's call, so an APC of that thread calls it. */
  @Test
  void givenWaitingReceive_whenCancelBlockingCall_thenInterruptedCall() {
    List<CallResult> cancels = new ArrayList<>();
    winsock
        .exports()
        .kernel()
        .threads()
        .queueApc(currentThread(), 1, () -> cancels.add(provider.wspCancelBlockingCall()));

    TransferResult result = ws2.recv(server, WsaBuffers.of(room), 0);

    assertThat(cancels).containsExactly(CallResult.OK);
    assertThat(result.errno()).isEqualTo(WsaError.WSAEINTR.code());
  }

  private ThreadHandle currentThread() {
    return winsock.exports().kernel().threads().current();
  }

  @Test
  void givenEventSelect_whenDataCome_thenSetEventTellsAndEnumNetworkEventsDoesResetEvent() {
    EventHandle event = kernel32.createEvent(true, false);
    ws2.wsaEventSelect(server, event, Winsock2.FD_READ).orThrow("WSAEventSelect");

    pair.client().send(WsaBuffers.of(hello));

    await(event);
    NetworkEventsResult found = ws2.wsaEnumNetworkEvents(server, event);
    assertThat(found.events()).isEqualTo(Winsock2.FD_READ);
    assertThat(kernel32.waitForSingleObjectEx(event, 0, false).returnValue())
        .as("reset in the same step")
        .isEqualTo(258);
  }

  @Test
  void givenAsyncSelect_whenDataCome_thenPostMessageTellsTheWindow() throws InterruptedException {
    try (MessageQueue messages = winsock.messageQueue()) {
      ws2.wsaAsyncSelect(server, messages.hWnd(), WM_USER, Winsock2.FD_READ)
          .orThrow("WSAAsyncSelect");

      pair.client().send(WsaBuffers.of(hello));

      MessageQueue.Message message = messages.take(Duration.ofMillis(WAIT)).orElseThrow();
      assertThat(message.socket()).isEqualTo(server);
      assertThat(message.event()).isEqualTo(Winsock2.FD_READ);
    }
  }

  @Test
  void givenDuplicateSocket_whenTheFirstIsClosed_thenTheSecondGoesOn() {
    ProtocolInfo info =
        ws2.wsaDuplicateSocket(server, (int) ProcessHandle.current().pid()).orThrow("duplicate");
    SocketHandle second = ws2.wsaSocket(-1, -1, -1, info, 0, 1).orThrow("WSASocket");
    ws2.closesocket(server).orThrow("closesocket");

    pair.client().send(WsaBuffers.of(hello));

    assertThat(ws2.recv(second, WsaBuffers.of(room), 0).bytes()).isEqualTo(5);
    assertThat(received(5)).isEqualTo("hello");
  }

  /** The provider opens the thread, queues the APC to it, and closes it (WPU-THREAD-6). */
  @Test
  void givenRoutineWithoutThread_whenDataCome_thenOpenCurrentThreadAndCloseThreadServeIt() {
    AtomicInteger bytes = new AtomicInteger(-1);
    Overlapped overlapped = structures.overlapped();
    TransferResult started =
        provider.wspRecv(
            server,
            WsaBuffers.of(room),
            0,
            overlapped,
            (error, count, o, flags) -> bytes.set(count),
            null);
    assertThat(started.isPending()).isTrue();

    pair.client().send(WsaBuffers.of(hello));

    assertThat(kernel32.sleepEx(WAIT, true)).isEqualTo(192);
    assertThat(bytes).hasValue(5);
  }

  @Test
  void givenQosAndMultipoint_whenAsked_thenRefusedAndNothingChanges() {
    assertThat(provider.wspGetQOSByName(client, WsaBuffers.of(hello), 0).errno())
        .isEqualTo(WsaError.WSAEOPNOTSUPP.code());
    assertThat(provider.wspJoinLeaf(client, Sockaddr.loopback(9), null, null, 0, 0, 0).errno())
        .isEqualTo(WsaError.WSAEOPNOTSUPP.code());

    assertThat(ws2.send(client, WsaBuffers.of(hello), 0).succeeded()).isTrue();
  }

  @Test
  void givenReadFile_whenDataCome_thenTheyAreRead() {
    pair.client().send(WsaBuffers.of(hello));

    assertThat(kernel32.readFile(server, WsaBuffers.of(room), null).bytes()).isEqualTo(5);
    assertThat(received(5)).isEqualTo("hello");
  }

  @Test
  void givenTwoEventsOfCreateEvent_whenSetEventAndResetEvent_thenWaitForMultipleObjectsExSeesIt() {
    EventHandle first = kernel32.createEvent(true, true);
    EventHandle second = kernel32.createEvent(true, false);
    kernel32.resetEvent(first);
    assertThat(
            kernel32
                .waitForMultipleObjectsEx(List.of(first, second), false, 0, false)
                .returnValue())
        .isEqualTo(258);

    kernel32.setEvent(second);

    assertThat(
            kernel32
                .waitForMultipleObjectsEx(List.of(first, second), false, WAIT, false)
                .returnValue())
        .isEqualTo(1);
  }

  @Test
  void givenData_whenSelect_thenTheSocketStaysInTheSet() {
    pair.client().send(WsaBuffers.of(hello));
    FdSet read = FdSet.of(server, client);

    assertThat(ws2.select(read, null, null, new TimeVal(10, 0)).returnValue()).isEqualTo(1);

    assertThat(read.sockets()).containsExactly(server);
  }

  @Test
  void givenFile_whenTransmitFile_thenThePeerGetsItBetweenHeadAndTail(@TempDir Path folder)
      throws IOException {
    Path path = Files.writeString(folder.resolve("file"), "file");
    WsaBuffers around = WsaBuffers.of(hello);
    try (FileChannel file = FileChannel.open(path)) {
      assertThat(ws2.extensions().transmitFile(client, file, 0, null, around, around, 0))
          .isEqualTo(Result.done(14));
    }
    assertThat(receivedAll(14)).isEqualTo("hellofilehello");
  }

  @Test
  void givenElements_whenTransmitPackets_thenThePeerGetsThem() {
    List<TransmitElement> elements = List.of(new TransmitElement.Memory(hello.address(), 5));

    assertThat(ws2.extensions().transmitPackets(client, elements, hello, null, 0))
        .isEqualTo(Result.done(5));

    assertThat(receivedAll(5)).isEqualTo("hello");
  }

  private String receivedAll(int length) {
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      text.append(received(pair.server().recv(WsaBuffers.of(room))));
    }
    return text.toString();
  }

  @Test
  void givenConnection_whenDisconnectEx_thenThePeerFindsTheEnd() {
    assertThat(ws2.extensions().disconnectEx(client, null, 0)).isEqualTo(Result.done(0));

    assertThat(pair.server().recv(WsaBuffers.of(room))).isZero();
  }

  @Test
  void givenConnectEx_whenAcceptExWaits_thenGetAcceptExSockaddrsSaysBothNames() {
    try (ClientSocket listener = winsock.tcpSocket();
        ClientSocket accepting = winsock.tcpSocket();
        ClientSocket connecting = winsock.tcpSocket();
        OverlappedBlock two = OverlappedBlock.allocate(2);
        NativeBlock output = NativeBlock.allocate(5 + 32 + 32)) {
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).listen(1);
      connecting.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      Sockaddr name = ws2.getsockname(listener.handle()).orThrow("getsockname");

      Extensions extensions = ws2.extensions();
      extensions
          .acceptEx(
              listener.handle(),
              accepting.handle(),
              output,
              5,
              32,
              32,
              withEvent(two.overlapped(0)))
          .orThrow("AcceptEx");
      extensions
          .connectEx(connecting.handle(), name, hello, withEvent(two.overlapped(1)))
          .orThrow("ConnectEx");
      await(two.overlapped(1).event());
      await(two.overlapped(0).event());

      assertThat(new String(output.bytes(0, 5), StandardCharsets.US_ASCII)).isEqualTo("hello");
      Sockaddrs names =
          extensions.getAcceptExSockaddrs(listener.handle(), output.address(), 5, 32, 32);
      assertThat(names.local()).isEqualTo(name);
      assertThat(names.remote())
          .isEqualTo(ws2.getsockname(connecting.handle()).orThrow("getsockname"));
    }
  }

  private Overlapped withEvent(Overlapped overlapped) {
    overlapped.storeEvent(kernel32.createEvent(true, false).value());
    return overlapped;
  }

  /** WIN-H9: one value per thread. */
  @Test
  void givenWSASetLastErrorAndSetLastError_whenGetLastErrorAndWSAGetLastError_thenTheSame() {
    ws2.wsaSetLastError(10_035);
    assertThat(kernel32.getLastError()).isEqualTo(10_035);
    kernel32.setLastError(997);
    assertThat(ws2.wsaGetLastError()).isEqualTo(997);
  }
}
