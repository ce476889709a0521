package dev.wsplab.wfp;

import static dev.wsplab.wfp.AleOperation.Outcome.*;
import static dev.wsplab.wfp.FwpsLayer.*;
import static dev.wsplab.wfp.WfpBench.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.wfp.packet.NetBufferList;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Pended operations beside the scenarios: who may, what follows, what is left (4, 5). */
class PendingTest {
  /** Pends what is new, permits what is asked again. */
  private static FwpsCalloutClassifyFn pends(WfpBench bench, HandleSlot context) {
    return (values, metadata, packet, token, filter, flow, out) -> {
      if (values.isReauthorize()) {
        out.permit();
      } else {
        require(bench.fwps.fwpsPendOperation0(metadata.completionHandle(), context));
        out.absorb();
      }
    };
  }

  /** WFP-19. */
  @Test
  void givenClassifyFn_whenAnotherThreadPends_thenReportedAndPended() {
    try (WfpBench bench = WfpBench.open()) {
      HandleSlot context = new HandleSlot();
      bench.callout(
          "elsewhere",
          (values, metadata, packet, token, filter, flow, out) -> {
            if (values.isReauthorize()) {
              out.permit();
              return;
            }
            long handle = metadata.completionHandle();
            Thread thread = new Thread(() -> bench.fwps.fwpsPendOperation0(handle, context));
            thread.start();
            join(thread);
            out.absorb();
          },
          ALE_AUTH_CONNECT_V4);

      AleOperation connect = bench.stack.connect(tcp(80));

      assertThat(bench.broken()).containsExactly("WFP-19");
      assertThat(connect.isPended()).isTrue();
      bench.fwps.fwpsCompleteOperation0(context.get(), null);
      assertThat(connect.outcome()).isEqualTo(PERMITTED);
    }
  }

