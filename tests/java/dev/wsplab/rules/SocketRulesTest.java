package dev.wsplab.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.client.FileResult;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.Top;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.ExtensionFunction.Result;
import dev.wsplab.spi.OverlappedResult;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Sockets, result queries, controls and AcceptEx: the same for base providers and a layer. */
@ParameterizedClass
@EnumSource
class SocketRulesTest extends RuleFixture {
  SocketRulesTest(Top top) {
    super(top);
  }

  private SocketHandle socket() {
    return ws2.socket(2, 1, 0).orThrow("socket");
  }

  /** WSP-SOCKET-1: the errors of a choice that there is not. */
  @Test
  void givenUnknownFamilyTypeOrProtocol_whenASocketIsMade_thenItsError() {
    assertThat(ws2.socket(77, 1, 0).errno()).isEqualTo(WsaError.WSAEAFNOSUPPORT.code());
    assertThat(ws2.socket(2, 5, 0).errno()).isEqualTo(WsaError.WSAESOCKTNOSUPPORT.code());
    assertThat(ws2.socket(2, 1, 250).errno()).isEqualTo(WsaError.WSAEPROTONOSUPPORT.code());
    assertThat(ws2.socket(2, 1, 17).errno()).isEqualTo(WsaError.WSAEPROTOTYPE.code());
    assertThat(ws2.wsaSocket(2, 1, 0, null, 0, 0x4000_0000).errno())
        .isEqualTo(WsaError.WSAEINVAL.code());
  }

  /** WSP-SOCKET-4, WPU-CREATE-4, IOCP-SKIP-6: the entry says whose handles they are. */
  @Test
  void givenSocket_whenItsContextIsAsked_thenOnlyALayersHandleHasOne() {
    boolean layered = !top.hasSystemHandles();
    ProtocolInfo entry = winsock.catalog().entries().get(0);
    byte[] info =
        ws2.getsockopt(client, Winsock2.SOL_SOCKET, Winsock2.SO_PROTOCOL_INFOW, 628).value();

    int flags = ByteBuffer.wrap(info).order(ByteOrder.LITTLE_ENDIAN).getInt(0);

    assertThat((flags & Winsock2.XP1_IFS_HANDLES) == 0).isEqualTo(layered);
    assertThat(entry.hasIfsHandles()).isEqualTo(!layered);
  }

  /** WSP-CLOSE-5: no handle is left. */
  @Test
  void givenSockets_whenClosed_thenAsManyHandlesAsBefore() {
    int before = winsock.openHandles();
    SocketHandle first = socket();
    SocketHandle second = socket();
    assertThat(winsock.openHandles()).isGreaterThanOrEqualTo(before + 2);

    ws2.closesocket(first).orThrow("closesocket");
    ws2.closesocket(second).orThrow("closesocket");

    assertThat(winsock.openHandles()).isEqualTo(before);
  }

  /** WSP-IOCTL-1: at once with its count, or an error and nothing indicated. */
  @Test
  void givenControl_whenAnsweredOrRefused_thenIndicatedOrNot() {
    PortHandle port = portOf(client, 4);
    TransferResult done =
        ws2.wsaIoctl(
            client, Winsock2.FIONREAD, 0, 0, room.address(), 4, structures.overlapped(1), null);
    assertThat(done.started()).isTrue();
    assertThat(packet(port).overlapped()).isEqualTo(structures.overlapped(1).address());

    TransferResult refused =
        ws2.wsaIoctl(client, 0x1234, 0, 0, 0, 0, structures.overlapped(2), null);
    assertThat(refused.errno()).isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(isEmpty(port)).isTrue();
  }

  /** GOR-1, GOR-2, GOR-9: running is FALSE with 996, and so on. */
  @Test
  void givenReceive_whenAskedBeforeAndAfterItEnds_thenIncompleteThenTrue() {
    EventHandle event = event(false);
    overlapped.storeEvent(event.value());
    startRecv();
    OverlappedResult running = ws2.wsaGetOverlappedResult(server, overlapped, false);
    assertThat(running.returnValue()).isFalse();
    assertThat(running.errno()).isEqualTo(WsaError.WSA_IO_INCOMPLETE.code());
    assertThat(running.finished()).as("DEC-5: flags are not written").isFalse();

    sendHello();
    await(event);

    OverlappedResult finished = ws2.wsaGetOverlappedResult(server, overlapped, false);
    assertThat(finished).isEqualTo(OverlappedResult.done(5, 0));
    assertThat(ws2.wsaGetOverlappedResult(server, null, false).errno())
        .isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(ws2.wsaGetOverlappedResult(new SocketHandle(0x7FF0), overlapped, false).errno())
        .isEqualTo(WsaError.WSAENOTSOCK.code());
  }

