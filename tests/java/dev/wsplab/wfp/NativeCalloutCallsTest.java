package dev.wsplab.wfp;

import static dev.wsplab.wfp.WfpStatus.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.driver.CallNumbers;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.operation.Violation;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.provider.nativehost.Modules;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.verifier.Verifier;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Each function that a callout driver in C calls arrives, and its result comes back. */
@Timeout(120)
class NativeCalloutCallsTest {
  private static final int ACCEPTS = 0;
  private static final int REDIRECTS = 1;
  private static final int FLOWS = 2;
  private static final int UNKNOWN_ACTIONS = 3;

  /** What the module counts, in its own order. */
  private enum Seen {
    CLASSIFIES,
    OWN,
    INJECTED,
    PORT,
    NOTIFIED,
    FLOW_ENDS
  }

  private final FilterEngine engine = FilterEngine.builder().verify(Verifier.Mode.REPORT).build();
  private final NativeDriver calls = engine.load(Modules.sample("callout_calls"));
  private final Winsock winsock =
      Winsock.builder()
          .verify(Verifier.Mode.REPORT)
          .base(LoopbackProvider.builder().authorizer(engine.authorizer()).build())
          .build();
  private final Ws2_32 ws2 = winsock.ws2_32();

  @AfterEach
  void close() {
    winsock.close();
    engine.close();
  }

  private int call(String function, Object... arguments) {
    return calls.function(function).invokeInt(arguments);
  }

  private int seen(Seen what) {
    return call("CallsSeen", what.ordinal());
  }

  private SocketHandle socket() {
    return ws2.socket(Winsock2.AF_INET, Winsock2.SOCK_STREAM, 0).orThrow("socket");
  }

  private Sockaddr listener() {
    SocketHandle s = socket();
    ws2.bind(s, Sockaddr.loopback(0)).orThrow("bind");
    ws2.listen(s, 5).orThrow("listen");
    return ws2.getsockname(s).orThrow("getsockname");
  }

  private List<String> broken() {
    return engine.violations().stream().map(Violation::rule).toList();
  }

  /** Java's numbers of the functions are the header's. */
  @Test
  void givenHeader_whenCompared_thenItsNumbersAreThoseOfJava() throws IOException {
    assertThat(CallNumbers.of(NativeFunction.values()))
        .isEqualTo(CallNumbers.of("wsplab_fwp_calls.h", "WSPLAB_FWP_FUNCTIONS"));
  }

  /** Indices of values are those of the header. */
  @ParameterizedTest
  @EnumSource(NativeFields.class)
  void givenFieldsOfALayer_whenCompared_thenTheyStandWhereTheHeaderSays(NativeFields fields)
      throws IOException {
    String layer =
        switch (fields) {
          case INBOUND_TRANSPORT, OUTBOUND_TRANSPORT -> fields.name();
          case LISTEN, RECV_ACCEPT, CONNECT -> "ALE_AUTH_" + fields.name();
          default -> "ALE_" + fields.name();
        };
    List<String> names = CallNumbers.rows("wsplab_fwp_fields.h", "WSPLAB_FWP_" + layer + "(X, L)");
    assertThat(fields.count()).isEqualTo(names.size());
    assertThat(fields.interfaceIndex()).isEqualTo(names.indexOf("interface_index"));
    Stream.of(FwpsField.values())
        .forEach(
            field -> {
              Integer place = fields.place(field);
              assertThat(place == null ? -1 : place)
                  .isEqualTo(names.indexOf(field.name().toLowerCase(Locale.ROOT)));
            });
  }

  /** WFP-54, WFP-55, WFP-72, WFP-73, WFP-79: the packet's port is read from its header. */
  @Test
  void givenAcceptPendedInC_whenItsCloneIsInjected_thenTheConnectionComesUp() {
    assertThat(call("CallsStart", ACCEPTS)).isZero();
    Sockaddr to = listener();
    assertThat(ws2.connect(socket(), to).succeeded()).isTrue();
    winsock.close();
    assertThat(call("CallsStop")).isZero();
    calls.unload(); // waits for the injection
    assertThat(seen(Seen.CLASSIFIES)).isEqualTo(2);
    assertThat(seen(Seen.PORT)).isEqualTo(to.port());
    assertThat(seen(Seen.OWN)).as("injection context").isEqualTo(7);
    assertThat(seen(Seen.INJECTED)).isEqualTo(1);
    assertThat(seen(Seen.NOTIFIED)).as("one filter added, one deleted").isEqualTo(0x101);
    engine.stop();
    assertThat(broken()).isEmpty();
  }

