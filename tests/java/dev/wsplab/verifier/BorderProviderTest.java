package dev.wsplab.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.operation.Operation;
import dev.wsplab.operation.OperationEvent;
import dev.wsplab.operation.OperationKind;
import dev.wsplab.operation.Operations;
import dev.wsplab.operation.PortPacket;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.AcceptResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.StartupResult;
import dev.wsplab.spi.SystemIo;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A watched provider as its caller sees it, and what is learnt from the calls. */
class BorderProviderTest {
  private static final SocketHandle NEW = new SocketHandle(12);
  private static final CallResult REFUSED = CallResult.failed(WsaError.WSAEINVAL);

  private final BorderRig rig = new BorderRig();
  private final Stub provider = new Stub();
  private final Stub io = new Stub().answering("firstName", null);
  private final ServiceProvider watched =
      new BorderProvider(rig.watch, rig.border, provider.as(ServiceProvider.class));

  @BeforeEach
  void prepare() {
    provider
        .doing(
            "wspStartup",
            arguments -> StartupResult.started("stub", provider.as(ServiceProvider.class)))
        .answering("wspCleanup", CallResult.OK)
        .answering("wspCloseSocket", CallResult.OK);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private void start(ServiceProvider front) {
    Stub exports = new Stub().answering("systemIo", io.as(SystemIo.class));
    front.wspStartup(
        Winsock2.VERSION_2_2,
        ProtocolInfo.builder().build(),
        new Stub().as(Upcalls.class),
        exports.as(Ws2Exports.class));
  }

  private TransferResult recv(ServiceProvider front, Overlapped overlapped) {
    return front.wspRecv(rig.socket, WsaBuffers.of(0, 0), 0, overlapped, null, null);
  }

  @Test
  void givenProvider_whenItRefusesItsCleanup_thenItsCallerIsToldAndItGoesOn_WSP_CLEAN_1() {
    start(watched);
    provider.answering("wspCleanup", REFUSED);

    assertThat(watched.wspCleanup()).isSameAs(REFUSED);
    assertThat(rig.border.hasEnded()).isFalse();
    provider.answering("wspCleanup", CallResult.OK);
    assertThat(watched.wspCleanup()).isSameAs(CallResult.OK);
    assertThat(rig.border.hasEnded()).isTrue();
  }

  @Test
  void givenTwoStarts_whenTheFirstCleanupComes_thenWhatIsPendingIsNotLookedAt_WSP_CLEAN_3() {
    start(watched);
    start(watched);
    rig.pend(rig.structure(0));

    watched.wspCleanup();
    assertThat(rig.what()).isEmpty();
    watched.wspCleanup();

    assertThat(rig.found()).extracting("rule").containsExactly("WSP-CLEAN-3");
  }

  /** WSP-SOCKET-2. */
  @Test
  void givenFlags_whenASocketIsMade_thenItHasTheOverlappedAttributeThatTheySay() {
    provider.answering("wspSocket", SocketResult.of(NEW));

    assertThat(watched.wspSocket(2, 1, 6, null, 0, 0).socket()).isEqualTo(NEW);
    assertThat(rig.border.isOverlapped(NEW)).isFalse();
    watched.wspSocket(2, 1, 6, null, 0, Winsock2.WSA_FLAG_OVERLAPPED);
    assertThat(rig.border.isOverlapped(NEW)).isTrue();
  }

  @Test
  void givenNoSocket_whenMakingOneFails_thenNothingIsKnown() {
    provider.answering("wspSocket", SocketResult.failed(WsaError.WSAENOBUFS));

    watched.wspSocket(2, 1, 6, null, 0, 0);

    assertThat(rig.border.isOverlapped(SocketHandle.INVALID)).isTrue();
  }

  /** WSP-ACCEPT-1: an accepted socket has the listener's attributes. */
  @Test
  void givenListener_whenASocketIsAcceptedOrJoined_thenItHasTheListenersAttribute() {
    provider
        .answering("wspAccept", AcceptResult.of(NEW, null))
        .answering("wspJoinLeaf", SocketResult.of(new SocketHandle(16)));
    rig.border.made(rig.socket, false);

    assertThat(watched.wspAccept(rig.socket, null, 0).socket()).isEqualTo(NEW);
    assertThat(watched.wspJoinLeaf(rig.socket, null, null, null, 0, 0, 0).socket())
        .isEqualTo(new SocketHandle(16));

    assertThat(rig.border.isOverlapped(NEW)).isFalse();
    assertThat(rig.border.isOverlapped(new SocketHandle(16))).isFalse();
  }

  @Test
  void givenListener_whenNothingCanBeAccepted_thenNothingIsKnown() {
    provider.answering("wspAccept", AcceptResult.failed(WsaError.WSAEWOULDBLOCK));
    rig.border.made(rig.socket, false);

    watched.wspAccept(rig.socket, null, 0);

    assertThat(rig.border.isOverlapped(SocketHandle.INVALID)).isTrue();
  }

  /** WSP-CLOSE-7: a system socket is closed with its last name, which its provider says itself. */
  @Test
  void givenPendingOperation_whenItsSocketIsClosed_thenItIsOwedUnlessTheSocketIsTheSystems() {
    start(watched);
    BorderOperation operation = rig.pend(rig.structure(0));
    io.answering("firstName", rig.socket);
    assertThat(rig.border.firstName(new SocketHandle(20))).isEqualTo(rig.socket.value());

    watched.wspCloseSocket(rig.socket);
    assertThat(operation.isSocketClosed()).as("a system socket").isFalse();
    io.answering("firstName", null);
    provider.answering("wspCloseSocket", REFUSED);
    watched.wspCloseSocket(rig.socket);
    assertThat(operation.isSocketClosed()).as("not closed").isFalse();
    provider.answering("wspCloseSocket", CallResult.OK);
    watched.wspCloseSocket(rig.socket);

    assertThat(operation.isSocketClosed()).isTrue();
  }

  /** WPU-COMPLETE-20: what ws2_32 refuses is the provider's to know. */
  @Test
  void givenCompletionThatIsRefused_whenTheProviderMakesIt_thenItGetsTheAnswer() {
    Stub exports =
        new Stub()
            .answering("systemIo", io.as(SystemIo.class))
            .answering("wpuCompleteOverlappedRequest", REFUSED);
    Ws2Exports given = new BorderExports(rig.watch, rig.border, null, exports.as(Ws2Exports.class));

    assertThat(given.wpuCompleteOverlappedRequest(rig.socket, null, 0, 0)).isSameAs(REFUSED);
  }

  /** WPU-COMPLETE-12: an event of network events is the provider's to set. */
  @Test
  void givenEvent_whenItIsForNetworkEvents_thenTheProviderMaySetIt() {
    provider.answering("wspEventSelect", REFUSED);

    assertThat(watched.wspEventSelect(rig.socket, new EventHandle(0x101), 1)).isSameAs(REFUSED);

    assertThat(rig.border.isForNetworkEvents(0x100)).isTrue();
    assertThat(rig.border.isForNetworkEvents(0x104)).isFalse();
  }

  /** WSP-ERR-3: a call that throws has started nothing. */
  @Test
  void givenProviderThatThrows_whenItsCallerUsesTheStructureAgain_thenNobodyIsBlamed_OVL_6() {
    provider.doing(
        "wspRecv",
        arguments -> {
          throw new IllegalStateException("from the provider");
        });
    assertThatThrownBy(() -> recv(watched, rig.structure(0))).hasMessage("from the provider");
    provider.answering("wspRecv", TransferResult.PENDING);
    rig.structure(0).markPending();

    assertThat(recv(watched, rig.structure(0))).isSameAs(TransferResult.PENDING);

    assertThat(rig.what()).isEmpty();
  }

  // ---- the environment

  @Test
  void givenProviderThatWasNotCleanedUp_whenTheEnvironmentEnds_thenWhatItOwesIsFound_WSP_CLOSE_3() {
    ServiceProvider started =
        rig.watch.intercept(Guid.random(), "started", provider.as(ServiceProvider.class));
    ServiceProvider ended =
        rig.watch.intercept(Guid.random(), "ended", provider.as(ServiceProvider.class));
    provider.answering("wspRecv", TransferResult.PENDING);
    start(started);
    start(ended);
    ended.wspCleanup();
    rig.structure(0).markPending();
    rig.structure(1).markPending();
    recv(started, rig.structure(0));
    recv(ended, rig.structure(1)); // after its end: LifeCheck's to find
    started.wspCloseSocket(rig.socket);
    ended.wspCloseSocket(rig.socket);

    rig.watch.finish();

    assertThat(rig.found())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.rule()).isEqualTo("WSP-CLOSE-3");
              assertThat(found.provider()).isEqualTo("started");
            });
  }

  /** OVL-6: a client may start operations inside of a provider's APC, and they are its own. */
  @Test
  void givenApcOfAProvider_whenTheClientStartsAnOperationInIt_thenItIsTheClients() {
    Operation operation =
        new Operations().start(OperationKind.RECV, rig.socket, rig.structure(0), false, null);

    rig.watch
        .threads()
        .inApc(
            new Border("other", false),
            () -> {
              rig.watch.onEvent(event(OperationEvent.Step.PENDED, operation));
              assertThat(rig.begin(rig.structure(0)).startedBy()).isEqualTo("other");
              rig.watch.starts().threw(rig.watch.book().find(rig.structure(0).address()));
              rig.watch.onEvent(event(OperationEvent.Step.STARTED, operation));
              assertThat(rig.begin(rig.structure(1)).startedBy()).isEqualTo("other");
              assertThat(rig.begin(rig.structure(0)).startedBy()).isEmpty();
              rig.watch.starts().threw(rig.watch.book().find(rig.structure(0).address()));
              assertThat(rig.begin(rig.structure(0)).startedBy())
                  .as("said once")
                  .isEqualTo("other");
            });
  }

  private static OperationEvent event(OperationEvent.Step step, Operation operation) {
    return new OperationEvent(step, operation, 0, "t", 0, 0);
  }

  /** IOCP-POST-1: a client's own packets say nothing of the provider; each counts once. */
  @Test
  void givenPacketsThatTheClientPosts_whenItTakesOneMore_thenThatIsTheProviders_WPU_CREATE_5() {
    PortPacket packet = new PortPacket(8, 0, rig.pend(rig.structure(0)).address(), 0, 3);
    rig.watch.onPosted(packet);
    rig.watch.onPosted(packet);

    rig.watch.onPacket(packet);
    rig.watch.onPacket(packet);
    assertThat(rig.what()).isEmpty();
    rig.watch.onPacket(packet);

    assertThat(rig.what()).containsExactly("a packet came that no completion has queued");
    assertThat(rig.found().get(0).rule()).isEqualTo("WPU-CREATE-5");
  }

  /** WPU-COMPLETE-18: the fields that nobody has indicated. */
  @Test
  void givenQueryBeforeTheCompletion_whenItSaysFinished_thenOnlyFinalFieldsAreFound() {
    BorderOperation operation = rig.pend(rig.structure(0));
    var finished = dev.wsplab.spi.OverlappedResult.done(3, 0);

    rig.watch.results().answeredBeforeCompletion(operation, finished);
    assertThat(rig.what()).as("the fields say pending").isEmpty();
    rig.structure(0).publish(3, 0);
    rig.watch.results().answeredBeforeCompletion(operation, finished);
    rig.watch.results().answeredBeforeCompletion(operation, finished);

    assertThat(rig.what()).as("once").containsExactly("finished, but never indicated");
  }
}