  /** GOR-3, GOR-4, ERRATA-10: the request's error comes as the call's, and no byte count. */
  @Test
  void givenFailedRequest_whenAsked_thenItsErrorAndNoBytes() {
    overlapped.publish(3, 0xC000_020D); // a reset

    OverlappedResult result = ws2.wsaGetOverlappedResult(server, overlapped, false);

    assertThat(result.returnValue()).isFalse();
    assertThat(result.errno()).isEqualTo(WsaError.WSAECONNRESET.code());
    assertThat(result.bytes()).isZero();
    assertThat(result.finished()).isTrue();
  }

  /** GOR-8: a finished request is not waited for. */
  @Test
  void givenFinishedRequestWithoutSignal_whenAskedWithWait_thenAtOnce() {
    overlapped.storeEvent(event(false).value());
    overlapped.publish(5, 0);

    assertThat(ws2.wsaGetOverlappedResult(server, overlapped, true))
        .isEqualTo(OverlappedResult.done(5, 0));
  }

  /** GOR-10: after a wait that succeeded there is no second one. */
  @Test
  void givenPendingStatusAndSignalledEvent_whenAskedWithWait_thenTrue() {
    overlapped.storeEvent(event(true).value());
    overlapped.publish(5, 0x103);

    assertThat(ws2.wsaGetOverlappedResult(server, overlapped, true))
        .isEqualTo(OverlappedResult.done(5, 0));
  }

  /**
   * GOR-15: of a handle that a provider made, the exact code stands in OffsetHigh, else the status
   * is translated. On a system handle the offsets are the client's (OVL-3).
   */
  @Test
  void givenErrorInOffsetHigh_whenAsked_thenItCountsBeforeTheStatus() {
    overlapped.publish(0, 0xC000_0120);
    assertThat(ws2.wsaGetOverlappedResult(server, overlapped, false).errno()).isEqualTo(995);

    overlapped.storeOffsets(0, 10_054);
    assertThat(ws2.wsaGetOverlappedResult(server, overlapped, false).errno())
        .isEqualTo(!top.hasSystemHandles() ? 10_054 : 995);
  }

  /** GOR-13: any thread may ask. */
  @Test
  void givenFinishedReceive_whenAnotherThreadAsks_thenTheSame() throws Exception {
    EventHandle event = event(false);
    overlapped.storeEvent(event.value());
    startRecv();
    sendHello();
    await(event);
    FutureTask<OverlappedResult> other =
        new FutureTask<>(() -> ws2.wsaGetOverlappedResult(server, overlapped, true));
    new Thread(other).start();

    assertThat(other.get(WAIT, TimeUnit.MILLISECONDS)).isEqualTo(OverlappedResult.done(5, 0));
  }

  /** CANCEL-9: 996 while pending, and the wait is on the event. */
  @Test
  void givenPendingReceive_whenGetOverlappedResult_thenIncompleteThenItsBytes() {
    EventHandle event = event(false);
    overlapped.storeEvent(event.value());
    startRecv();
    FileResult running = kernel32.getOverlappedResult(server, overlapped, false);
    assertThat(running.error()).isEqualTo(996);

    sendHello();

    FileResult waited = kernel32.getOverlappedResult(server, overlapped, true);
    assertThat(waited.returnValue()).isTrue();
    assertThat(waited.bytes()).isEqualTo(5);
  }

  /** CANCEL-3: nothing to cancel. */
  @Test
  void givenNothingPending_whenCancelled_thenNotFoundOrTrue() {
    assertThat(kernel32.cancelIoEx(server, null)).isEqualTo(BoolResult.failed(1168));
    assertThat(kernel32.cancelIo(server)).isEqualTo(BoolResult.TRUE);
  }

  /** IOCP-SKIP-7, IOCP-SKIP-2: settable without a port; an explicit event is set all the same. */
  @Test
  void givenBothModesWithoutPort_whenReceiveEnds_thenItsEventIsSet() {
    assertThat(kernel32.setFileCompletionNotificationModes(server, 3)).isEqualTo(BoolResult.TRUE);
    EventHandle event = event(false);
    overlapped.storeEvent(event.value());
    startRecv();

    sendHello();

    await(event);
    assertThat(kernel32.setFileCompletionNotificationModes(new SocketHandle(0x7FF0), 1).errno())
        .isEqualTo(6);
  }