  /** WFP-33, WFP-74, WFP-108: whatever of the stack fails, the driver gives all back. */
  @ParameterizedTest
  @CsvSource({"PEND, 0", "ALLOCATE, 0", "ALLOCATE, 1", "ALLOCATE, 2", "INJECT, 0", "INJECTED, 0"})
  void givenAcceptInC_whenTheStackFailsOnce_thenItIsBlockedAndNothingIsLeft(
      WfpFaults.Point point, int after) {
    AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
    WfpFaults once = (at, ordinal) -> at == point && left.getAndDecrement() == 0;
    try (FilterEngine one =
        FilterEngine.builder()
            .verify(Verifier.Mode.REPORT)
            .manualScheduler()
            .faults(once)
            .build()) {
      NativeDriver driver = one.load(Modules.sample("callout_calls"));
      assertThat(driver.function("CallsStart").invokeInt(new Object[] {ACCEPTS})).isZero();
      left.set(after);
      AleOperation accept = one.stack().accept(WfpBench.tcp(80));
      one.scheduler().runAll();
      assertThat(accept.outcome()).isEqualTo(AleOperation.Outcome.BLOCKED);
      assertThat(left.get()).as("it has failed").isNegative();
      assertThat(driver.function("CallsStop").invokeInt(new Object[0])).isZero();
      one.stop();
      assertThat(one.violations()).isEmpty();
    }
  }

  /** WFP-83 to WFP-87: inline redirection. */
  @Test
  void givenConnectRedirectedInC_whenConnected_thenItReachesTheOtherListener() {
    assertThat(call("CallsStart", REDIRECTS)).isZero();
    Sockaddr asked = listener();
    Sockaddr instead = listener();
    calls.function("CallsRedirectTo").invokeVoid(new Object[] {instead.port()});
    SocketHandle client = socket();
    assertThat(ws2.connect(client, asked).succeeded()).isTrue();
    assertThat(ws2.getpeername(client).orThrow("getpeername").port()).isEqualTo(instead.port());
    assertThat(seen(Seen.PORT)).isEqualTo(asked.port());
    assertThat(call("CallsStop")).isZero();
    assertThat(broken()).isEmpty();
  }

  /** WFP-93: a context of a flow, and the end of it. */
  @Test
  void givenFlowContextInC_whenTheFlowEnds_thenTheModuleIsTold() {
    assertThat(call("CallsStart", FLOWS)).isZero();
    assertThat(ws2.connect(socket(), listener()).succeeded()).isTrue();
    winsock.close();
    engine.stop();
    assertThat(seen(Seen.OWN)).as("FwpsFlowAssociateContext0").isZero();
    assertThat(seen(Seen.CLASSIFIES)).isPositive();
    assertThat(seen(Seen.FLOW_ENDS)).isPositive();
  }

  /** WFP-7: a write into what belonged to the call is found. */
  @Test
  void givenDecisionKeptInC_whenWrittenLate_thenReportedAndHarmless() {
    assertThat(call("CallsStart", FLOWS)).isZero();
    assertThat(ws2.connect(socket(), listener()).succeeded()).isTrue();
    calls.function("CallsWriteLate").invokeVoid(new Object[0]);
    winsock.close();
    engine.close();
    assertThat(broken()).contains("WFP-7");
  }

  /** WFP-10. */
  @Test
  void givenUnknownActionFromC_whenReturned_thenReportedAndTheNextFilterDecides() {
    assertThat(call("CallsStart", UNKNOWN_ACTIONS)).isZero();
    assertThat(ws2.connect(socket(), listener()).succeeded()).isTrue();
    assertThat(call("CallsStop")).isZero();
    assertThat(broken()).containsExactly("WFP-10");
  }

