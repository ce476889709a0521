package dev.wsplab.wfp;

import static dev.wsplab.wfp.AleOperation.Outcome.*;
import static dev.wsplab.wfp.FwpsLayer.*;
import static dev.wsplab.wfp.WfpBench.*;
import static dev.wsplab.wfp.WfpStatus.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The acceptance scenarios about connects (section 13 of the sheet). */
class ConnectScenariosTest {
  private static final class Bench implements AutoCloseable {
    final WfpBench bench;
    final long injection;
    final Inspector inspector;

    Bench(WfpBench bench, FwpsLayer... layers) {
      this.bench = bench;
      this.injection = bench.injectionHandle();
      this.inspector = new Inspector(bench.fwps, injection, record -> true);
      bench.callout("inspector", inspector, layers);
    }

    static Bench atConnect() {
      return new Bench(WfpBench.open(), ALE_AUTH_CONNECT_V4, ALE_AUTH_CONNECT_V6);
    }

    @Override
    public void close() {
      bench.fwps.fwpsInjectionHandleDestroy0(injection);
      bench.engine.stop();
      assertThat(bench.broken()).isEmpty();
      bench.close();
    }
  }

  /** WFP-S1, WFP-28, WFP-29, WFP-38. */
  @Test
  void givenConnect_whenPendedAndAbsorbed_thenItStaysPendingAndNoDropIsLogged() {
    try (Bench it = Bench.atConnect()) {
      AleOperation connect = it.bench.stack.connect(tcp(80));

      assertThat(connect.outcome()).isEqualTo(UNDECIDED);
      assertThat(connect.isPended()).isTrue();
      assertThat(it.bench.count("drop")).isZero();
      assertThat(it.bench.engine.owed()).anyMatch(owed -> owed.startsWith("pended operation"));
      it.inspector.decide(false);
    }
  }

  /** WFP-S2, WFP-42, WFP-43, WFP-44, WFP-45, WFP-49, WFP-52. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void givenPendedConnect_whenCompletedWithPermit_thenOneReauthorizationAndItSucceeds(
      boolean queued) {
    WfpBench open = WfpBench.with(it -> queued ? it.queueReauthorization() : it);
    try (Bench it = new Bench(open, ALE_AUTH_CONNECT_V4)) {
      List<String> seen = new ArrayList<>();
      it.bench.callout(
          "watcher",
          (values, metadata, packet, context, filter, flow, out) ->
              seen.add(
                  values.isReauthorize()
                      + " "
                      + values.number(FwpsField.REAUTHORIZE_REASON)
                      + " "
                      + (values.isReauthorize() ? metadata.packetDirection() : "")
                      + " "
                      + packet),
          ALE_AUTH_CONNECT_V4);
      bringInFront(it.bench);
      AleOperation connect = it.bench.stack.connect(tcp(80));
      seen.clear();

      it.inspector.decide(true);

      assertThat(connect.outcome()).isEqualTo(queued ? UNDECIDED : PERMITTED);
      it.bench.run();
      assertThat(connect.outcome()).isEqualTo(PERMITTED);
      assertThat(seen).containsExactly("true 16 OUTBOUND null");
    }
  }

  /** The watcher looks before the inspector. */
  private static void bringInFront(WfpBench bench) {
    bench.filter(FwpmFilter.asking("watcher", ALE_AUTH_CONNECT_V4).weighing(2));
    bench.engine.policy().asking("watcher").stream()
        .filter(filter -> filter.filter().weight() == 1)
        .forEach(filter -> bench.fwpm.fwpmFilterDeleteById0(filter.id()));
  }

  /** WFP-S3, WFP-51. */
  @Test
  void givenPendedConnect_whenCompletedWithBlock_thenTheReauthorizationBlocksAndItFails() {
    try (Bench it = Bench.atConnect()) {
      AleOperation connect = it.bench.stack.connect(tcp(80));

      it.inspector.decide(false);

      assertThat(connect.outcome()).isEqualTo(BLOCKED);
      assertThat(it.bench.count("drop")).isOne();
      assertThat(it.bench.stack.hasFlow(tcp(80))).isFalse();
    }
  }

