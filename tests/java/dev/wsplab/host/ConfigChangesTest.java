package dev.wsplab.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.WaitInterruptedException;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.platform.Patience;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.ConfigChangeResult;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.WsaError;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * WSAProviderConfigChange (CAT-INST-3, CAT-CHANGE-1): blocking, and overlapped with event, port and
 * routine.
 */
class ConfigChangesTest extends HostFixture {
  private static final int WAIT = Patience.MILLIS;
  private static final Guid ID = Guid.of("11111111-2222-3333-4444-555555555555");
  private static final int ABORTED = WsaError.WSA_OPERATION_ABORTED.code();

  private SocketHandle handle;

  @BeforeEach
  void handle() {
    ConfigChangeResult first = ws2.wsaProviderConfigChange(null, structures.overlapped(), null);
    assertThat(first.succeeded()).isTrue();
    assertThat(structures.overlapped().isPending()).as("the first call pends nothing").isFalse();
    handle = first.handle();
  }

  private ConfigChangeResult start(int structure) {
    return ws2.wsaProviderConfigChange(handle, structures.overlapped(structure), null);
  }

  private void install() {
    ws2.catalogFunctions()
        .wscInstallProvider(ID, "a.dll", List.of(ScriptedBase.PROTOCOL))
        .orThrow("WSCInstallProvider");
  }

  private List<Integer> reversed() {
    List<Integer> ids = new ArrayList<>();
    host.catalog().entries().forEach(e -> ids.add(0, e.catalogEntryId()));
    return ids;
  }

  @Test
  void givenEvent_whenProviderIsInstalled_thenItIsSetAndTheStructureIsComplete() {
    Overlapped overlapped = structures.overlapped();
    EventHandle event = kernel32.createEvent(true, true);
    overlapped.storeEvent(event.value());

    assertThat(start(0).isPending()).isTrue();
    assertThat(kernel32.waitForSingleObjectEx(event, 0, false).returnValue()).isEqualTo(0x102);
    assertThat(overlapped.isPending()).isTrue();
    install();

    assertThat(kernel32.waitForSingleObjectEx(event, 0, false).returnValue()).isZero();
    assertThat(overlapped.internal()).isZero();
    assertThat(host.operations().underWay()).isEmpty();
  }

  /** Each change ends what waited for it, once; what was refused is no change. */
  @Test
  void givenPort_whenCatalogChanges_thenEachWaitIsToldByOnePacket() {
    PortHandle port = kernel32.createIoCompletionPort(handle, null, 77, 0).orThrow();
    start(0);
    start(1);
    ws2.catalogFunctions().wscDeinstallProvider(Guid.random());
    assertThat(kernel32.getQueuedCompletionStatus(port, 0).error()).isEqualTo(258);

    install();
    assertThat(List.of(taken(port), taken(port)))
        .containsExactlyInAnyOrder(
            structures.overlapped(0).address(), structures.overlapped(1).address());
    start(0);
    ws2.catalogFunctions().wscWriteProviderOrder(reversed());
    assertThat(taken(port)).isEqualTo(structures.overlapped(0).address());
    start(0);
    ws2.catalogFunctions().wscDeinstallProvider(ID).orThrow("WSCDeinstallProvider");
    assertThat(taken(port)).isEqualTo(structures.overlapped(0).address());
    install();
    assertThat(kernel32.getQueuedCompletionStatus(port, 0).error()).isEqualTo(258);
  }

  private long taken(PortHandle port) {
    QueuedCompletion packet = kernel32.getQueuedCompletionStatus(port, 0);
    assertThat(packet.returnValue()).isTrue();
    assertThat(packet.key()).isEqualTo(77);
    return packet.overlapped();
  }

