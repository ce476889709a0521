package dev.wsplab.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.client.SocketPair;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.AcceptResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.OverlappedResult;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The functions that every client calls, each looked at for itself, in every form of provider. */
@ParameterizedClass
@EnumSource
class LifeOfASocketTest extends OnEveryTop {
  private final Top top;

  LifeOfASocketTest(Top top) {
    super(top);
    this.top = top;
  }

  private SocketHandle tcp() {
    return ws2.socket(Winsock2.AF_INET, Winsock2.SOCK_STREAM, 0).orThrow("socket");
  }

  /** WSP-CLEAN-4, WSP-CLEAN-5: its sockets are gone, and another start makes new ones. */
  @Test
  void givenASocket_whenTheFinalWSACleanupComes_thenItIsGoneUntilAnotherWSAStartup() {
    SocketHandle before = tcp();
    assertThat(ws2.wsaCleanup()).isEqualTo(CallResult.OK);
    assertThat(ws2.socket(Winsock2.AF_INET, Winsock2.SOCK_STREAM, 0).errno())
        .isEqualTo(WsaError.WSANOTINITIALISED.code());

    assertThat(ws2.wsaStartup(Winsock2.VERSION_2_2).returnValue()).isZero();

    assertThat(ws2.getsockname(before).errno()).isEqualTo(WsaError.WSAENOTSOCK.code());
    assertThat(ws2.closesocket(tcp())).isEqualTo(CallResult.OK);
  }

  /** WPU-GEN-5: the form decides which upcall gives the client its handle. */
  @Test
  void givenSocket_whenCreateSocketHandleOrModifyIFSHandleGaveIt_thenCloseSocketHandleTakesIt() {
    ws2.closesocket(tcp()).orThrow("closesocket"); // a layer keeps what its first socket needs
    int open = winsock.openHandles();

    SocketHandle s = tcp();

    assertThat(winsock.openHandles()).isGreaterThan(open);
    assertThat(winsock.exports().systemIo().firstName(s) != null).isEqualTo(top.hasSystemHandles());
    assertThat(ws2.closesocket(s)).isEqualTo(CallResult.OK);
    assertThat(winsock.openHandles()).isEqualTo(open);
    assertThat(ws2.closesocket(s).errno()).isEqualTo(WsaError.WSAENOTSOCK.code());
  }

  @Test
  void givenTwoSockets_whenBindListenConnectAndAccept_thenEachKnowsTheOther() {
    SocketHandle listener = tcp();
    SocketHandle client = tcp();
    assertThat(ws2.bind(listener, Sockaddr.loopback(0))).isEqualTo(CallResult.OK);
    assertThat(ws2.listen(listener, 1)).isEqualTo(CallResult.OK);
    Sockaddr name = ws2.getsockname(listener).orThrow("getsockname");

    assertThat(ws2.connect(client, name)).isEqualTo(CallResult.OK);
    AcceptResult accepted = ws2.accept(listener);

    assertThat(accepted.address()).isEqualTo(ws2.getsockname(client).orThrow("getsockname"));
    assertThat(ws2.getpeername(accepted.socket()).orThrow("getpeername"))
        .isEqualTo(accepted.address());
    assertThat(ws2.getpeername(client).orThrow("getpeername")).isEqualTo(name);
  }

  @Test
  void givenConnection_whenSendAndRecv_thenTheBytesPass() {
    try (SocketPair pair = winsock.connectedPair()) {
      assertThat(ws2.send(pair.client().handle(), WsaBuffers.of(hello), 0))
          .isEqualTo(TransferResult.done(5, 0));

      assertThat(ws2.recv(pair.server().handle(), WsaBuffers.of(room), 0).bytes()).isEqualTo(5);

      assertThat(room.bytes(0, 5)).isEqualTo("hello".getBytes(StandardCharsets.US_ASCII));
    }
  }

  @Test
  void givenConnection_whenCloseSocket_thenThePeerFindsTheEnd() {
    SocketPair pair = winsock.connectedPair();

    assertThat(ws2.closesocket(pair.client().handle())).isEqualTo(CallResult.OK);

    assertThat(pair.server().recv(WsaBuffers.of(room))).isZero();
    assertThat(ws2.send(pair.client().handle(), WsaBuffers.of(hello), 0).errno())
        .isEqualTo(WsaError.WSAENOTSOCK.code());
  }

  @Test
  void givenPendingRecv_whenDataCome_thenGetOverlappedResultSaysHowMany() {
    try (SocketPair pair = winsock.connectedPair()) {
      SocketHandle s = pair.server().handle();
      Overlapped overlapped = structures.overlapped();
      overlapped.storeEvent(kernel32.createEvent(true, false).value());
      assertThat(ws2.wsaRecv(s, WsaBuffers.of(room), 0, overlapped, null).isPending()).isTrue();
      OverlappedResult early = ws2.wsaGetOverlappedResult(s, overlapped, false);
      assertThat(early.errno()).isEqualTo(WsaError.WSA_IO_INCOMPLETE.code());

      pair.client().send(WsaBuffers.of(hello));

      OverlappedResult result = ws2.wsaGetOverlappedResult(s, overlapped, true);
      assertThat(result.returnValue()).isTrue();
      assertThat(result.bytes()).isEqualTo(5);
    }
  }

