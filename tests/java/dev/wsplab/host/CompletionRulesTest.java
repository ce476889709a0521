package dev.wsplab.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.SocketObjects;
import dev.wsplab.kernel.WaitResult;
import dev.wsplab.operation.OperationState;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** WPUCompleteOverlappedRequest, rule by rule. */
class CompletionRulesTest extends HostFixture {
  private static final long KEY = 0x1234_5678_9ABCL;

  private final NativeBlock data = NativeBlock.allocate(16);
  private PortHandle port = new PortHandle(0);
  private Overlapped overlapped = structures.overlapped();

  @BeforeEach
  void makePort() {
    port = kernel32.createIoCompletionPort(null, null, 0, 0).orThrow();
  }

  @AfterEach
  void free() {
    data.close();
  }

  private void associate() {
    kernel32.createIoCompletionPort(socket, port, KEY, 0).orThrow();
  }

  private EventHandle event() {
    return kernel32.createEvent(true, false);
  }

  private TransferResult recv() {
    return ws2.wsaRecv(socket, WsaBuffers.of(data), 0, overlapped, null);
  }

  private CallResult complete(int error, int bytes) {
    return base.ws2().wpuCompleteOverlappedRequest(socket, overlapped, error, bytes);
  }

  private boolean isSet(EventHandle event) {
    return kernel32.waitForSingleObjectEx(event, 0, false).returnValue()
        == WaitResult.WAIT_OBJECT_0;
  }

  private QueuedCompletion dequeue() {
    return kernel32.getQueuedCompletionStatus(port, 0);
  }

  /** WPU-COMPLETE-2: WSAEINVAL, not WSAENOTSOCK. */
  @Test
  void givenHandleThatIsNoProviderSocket_whenCompleted_thenErrorIsInvalid() {
    SocketHandle system = base.ws2().systemIo().createHandle(base.entryId(), true).socket();
    for (SocketHandle s :
        new SocketHandle[] {
          new SocketHandle(0), SocketHandle.INVALID, new SocketHandle(port.value()), system,
        }) {
      CallResult result = base.ws2().wpuCompleteOverlappedRequest(s, overlapped, 0, 1);

      assertThat(result).isEqualTo(CallResult.failed(WsaError.WSAEINVAL));
    }
    assertThat(overlapped.words().internal()).as("nothing was stored").isZero();
  }

  /** WPU-CLOSE-3: after WPUCloseSocketHandle. */
  @Test
  void givenClosedSocket_whenCompleted_thenErrorIsInvalid() {
    ws2.closesocket(socket).orThrow("closesocket");

    assertThat(complete(0, 1)).isEqualTo(CallResult.failed(WsaError.WSAEINVAL));
  }

  /** WPU-COMPLETE-20. */
  @Test
  void givenNullStructure_whenCompleted_thenErrorIsInvalid() {
    assertThat(base.ws2().wpuCompleteOverlappedRequest(socket, null, 0, 1))
        .isEqualTo(CallResult.failed(WsaError.WSAEINVAL));
  }

  @ParameterizedTest
  @ValueSource(longs = {0x10, 0x7FFF_FFFF_FFFFL, Long.MIN_VALUE, -8})
  void givenAddressThatIsNotThere_whenCompleted_thenErrorIsFault(long address) {
    CallResult result =
        base.ws2().wpuCompleteOverlappedRequest(socket, Overlapped.at(address), 0, 1);

    assertThat(result).isEqualTo(CallResult.failed(WsaError.WSAEFAULT));
  }

  /** WPU-COMPLETE-9, WPU-COMPLETE-11, WPU-COMPLETE-21. */
  @Test
  void givenPendingReceive_whenProviderCompletes_thenByteCountAndStatusAreStoredAndNothingElse() {
    recv();
    overlapped.storeResult(0, 0x55);
    long hEvent = overlapped.hEvent();

    assertThat(complete(0, 7)).isEqualTo(CallResult.OK);

    assertThat(overlapped.internal()).isZero();
    assertThat(overlapped.internalHigh()).isEqualTo(7);
    assertThat(overlapped.offset()).isEqualTo(0x55);
    assertThat(overlapped.offsetHigh()).isZero();
    assertThat(overlapped.hEvent()).isEqualTo(hEvent);
  }

