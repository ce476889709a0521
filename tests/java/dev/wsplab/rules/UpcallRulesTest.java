package dev.wsplab.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.client.FileResult;
import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.host.HostFixture;
import dev.wsplab.host.ScriptedBase;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.platform.Patience;
import dev.wsplab.spi.ContextResult;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WspFunction;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a provider may rely on when it calls ws2_32. */
class UpcallRulesTest extends HostFixture {
  private static final int WAIT = Patience.MILLIS;

  private Overlapped overlapped() {
    return structures.overlapped(0);
  }

  private Upcalls upcalls() {
    return base.given();
  }

  private SocketHandle makeHandle(long context) {
    return upcalls().wpuCreateSocketHandle(base.entryId(), context).orThrow("create");
  }

  /** LAY-UP-2, LAY-UP-3, WPU-GEN-1, WPU-COMPLETE-1, WPU-CTX-3: fifteen, and the export. */
  @Test
  void givenTable_whenItsFunctionsAreCounted_thenFifteenWithoutTheExport() {
    List<String> table =
        Arrays.stream(Upcalls.class.getDeclaredMethods())
            .filter(m -> !m.isSynthetic())
            .map(Method::getName)
            .toList();

    assertThat(table)
        .hasSize(15)
        .allMatch(name -> name.startsWith("wpu"))
        .doesNotContain("wpuCompleteOverlappedRequest", "wpuGetCurrentThread")
        .noneMatch(name -> name.contains("SetSocketHandleContext"));
    assertThat(Ws2Exports.class.getDeclaredMethods())
        .extracting(Method::getName)
        .contains("wpuCompleteOverlappedRequest");
  }

  /** LAY-PT-1: not where the alphabet would have it. */
  @Test
  void givenSlots_whenLookedUp_thenQosByNameFollowsSockOpt() {
    assertThat(WspFunction.values()).hasSize(30);
    assertThat(WspFunction.WSP_GET_QOS_BY_NAME.ordinal())
        .isEqualTo(WspFunction.WSP_GET_SOCK_OPT.ordinal() + 1)
        .isEqualTo(15);
  }

  /** WPU-GEN-2: the thread's last error is not the upcalls' business. */
  @Test
  void givenLastError_whenAnUpcallFails_thenItIsAsBefore() {
    kernel32.setLastError(4711);

    assertThat(upcalls().wpuCloseSocketHandle(new SocketHandle(8)).errno())
        .as("ERRATA-2: about the function itself")
        .isEqualTo(WsaError.WSAENOTSOCK.code());
    assertThat(upcalls().wpuCreateSocketHandle(0x7777, 0).errno())
        .isEqualTo(WsaError.WSAEINVAL.code());

    assertThat(kernel32.getLastError()).isEqualTo(4711);
  }

  /** WPU-CREATE-2, WPU-CREATE-5: files functions and ports work on it; the port is the handle's. */
  @Test
  void givenProviderHandle_whenReadAndAssociated_thenTheProviderServesItAndThePortTells() {
    PortHandle port = kernel32.createIoCompletionPort(socket, null, 5, 0).orThrow();
    SocketHandle other = ws2.socket(2, 1, 0).orThrow("socket");
    PortHandle otherPort = kernel32.createIoCompletionPort(other, null, 6, 0).orThrow();
    try (NativeBlock room = NativeBlock.allocate(8)) {
      FileResult read = kernel32.readFile(socket, WsaBuffers.of(room), overlapped());
      assertThat(read.isPending()).isTrue();

      base.ws2().wpuCompleteOverlappedRequest(socket, overlapped(), 0, 3);

      QueuedCompletion packet = kernel32.getQueuedCompletionStatus(port, WAIT);
      assertThat(packet.key()).isEqualTo(5);
      assertThat(packet.bytes()).isEqualTo(3);
      assertThat(kernel32.getQueuedCompletionStatus(otherPort, 0).taken()).isFalse();
    }
  }

  /** OVL-4: what the provider had in Internal and InternalHigh is rewritten. */
  @Test
  void givenProvidersOwnNumbers_whenCompleted_thenBothWordsAreOurs() {
    Overlapped mine = overlapped();
    mine.publish(0x1234, 0x103);
    base.ws2().wpuCompleteOverlappedRequest(socket, mine, 0, 7);

    assertThat(mine.internal()).isZero();
    assertThat(mine.internalHigh()).isEqualTo(7);
  }

