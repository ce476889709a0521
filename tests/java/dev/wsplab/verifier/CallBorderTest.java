package dev.wsplab.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.host.ProviderInterceptor;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.operation.Violation;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.spi.AcceptCondition;
import dev.wsplab.spi.AcceptResult;
import dev.wsplab.spi.BlockingCallbackResult;
import dev.wsplab.spi.BlockingCallbackResult.BlockingCallback;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CountResult;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.StartupResult;
import dev.wsplab.spi.SystemIo;
import dev.wsplab.spi.SystemIo.SystemCompletion;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaError;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Calls, exceptions, starts and ends of a provider that is not there. */
class CallBorderTest {
  private static final SocketHandle SOCKET = new SocketHandle(4);
  private static final CallResult REFUSED = CallResult.failed(WsaError.WSAEINVAL);

  private final Violations violations = new Violations();
  private final CallFindings findings = new CallFindings(violations);
  private final Lives lives = new Lives();
  private final Stub provider = new Stub();
  private final ServiceProvider origin = provider.as(ServiceProvider.class);
  private final Stub ws2 = new Stub();
  private final Stub exports = new Stub();
  private final AtomicReference<Upcalls> upcalls = new AtomicReference<>();
  private final AtomicReference<Ws2Exports> given = new AtomicReference<>();

  private ServiceProvider front(ProviderInterceptor check) {
    return check.intercept(Guid.random(), "provider", origin);
  }

  private StartupResult start(ServiceProvider front, StartupResult result) {
    exports.answering("systemIo", new Stub().as(SystemIo.class));
    provider.doing(
        "wspStartup",
        arguments -> {
          upcalls.set((Upcalls) arguments[2]);
          given.set((Ws2Exports) arguments[3]);
          return result;
        });
    return front.wspStartup(
        Winsock2.VERSION_2_2,
        ProtocolInfo.builder().build(),
        ws2.as(Upcalls.class),
        exports.as(Ws2Exports.class));
  }

  private ServiceProvider started(ProviderInterceptor check) {
    provider.answering("missingFunctions", java.util.Set.of());
    ServiceProvider front = front(check);
    start(front, StartupResult.started("stub", origin));
    return front;
  }

  private List<String> rules() {
    return violations.all().stream().map(Violation::rule).toList();
  }

  // ---- exceptions (WSP-ERR-3)

  /** What the provider gets for the client's hook. */
  private BlockingCallback hook(BlockingCallback clients) {
    started(new ExceptionCheck(findings));
    ws2.answering("wpuQueryBlockingCallback", new BlockingCallbackResult(0, 0, clients, 77));
    BlockingCallbackResult result = upcalls.get().wpuQueryBlockingCallback(1);
    assertThat(result.context()).isEqualTo(77);
    return result.callback();
  }

  @Test
  void givenBlockingHook_whenTheProviderCallsIt_thenItGetsTheClientsAnswer_WSP_ERR_3() {
    BlockingCallback callback = hook(context -> context == 5);

    assertThat(callback.waiting(5)).isTrue();
    assertThat(callback.waiting(6)).isFalse();
  }

  @Test
  void givenNoBlockingHook_whenTheProviderAsks_thenItIsToldSo() {
    started(new ExceptionCheck(findings));
    ws2.answering("wpuQueryBlockingCallback", BlockingCallbackResult.NONE);

    assertThat(upcalls.get().wpuQueryBlockingCallback(1)).isSameAs(BlockingCallbackResult.NONE);
  }

  @Test
  void givenBlockingHookThatThrows_whenTheProviderLetsItPass_thenItIsNotBlamed_WSP_ERR_3() {
    ServiceProvider front = started(new ExceptionCheck(findings));
    BlockingCallback clients =
        context -> {
          throw new IllegalStateException("the client's");
        };
    ws2.answering("wpuQueryBlockingCallback", new BlockingCallbackResult(0, 0, clients, 0));
    provider.doing(
        "wspRecv",
        arguments ->
            upcalls.get().wpuQueryBlockingCallback(1).callback().waiting(arguments.length));

    assertThatThrownBy(() -> front.wspRecv(SOCKET, null, 0, null, null, null))
        .hasMessage("the client's");

    assertThat(rules()).isEmpty();
  }