  /**
   * WPU-COMPLETE-4, WPU-COMPLETE-6, WPU-COMPLETE-14, DEC-3: the error decides status and port, not
   * the return.
   */
  @ParameterizedTest
  @CsvSource({
    "995, C0000120, 995",
    "10054, C000020D, 64",
    "10053, C0000241, 1236",
    "10040, 80000005, 234",
    "10061, C0000236, 1225",
    "10062, C007274E, 10062"
  })
  void givenError_whenProviderCompletes_thenCallSucceedsAndPortShowsTheWin32Error(
      int error, String status, int win32) {
    associate();
    recv();

    assertThat(complete(error, 3)).isEqualTo(CallResult.OK);

    assertThat(overlapped.internal()).isEqualTo(Integer.parseUnsignedInt(status, 16));
    QueuedCompletion packet = dequeue();
    assertThat(packet.taken()).isTrue();
    assertThat(packet.returnValue()).isFalse();
    assertThat(packet.error()).isEqualTo(win32);
    assertThat(packet.bytes()).isEqualTo(3);
    assertThat(kernel32.getLastError()).isEqualTo(win32);
  }

  /** WPU-COMPLETE-13. */
  @Test
  void givenAssociatedSocket_whenProviderCompletes_thenPacketCarriesBytesKeyAndTheClientsPointer() {
    associate();
    recv();
    complete(0, 9);

    QueuedCompletion packet = dequeue();
    assertThat(packet.returnValue()).isTrue();
    assertThat(packet.bytes()).isEqualTo(9);
    assertThat(packet.key()).isEqualTo(KEY);
    assertThat(packet.overlapped()).isEqualTo(overlapped.address());
  }

  /** IOCP-CREATE-9, WIN-17. */
  @Test
  void givenOperationPendingBeforeAssociation_whenCompleted_thenPacketIsQueued() {
    recv();
    associate();
    complete(0, 1);

    assertThat(dequeue().taken()).isTrue();
  }

  /** WPU-COMPLETE-7, IOCP-EVT-1: event and port are both served. */
  @Test
  void givenEventAndPort_whenProviderCompletes_thenBothAreServed() {
    associate();
    EventHandle event = event();
    overlapped.storeEvent(event.value());
    recv();
    complete(0, 1);

    assertThat(isSet(event)).isTrue();
    assertThat(dequeue().taken()).isTrue();
  }

  /** WPU-COMPLETE-15, IOCP-EVT-3. */
  @Test
  void givenLowBitOfEvent_whenProviderCompletes_thenEventIsSetAndNoPacketQueued() {
    associate();
    EventHandle event = event();
    overlapped.storeEvent(event.value() | 1);
    recv();
    complete(0, 1);

    assertThat(isSet(event)).isTrue();
    assertThat(overlapped.internal()).isZero();
    assertThat(dequeue().error()).isEqualTo(258);
  }

  /** WPU-COMPLETE-8. */
  @Test
  void givenNeitherEventNorPort_whenProviderCompletes_thenClientSeesItByLooking() {
    recv();
    assertThat(complete(0, 4)).isEqualTo(CallResult.OK);

    assertThat(overlapped.isPending()).isFalse();
    assertThat(ws2.wsaGetOverlappedResult(socket, overlapped, false).bytes()).isEqualTo(4);
  }

  /** WPU-COMPLETE-16, IOCP-EVT-6: a value that is no event is skipped. */
  @ParameterizedTest
  @ValueSource(longs = {0x7FFF_FFF0L, 1, 3})
  void givenValueThatIsNoEvent_whenProviderCompletes_thenFieldsAreStoredAndCallSucceeds(
      long hEvent) {
    recv();
    overlapped.storeEvent(hEvent);

    assertThat(complete(0, 2)).isEqualTo(CallResult.OK);
    assertThat(overlapped.internalHigh()).isEqualTo(2);
  }

  /**
   * WPU-COMPLETE-17, IOCP-SKIP-4, KB2568167: pending or not, a provider's handle never gets a
   * packet.
   */
  @Test
  void givenSetFileCompletionNotificationModes_whenOneCompletes_thenNoPacketButEventAndFields() {
    associate();
    kernel32.setFileCompletionNotificationModes(socket, 1).orThrow("modes");
    EventHandle event = event();
    overlapped.storeEvent(event.value());
    recv();
    complete(0, 6);

    assertThat(dequeue().error()).isEqualTo(258);
    assertThat(isSet(event)).isTrue();
    assertThat(overlapped.internalHigh()).isEqualTo(6);
  }

  /** WPU-COMPLETE-18: a second call is not detected here; it queues a second packet. */
  @Test
  void givenCompletedOperation_whenCompletedAgain_thenSecondPacketIsQueued() {
    associate();
    recv();
    complete(0, 1);
    complete(0, 1);

    assertThat(dequeue().taken()).isTrue();
    assertThat(dequeue().taken()).isTrue();
    assertThat(dequeue().taken()).isFalse();
  }