  /** WPU-CLOSE-1: out of ws2_32's table. */
  @Test
  void givenHandleClosedByItsProvider_whenTheClientUsesIt_thenNoSocket() {
    upcalls().wpuCloseSocketHandle(socket);

    assertThat(ws2.listen(socket, 1).errno()).isEqualTo(WsaError.WSAENOTSOCK.code());
  }

  /** WPU-CTX-4, ERRATA-3: any provider may ask; the context has all 64 bits. */
  @Test
  void givenHandleOfAnotherProvider_whenItsContextIsAsked_thenIt() {
    ScriptedBase second = new ScriptedBase();
    socketOf(second);
    SocketHandle mine = makeHandle(0xFEDC_BA98_7654_3210L);

    assertThat(second.given().wpuQuerySocketHandleContext(mine))
        .isEqualTo(ContextResult.of(0xFEDC_BA98_7654_3210L));
  }

  /** Installs another provider, which starts with this socket. */
  private SocketHandle socketOf(ScriptedBase provider) {
    Guid id = Guid.random();
    ProtocolInfo entry =
        host.catalog()
            .installBase(
                provider, List.of(ScriptedBase.PROTOCOL.toBuilder().providerId(id).build()))
            .get(0);
    // Who has started sees the catalog of that time (CAT-4).
    ws2.wsaCleanup().orThrow("WSACleanup");
    ws2.wsaStartup(Winsock2.VERSION_2_2).orThrow("WSAStartup");
    socket = ws2.socket(2, 1, 0).orThrow("socket");
    return ws2.wsaSocket(-1, -1, -1, entry, 0, 1).orThrow("WSASocket");
  }