  /** A notifyFn that refuses: the filter is not there. */
  @Test
  void givenNotifyFnThatRefuses_whenAFilterIsAdded_thenItIsNot() {
    calls.function("CallsRefuse").invokeVoid(new Object[] {0xC0000001});
    assertThat(call("CallsStart", UNKNOWN_ACTIONS))
        .isEqualTo(STATUS_FWP_CALLOUT_NOTIFICATION_FAILED.value());
    assertThat(ws2.connect(socket(), listener()).succeeded()).isTrue();
    assertThat(broken()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0, STATUS_SUCCESS",
    "1, STATUS_FWP_NULL_DISPLAY_NAME",
    "2, STATUS_FWP_LAYER_NOT_FOUND",
    "3, STATUS_FWP_SUBLAYER_NOT_FOUND",
    "4, STATUS_FWP_CALLOUT_NOT_FOUND",
    "5, STATUS_FWP_CONDITION_NOT_FOUND",
    "6, STATUS_FWP_TYPE_MISMATCH",
    "7, STATUS_FWP_INVALID_ACTION_TYPE",
    "8, STATUS_FWP_INVALID_WEIGHT",
    "9, STATUS_FWP_INVALID_NET_MASK",
    "10, STATUS_FWP_MATCH_TYPE_MISMATCH",
    "11, STATUS_FWP_NULL_POINTER",
    "12, STATUS_SUCCESS",
    "13, STATUS_FWP_INVALID_RANGE",
    "14, STATUS_SUCCESS", // of ports that nobody listens at
    "15, STATUS_SUCCESS",
    "16, STATUS_FWP_INVALID_RANGE",
    "17, STATUS_FWP_MATCH_TYPE_MISMATCH"
  })
  void givenFilterFromC_whenAdded_thenItsStatusIsTheDocumentedOne(int which, WfpStatus status) {
    assertThat(call("CallsFilter", which)).isEqualTo(status.value());
    boolean blocked = !ws2.connect(socket(), listener()).succeeded();
    assertThat(blocked).as("the filter counts").isEqualTo(status == STATUS_SUCCESS && which != 14);
    assertThat(broken()).isEmpty();
  }

  /** What a transaction has added is not there after it was aborted. */
  @Test
  void givenTransactionsInWrongOrder_whenCalled_thenTheirStatusesComeBack() {
    assertThat(call("CallsTransactions")).isEqualTo(0x0D0E070D);
    assertThat(ws2.connect(socket(), listener()).succeeded()).isTrue();
    assertThat(broken()).isEmpty();
  }

  /** WFP-102: a spin lock raises the level; taken twice it would hang. */
  @ParameterizedTest
  @CsvSource({"0, ''", "1, WFP-102"})
  void givenSpinLockInC_whenTaken_thenTheLevelIsRaised(int twice, String rule) {
    assertThat(call("CallsSpinLock", twice)).isEqualTo(0x020);
    assertThat(broken()).isEqualTo(rule.isEmpty() ? List.of() : List.of(rule));
  }

  /** WFP-119: each of the things that a driver may leave. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "0 | 24 bytes of pool, tag 'Call'",
        "1 | work items: 1",
        "2 | devices: 1",
        "3 | engine handles: 1",
        "4 | callouts: 0d7b2f10-1c7e-4a52-8d4c-61527b943001"
      })
  void givenSomethingLeftByTheUnload_whenUnloaded_thenItIsNamed(int which, String what) {
    assertThat(call("CallsLeave", which)).isZero();
    winsock.close();
    calls.unload();
    assertThat(engine.violations())
        .singleElement()
        .satisfies(
            left -> {
              assertThat(left.rule()).isEqualTo("WFP-119");
              assertThat(left.seen()).isEqualTo(what);
            });
  }

  /** WFP-118, WFP-22: a pointer that is none is reported, and the call fails. */
  @ParameterizedTest
  @CsvSource({
    "0, STATUS_INVALID_PARAMETER, true",
    "1, STATUS_INVALID_PARAMETER, true",
    "2, STATUS_SUCCESS, true",
    "3, STATUS_SUCCESS, true",
    "4, STATUS_INVALID_PARAMETER, true",
    "5, STATUS_INVALID_PARAMETER, true",
    "6, STATUS_INVALID_PARAMETER, true",
    "7, STATUS_SUCCESS, true",
    "8, STATUS_SUCCESS, true",
    "9, STATUS_SUCCESS, true",
    "10, STATUS_SUCCESS, true",
    "11, STATUS_SUCCESS, true",
    "12, STATUS_INVALID_PARAMETER, true",
    "13, STATUS_FWP_NULL_POINTER, false",
    "14, STATUS_FWP_NULL_POINTER, false",
    "15, STATUS_FWP_NULL_POINTER, false",
    "16, STATUS_FWP_NULL_POINTER, false",
    "17, STATUS_FWP_CALLOUT_NOT_FOUND, false",
    "18, STATUS_INVALID_PARAMETER, false",
    "19, STATUS_FWP_NULL_POINTER, false"
  })
  void givenBadPointerFromC_whenCalled_thenRefused(int which, WfpStatus status, boolean reported) {
    assertThat(call("CallsBadPointers", which)).isEqualTo(status.value());
    assertThat(broken()).isEqualTo(reported ? List.of("WFP-118") : List.of());
  }
}