  /** WPU-COMPLETE-13 and, on system handles, WIN-33. */
  @Test
  void givenPort_whenCompleteOverlappedRequestIsDue_thenThePacketNamesKeyAndStructure() {
    try (SocketPair pair = winsock.connectedPair()) {
      SocketHandle s = pair.server().handle();
      PortHandle port = kernel32.createIoCompletionPort(s, null, 77, 0).orThrow();
      Overlapped overlapped = structures.overlapped();
      assertThat(ws2.wsaRecv(s, WsaBuffers.of(room), 0, overlapped, null).isPending()).isTrue();

      pair.client().send(WsaBuffers.of(hello));

      QueuedCompletion packet = kernel32.getQueuedCompletionStatus(port, WAIT);
      assertThat(packet.returnValue()).isTrue();
      assertThat(packet.key()).isEqualTo(77);
      assertThat(packet.bytes()).isEqualTo(5);
      assertThat(packet.overlapped()).isEqualTo(overlapped.address());
    }
  }

  /** WPU-APC-3: in the thread that started the operation, in an alertable wait. */
  @Test
  void givenRoutine_whenTheProviderCallsQueueApc_thenSleepExRunsIt() {
    try (SocketPair pair = winsock.connectedPair()) {
      List<String> ran = new ArrayList<>();
      String thread = Thread.currentThread().getName();
      assertThat(
              ws2.wsaRecv(
                      pair.server().handle(),
                      WsaBuffers.of(room),
                      0,
                      structures.overlapped(),
                      (error, bytes, overlapped, flags) ->
                          ran.add(Thread.currentThread().getName() + " " + error + " " + bytes))
                  .isPending())
          .isTrue();

      pair.client().send(WsaBuffers.of(hello));

      assertThat(ran).isEmpty();
      assertThat(kernel32.sleepEx(WAIT, true)).isEqualTo(192);
      assertThat(ran).containsExactly(thread + " 0 5");
    }
  }

  @Test
  void givenOption_whenSetSockOpt_thenGetSockOptReadsIt() {
    SocketHandle s = tcp();
    byte[] on = {1, 0, 0, 0};
    assertThat(ws2.getsockopt(s, Winsock2.SOL_SOCKET, Winsock2.SO_KEEPALIVE, 4).value())
        .isEqualTo(new byte[4]);

    assertThat(ws2.setsockopt(s, Winsock2.SOL_SOCKET, Winsock2.SO_KEEPALIVE, on))
        .isEqualTo(CallResult.OK);

    assertThat(ws2.getsockopt(s, Winsock2.SOL_SOCKET, Winsock2.SO_KEEPALIVE, 4).value())
        .isEqualTo(on);
  }

  @Test
  void givenWaitingBytes_whenIoctlAsks_thenItSaysHowMany() {
    try (SocketPair pair = winsock.connectedPair()) {
      SocketHandle s = pair.server().handle();
      EventHandle event = kernel32.createEvent(true, false);
      ws2.wsaEventSelect(s, event, Winsock2.FD_READ).orThrow("WSAEventSelect");
      pair.client().send(WsaBuffers.of(hello));
      await(event);

      TransferResult result =
          ws2.wsaIoctl(s, Winsock2.FIONREAD, 0, 0, room.address(), 4, null, null);

      assertThat(result.bytes()).isEqualTo(4);
      assertThat(ByteBuffer.wrap(room.bytes(0, 4)).order(ByteOrder.nativeOrder()).getInt())
          .isEqualTo(5);
    }
  }

  /** CAT-INST-3: who waits hears of the change. */
  @Test
  void givenProviderConfigChange_whenALayerIsInstalled_thenTheWaiterIsTold() {
    Overlapped overlapped = structures.overlapped();
    EventHandle event = kernel32.createEvent(true, false);
    overlapped.storeEvent(event.value());
    SocketHandle waiter = ws2.wsaProviderConfigChange(null, null, null).handle();
    assertThat(ws2.wsaProviderConfigChange(waiter, overlapped, null).errno())
        .isEqualTo(WsaError.WSA_IO_PENDING.code());

    winsock
        .catalog()
        .installLayer(new Top.PlainLayer(LayerForm.NON_IFS), Guid.random(), "another", false);

    await(event);
    assertThat(overlapped.isPending()).isFalse();
    assertThat(kernel32.closeHandle(waiter).returnValue()).isTrue();
  }

  @Test
  void givenListenerWithoutConnections_whenItCloses_thenConnectIsRefused() {
    SocketHandle listener = tcp();
    ws2.bind(listener, Sockaddr.loopback(0)).orThrow("bind");
    ws2.listen(listener, 1).orThrow("listen");
    Sockaddr name = ws2.getsockname(listener).orThrow("getsockname");
    ws2.closesocket(listener).orThrow("closesocket");

    assertThat(ws2.connect(tcp(), name).errno()).isEqualTo(WsaError.WSAECONNREFUSED.code());
  }
}
