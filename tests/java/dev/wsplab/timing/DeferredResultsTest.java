package dev.wsplab.timing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.client.Kernel32;
import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.host.ScriptedBase;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.Pages;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * WPU-COMPLETE-10, DEC-2: results that become visible after {@code WPUCompleteOverlappedRequest}
 * has returned; here never by themselves.
 */
@Timeout(60)
class DeferredResultsTest {
  private static final long KEY = 0x1234_5678_9ABCL;
  private static final int BOUND_MILLIS = 10_000;
  private static final Delay NEVER = new Delay(1_000_000, TimeUnit.HOURS.toNanos(1));

  private final ScriptedBase base = new ScriptedBase();
  private final OverlappedBlock structures = OverlappedBlock.allocate(4);
  private final Overlapped overlapped = structures.overlapped(0);
  private final Overlapped second = structures.overlapped(1);
  private final NativeBlock room = NativeBlock.allocate(16);
  private final Winsock winsock = winsock(Timing.deferred("never", (socket, operation) -> NEVER));
  private final Ws2_32 ws2 = winsock.ws2_32();
  private final Kernel32 kernel32 = winsock.kernel32();
  private final SocketHandle socket = socket(ws2);

  private Winsock winsock(Timing timing) {
    return Winsock.builder().base(base, ScriptedBase.protocols()).timing(timing).build();
  }

  private static SocketHandle socket(Ws2_32 ws2) {
    return ws2.socket(Winsock2.AF_INET, Winsock2.SOCK_STREAM, 0).orThrow("WSASocket");
  }

  @AfterEach
  void close() {
    winsock.close();
    structures.close();
    room.close();
  }

  private TransferResult recv(Overlapped structure) {
    return ws2.wsaRecv(socket, WsaBuffers.of(room), 0, structure, null);
  }

  private CallResult complete(Overlapped structure, int bytes) {
    structure.storeResult(0, 0x55);
    return base.ws2().wpuCompleteOverlappedRequest(socket, structure, 0, bytes);
  }

  private PortHandle port() {
    return kernel32.createIoCompletionPort(socket, null, KEY, 0).orThrow();
  }

  private QueuedCompletion taken(PortHandle port) {
    return kernel32.getQueuedCompletionStatus(port, 0);
  }

  private boolean isSet(EventHandle event) {
    return kernel32.waitForSingleObjectEx(event, 0, false).returnValue() == 0;
  }

  /** WPU-COMPLETE-10, WPU-COMPLETE-12: neither fields nor event nor packet, then all of them. */
  @Test
  void givenDeferredResult_whenTheCallHasReturned_thenNothingShowsUntilItBecomesVisible() {
    PortHandle port = port();
    EventHandle event = kernel32.createEvent(true, false);
    overlapped.storeEvent(event.value());
    recv(overlapped);

    assertThat(complete(overlapped, 7)).isEqualTo(CallResult.OK);

    assertThat(overlapped.isPending()).isTrue();
    assertThat(overlapped.internalHigh()).isZero();
    assertThat(isSet(event)).isFalse();
    assertThat(taken(port).taken()).isFalse();
    assertThat(ws2.wsaGetOverlappedResult(socket, overlapped, false).errno())
        .isEqualTo(WsaError.WSA_IO_INCOMPLETE.code());
    kernel32.setFileCompletionNotificationModes(socket, 0); // makes what waits visible
    assertThat(overlapped.internal()).isZero();
    assertThat(overlapped.internalHigh()).isEqualTo(7);
    assertThat(isSet(event)).isTrue();
    QueuedCompletion packet = taken(port);
    assertThat(packet.bytes()).isEqualTo(7);
    assertThat(packet.key()).isEqualTo(KEY);
    assertThat(packet.overlapped()).isEqualTo(overlapped.address());
  }

  /** DEC-2: what is checked is told at once. */
  @Test
  void givenDeferredTiming_whenACompletionIsNotValid_thenItsErrorIsReturnedAtOnce() {
    SocketHandle other = new SocketHandle(0);

    assertThat(base.ws2().wpuCompleteOverlappedRequest(other, overlapped, 0, 1))
        .isEqualTo(CallResult.failed(WsaError.WSAEINVAL));
    assertThat(base.ws2().wpuCompleteOverlappedRequest(socket, null, 0, 1))
        .isEqualTo(CallResult.failed(WsaError.WSAEINVAL));
    assertThat(base.ws2().wpuCompleteOverlappedRequest(socket, Overlapped.at(0x10), 0, 1))
        .isEqualTo(CallResult.failed(WsaError.WSAEFAULT));
  }

  /** DEC-2: carried out even if WPUCloseSocketHandle(s) comes in between; WPU-CLOSE-4. */
  @Test
  void givenDeferredResults_whenTheirSocketIsClosed_thenThePacketsAreThereInTheirOrder() {
    PortHandle port = port();
    recv(overlapped);
    recv(second);
    complete(overlapped, 1);
    complete(second, 2);

    ws2.closesocket(socket).orThrow("closesocket");

    assertThat(taken(port).overlapped()).isEqualTo(overlapped.address());
    assertThat(taken(port).overlapped()).isEqualTo(second.address());
    assertThat(winsock.undeliveredOperations()).isEmpty();
  }

