package dev.wsplab.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.ThreadHandle;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.BlockingCallbackResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ContextResult;
import dev.wsplab.spi.FdSet;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.PathResult;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.WsaError;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The fifteen upcalls. */
class UpcallTableTest extends HostFixture {
  private static final int NO_ENTRY = 1;
  private static final SocketHandle NOBODYS = new SocketHandle(0x7FFF_FFF0L);

  /** WPU-CREATE-1, WPU-CREATE-8, WPU-CTX-1: the context is pointer-sized. */
  @Test
  void givenHandleOfAnEntry_whenWPUQuerySocketHandleContext_thenTheWholeContext() {
    SocketResult made = base.given().wpuCreateSocketHandle(base.entryId(), 0xFEDC_BA98_7654_3210L);

    assertThat(made.socket().value() % 4).isZero();
    assertThat(base.given().wpuQuerySocketHandleContext(made.socket()))
        .isEqualTo(ContextResult.of(0xFEDC_BA98_7654_3210L));
  }

  /** WPU-CREATE-1: of a base, a layer or a chain; also of a provider that nobody has started. */
  @Test
  void givenEveryKindOfEntry_whenHandleIsCreatedForIt_thenItBelongsToThatEntrysProvider() {
    host.catalog().installLayer(new LayeredProvider() {}, Guid.random(), "over it", false);
    ScriptedBase idle = new ScriptedBase();
    host.catalog()
        .installBase(
            idle, List.of(ScriptedBase.PROTOCOL.toBuilder().providerId(Guid.random()).build()));
    restart();
    socket = ws2.socket(2, 1, 0).orThrow("a socket of the chain, which starts all");
    List<ProtocolInfo> entries = host.catalog().toFile().entries();
    assertThat(entries).extracting(ProtocolInfo::chainLength).contains(0, 1, 2);

    for (ProtocolInfo entry : entries) {
      SocketHandle made =
          base.given().wpuCreateSocketHandle(entry.catalogEntryId(), 5).orThrow("create");

      assertThat(host.kernel().sockets().query(made).catalogEntry())
          .as(entry.name())
          .isEqualTo(entry.catalogEntryId());
    }
    assertThat(idle.startups).isZero();
  }

  /** WPU-CREATE-7. */
  @Test
  void givenUnknownEntry_whenHandleIsCreated_thenErrorIsInvalid() {
    assertThat(base.given().wpuCreateSocketHandle(NO_ENTRY, 1))
        .isEqualTo(SocketResult.failed(WsaError.WSAEINVAL));
  }

  /** WPU-CLOSE-2: twice, and for what is not a provider's handle. */
  @Test
  void givenClosedHandle_whenClosedAgain_thenItIsNoSocket() {
    SocketHandle s = base.given().wpuCreateSocketHandle(base.entryId(), 1).socket();

    assertThat(base.given().wpuCloseSocketHandle(s)).isEqualTo(CallResult.OK);
    assertThat(base.given().wpuCloseSocketHandle(s))
        .isEqualTo(CallResult.failed(WsaError.WSAENOTSOCK));
    assertThat(base.given().wpuCloseSocketHandle(NOBODYS))
        .isEqualTo(CallResult.failed(WsaError.WSAENOTSOCK));
  }

  /** WPU-CTX-2, WPU-IFS-5: system handles have no context. */
  @Test
  void givenSystemHandle_whenContextIsAsked_thenItIsNoSocket() {
    SocketHandle system = base.ws2().systemIo().createHandle(base.entryId(), true).socket();

    assertThat(base.given().wpuQuerySocketHandleContext(system))
        .isEqualTo(ContextResult.failed(WsaError.WSAENOTSOCK));
    assertThat(base.given().wpuCloseSocketHandle(system))
        .isEqualTo(CallResult.failed(WsaError.WSAENOTSOCK));
  }

