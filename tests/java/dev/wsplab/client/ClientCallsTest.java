package dev.wsplab.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.host.HostFixture;
import dev.wsplab.kernel.CompletionEntries;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.platform.Patience;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.PollFd;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What ws2_32 and kernel32 check themselves, whatever the provider. */
class ClientCallsTest extends HostFixture {
  private static final SocketHandle NOBODYS = new SocketHandle(0x7FFF_FFF0L);

  /** CLI-2. */
  @Test
  void givenCleanedUpWinsock_whenCalled_thenEveryCallSaysNotInitialised() {
    ws2.wsaCleanup();
    int expected = WsaError.WSANOTINITIALISED.code();

    assertThat(ws2.closesocket(socket).errno()).isEqualTo(expected);
    assertThat(ws2.socket(2, 1, 0).errno()).isEqualTo(expected);
    assertThat(ws2.recv(socket, WsaBuffers.of(0, 0), 0).errno()).isEqualTo(expected);
    assertThat(ws2.accept(socket).errno()).isEqualTo(expected);
    assertThat(ws2.getsockopt(socket, 1, 1, 4).errno()).isEqualTo(expected);
    assertThat(
            ws2.wsaWaitForMultipleEvents(List.of(kernel32.createEvent(true, true)), false, 0, false)
                .error())
        .isEqualTo(expected);
    assertThat(ws2.wsaGetLastError()).isEqualTo(expected);
  }

  @Test
  void givenVersionBelow22_whenStarted_thenItIsNotSupportedAndReturnedItself() {
    int expected = WsaError.WSAVERNOTSUPPORTED.code();
    assertThat(ws2.wsaStartup(0x0101).returnValue()).isEqualTo(expected);
    assertThat(ws2.wsaStartup(0x0301).returnValue()).as("1.3").isEqualTo(expected);
    assertThat(ws2.wsaStartup(0x0102).returnValue()).as("2.1").isEqualTo(expected);
    assertThat(ws2.wsaStartup(0x0202)).isEqualTo(CallResult.OK);
    assertThat(ws2.wsaStartup(0x0302)).isEqualTo(CallResult.OK);
    assertThat(ws2.wsaStartup(0x0003)).as("3.0").isEqualTo(CallResult.OK);
  }

  /** WSP-START-11: the last of as many cleanups as startups ends the providers. */
  @Test
  void givenTwoStartups_whenCleanedUpOnce_thenSocketsLiveOnUntilTheSecond() {
    ws2.wsaStartup(Winsock2.VERSION_2_2).orThrow("WSAStartup");

    ws2.wsaCleanup().orThrow("WSACleanup");
    assertThat(base.cleanups).isZero();
    assertThat(ws2.socket(2, 1, 0).errno()).isZero();
    ws2.wsaCleanup().orThrow("WSACleanup");

    assertThat(base.cleanups).isEqualTo(1);
    assertThat(ws2.wsaCleanup().errno()).isEqualTo(WsaError.WSANOTINITIALISED.code());
  }

  /** WSP-CLEAN-5: none of them is left with the lock. */
  @Test
  void givenStartupsAndCleanups_whenOtherThreadsFollow_thenNoneWaitsForEver() throws Exception {
    for (int i = 0; i < 2; i++) {
      ws2.wsaStartup(Winsock2.VERSION_2_2).orThrow("WSAStartup");
      assertThat(inAnotherThread(() -> ws2.wsaStartup(Winsock2.VERSION_2_2)).succeeded()).isTrue();
      ws2.wsaCleanup().orThrow("WSACleanup");
      assertThat(inAnotherThread(ws2::wsaCleanup).succeeded()).isTrue();
    }
    ws2.wsaCleanup().orThrow("WSACleanup");
    assertThat(inAnotherThread(ws2::wsaCleanup).errno())
        .isEqualTo(WsaError.WSANOTINITIALISED.code());
  }

