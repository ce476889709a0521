package dev.wsplab.wfp;

import static dev.wsplab.wfp.AleOperation.Outcome.*;
import static dev.wsplab.wfp.WfpBench.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.provider.nativehost.Modules;
import dev.wsplab.verifier.Verifier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a callout driver in C pends: datagrams that it sends itself, classifies, and flows. */
@Timeout(120)
class NativeCalloutPendsTest {
  private static final int SENDS = 0;
  private static final int REDIRECTS = 1;
  private static final int FLOWS = 2;

  /** What the module counts, in its own order. */
  private enum Seen {
    CLASSIFIES,
    AGAIN,
    INJECTED,
    FLOW_ENDS
  }

  /** How its worker ends a classify that it has pended, in its own order. */
  private enum End {
    REDIRECTS,
    BLOCKS,
    ASKS_ANEW,
    GARBAGE
  }

  private final AtomicInteger untilFault = new AtomicInteger(Integer.MAX_VALUE);
  private WfpFaults.Point failing = WfpFaults.Point.INJECT;
  private final WfpBench bench =
      WfpBench.with(
          it ->
              it.verify(Verifier.Mode.REPORT)
                  .faults(
                      (point, ordinal) -> point == failing && untilFault.getAndDecrement() == 0));
  private final NativeDriver driver = bench.engine.load(Modules.sample("callout_pends"));

  @AfterEach
  void close() {
    bench.close();
  }

  private int call(String function, Object... arguments) {
    return driver.function(function).invokeInt(arguments);
  }

  private int seen(Seen what) {
    return call("PendsSeen", what.ordinal());
  }

  private void endBy(End how, int port) {
    driver.function("PendsEndBy").invokeVoid(new Object[] {how.ordinal(), port});
  }

  private void stopsCleanly() {
    assertThat(call("PendsStop")).isZero();
    driver.unload();
    bench.engine.stop();
    assertThat(bench.broken()).isEmpty();
  }

  /** WFP-36, WFP-43, WFP-50, WFP-71a: the reference outlives the absorbed datagram. */
  @Test
  void givenDatagramPendedInC_whenItsCloneIsSent_thenItsBytesGoOut() {
    assertThat(call("PendsStart", SENDS)).isZero();

    AleOperation send = bench.stack.send(udp(53), HELLO);
    assertThat(bench.stack.sent()).as("pended").isEmpty();
    bench.run();

    assertThat(send.outcome()).isEqualTo(PERMITTED);
    assertThat(bench.stack.sent()).containsExactly(new WirePacket(udp(53), HELLO));
    assertThat(seen(Seen.CLASSIFIES)).isEqualTo(1);
    assertThat(seen(Seen.AGAIN)).as("reauthorized at the completion").isEqualTo(1);
    assertThat(seen(Seen.INJECTED)).isEqualTo(1);
    stopsCleanly();
  }

  /** WFP-50, WFP-74, WFP-108: what cannot be sent is blocked, or freed by who has the clone. */
  @ParameterizedTest
  @CsvSource({
    "PEND, 0, BLOCKED",
    "ALLOCATE, 0, BLOCKED", // the record
    "ALLOCATE, 1, BLOCKED", // the work item
    "ALLOCATE, 2, BLOCKED", // the clone
    "INJECT, 0, PERMITTED",
    "INJECTED, 0, PERMITTED"
  })
  void givenDatagramPendedInC_whenTheStackFailsOnce_thenNothingIsLeft(
      WfpFaults.Point point, int after, AleOperation.Outcome outcome) {
    assertThat(call("PendsStart", SENDS)).isZero();
    failing = point;
    untilFault.set(after);

    AleOperation send = bench.stack.send(udp(53), HELLO);
    bench.run();

    assertThat(untilFault.get()).as("it has failed").isNegative();
    assertThat(send.outcome()).isEqualTo(outcome);
    assertThat(bench.stack.sent()).isEmpty();
    assertThat(seen(Seen.INJECTED)).isZero();
    stopsCleanly();
  }

  /** WFP-83 to WFP-87: the verdict of a pended classify, given by a worker. */
  @ParameterizedTest
  @CsvSource({
    "REDIRECTS, 1, PERMITTED, 8080",
    "BLOCKS, 1, BLOCKED, 80",
    "ASKS_ANEW, 2, PERMITTED, 80"
  })
  void givenClassifyPendedInC_whenTheWorkerCompletesIt_thenTheConnectGoesOnAsItSays(
      End end, int classifies, AleOperation.Outcome outcome, int port) {
    endBy(end, 8080);
    assertThat(call("PendsStart", REDIRECTS)).isZero();

    AleOperation connect = bench.stack.connect(tcp(80));
    assertThat(connect.isPended()).isTrue();
    bench.run();

    assertThat(connect.outcome()).isEqualTo(outcome);
    assertThat(connect.request().peer().getPort()).isEqualTo(port);
    assertThat(seen(Seen.CLASSIFIES)).isEqualTo(classifies);
    stopsCleanly();
  }

  /** WFP-10, WFP-86: a verdict that there is not is reported, and decides nothing. */
  @Test
  void givenClassifyPendedInC_whenCompletedWithAnUnknownAction_thenReported() {
    endBy(End.GARBAGE, 0);
    assertThat(call("PendsStart", REDIRECTS)).isZero();

    AleOperation connect = bench.stack.connect(tcp(80));
    bench.run();

    assertThat(connect.outcome()).isEqualTo(PERMITTED);
    assertThat(bench.broken()).containsExactly("WFP-10");
    assertThat(bench.engine.violations().get(0).seen()).isEqualTo("0x1234");
  }

  /** FwpsFlowRemoveContext0: told once, as of a flow that ends; then there is none. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void givenFlowContextInC_whenRemovedOrNot_thenItsEndIsToldOnce(boolean removed) {
    assertThat(call("PendsStart", FLOWS)).isZero();
    bench.stack.connect(tcp(80));
    assertThat(seen(Seen.CLASSIFIES)).as("associated").isEqualTo(1);

    if (removed) {
      assertThat(call("PendsForgetFlow")).isZero();
      assertThat(seen(Seen.FLOW_ENDS)).isEqualTo(1);
      assertThat(call("PendsForgetFlow")).isEqualTo(WfpStatus.STATUS_INVALID_PARAMETER.value());
    }
    bench.stack.close(tcp(80));

    assertThat(seen(Seen.FLOW_ENDS)).isEqualTo(1);
    stopsCleanly();
  }
}