  /** WPU-IFS-1, WPU-IFS-2. */
  @Test
  void givenProposedHandle_whenModified_thenOnlySystemHandlesPass() {
    SocketHandle system = base.ws2().systemIo().createHandle(base.entryId(), true).socket();

    assertThat(base.given().wpuModifyIFSHandle(base.entryId(), system))
        .isEqualTo(SocketResult.of(system));
    assertThat(base.given().wpuModifyIFSHandle(base.entryId(), socket))
        .isEqualTo(SocketResult.failed(WsaError.WSAEINVAL));
    assertThat(base.given().wpuModifyIFSHandle(base.entryId(), NOBODYS))
        .isEqualTo(SocketResult.failed(WsaError.WSAEINVAL));
    assertThat(base.given().wpuModifyIFSHandle(NO_ENTRY, system))
        .isEqualTo(SocketResult.failed(WsaError.WSAEINVAL));
  }

  /** WPU-EVENT-1, WPU-EVENT-3, WPU-EVENT-4, WPU-EVENT-5. */
  @Test
  void givenWPUCreateEvent_whenUsedUntilWPUCloseEvent_thenManualResetAndInterchangeable() {
    EventHandle event = base.given().wpuCreateEvent().event();

    assertThat(kernel32.waitForSingleObjectEx(event, 0, false).returnValue()).isEqualTo(0x102);
    assertThat(base.given().wpuSetEvent(event).returnValue()).isTrue();
    assertThat(base.given().wpuSetEvent(event).returnValue()).isTrue();
    assertThat(kernel32.waitForSingleObjectEx(event, 0, false).returnValue()).isZero();
    assertThat(kernel32.waitForSingleObjectEx(event, 0, false).returnValue()).isZero();
    assertThat(base.given().wpuResetEvent(event).returnValue()).isTrue();
    assertThat(kernel32.waitForSingleObjectEx(event, 0, false).returnValue()).isEqualTo(0x102);
    assertThat(base.given().wpuCloseEvent(event).returnValue()).isTrue();

    assertThat(base.given().wpuCloseEvent(event).errno()).isEqualTo(6);
    assertThat(base.given().wpuSetEvent(event).errno()).isEqualTo(6);
    assertThat(base.given().wpuResetEvent(new EventHandle(socket.value())).errno()).isEqualTo(6);
  }

  /** WPU-APC-1, WPU-APC-3, WPU-APC-7. */
  @Test
  void givenQueuedApcs_whenThreadWaitsAlertably_thenTheyRunThereInOrder() {
    ThreadId self = base.given().wpuOpenCurrentThread().threadId();
    List<Long> ran = new ArrayList<>();
    base.given().wpuQueueApc(self, ran::add, 1);
    base.given().wpuQueueApc(self, ran::add, 2);

    assertThat(kernel32.sleepEx(0, false)).isZero();
    assertThat(ran).isEmpty();
    assertThat(kernel32.sleepEx(0, true)).isEqualTo(192);
    assertThat(ran).containsExactly(1L, 2L);
  }

  /** WPU-APC-2, WPU-THREAD-2, WPU-THREAD-4, WPU-THREAD-5: APCs queued earlier stay queued. */
  @Test
  void givenClosedThreadId_whenUsed_thenQueueFaultsAndSecondCloseIsInvalid() {
    ThreadId self = base.given().wpuOpenCurrentThread().threadId();
    List<Long> ran = new ArrayList<>();
    base.given().wpuQueueApc(self, ran::add, 7);

    assertThat(base.given().wpuCloseThread(self)).isEqualTo(CallResult.OK);

    assertThat(base.given().wpuQueueApc(self, ran::add, 8))
        .isEqualTo(CallResult.failed(WsaError.WSAEFAULT));
    assertThat(base.given().wpuCloseThread(self)).isEqualTo(CallResult.failed(WsaError.WSAEINVAL));
    kernel32.sleepEx(0, true);
    assertThat(ran).containsExactly(7L);
  }

  /** The client's own thread is not the provider's to close. */
  @Test
  void givenThreadIdOfClient_whenProviderClosesIt_thenItIsInvalidAndStaysOpen() {
    ThreadHandle self = host.kernel().threads().current();

    assertThat(base.given().wpuCloseThread(new ThreadId(self, 0)))
        .isEqualTo(CallResult.failed(WsaError.WSAEINVAL));
    assertThat(host.kernel().threads().current()).isEqualTo(self);
  }

