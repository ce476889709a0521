package dev.wsplab.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.host.HostFixture;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.ThreadHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.FdSet;
import dev.wsplab.spi.PollFd;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.TimeVal;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WinsockException;
import dev.wsplab.spi.WsaBuffers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** WIN-H9: the last error of the calling thread is one, whichever DLL's function has failed. */
class LastErrorTest extends HostFixture {
  private static final SocketHandle NOBODYS = new SocketHandle(0x7FFF_FFF0L);
  private static final EventHandle NO_EVENT = new EventHandle(0x7FFF_FFF0L);
  private static final PortHandle NO_PORT = new PortHandle(0x7FFF_FFF0L);
  private static final ThreadHandle NO_THREAD = new ThreadHandle(0x7FFF_FFF0L);
  private static final int FAILED = 0xC0000001; // STATUS_UNSUCCESSFUL

  private final Map<String, Integer> wrong = new LinkedHashMap<>();

  /** Calls a function that is going to fail, and notes the last error if it is another. */
  private void failing(String function, int expected, Runnable call) {
    kernel32.setLastError(4711);
    call.run();
    int found = kernel32.getLastError();
    if (found != expected || ws2.wsaGetLastError() != found) {
      wrong.put(function, found);
    }
  }

  @Test
  void givenFunctionsOfKernel32_whenTheyFail_thenTheLastErrorIsTheirs() {
    PortHandle port = kernel32.createIoCompletionPort(null, null, 0, 0).orThrow();
    failing("CreateIoCompletionPort", 87, () -> kernel32.createIoCompletionPort(null, port, 0, 0));
    failing("SetEvent", 6, () -> kernel32.setEvent(NO_EVENT));
    failing("ResetEvent", 6, () -> kernel32.resetEvent(NO_EVENT));
    failing("CloseHandle of a port", 6, () -> kernel32.closeHandle(NO_PORT));
    failing("CloseHandle of an event", 6, () -> kernel32.closeHandle(NO_EVENT));
    failing("CloseHandle of a thread", 6, () -> kernel32.closeHandle(NO_THREAD));
    failing("CloseHandle of a socket", 6, () -> kernel32.closeHandle(NOBODYS));
    failing("DuplicateHandle of a socket", 6, () -> kernel32.duplicateHandle(NOBODYS));
    failing("DuplicateHandle of a port", 6, () -> kernel32.duplicateHandle(NO_PORT));
    failing("DuplicateHandle of an event", 6, () -> kernel32.duplicateHandle(NO_EVENT));
    failing("DuplicateHandle of a thread", 6, () -> kernel32.duplicateHandle(NO_THREAD));
    failing("CancelIo", 6, () -> kernel32.cancelIo(NOBODYS));
    failing("CancelIoEx", 1168, () -> kernel32.cancelIoEx(socket, null));
    failing("ReadFile", 6, () -> kernel32.readFile(NOBODYS, WsaBuffers.of(0, 0), null));
    Overlapped structure = structures.overlapped();
    WsaBuffers nothing = WsaBuffers.of(0, 0);
    failing("ReadFileEx", 6, () -> kernel32.readFileEx(NOBODYS, nothing, structure, null));
    failing("WriteFileEx", 87, () -> kernel32.writeFileEx(socket, nothing, structure, null));
    failing("a time-out", 258, () -> kernel32.getQueuedCompletionStatus(port, 0));
    failing("a wait", 6, () -> kernel32.waitForSingleObjectEx(NO_EVENT, 0, false));
    failing("SignalObjectAndWait", 6, () -> kernel32.signalObjectAndWait(NO_EVENT, port, 0, false));
    failing("QueueUserAPC", 6, () -> kernel32.queueUserAPC(data -> {}, NO_THREAD, 0));
    failing("waits", 87, () -> kernel32.waitForMultipleObjectsEx(List.of(), false, 0, false));

    assertThat(wrong).isEmpty();
  }

  /** IOCP-GQCS-1: the packet of a failed request sets it, though a packet was taken. */
  @Test
  void givenPacketOfAFailedRequest_whenTaken_thenTheLastErrorIsTheRequests() {
    PortHandle port = kernel32.createIoCompletionPort(null, null, 0, 0).orThrow();
    host.kernel().ports().post(port, 1, 2, FAILED, 3);

    failing(
        "GetQueuedCompletionStatus",
        31,
        () -> assertThat(kernel32.getQueuedCompletionStatus(port, 0).taken()).isTrue());

    assertThat(wrong).isEmpty();
  }

  /** WAIT-4: a wait that succeeds leaves it as it was. */
  @Test
  void givenFunctionsThatSucceed_whenCalled_thenTheLastErrorStays() {
    EventHandle event = kernel32.createEvent(true, true);
    failing("a wait", 4711, () -> kernel32.waitForSingleObjectEx(event, 0, false));
    failing("SetEvent", 4711, () -> kernel32.setEvent(event));
    failing("WSASetEvent", 4711, () -> ws2.wsaSetEvent(event));
    failing("WSAWaitForMultipleEvents", 4711, () -> waitFor(event));
    failing("closesocket", 4711, () -> ws2.closesocket(socket));

    assertThat(wrong).isEmpty();
  }

  private void waitFor(EventHandle event) {
    ws2.wsaWaitForMultipleEvents(List.of(event), false, 0, false);
  }