  /** WPU-COMPLETE-19, WIN-H1. */
  @Test
  void givenProviderThatCompletesBeforeItReturns_whenCallReturnsPending_thenPacketIsThereAlready() {
    associate();
    base.onRecv =
        (s, o, routine, thread) -> {
          overlapped.markPending();
          complete(0, 8);
          return TransferResult.PENDING;
        };

    assertThat(recv().isPending()).isTrue();

    assertThat(dequeue().bytes()).isEqualTo(8);
    assertThat(host.operations().size()).isZero();
  }

  /** WSP-IO-1, WIN-20: immediate success is indicated as well. */
  @Test
  void givenImmediateSuccess_whenCallReturns_thenItsPacketIsQueued() {
    associate();
    base.onRecv =
        (s, o, routine, thread) -> {
          complete(0, 5);
          return TransferResult.done(5, 0);
        };

    assertThat(recv()).isEqualTo(TransferResult.done(5, 0));
    assertThat(dequeue().bytes()).isEqualTo(5);
    assertThat(dequeue().taken()).isFalse();
  }

  /** DEC-14, WPU-CLOSE-4: a packet queued before its socket was closed stays, with its key. */
  @Test
  void givenQueuedPacket_whenSocketIsClosed_thenPacketKeepsItsKey() {
    associate();
    recv();
    complete(0, 1);
    ws2.closesocket(socket);

    assertThat(dequeue().key()).isEqualTo(KEY);
  }

  /** IOCP-Q-6: nothing is written by the discard, later completions queue nothing. */
  @Test
  void givenClosedPort_whenProviderCompletes_thenFieldsAreStoredAndNothingIsKept() {
    associate();
    recv();
    kernel32.closeHandle(port);

    assertThat(complete(0, 2)).isEqualTo(CallResult.OK);
    assertThat(overlapped.internalHigh()).isEqualTo(2);
    assertThat(host.operations().size()).isZero();
  }

  @Test
  void givenUndeliveredPacket_whenPortIsClosed_thenItsOperationIsLetGo() {
    associate();
    recv();
    complete(0, 2);
    assertThat(host.operations().size()).isEqualTo(1);

    kernel32.closeHandle(port);

    assertThat(host.operations().size()).isZero();
  }

  /** A byte count is unsigned. */
  @Test
  void givenByteCountOf4GiBLess1_whenCompleted_thenInternalHighIsZeroExtended() {
    recv();
    complete(0, -1);

    assertThat(overlapped.internalHigh()).isEqualTo(0xFFFF_FFFFL);
  }

  @Test
  void givenStartThatFails_whenSettled_thenReservationIsGivenBackAndNothingPends() {
    base.onRecv = (s, o, r, t) -> TransferResult.failed(WsaError.WSAENOTCONN);

    assertThat(recv()).isEqualTo(TransferResult.failed(WsaError.WSAENOTCONN));

    assertThat(ws2.wsaGetLastError()).isEqualTo(WsaError.WSAENOTCONN.code());
    assertThat(host.kernel().sockets().query(socket).reserved()).isZero();
    assertThat(host.operations().size()).isZero();
  }

  @Test
  void givenProviderThatThrows_whenCalled_thenItsBugComesOutAndNothingPends() {
    base.onRecv =
        (s, o, r, t) -> {
          throw new IllegalStateException("a bug in the provider");
        };

    assertThatThrownBy(this::recv).hasMessage("a bug in the provider");

    assertThat(host.kernel().sockets().query(socket).reserved()).isZero();
    assertThat(host.operations().size()).isZero();
  }

  @Test
  void givenPendingOperation_whenCompletedAndTaken_thenReservationIsUsed() {
    associate();
    recv();
    assertThat(host.kernel().sockets().query(socket).reserved()).isEqualTo(1);
    assertThat(host.operations().underWay())
        .singleElement()
        .satisfies(o -> assertThat(o.state()).isEqualTo(OperationState.PENDING));

    complete(0, 1);
    dequeue();

    assertThat(host.kernel().sockets().query(socket).reserved()).isZero();
    assertThat(host.operations().size()).isZero();
  }

  /** WPU-COMPLETE-7, WPU-COMPLETE-15, WPU-COMPLETE-16: 1 is no event, and keeps the packet away. */
  @Test
  void givenValuesOfHEvent_whenTheNotificationIsChosen_thenEventAndPacketByTheirBits() {
    assertThat(CompletionRules.notification(0)).isEqualTo(SocketObjects.QUEUE_PACKET);
    assertThat(CompletionRules.notification(1)).isZero();
    assertThat(CompletionRules.notification(4))
        .isEqualTo(SocketObjects.SET_EVENT | SocketObjects.QUEUE_PACKET);
    assertThat(CompletionRules.notification(5)).isEqualTo(SocketObjects.SET_EVENT);
  }
}