  /** WFP-24: null arguments, then the stack, then the handle, then the reauthorization. */
  @Test
  void givenTwoReasonsEach_whenPending_thenTheFirstInOrderIsTold() {
    AtomicBoolean notReady = new AtomicBoolean();
    WfpFaults faults = (at, ordinal) -> at == WfpFaults.Point.PEND && notReady.get();
    try (WfpBench bench = WfpBench.with(it -> it.faults(faults))) {
      HandleSlot context = new HandleSlot();
      HandleSlot none = new HandleSlot();
      List<WfpStatus> told = new ArrayList<>();
      bench.callout(
          "pends",
          (values, metadata, packet, token, filter, flow, out) -> {
            long handle = metadata.completionHandle();
            if (!values.isReauthorize()) {
              require(bench.fwps.fwpsPendOperation0(handle, context));
              out.absorb();
              return;
            }
            notReady.set(true);
            told.add(bench.fwps.fwpsPendOperation0(0, none)); // null, and not ready
            told.add(bench.fwps.fwpsPendOperation0(handle, null));
            told.add(bench.fwps.fwpsPendOperation0(77, none)); // not ready, and no handle
            told.add(bench.fwps.fwpsPendOperation0(handle, none)); // not ready, and asked again
            notReady.set(false);
            told.add(bench.fwps.fwpsPendOperation0(77, none)); // no handle, and asked again
            told.add(bench.fwps.fwpsPendOperation0(handle, none));
            out.permit();
          },
          ALE_AUTH_CONNECT_V4);
      bench.stack.connect(tcp(80));
      bench.fwps.fwpsCompleteOperation0(context.get(), null);

      assertThat(told)
          .containsExactly(
              WfpStatus.STATUS_FWP_NULL_POINTER,
              WfpStatus.STATUS_FWP_NULL_POINTER,
              WfpStatus.STATUS_FWP_TCPIP_NOT_READY,
              WfpStatus.STATUS_FWP_TCPIP_NOT_READY,
              WfpStatus.STATUS_FWP_NULL_POINTER,
              WfpStatus.STATUS_FWP_CANNOT_PEND);
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

  /** WFP-20, WFP-40, WFP-52: a list at CONNECT is accepted and ignored; so is null. */
  @Test
  void givenPendedConnects_whenCompletedWithAListOrWithNull_thenBothGoOn() {
    try (WfpBench bench = WfpBench.open()) {
      HandleSlot context = new HandleSlot();
      bench.callout("pends", pends(bench, context), ALE_AUTH_CONNECT_V4);
      NetBufferList list =
          Objects.requireNonNull(bench.fwps.fwpsAllocateNetBufferAndNetBufferList0(HELLO).list());

      AleOperation first = bench.stack.connect(tcp(80));
      assertThat(context.get()).isNotZero();
      bench.fwps.fwpsCompleteOperation0(context.get(), list);
      AleOperation second = bench.stack.connect(tcp(81));
      bench.fwps.fwpsCompleteOperation0(context.get(), null);

      assertThat(List.of(first, second)).allMatch(it -> it.outcome() == PERMITTED);
      assertThat(list.data()).isEqualTo(HELLO);
      bench.fwps.fwpsFreeNetBufferList0(list);
      bench.engine.stop();
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** WFP-48: another callout sees the reauthorization, and may block on its own policy. */
  @Test
  void givenTwoCallouts_whenOneCompletes_thenTheOtherIsAskedAgainAndDecidesForItself() {
    try (WfpBench bench = WfpBench.open()) {
      HandleSlot context = new HandleSlot();
      List<Boolean> again = new ArrayList<>();
      bench.callout("pends", pends(bench, context), ALE_AUTH_CONNECT_V4);
      bench.calloutIn(
          new FwpmSublayer("other", 1),
          "other",
          (values, metadata, packet, token, filter, flow, out) -> {
            again.add(values.isReauthorize());
            if (out.mayWrite()) {
              out.block();
            }
          },
          ALE_AUTH_CONNECT_V4);
      AleOperation connect = bench.stack.connect(tcp(80));

      bench.fwps.fwpsCompleteOperation0(context.get(), null);

      assertThat(again).containsExactly(false, true);
      assertThat(connect.outcome()).isEqualTo(BLOCKED);
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** WFP-64, WFP-111: a callout is unloaded, and leaves an operation and a classify pended. */
  @Test
  void givenACalloutThatOwes_whenUnregistered_thenEachIsNamedAndBlocked() {
    try (WfpBench bench = WfpBench.open()) {
      HandleSlot context = new HandleSlot();
      long id = bench.callout("pends", pends(bench, context), ALE_AUTH_CONNECT_V4);
      long redirects =
          bench.callout(
              "redirects",
              (values, metadata, packet, token, filter, flow, out) -> {
                HandleSlot handle = new HandleSlot();
                require(bench.fwps.fwpsAcquireClassifyHandle0(token, 0, handle));
                require(bench.fwps.fwpsPendClassify0(handle.get(), filter.filterId(), 0, out));
                out.block();
              },
              ALE_CONNECT_REDIRECT_V6);
      AleOperation connect = bench.stack.connect(tcp(80));
      AleOperation redirected = bench.stack.connect(tcp6(80));

      require(bench.fwps.fwpsCalloutUnregisterById0(id));
      require(bench.fwps.fwpsCalloutUnregisterById0(redirects));

      assertThat(bench.broken()).containsExactly("WFP-111", "WFP-111");
      assertThat(bench.engine.violations())
          .extracting(it -> it.provider())
          .containsExactly("pends", "redirects");
      assertThat(List.of(connect, redirected)).allMatch(it -> it.outcome() == BLOCKED);
      assertThat(bench.engine.owed()).isEmpty();
      bench.fwps.fwpsCompleteOperation0(context.get(), null);
      assertThat(bench.broken()).endsWith("WFP-98");
    }
  }

  /** A connect is given up: its context still has to be completed, and its callout is asked. */
  @Test
  void givenAPendedConnect_whenWithdrawnAndCompleted_thenItStaysWithdrawnAndNothingIsOwed() {
    try (WfpBench bench = WfpBench.open()) {
      HandleSlot context = new HandleSlot();
      bench.callout("pends", pends(bench, context), ALE_AUTH_CONNECT_V4);
      AleOperation connect = bench.stack.connect(tcp(80));

      bench.stack.withdraw(connect);
      assertThat(connect.outcome()).isEqualTo(WITHDRAWN);
      assertThat(bench.engine.owed()).hasSize(1);
      bench.fwps.fwpsCompleteOperation0(context.get(), null);

      assertThat(connect.outcome()).isEqualTo(WITHDRAWN);
      assertThat(bench.classified(connect)).isEqualTo(2);
      assertThat(bench.stack.hasFlow(tcp(80))).isFalse();
      bench.engine.stop();
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** WFP-71b: what else an engine finds at its stop. */
  @Test
  void givenAnInjectionHandleThatIsLeft_whenTheEngineStops_thenReported() {
    try (WfpBench bench = WfpBench.open()) {
      bench.injectionHandle();
      assertThat(bench.engine.owed()).hasSize(1);

      bench.engine.stop();

      assertThat(bench.broken()).containsExactly("WFP-71b");
      assertThat(bench.engine.owed()).isEmpty();
    }
  }

  /** A callout is told of its filters, and may refuse one. */
  @Test
  void givenANotifyFn_whenFiltersComeAndGo_thenItIsToldAndMayRefuse() {
    try (WfpBench bench = WfpBench.open()) {
      List<String> told = new ArrayList<>();
      require(
          bench.fwps.fwpsCalloutRegister1(
              FwpsCallout.of("told", (v, m, packet, token, filter, flow, out) -> {})
                  .notifying(
                      (type, filter) -> {
                        told.add(type + " " + filter.context());
                        return filter.context() == 2
                            ? WfpStatus.STATUS_INVALID_PARAMETER
                            : WfpStatus.STATUS_SUCCESS;
                      }),
              null));

      long id = bench.filter(FwpmFilter.asking("told", ALE_AUTH_CONNECT_V4).with(1));
      WfpStatus refused =
          bench.fwpm.fwpmFilterAdd0(FwpmFilter.asking("told", ALE_AUTH_CONNECT_V4).with(2), null);
      require(bench.fwpm.fwpmFilterDeleteById0(id));

      assertThat(refused).isEqualTo(WfpStatus.STATUS_INVALID_PARAMETER);
      assertThat(told).containsExactly("ADD_FILTER 1", "ADD_FILTER 2", "DELETE_FILTER 1");
      assertThat(bench.fwpm.fwpmFilterDeleteById0(id)).isEqualTo(WfpStatus.STATUS_FWP_NOT_FOUND);
      assertThat(
              bench.fwpm.fwpmFilterAdd0(
                  FwpmFilter.permitting("p", ALE_AUTH_CONNECT_V4).in("none"), null))
          .isEqualTo(WfpStatus.STATUS_FWP_SUBLAYER_NOT_FOUND);
    }
  }
}