  @Test
  void givenFunctionsOfWinsock_whenTheyFail_thenTheLastErrorIsTheirs() {
    int noSocket = 10038;
    WsaBuffers none = WsaBuffers.of(0, 0);
    Sockaddr address = Sockaddr.loopback(1);
    failing("closesocket", noSocket, () -> ws2.closesocket(NOBODYS));
    failing("accept", noSocket, () -> ws2.accept(NOBODYS));
    failing("bind", noSocket, () -> ws2.bind(NOBODYS, address));
    failing("connect", noSocket, () -> ws2.connect(NOBODYS, address));
    failing("getsockname", noSocket, () -> ws2.getsockname(NOBODYS));
    failing("getpeername", noSocket, () -> ws2.getpeername(NOBODYS));
    failing("getsockopt", noSocket, () -> ws2.getsockopt(NOBODYS, 0xFFFF, 0x1007, 4));
    failing("WSADuplicateSocket", noSocket, () -> ws2.wsaDuplicateSocket(NOBODYS, 1));
    failing("WSASend", noSocket, () -> ws2.wsaSend(NOBODYS, none, 0, null, null));
    failing("sendto", noSocket, () -> ws2.sendto(NOBODYS, none, 0, address));
    failing("recvfrom", noSocket, () -> ws2.recvfrom(NOBODYS, none, 0, 0, 0));
    failing("ioctlsocket", noSocket, () -> ws2.ioctlsocket(NOBODYS, Winsock2.FIONBIO, 0));
    failing(
        "WSAGetOverlappedResult",
        noSocket,
        () -> ws2.wsaGetOverlappedResult(NOBODYS, structures.overlapped(), false));
    failing("select", 10022, () -> ws2.select(null, null, null, new TimeVal(0, 0)));
    failing("select of nobody's", noSocket, () -> ws2.select(FdSet.of(NOBODYS), null, null, null));
    failing("WSAPoll", noSocket, () -> ws2.wsaPoll(List.of(new PollFd(NOBODYS, 1)), 0));
    failing(
        "WSAEnumNetworkEvents",
        noSocket,
        () -> ws2.wsaEnumNetworkEvents(NOBODYS, EventHandle.NULL));
    failing("WSAEventSelect", noSocket, () -> ws2.wsaEventSelect(NOBODYS, NO_EVENT, 1));
    failing("AcceptEx", noSocket, this::acceptEx);
    failing("DisconnectEx", noSocket, () -> ws2.extensions().disconnectEx(NOBODYS, null, 0));
    failing("socket", 10047, () -> ws2.socket(99, 1, 0));
    failing("WSAEnumProtocols", 10055, () -> ws2.wsaEnumProtocols(null, 0, 0));
    failing("WSASetEvent", 6, () -> ws2.wsaSetEvent(NO_EVENT));
    failing("WSACancelBlockingCall", 10022, () -> ws2.blockingHooks().wsaCancelBlockingCall());
    failing("WSAProviderConfigChange", 6, () -> ws2.wsaProviderConfigChange(NOBODYS, null, null));
    failing(
        "WSAWaitForMultipleEvents",
        87,
        () -> ws2.wsaWaitForMultipleEvents(List.of(), false, 0, false));

    assertThat(wrong).isEmpty();
  }

  private void acceptEx() {
    ws2.extensions().acceptEx(NOBODYS, socket, 1L, null, 0, 32, 32, structures.overlapped());
  }

  /** CLI-2: whatever else is wrong with the arguments. */
  @Test
  void givenWinsockThatIsNotStarted_whenCalled_thenTheLastErrorSaysSo() {
    int notStarted = 10093;
    ws2.wsaCleanup();

    failing("WSACleanup", notStarted, () -> ws2.wsaCleanup());
    failing("select", notStarted, () -> ws2.select(null, null, null, new TimeVal(0, 0)));
    failing("WSAPoll", notStarted, () -> ws2.wsaPoll(List.of(), 0));
    failing("WSAEnumProtocols", notStarted, () -> ws2.wsaEnumProtocols(null, 0, 0));
    failing("WSASocket", notStarted, () -> ws2.wsaSocket(2, 1, 0, null, 0, 0));
    failing(
        "WSAProviderConfigChange",
        notStarted,
        () -> ws2.wsaProviderConfigChange(NOBODYS, null, null));
    failing("WSASetBlockingHook", notStarted, this::hook);
    failing("WSAUnhookBlockingHook", notStarted, () -> ws2.blockingHooks().wsaUnhookBlockingHook());
    failing("WSACancelBlockingCall", notStarted, () -> ws2.blockingHooks().wsaCancelBlockingCall());
    failing("waits", notStarted, () -> waitFor(NO_EVENT));
    failing(
        "WSAGetOverlappedResult",
        notStarted,
        () -> ws2.wsaGetOverlappedResult(NOBODYS, structures.overlapped(), false));

    assertThat(wrong).isEmpty();
    assertThatThrownBy(() -> ws2.extensions().getAcceptExSockaddrs(socket, 1, 0, 32, 32))
        .isInstanceOf(WinsockException.class);
  }

  private void hook() {
    assertThat(ws2.blockingHooks().wsaSetBlockingHook(() -> false).errno()).isEqualTo(10093);
  }
}