  /** WIN-48 through WPU-APC-2. */
  @Test
  void givenEndedThread_whenApcIsQueued_thenErrorIsFault() throws InterruptedException {
    ThreadId[] ended = new ThreadId[1];
    Thread thread = new Thread(() -> ended[0] = base.given().wpuOpenCurrentThread().threadId());
    thread.start();
    thread.join();

    kernel32.waitForSingleObjectEx(ended[0].handle(), 10_000, false);
    assertThat(base.given().wpuQueueApc(ended[0], context -> {}, 0))
        .isEqualTo(CallResult.failed(WsaError.WSAEFAULT));
  }

  /** WPU-FDSET-1: membership, not validity. */
  @Test
  void givenSet_whenWPUFDIsSet_thenItsMembersAreThereAndNoOther() {
    assertThat(base.given().wpuFDIsSet(socket, FdSet.of(socket))).isTrue();
    assertThat(base.given().wpuFDIsSet(NOBODYS, FdSet.of(socket))).isFalse();
    assertThat(base.given().wpuFDIsSet(NOBODYS, FdSet.of(NOBODYS))).isTrue();
  }

  /** WPU-PATH-1 to WPU-PATH-3, WIN-59. */
  @Test
  void givenProvider_whenWPUGetProviderPath_thenRoomAndIdAreChecked() {
    PathResult path = base.given().wpuGetProviderPath(ScriptedBase.ID, 260);
    int needed = path.path().length() + 1;

    assertThat(path.path()).isEqualTo("java:" + ScriptedBase.class.getName());
    assertThat(base.given().wpuGetProviderPath(ScriptedBase.ID, needed).returnValue()).isZero();
    assertThat(base.given().wpuGetProviderPath(ScriptedBase.ID, needed - 1))
        .isEqualTo(PathResult.failed(WsaError.WSAEFAULT, needed));
    assertThat(base.given().wpuGetProviderPath(Guid.random(), 3))
        .isEqualTo(PathResult.failed(WsaError.WSAEINVAL, 3));
  }

  /** WPU-BLOCK-2, WPU-BLOCK-4, WPU-MSG-1. */
  @Test
  void givenNoHookAndNoWindow_whenAsked_thenBlockingUsesNativeObjectsAndPostFails() {
    assertThat(base.given().wpuQueryBlockingCallback(base.entryId()))
        .isEqualTo(BlockingCallbackResult.NONE);
    assertThat(base.given().wpuQueryBlockingCallback(NO_ENTRY))
        .isEqualTo(BlockingCallbackResult.failed(WsaError.WSAEINVAL));
    assertThat(base.given().wpuPostMessage(1, 2, 3, 4)).isFalse();
    long hWnd = base.ws2().windows().create((message, w, l) -> {});
    assertThat(base.given().wpuPostMessage(hWnd, 2, 3, 4)).isTrue();
  }

  /** WPU-THREAD-3, WIN-H6: after the final clean-up upcalls do no harm. */
  @Test
  void givenCleanedUpEnvironment_whenUpcallsCome_thenTheyGiveTheirErrors() {
    var upcalls = base.given();
    var exports = base.ws2();
    host.close();

    assertThat(upcalls.wpuOpenCurrentThread().errno()).isEqualTo(WsaError.WSANOTINITIALISED.code());
    assertThat(upcalls.wpuCloseThread(new ThreadId(new ThreadHandle(4), 0)).errno())
        .isEqualTo(WsaError.WSANOTINITIALISED.code());
    assertThat(upcalls.wpuQuerySocketHandleContext(socket).errno())
        .isEqualTo(WsaError.WSAENOTSOCK.code());
    assertThat(exports.wpuCompleteOverlappedRequest(socket, structures.overlapped(), 0, 0).errno())
        .isEqualTo(WsaError.WSAEINVAL.code());
  }
}