  /** LAY-PI-5: the reserved number leads to the socket that was duplicated. */
  @Test
  void givenDuplicate_whenDescribed_thenTheReservedNumberSaysWhichSocket() {
    int self = (int) ProcessHandle.current().pid();
    ProtocolInfo first = ws2.wsaDuplicateSocket(client, self).orThrow("duplicate");
    ProtocolInfo second = ws2.wsaDuplicateSocket(server, self).orThrow("duplicate");

    assertThat(first.providerReserved()).isNotZero().isNotEqualTo(second.providerReserved());
  }

  // ---- AcceptEx

  private final Overlapped accepting = structures.overlapped(3);

  private SocketHandle listener() {
    SocketHandle listener = socket();
    ws2.bind(listener, Sockaddr.loopback(0)).orThrow("bind");
    ws2.listen(listener, 1).orThrow("listen");
    return listener;
  }

  /** CLI-ACCEPTEX-1, CLI-ACCEPTEX-4: a structure is needed; pending tells no count. */
  @Test
  void givenAcceptEx_whenStartedWithAndWithoutStructure_thenPendingOrInvalid() {
    SocketHandle listener = listener();
    SocketHandle accepted = socket();
    try (NativeBlock output = NativeBlock.allocate(64)) {
      assertThat(ws2.extensions().acceptEx(listener, accepted, output, 0, 32, 32, null).error())
          .isEqualTo(87);

      Result pending = ws2.extensions().acceptEx(listener, accepted, output, 0, 32, 32, accepting);
      assertThat(pending).isEqualTo(Result.PENDING);
      assertThat(pending.bytes()).isZero();
      ws2.closesocket(listener).orThrow("closesocket");
    }
  }

  /** CLI-ACCEPTEX-2: the accepting socket is new, and there is room for the addresses. */
  @Test
  void givenAcceptEx_whenTheSocketIsConnectedOrTheRoomTooSmall_thenRefused() {
    SocketHandle listener = listener();
    try (NativeBlock output = NativeBlock.allocate(64)) {
      assertThat(
              ws2.extensions().acceptEx(listener, client, output, 0, 32, 32, accepting).started())
          .isFalse();
      assertThat(
              ws2.extensions().acceptEx(listener, socket(), output, 0, 32, 0, accepting).started())
          .isFalse();
    }
  }

  /** CLI-ACCEPTEX-3: with a length it waits for data; the connection is there meanwhile. */
  @Test
  void givenAcceptExForData_whenSomebodyConnects_thenItCompletesOnlyWithTheFirstBytes() {
    SocketHandle listener = listener();
    SocketHandle accepted = socket();
    SocketHandle connecting = socket();
    EventHandle event = event(false);
    accepting.storeEvent(event.value());
    try (NativeBlock output = NativeBlock.allocate(5 + 64)) {
      ws2.extensions().acceptEx(listener, accepted, output, 5, 32, 32, accepting);
      ws2.connect(connecting, ws2.getsockname(listener).orThrow("name")).orThrow("connect");
      assertThat(accepting.isPending()).isTrue();

      ws2.send(connecting, WsaBuffers.of(hello), 0).orThrow("send");

      await(event);
      assertThat(accepting.internalHigh()).isEqualTo(5);
    }
  }

  /** CLI-ACCEPTEX-7: closing the accepting socket ends it. */
  @Test
  void givenPendingAcceptEx_whenTheAcceptingSocketIsClosed_thenAnError() {
    SocketHandle listener = listener();
    SocketHandle accepted = socket();
    EventHandle event = event(false);
    accepting.storeEvent(event.value());
    try (NativeBlock output = NativeBlock.allocate(64)) {
      ws2.extensions().acceptEx(listener, accepted, output, 0, 32, 32, accepting);

      ws2.closesocket(accepted).orThrow("closesocket");

      await(event);
      assertThat(accepting.internal()).isNegative();
    }
  }

  /** WSP-CLEAN-7: nothing is queued by the last cleanup; the structure says cancelled. */
  @Test
  void givenPendingReceiveWithPort_whenCleanedUp_thenNoPacketAndCancelled() {
    PortHandle port = portOf(server, 9);
    startRecv();

    ws2.wsaCleanup().orThrow("WSACleanup");

    assertThat(isEmpty(port)).isTrue();
    assertThat(overlapped.internal()).isEqualTo(0xC000_0120);
  }

  /** WIN-H7: an error, never a crash. */
  @Test
  void givenClosedSocket_whenItsResultIsAsked_thenNoSocket() {
    ws2.closesocket(server).orThrow("closesocket");

    assertThat(provider.wspGetOverlappedResult(server, overlapped, false).errno())
        .isEqualTo(WsaError.WSAENOTSOCK.code());
  }
}