  @Test
  void givenRoutine_whenProviderIsUpdated_thenItRunsInThisThreadsAlertableWait() {
    install();
    List<Integer> told = new ArrayList<>();
    assertThat(
            ws2.wsaProviderConfigChange(
                    handle,
                    structures.overlapped(),
                    (error, bytes, overlapped, flags) -> told.add(error))
                .isPending())
        .isTrue();
    ProtocolInfo renamed = ScriptedBase.PROTOCOL.toBuilder().name("renamed").build();
    ws2.catalogFunctions().wscUpdateProvider(ID, "b.dll", List.of(renamed)).orThrow("update");
    assertThat(told).isEmpty();

    assertThat(kernel32.sleepEx(WAIT, true)).isEqualTo(192);

    assertThat(told).containsExactly(0);
  }

  /** CAT-CHANGE-1. */
  @Test
  void givenNoStructure_whenCalled_thenItBlocksUntilTheChange() throws Exception {
    FutureTask<ConfigChangeResult> call =
        new FutureTask<>(() -> ws2.wsaProviderConfigChange(handle, null, null));
    Thread thread = new Thread(call, "config-change");
    thread.start();
    awaitWaiting(thread);
    assertThat(call.isDone()).isFalse();

    install();

    assertThat(call.get(WAIT, TimeUnit.MILLISECONDS)).isEqualTo(ConfigChangeResult.of(handle));
  }