  @Test
  void givenConditionFunction_whenTheProviderCallsIt_thenItGetsTheClientsAnswer_WSP_ACCEPT_1() {
    ServiceProvider front = front(new ExceptionCheck(findings));
    AtomicReference<Integer> decided = new AtomicReference<>();
    provider.doing(
        "wspAccept",
        arguments -> {
          AcceptCondition condition = (AcceptCondition) arguments[1];
          decided.set(condition == null ? null : condition.decide(null));
          return AcceptResult.failed(WsaError.WSAECONNREFUSED);
        });

    front.wspAccept(SOCKET, request -> 2, 0);
    assertThat(decided).hasValue(2);
    front.wspAccept(SOCKET, null, 0);

    assertThat(decided).hasValue(null);
  }

  // ---- starts and ends

  /** WSP-CLEAN-5: what has never run has not ended, either. */
  @Test
  void givenStartThatFails_whenTheProviderCallsLater_thenThatIsAfterItsEnd_WSP_CLEAN_5() {
    ServiceProvider front = front(new LifeCheck(findings, lives));
    provider.answering("wspCleanup", CallResult.OK);
    start(front, StartupResult.failed(WsaError.WSASYSNOTREADY));

    assertThat(lives.hasEnded(origin)).isTrue();
    provider.answering("missingFunctions", java.util.Set.of());
    start(front, StartupResult.started("stub", origin));
    assertThat(lives.hasEnded(origin)).isFalse();
    assertThat(front.wspCleanup()).isSameAs(CallResult.OK);

    assertThat(lives.hasEnded(origin)).isTrue();
    assertThat(rules()).isEmpty();
  }

  @Test
  void givenEndedProvider_whenItCompletes_thenEachWayOfThatIsFound_WSP_CLEAN_5() {
    try (OverlappedBlock structures = OverlappedBlock.allocate(1)) {
      ServiceProvider front = started(new LifeCheck(findings, lives));
      provider.answering("wspCleanup", CallResult.OK);
      exports.answering("wpuCompleteOverlappedRequest", REFUSED);
      SystemCompletion completion =
          new SystemCompletion(SOCKET, structures.overlapped(), 0, 0, 0, false, null, null);
      SystemIo io = given.get().systemIo();
      io.complete(completion);
      assertThat(given.get().wpuCompleteOverlappedRequest(SOCKET, null, 0, 0)).isSameAs(REFUSED);
      assertThat(rules()).as("before its end").isEmpty();
      front.wspCleanup();

      io.complete(completion);
      assertThat(given.get().wpuCompleteOverlappedRequest(SOCKET, null, 0, 0)).isSameAs(REFUSED);

      String thread = " in thread " + Thread.currentThread().getName();
      assertThat(violations.all())
          .extracting(Violation::seen)
          .containsExactly(
              "completion of a system operation" + thread, "WPUCompleteOverlappedRequest" + thread);
      assertThat(rules()).containsOnly("WSP-CLEAN-5");
    }
  }

  // ---- what calls return (WSP-ERR-1, WSP-ERR-2)

  private ServiceProvider returning() {
    return front(new ReturnCheck(findings));
  }

  @Test
  void givenResultsThatFit_whenReturned_thenNothingIsFound_WSP_ERR_2() {
    provider
        .answering("wspGetOverlappedResult", dev.wsplab.spi.OverlappedResult.done(3, 0))
        .answering("wspSelect", CountResult.of(0))
        .answering("wspGetQOSByName", BoolResult.TRUE)
        .answering("wspListen", CallResult.OK)
        .answering("wspSend", TransferResult.done(3, 0));

    returning().wspSelect(null, null, null, null);
    returning().wspGetQOSByName(SOCKET, null, 0);
    returning().wspListen(SOCKET, 1);
    returning().wspSend(SOCKET, null, 0, null, null, null);
    returning().wspGetOverlappedResult(SOCKET, null, false);

    assertThat(rules()).isEmpty();
  }

  @Test
  void givenReturnValuesThatNoFunctionHas_whenReturned_thenEachIsFound_WSP_ERR_2() {
    provider
        .answering("wspListen", new CallResult(5, 0))
        .answering("wspSelect", new CountResult(-2, WsaError.WSAEINVAL.code()));

    returning().wspListen(SOCKET, 1);
    returning().wspSelect(null, null, null, null);

    assertThat(rules()).containsExactly("WSP-ERR-2", "WSP-ERR-2");
    assertThat(violations.all().get(0).expected())
        .isEqualTo("WSPListen: success, or the value for failure with an error code");
  }