  /** Closing the environment loses nothing; the structure is final afterwards. */
  @Test
  void givenDeferredResult_whenTheEnvironmentIsClosed_thenTheFieldsAreStored() {
    recv(overlapped);
    complete(overlapped, 3);

    winsock.close();

    assertThat(overlapped.internal()).isZero();
    assertThat(overlapped.internalHigh()).isEqualTo(3);
  }

  /** WPU-COMPLETE-12: the association is that of the moment of completion. */
  @Test
  void givenDeferredResult_whenAPortIsAssociatedAfterwards_thenItGetsNoPacketOfIt() {
    recv(overlapped);
    complete(overlapped, 3);

    PortHandle port = port();

    assertThat(overlapped.isPending()).isFalse();
    assertThat(taken(port).taken()).isFalse();
  }

  /** WPU-COMPLETE-12: so are the modes. */
  @Test
  void givenDeferredResult_whenSkipOnSuccessIsSetAfterwards_thenItsPacketComes() {
    PortHandle port = port();
    recv(overlapped);
    complete(overlapped, 3);

    kernel32.setFileCompletionNotificationModes(socket, 1);

    assertThat(taken(port).overlapped()).isEqualTo(overlapped.address());
  }

  /** WSP-IO-1: the indication of an immediate success has been made when the call returns. */
  @Test
  void givenProviderThatCompletesAndReturnsSuccess_whenTheCallReturns_thenTheResultIsVisible() {
    PortHandle port = port();
    base.onRecv =
        (s, structure, routine, thread) -> {
          structure.markPending();
          base.ws2().wpuCompleteOverlappedRequest(s, structure, 0, 4);
          assertThat(structure.isPending()).as("when the provider goes on").isTrue();
          return TransferResult.done(4, 0);
        };

    assertThat(recv(overlapped).succeeded()).isTrue();

    assertThat(overlapped.internal()).isZero();
    assertThat(taken(port).bytes()).isEqualTo(4);
  }

  /** An event that is closed next was still set; a port got the packet. */
  @Test
  void givenDeferredResult_whenTheClientClosesAnotherEvent_thenWhatWasCompletedIsVisible() {
    EventHandle event = kernel32.createEvent(true, false);
    recv(overlapped);
    complete(overlapped, 3);

    kernel32.closeHandle(event);

    assertThat(overlapped.isPending()).isFalse();
  }

  /** WPU-COMPLETE-18: a second completion is noticed although the first does not show yet. */
  @Test
  void givenDeferredResult_whenCompletedAgain_thenBothPacketsComeAsWithoutDelay() {
    PortHandle port = port();
    recv(overlapped);
    complete(overlapped, 3);
    complete(overlapped, 4);

    ws2.closesocket(socket);

    assertThat(taken(port).bytes()).isEqualTo(3);
    assertThat(taken(port).bytes()).isEqualTo(4);
  }

  /** Memory that cannot be written any more by then: nobody is told, and the rest goes on. */
  @Test
  void givenDeferredResult_whenItsMemoryIsReadOnlyByThen_thenTheNextOneIsVisibleAllTheSame() {
    PortHandle port = port();
    long page = Pages.map(1);
    Overlapped gone = Overlapped.at(page);
    gone.markPending();
    recv(second);
    assertThat(complete(gone, 1)).isEqualTo(CallResult.OK);
    complete(second, 2);
    Pages.makeReadOnly(page);

    ws2.closesocket(socket).orThrow("closesocket");

    assertThat(gone.isPending()).isTrue();
    assertThat(taken(port).overlapped()).isEqualTo(second.address());
    assertThat(taken(port).taken()).isFalse();
    Pages.unmap(page);
  }

  /** WPU-COMPLETE-10 with delays of a seed: every result comes, whoever waits for it. */
  @Test
  void givenSeededDelays_whenAClientWaits_thenEveryResultComesWithoutAnotherCall() {
    try (Winsock seeded = winsockOf(new ScriptedBase(), Timing.deferred(11));
        OverlappedBlock block = OverlappedBlock.allocate(50)) {
      Ws2_32 calls = seeded.ws2_32();
      SocketHandle s = socket(calls);
      PortHandle port = seeded.kernel32().createIoCompletionPort(s, null, KEY, 0).orThrow();
      int late = 0;
      for (int i = 0; i < 50; i++) {
        Overlapped structure = block.overlapped(i);
        calls.wsaRecv(s, WsaBuffers.of(room), 0, structure, null);
        seeded.exports().wpuCompleteOverlappedRequest(s, structure, 0, i);
        late += structure.isPending() ? 1 : 0;
        QueuedCompletion packet = seeded.kernel32().getQueuedCompletionStatus(port, BOUND_MILLIS);

        assertThat(packet.overlapped()).isEqualTo(structure.address());
        assertThat(packet.bytes()).isEqualTo(i);
        assertThat(structure.isPending()).isFalse();
      }
      assertThat(late).as("results that did not show at the return").isBetween(1, 49);
    }
  }

  private static Winsock winsockOf(ScriptedBase other, Timing timing) {
    return Winsock.builder().base(other, ScriptedBase.protocols()).timing(timing).build();
  }
}