  private void awaitWaiting(Thread thread) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WAIT);
    while (!host.configChanges().isAwaited() && thread.isAlive()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  @Test
  void givenWaits_whenHandleIsClosed_thenTheyEndWithAborted() throws Exception {
    PortHandle port = kernel32.createIoCompletionPort(handle, null, 1, 0).orThrow();
    FutureTask<ConfigChangeResult> call =
        new FutureTask<>(() -> ws2.wsaProviderConfigChange(handle, null, null));
    Thread thread = new Thread(call, "config-change");
    thread.start();
    awaitWaiting(thread);
    start(0);

    assertThat(kernel32.closeHandle(handle)).isEqualTo(BoolResult.TRUE);

    assertThat(call.get(WAIT, TimeUnit.MILLISECONDS).errno()).isEqualTo(ABORTED);
    assertThat(kernel32.getQueuedCompletionStatus(port, WAIT).error()).isEqualTo(ABORTED);
    assertThat(kernel32.closeHandle(handle)).isEqualTo(BoolResult.failed(6));
    assertThat(start(0).errno()).isEqualTo(WsaError.WSA_INVALID_HANDLE.code());
  }

  @Test
  void givenWait_whenCancelled_thenItEndsWithAborted() {
    PortHandle port = kernel32.createIoCompletionPort(handle, null, 1, 0).orThrow();
    Overlapped overlapped = structures.overlapped();
    assertThat(kernel32.cancelIoEx(handle, overlapped)).isEqualTo(BoolResult.failed(1168));
    start(0);

    assertThat(kernel32.cancelIoEx(handle, overlapped)).isEqualTo(BoolResult.TRUE);
    install();

    assertThat(kernel32.getQueuedCompletionStatus(port, WAIT).error()).isEqualTo(ABORTED);
    assertThat(kernel32.getQueuedCompletionStatus(port, 0).error()).isEqualTo(258);
    start(0);
    assertThat(kernel32.cancelIo(handle)).isEqualTo(BoolResult.TRUE);
    assertThat(kernel32.getQueuedCompletionStatus(port, WAIT).error()).isEqualTo(ABORTED);
  }

  @Test
  void givenBlockedCall_whenEnvironmentEnds_thenItReturnsAborted() throws Exception {
    FutureTask<ConfigChangeResult> call =
        new FutureTask<>(() -> ws2.wsaProviderConfigChange(handle, null, null));
    Thread thread = new Thread(call, "config-change");
    thread.start();
    awaitWaiting(thread);

    host.close();

    assertThat(call.get(WAIT, TimeUnit.MILLISECONDS).errno()).isEqualTo(ABORTED);
  }

  @Test
  void givenBlockedCall_whenItsThreadIsInterrupted_thenItStopsWaiting() throws Exception {
    FutureTask<ConfigChangeResult> call =
        new FutureTask<>(() -> ws2.wsaProviderConfigChange(handle, null, null));
    Thread thread = new Thread(call, "config-change");
    thread.start();
    awaitWaiting(thread);

    thread.interrupt();

    assertThatThrownBy(() -> call.get(WAIT, TimeUnit.MILLISECONDS))
        .hasCauseInstanceOf(WaitInterruptedException.class);
    assertThat(host.configChanges().isAwaited()).isFalse();
  }

  /** WIN-51: a blocking call waits alertably. */
  @Test
  void givenBlockedCall_whenARoutineIsQueued_thenItRunsThereAndTheCallGoesOn() throws Exception {
    List<Integer> told = new ArrayList<>();
    FutureTask<ConfigChangeResult> call =
        new FutureTask<>(
            () -> {
              ConfigChangeResult other = ws2.wsaProviderConfigChange(null, null, null);
              ws2.wsaProviderConfigChange(
                  other.handle(),
                  structures.overlapped(),
                  (error, bytes, overlapped, flags) -> told.add(error));
              kernel32.closeHandle(other.handle());
              return ws2.wsaProviderConfigChange(handle, null, null);
            });
    Thread thread = new Thread(call, "config-change");
    thread.start();
    awaitWaiting(thread);

    install();

    assertThat(call.get(WAIT, TimeUnit.MILLISECONDS).succeeded()).isTrue();
    assertThat(told).containsExactly(ABORTED);
  }

  @Test
  void givenAssociatedHandle_whenCalledWithARoutine_thenItIsRefused_WIN_18() {
    kernel32.createIoCompletionPort(handle, null, 77, 0).orThrow();

    assertThat(
            ws2.wsaProviderConfigChange(handle, structures.overlapped(), (e, b, o, f) -> {})
                .errno())
        .isEqualTo(WsaError.WSAEINVAL.code());
  }

  @Test
  void givenHandles_whenTheyAreOfAnotherKind_thenTheyAreRefused() {
    int invalid = WsaError.WSA_INVALID_HANDLE.code();

    assertThat(ws2.wsaProviderConfigChange(socket, null, null).errno()).isEqualTo(invalid);
    assertThat(ws2.wsaProviderConfigChange(new SocketHandle(12), null, null).errno())
        .isEqualTo(invalid);
    assertThat(ws2.wsaGetLastError()).isEqualTo(invalid);
    assertThat(ws2.getsockname(handle).errno()).isEqualTo(WsaError.WSAENOTSOCK.code());
    ws2.wsaCleanup();
    assertThat(start(0).errno()).isEqualTo(WsaError.WSANOTINITIALISED.code());
  }

  @Test
  void givenStructureThatCannotBeWritten_whenCalled_thenNothingWaits() {
    assertThat(ws2.wsaProviderConfigChange(handle, Overlapped.at(16), null).errno())
        .isEqualTo(WsaError.WSAEFAULT.code());
    Overlapped overlapped = structures.overlapped();
    overlapped.storeEvent(0x7FFF_FFF0L);
    assertThat(start(0).errno()).isEqualTo(WsaError.WSA_INVALID_HANDLE.code());

    install();

    assertThat(overlapped.isPending()).isFalse();
    assertThat(host.operations().underWay()).isEmpty();
  }

  /** WSP-CLEAN-3: the structure is the client's again, and nothing is written to it. */
  @Test
  void givenPendingCall_whenTheEnvironmentHasEndedAndTheCatalogChanges_thenNothingIsIndicated() {
    assertThat(start(0).isPending()).isTrue();

    host.close();
    host.catalog().install(ID, "a.dll", List.of(ScriptedBase.PROTOCOL));

    assertThat(structures.overlapped().isPending()).isTrue();
    assertThat(host.configChanges().isOpen(handle)).isFalse();
    structures.overlapped().publish(0, 0);
  }
}