  /** WFP-S4, WFP-21, WFP-27, WFP-70. */
  @Test
  void givenTheReauthorization_whenItPends_thenCannotPendAndNothingIsPended() {
    try (WfpBench bench = WfpBench.open()) {
      HandleSlot context = new HandleSlot();
      List<WfpStatus> again = new ArrayList<>();
      bench.callout(
          "pender",
          (values, metadata, packet, token, filter, flow, out) -> {
            HandleSlot slot = values.isReauthorize() ? new HandleSlot() : context;
            WfpStatus status = bench.fwps.fwpsPendOperation0(metadata.completionHandle(), slot);
            if (values.isReauthorize()) {
              again.add(status);
              assertThat(slot.get()).isZero();
              out.permit();
            } else {
              out.absorb();
            }
          },
          ALE_AUTH_CONNECT_V4);
      AleOperation connect = bench.stack.connect(tcp(80));

      bench.fwps.fwpsCompleteOperation0(context.get(), null);

      assertThat(again).containsExactly(STATUS_FWP_CANNOT_PEND);
      assertThat(STATUS_FWP_CANNOT_PEND.value()).isEqualTo(0xC0220103);
      assertThat(connect.outcome()).isEqualTo(PERMITTED);
      assertThat(bench.engine.owed()).isEmpty();
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** A callout that pends with what a test gives it, and tells the status. */
  private static final class Trying {
    final List<WfpStatus> statuses = new ArrayList<>();

    FwpsCalloutClassifyFn pending(FwpsFunctions fwps, boolean noHandle, @Nullable HandleSlot slot) {
      return (values, metadata, packet, token, filter, flow, out) -> {
        boolean has = metadata.isPresent(Fwps.FWPS_METADATA_FIELD_COMPLETION_HANDLE);
        long handle = noHandle || !has ? 0 : metadata.completionHandle();
        statuses.add(fwps.fwpsPendOperation0(handle, slot));
      };
    }
  }

  /** WFP-S5, WFP-22. */
  @Test
  void givenNullArguments_whenPending_thenNullPointer() {
    try (WfpBench bench = WfpBench.with(it -> it.faults(WfpFaults.always(WfpFaults.Point.PEND)))) {
      Trying trying = new Trying();
      bench.callout(
          "no handle", trying.pending(bench.fwps, true, new HandleSlot()), ALE_AUTH_CONNECT_V4);
      bench.callout("no slot", trying.pending(bench.fwps, false, null), ALE_AUTH_CONNECT_V4);

      AleOperation connect = bench.stack.connect(tcp(80));

      assertThat(trying.statuses).containsOnly(STATUS_FWP_NULL_POINTER).hasSize(2);
      assertThat(STATUS_FWP_NULL_POINTER.value()).isEqualTo(0xC022001C);
      assertThat(connect.outcome()).isEqualTo(PERMITTED);
    }
  }

  /** WFP-S6, WFP-23, WFP-33. */
  @Test
  void givenAStackThatIsNotReady_whenPending_thenNothingIsPendedAndTheActionDecides() {
    WfpBench open = WfpBench.with(it -> it.faults(WfpFaults.always(WfpFaults.Point.PEND)));
    try (Bench it = new Bench(open, ALE_AUTH_CONNECT_V4)) {
      Trying trying = new Trying();
      it.bench.callout(
          "trying", trying.pending(it.bench.fwps, false, new HandleSlot()), ALE_AUTH_LISTEN_V4);

      AleOperation listen = it.bench.stack.listen(AleRequest.tcp(at("192.0.2.1", 80), null));
      AleOperation connect = it.bench.stack.connect(tcp(80));

      assertThat(trying.statuses).containsExactly(STATUS_FWP_TCPIP_NOT_READY);
      assertThat(STATUS_FWP_TCPIP_NOT_READY.value()).isEqualTo(0xC0220100);
      assertThat(listen.outcome()).isEqualTo(PERMITTED);
      assertThat(connect.outcome()).isEqualTo(BLOCKED);
      assertThat(it.bench.engine.owed()).noneMatch(owed -> owed.contains("pended"));
    }
  }

  /** WFP-S12, WFP-47. */
  @Test
  void givenTwoPendedConnects_whenCompletedInReverseOrder_thenEachGetsItsOwnVerdict() {
    try (Bench it = Bench.atConnect()) {
      AleOperation first = it.bench.stack.connect(tcp(80));
      AleOperation second = it.bench.stack.connect(tcp(443));

      it.inspector.decide(443, true);
      assertThat(first.outcome()).isEqualTo(UNDECIDED);
      it.inspector.decide(80, false);

      assertThat(second.outcome()).isEqualTo(PERMITTED);
      assertThat(first.outcome()).isEqualTo(BLOCKED);
    }
  }

  /** WFP-S13, WFP-41, WFP-62. */
  @Test
  void givenACompletedContext_whenCompletedAgain_thenReportedAndNoClassifyRuns() {
    try (WfpBench bench = WfpBench.open()) {
      HandleSlot context = new HandleSlot();
      AtomicInteger asked = new AtomicInteger();
      bench.callout(
          "pender",
          (values, metadata, packet, token, filter, flow, out) -> {
            asked.incrementAndGet();
            if (values.isReauthorize()) {
              out.permit();
            } else {
              bench.fwps.fwpsPendOperation0(metadata.completionHandle(), context);
              out.absorb();
            }
          },
          ALE_AUTH_CONNECT_V4);
      bench.stack.connect(tcp(80));
      bench.fwps.fwpsCompleteOperation0(context.get(), null);

      bench.fwps.fwpsCompleteOperation0(context.get(), null);
      bench.fwps.fwpsCompleteOperation0(0x1234, null);

      assertThat(bench.broken()).containsExactly("WFP-98", "WFP-62");
      assertThat(asked).hasValue(2);
    }
  }

  /** WFP-S14, WFP-63: in another thread, after the out values are set. */
  @Test
  void givenAWorkerThatCompletesDuringClassifyFn_whenItReturns_thenOnlyThenTheReauthorization() {
    try (WfpBench bench = WfpBench.open()) {
      HandleSlot context = new HandleSlot();
      List<String> order = new ArrayList<>();
      bench.callout(
          "pender",
          (values, metadata, packet, token, filter, flow, out) -> {
            if (values.isReauthorize()) {
              order.add("again");
              out.permit();
              return;
            }
            bench.fwps.fwpsPendOperation0(metadata.completionHandle(), context);
            out.absorb();
            Thread worker =
                new Thread(() -> bench.fwps.fwpsCompleteOperation0(context.get(), null));
            worker.start();
            join(worker);
            order.add("returns");
          },
          ALE_AUTH_CONNECT_V4);

      AleOperation connect = bench.stack.connect(tcp(80));

      assertThat(order).containsExactly("returns", "again");
      assertThat(connect.outcome()).isEqualTo(PERMITTED);
      assertThat(bench.broken()).isEmpty();
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** WFP-S17, WFP-26, WFP-93. */
  @Test
  void givenALayerThatCannotPend_whenPendingWithTheZeroHandle_thenNullPointer() {
    try (WfpBench bench = WfpBench.open()) {
      Trying trying = new Trying();
      bench.callout(
          "trying",
          trying.pending(bench.fwps, false, new HandleSlot()),
          ALE_FLOW_ESTABLISHED_V4,
          INBOUND_TRANSPORT_V4);

      bench.stack.accept(tcp(80));

      assertThat(trying.statuses).containsOnly(STATUS_FWP_NULL_POINTER).hasSize(2);
      assertThat(bench.engine.owed()).isEmpty();
    }
  }

  /** WFP-S18, WFP-31. */
  @Test
  void givenAPend_whenClassifyFnReturnsPermit_thenReportedAndStillPended() {
    try (WfpBench bench = WfpBench.open()) {
      HandleSlot context = new HandleSlot();
      bench.callout(
          "pender",
          (values, metadata, packet, token, filter, flow, out) -> {
            if (!values.isReauthorize()) {
              bench.fwps.fwpsPendOperation0(metadata.completionHandle(), context);
            }
            out.permit();
          },
          ALE_AUTH_CONNECT_V4);

      AleOperation connect = bench.stack.connect(tcp(80));

      assertThat(bench.broken()).containsExactly("WFP-31");
      assertThat(connect.isPended()).isTrue();
      bench.fwps.fwpsCompleteOperation0(context.get(), null);
      assertThat(connect.outcome()).isEqualTo(PERMITTED);
    }
  }

  /** WFP-S20, WFP-64. */
  @Test
  void givenAPendedOperation_whenTheEngineStops_thenItIsNamedAndBlockedAndNothingIsLeft() {
    try (WfpBench bench = WfpBench.open()) {
      long injection = bench.injectionHandle();
      bench.callout(
          "inspector", new Inspector(bench.fwps, injection, record -> true), ALE_AUTH_CONNECT_V4);
      AleOperation connect = bench.stack.connect(tcp(80));
      bench.fwps.fwpsInjectionHandleDestroy0(injection);

      bench.engine.stop();

      assertThat(bench.broken()).containsExactly("WFP-111");
      assertThat(bench.engine.violations().get(0).seen())
          .contains("198.51.100.7:80")
          .contains("inspector");
      assertThat(connect.outcome()).isEqualTo(BLOCKED);
      assertThat(bench.engine.owed()).isEmpty();
    }
  }
}