  private static CallResult inAnotherThread(Callable<CallResult> call) throws Exception {
    FutureTask<CallResult> task = new FutureTask<>(call);
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    thread.start();
    return task.get(Patience.MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Sheet, 7: the provider hears which thread calls, so that it can queue APCs to it. */
  @Test
  void givenThreadWithAnIdentity_whenItReceives_thenTheProviderIsToldWithAndWithoutRoutine() {
    List<ThreadId> told = new ArrayList<>();
    base.onRecv =
        (s, overlapped, routine, thread) -> {
          told.add(thread);
          return TransferResult.done(1, 0);
        };
    ws2.recv(socket, WsaBuffers.of(0, 0), 0);
    ws2.wsaRecv(socket, WsaBuffers.of(0, 0), 0, structures.overlapped(), (e, n, o, f) -> {});

    ThreadId own = new ThreadId(host.kernel().threads().current(), 0);
    assertThat(told).containsExactly(own, own);
  }

  /** A negative descriptor is one to be ignored; 0 is a number like others, and no socket. */
  @Test
  void givenDescriptorsThatAreNoSockets_whenPolled_thenTheErrorTellsIgnoredFromUnknown() {
    PollFd ignored = new PollFd(SocketHandle.INVALID, PollFd.POLLIN);
    PollFd zero = new PollFd(new SocketHandle(0), PollFd.POLLIN);

    assertThat(ws2.wsaPoll(List.of(ignored), 0).errno()).isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(ws2.wsaPoll(List.of(ignored, zero), 0).errno())
        .isEqualTo(WsaError.WSAENOTSOCK.code());
  }

  /** IOCP-EX-1: each packet that was taken is told, not only the first. */
  @Test
  void givenTwoFinishedReceives_whenTakenAtOnce_thenBothAreDelivered() {
    PortHandle port = kernel32.createIoCompletionPort(socket, null, 0, 0).orThrow();
    for (int i = 0; i < 2; i++) {
      ws2.wsaRecv(socket, WsaBuffers.of(0, 0), 0, structures.overlapped(i), null);
      base.ws2().wpuCompleteOverlappedRequest(socket, structures.overlapped(i), 0, 1);
    }
    assertThat(host.operations().size()).isEqualTo(2);

    try (CompletionEntries entries = new CompletionEntries(8)) {
      kernel32.getQueuedCompletionStatusEx(port, entries, 0, false).orThrow("Ex");
      assertThat(entries.count()).isEqualTo(2);
    }
    assertThat(host.operations().size()).isZero();
  }

  /** CLI-2, WIN-39. */
  @Test
  void givenHandleOfNobody_whenCalled_thenItIsNoSocket() {
    int expected = WsaError.WSAENOTSOCK.code();

    assertThat(ws2.wsaRecv(NOBODYS, WsaBuffers.of(0, 0), 0, structures.overlapped(), null))
        .isEqualTo(TransferResult.failed(expected));
    assertThat(ws2.wsaGetOverlappedResult(NOBODYS, structures.overlapped(), false).errno())
        .isEqualTo(expected);
    assertThat(
            ws2.extensions()
                .acceptEx(NOBODYS, socket, 1L, null, 0, 32, 32, structures.overlapped())
                .error())
        .isEqualTo(expected);
    assertThat(ws2.closesocket(new SocketHandle(kernel32.createEvent(true, true).value())).errno())
        .isEqualTo(expected);
    assertThat(host.operations().size()).isZero();
  }

  /** CAT-SEL-1: an unknown entry. */
  @Test
  void givenUnknownProtocolInfo_whenSocketIsMade_thenItIsInvalid() {
    ProtocolInfo unknown = ProtocolInfo.builder().catalogEntryId(1).build();

    assertThat(ws2.wsaSocket(-1, -1, -1, unknown, 0, 0).errno())
        .isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(ws2.socket(99, 1, 0).errno()).isEqualTo(WsaError.WSAEAFNOSUPPORT.code());
  }

  @Test
  void givenProviderWithoutExtensions_whenAskedForAcceptEx_thenItIsInvalid() {
    assertThat(
            ws2.extensions().acceptEx(socket, socket, 1L, null, 0, 32, 32, structures.overlapped()))
        .isEqualTo(ExtensionFunction.Result.failed(WsaError.WSAEINVAL));
  }

  /** Sheet 5.1, WIN-14 to WIN-16. */
  @Test
  void givenPortAndSocket_whenCreateIoCompletionPort_thenSamePortComesBackAndOnlyOnce() {
    PortHandle port = kernel32.createIoCompletionPort(null, null, 0, 0).port();

    assertThat(kernel32.createIoCompletionPort(null, port, 0, 0).error()).isEqualTo(87);
    assertThat(kernel32.createIoCompletionPort(socket, port, 5, 0).port()).isEqualTo(port);
    assertThat(kernel32.createIoCompletionPort(socket, port, 5, 0).error()).isEqualTo(87);
    assertThat(kernel32.createIoCompletionPort(socket, null, 5, 0).error()).isEqualTo(87);
    assertThat(kernel32.createIoCompletionPort(NOBODYS, port, 5, 0).error()).isEqualTo(6);
    assertThat(kernel32.getLastError()).isEqualTo(6);
  }

  @Test
  void givenFailedAssociationWithNewPort_whenCreated_thenNoPortIsLeft() {
    int before = host.kernel().handleCount(host.owner());

    assertThat(kernel32.createIoCompletionPort(NOBODYS, null, 1, 0).succeeded()).isFalse();
    assertThat(host.kernel().handleCount(host.owner())).isEqualTo(before);
  }

  /** IOCP-POST-1, IOCP-POST-2, IOCP-GQCS-1, IOCP-EX-1. */
  @Test
  void givenPostedPackets_whenTaken_thenTheyAreSuccessesAndVerbatim() {
    PortHandle port = kernel32.createIoCompletionPort(null, null, 0, 0).port();
    kernel32.postQueuedCompletionStatus(port, -1, -2, 0);
    kernel32.postQueuedCompletionStatus(port, 1, 2, 3);

    QueuedCompletion first = kernel32.getQueuedCompletionStatus(port, 0);
    assertThat(first.returnValue()).isTrue();
    assertThat(first.taken()).isTrue();
    assertThat(first.structure()).isNull();
    assertThat(first.bytes()).isEqualTo(-1);
    try (CompletionEntries entries = new CompletionEntries(8)) {
      assertThat(kernel32.getQueuedCompletionStatusEx(port, entries, 0, false).returnValue())
          .isTrue();
      assertThat(entries.overlapped(0)).isEqualTo(3);
      assertThat(kernel32.getQueuedCompletionStatusEx(port, entries, 0, false).errno())
          .isEqualTo(258);
    }
    QueuedCompletion none = kernel32.getQueuedCompletionStatus(port, 0);
    assertThat(none.taken()).isFalse();
    assertThat(none.error()).isEqualTo(258);
  }

  @Test
  void givenModesThatDoNotExist_whenSet_thenParameterIsInvalid() {
    assertThat(kernel32.setFileCompletionNotificationModes(socket, 4).errno()).isEqualTo(87);
    assertThat(kernel32.setFileCompletionNotificationModes(NOBODYS, 1).errno()).isEqualTo(6);
  }

  /** WAIT-1, WAIT-4. */
  @Test
  void givenWSACreateEvent_whenWSASetEventAndWSAResetEvent_thenUntilWSACloseEventWaitsSeeIt() {
    EventHandle event = ws2.wsaCreateEvent().event();

    assertThat(ws2.wsaWaitForMultipleEvents(List.of(event), false, 0, false).returnValue())
        .isEqualTo(Winsock2.WSA_WAIT_TIMEOUT);
    assertThat(ws2.wsaSetEvent(event).returnValue()).isTrue();
    assertThat(ws2.wsaWaitForMultipleEvents(List.of(event), false, -1, false).returnValue())
        .isEqualTo(Winsock2.WSA_WAIT_EVENT_0);
    assertThat(ws2.wsaResetEvent(event).returnValue()).isTrue();
    assertThat(ws2.wsaCloseEvent(event).returnValue()).isTrue();
    assertThat(ws2.wsaWaitForMultipleEvents(List.of(event), false, 0, false).error()).isEqualTo(6);
    assertThat(ws2.wsaWaitForMultipleEvents(List.of(), false, 0, false).error()).isEqualTo(87);
  }
}