  @Test
  void givenFailuresWithoutACode_whenReturned_thenEachIsFound_WSP_ERR_2() {
    provider
        .answering("wspListen", new CallResult(-1, 0))
        .answering("wspGetQOSByName", new BoolResult(false, 0))
        .answering("wspSelect", new CountResult(-1, 0));

    returning().wspListen(SOCKET, 1);
    returning().wspGetQOSByName(SOCKET, null, 0);
    returning().wspSelect(null, null, null, null);

    assertThat(rules()).containsExactly("WSP-ERR-2", "WSP-ERR-2", "WSP-ERR-2");
  }

  // ---- the provider below

  private ServiceProvider below(ProviderInterceptor check, Stub lower) {
    exports.answering("loadProvider", Optional.of(lower.as(ServiceProvider.class)));
    started(check);
    return given.get().loadProvider(Guid.random()).orElseThrow();
  }

  /** WSP-START-7: the layer gets what the provider below answers. */
  @Test
  void givenProviderBelow_whenItRefusesACleanup_thenTheLayerIsTold_WSP_START_7() {
    Stub lower = new Stub().answering("wspCleanup", REFUSED);
    ServiceProvider below = below(new LowerUseCheck(findings, lives), lower);

    assertThat(below.wspCleanup()).isSameAs(REFUSED);

    assertThat(rules()).as("never started").containsExactly("WSP-START-7");
  }

  /** WSP-CLOSE-1: a client may close in one thread while another still calls. */
  @Test
  void givenCallThatCameBeforeTheClose_whenItGoesOnBelow_thenOnlyLaterOnesAreFound_WSP_CLOSE_1()
      throws InterruptedException {
    LowerUseCheck check = new LowerUseCheck(findings, lives);
    Stub lower =
        new Stub().answering("wspCloseSocket", CallResult.OK).answering("wspListen", CallResult.OK);
    ServiceProvider below = below(check, lower);
    ServiceProvider layer = front(check);
    provider
        .doing(
            "wspListen",
            arguments -> {
              inAnotherThread(() -> layer.wspCloseSocket(SOCKET));
              layer.wspBind(SOCKET, null); // the layer calls itself: still the client's one call
              return below.wspListen(SOCKET, 1);
            })
        .answering("wspBind", CallResult.OK)
        .doing("wspCloseSocket", arguments -> below.wspCloseSocket(SOCKET));
    layer.wspListen(SOCKET, 1);
    assertThat(rules()).as("it had come before the close").isEmpty();

    provider.doing("wspListen", arguments -> below.wspListen(SOCKET, 1));
    layer.wspListen(SOCKET, 1);

    assertThat(rules()).containsExactly("WSP-CLOSE-1");
    assertThat(violations.all().get(0).seen()).isEqualTo("WSPListen");
  }

  private static void inAnotherThread(Runnable body) {
    Thread thread = new Thread(body);
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The close has not returned: the socket may be open. */
  @Test
  void givenCloseThatHasNotReturned_whenTheLayersOwnThreadCallsBelow_thenNothingIsFound() {
    LowerUseCheck check = new LowerUseCheck(findings, lives);
    Stub lower = new Stub().answering("wspListen", CallResult.OK);
    ServiceProvider below = below(check, lower);
    lower.doing(
        "wspCloseSocket",
        arguments -> {
          below.wspListen(SOCKET, 1);
          inAnotherThread(() -> below.wspListen(SOCKET, 1));
          return REFUSED;
        });

    assertThat(below.wspCloseSocket(SOCKET)).isSameAs(REFUSED);
    below.wspListen(SOCKET, 1);

    assertThat(rules()).isEmpty();
  }

  @Test
  void givenClosedSocketBelow_whenAThreadOfTheLayerUsesIt_thenItIsFound_WSP_CLOSE_1() {
    LowerUseCheck check = new LowerUseCheck(findings, lives);
    Stub lower =
        new Stub().answering("wspCloseSocket", CallResult.OK).answering("wspListen", CallResult.OK);
    ServiceProvider below = below(check, lower);
    below.wspCloseSocket(SOCKET);

    inAnotherThread(() -> below.wspListen(SOCKET, 1));

    assertThat(rules()).containsExactly("WSP-CLOSE-1");
  }

  // ---- addresses (WPU-GEN-6)

  @Test
  void givenAddressWhereNothingIs_whenAModulePassesIt_thenTheReportNamesIt_WPU_GEN_6() {
    started(new BadAddressCheck(findings));

    given.get().badAddressWatch().orElseThrow().given("WPUSetEvent", "lpErrno", 0x10);

    assertThat(violations.all())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.rule()).isEqualTo("WPU-GEN-6");
              assertThat(found.provider()).isEqualTo("provider");
              assertThat(found.seen()).isEqualTo("lpErrno: nothing is at 0x10");
            });
  }
}