  /** WIN-H2: from any thread, also while others create and close. */
  @Test
  void givenManyThreads_whenContextsAreAsked_thenEachGetsItsOwn() throws Exception {
    List<FutureTask<Boolean>> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      long first = t * 1_000L;
      FutureTask<Boolean> task =
          new FutureTask<>(
              () -> {
                boolean right = true;
                for (long i = 0; i < 200; i++) {
                  SocketHandle s = makeHandle(first + i);
                  right &= upcalls().wpuQuerySocketHandleContext(s).context() == first + i;
                  right &= upcalls().wpuCloseSocketHandle(s).succeeded();
                  right &= !upcalls().wpuQuerySocketHandleContext(s).succeeded();
                }
                return right;
              });
      threads.add(task);
      new Thread(task).start();
    }
    for (FutureTask<Boolean> thread : threads) {
      assertThat(thread.get(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** WIN-H4: until WPUCloseSocketHandle the handle is good, whatever the client has called. */
  @Test
  void givenCloseThatPendsInTheProvider_whenItCompletes_thenTheHandleIsGoodUntilItClosesIt() {
    SocketHandle mine = makeHandle(11);
    overlapped().markPending();

    assertThat(base.ws2().wpuCompleteOverlappedRequest(mine, overlapped(), 995, 0).succeeded())
        .isTrue();
    assertThat(upcalls().wpuQuerySocketHandleContext(mine).context()).isEqualTo(11);
    assertThat(upcalls().wpuCloseSocketHandle(mine).succeeded()).isTrue();
    assertThat(upcalls().wpuQuerySocketHandleContext(mine).succeeded()).isFalse();
  }

  /** WPU-THREAD-1, WPU-APC-4: opened for the caller; a copy of the record is as good. */
  @Test
  void givenOpenedThread_whenAnApcIsQueuedToACopyOfItsId_thenItRunsThere() {
    ThreadId opened = upcalls().wpuOpenCurrentThread().threadId();
    AtomicLong seen = new AtomicLong();

    upcalls()
        .wpuQueueApc(
            new ThreadId(opened.handle(), opened.reserved()), seen::set, 0xFEDC_BA98_7654_3210L);

    assertThat(kernel32.sleepEx(0, true)).isEqualTo(192);
    assertThat(seen).as("ERRATA-3: all 64 bits").hasValue(0xFEDC_BA98_7654_3210L);
    assertThat(upcalls().wpuCloseThread(opened).succeeded()).as("ERRATA-2").isTrue();
  }

  /** WPU-APC-6: any thread may queue to it. */
  @Test
  void givenOpenedThread_whenAnotherThreadQueues_thenItRunsHere() throws Exception {
    ThreadId opened = upcalls().wpuOpenCurrentThread().threadId();
    AtomicLong ranIn = new AtomicLong();
    Thread other =
        new Thread(
            () -> upcalls().wpuQueueApc(opened, c -> ranIn.set(Thread.currentThread().getId()), 0));
    other.start();
    other.join();

    assertThat(kernel32.sleepEx(WAIT, true)).isEqualTo(192);
    assertThat(ranIn).hasValue(Thread.currentThread().getId());
  }

  /** WPU-PATH-2, WPU-PATH-4, CAT-PATH-1: in characters; ids of the catalog only. */
  @Test
  void givenPath_whenRoomAndIdVary_thenFaultInvalidOrThePath() {
    String path = upcalls().wpuGetProviderPath(ScriptedBase.ID, 260).path();
    int needed = path.length() + 1;

    assertThat(host.catalogFunctions().wscGetProviderPath(ScriptedBase.ID, needed).path())
        .isEqualTo(path);
    assertThat(upcalls().wpuGetProviderPath(ScriptedBase.ID, needed).path()).isEqualTo(path);
    assertThat(upcalls().wpuGetProviderPath(ScriptedBase.ID, needed - 1).errno())
        .isEqualTo(WsaError.WSAEFAULT.code());
    assertThat(upcalls().wpuGetProviderPath(Guid.random(), 260).errno())
        .isEqualTo(WsaError.WSAEINVAL.code());
  }

  /** WPU-BLOCK-1: known entry, no hook. */
  @Test
  void givenEntry_whenTheHookIsAsked_thenThereIsNoneAndNoError() {
    assertThat(upcalls().wpuQueryBlockingCallback(base.entryId()).returnValue()).isZero();
  }

  /** IOCP-SKIP-5: with the skip flag the packet is gone; event and fields are not. */
  @Test
  void givenSkipFlag_whenAProviderCompletes_thenEventAndFieldsButNoPacket() {
    PortHandle port = kernel32.createIoCompletionPort(socket, null, 5, 0).orThrow();
    kernel32.setFileCompletionNotificationModes(socket, 1);
    Overlapped mine = overlapped();
    mine.storeEvent(kernel32.createEvent(true, false).value());
    mine.markPending();

    base.ws2().wpuCompleteOverlappedRequest(socket, mine, 0, 9);

    assertThat(mine.internalHigh()).isEqualTo(9);
    assertThat(kernel32.waitForSingleObjectEx(mine.event(), 0, false).returnValue()).isZero();
    assertThat(kernel32.getQueuedCompletionStatus(port, 0).taken()).isFalse();
  }

  /** CAT-SEL-7: calls go to the provider that made the handle. */
  @Test
  void givenHandlesOfTwoProviders_whenReceiving_thenEachServesItsOwn() {
    ScriptedBase second = new ScriptedBase();
    second.onRecv = (s, o, r, t) -> TransferResult.done(2, 0);
    base.onRecv = (s, o, r, t) -> TransferResult.done(1, 0);
    SocketHandle theirs = socketOf(second);
    try (NativeBlock room = NativeBlock.allocate(8)) {
      assertThat(ws2.recv(socket, WsaBuffers.of(room), 0).bytes()).isEqualTo(1);
      assertThat(ws2.recv(theirs, WsaBuffers.of(room), 0).bytes()).isEqualTo(2);
    }
  }

  /** WSP-START-11: loaded on first need. */
  @Test
  void givenInstalledProvider_whenNobodyMakesASocketOfIt_thenItIsNotStarted() {
    ScriptedBase second = new ScriptedBase();
    Guid id = Guid.random();
    host.catalog()
        .installBase(second, List.of(ScriptedBase.PROTOCOL.toBuilder().providerId(id).build()));
    assertThat(second.startups).isZero();
    assertThat(base.startups).isEqualTo(1);

    ws2.wsaCleanup();

    assertThat(base.cleanups).isEqualTo(1);
    assertThat(second.cleanups).isZero();
  }
}
