package dev.wsplab.wfp;

import static dev.wsplab.wfp.AleOperation.Outcome.*;
import static dev.wsplab.wfp.FwpsLayer.*;
import static dev.wsplab.wfp.WfpBench.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.wfp.packet.NetBufferList;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What one engine has given means nothing to another, though both count alike (WFP-62). */
class TwoEnginesTest {
  /** Pends what is new, permits what is asked again. */
  private static HandleSlot pendsAll(WfpBench bench) {
    HandleSlot context = new HandleSlot();
    bench.callout(
        "pends",
        (values, metadata, packet, token, filter, flow, out) -> {
          if (values.isReauthorize()) {
            out.permit();
            return;
          }
          require(bench.fwps.fwpsPendOperation0(metadata.completionHandle(), context));
          out.absorb();
        },
        ALE_AUTH_CONNECT_V4);
    return context;
  }

  /** WFP-62. */
  @Test
  void givenTwoEnginesWithAPendedConnectEach_whenOneGetsTheOthersContext_thenRefused() {
    try (WfpBench one = WfpBench.open();
        WfpBench two = WfpBench.open()) {
      HandleSlot ofOne = pendsAll(one);
      HandleSlot ofTwo = pendsAll(two);
      AleOperation first = one.stack.connect(tcp(80));
      AleOperation second = two.stack.connect(tcp(80));

      one.fwps.fwpsCompleteOperation0(ofTwo.get(), null);

      assertThat(one.broken()).containsExactly("WFP-62");
      assertThat(two.broken()).isEmpty();
      assertThat(List.of(first, second)).allMatch(AleOperation::isPended);
      one.fwps.fwpsCompleteOperation0(ofOne.get(), null);
      two.fwps.fwpsCompleteOperation0(ofTwo.get(), null);
      assertThat(List.of(first, second)).allMatch(it -> it.outcome() == PERMITTED);
    }
  }

  /** WFP-22: a completion handle of another engine's classify call that runs. */
  @Test
  void givenTwoEngines_whenOnePendsWithTheOthersHandle_thenNullPointerAndNothingIsPended() {
    try (WfpBench one = WfpBench.open();
        WfpBench two = WfpBench.open()) {
      List<WfpStatus> statuses = new ArrayList<>();
      two.callout(
          "lends",
          (values, metadata, packet, token, filter, flow, out) -> {
            long lent = metadata.completionHandle();
            one.callout(
                "borrows",
                (v, m, p, t, f, c, o) ->
                    statuses.add(one.fwps.fwpsPendOperation0(lent, new HandleSlot())),
                ALE_AUTH_CONNECT_V4);
            one.stack.connect(tcp(80));
          },
          ALE_AUTH_CONNECT_V4);

      two.stack.connect(tcp(80));

      assertThat(statuses).containsExactly(WfpStatus.STATUS_FWP_NULL_POINTER);
      assertThat(one.engine.owed()).isEmpty();
    }
  }

  /** WFP-71, WFP-79. */
  @Test
  void givenTwoEnginesWithAnInjectionHandleEach_whenOneGetsTheOthers_thenItIsNone() {
    try (WfpBench one = WfpBench.open();
        WfpBench two = WfpBench.open()) {
      long ofOne = one.injectionHandle();
      long ofTwo = two.injectionHandle();
      NetBufferList list =
          Objects.requireNonNull(one.fwps.fwpsAllocateNetBufferAndNetBufferList0(HELLO).list());

      WfpStatus status =
          one.fwps.fwpsInjectTransportReceiveAsync0(
              ofTwo, 0, null, 0, Fwps.AF_INET, 1, 1, 0, list, (context, it, level) -> {}, null);

      assertThat(status).isEqualTo(WfpStatus.STATUS_FWP_NULL_POINTER);
      one.fwps.fwpsFreeNetBufferList0(list);
      one.fwps.fwpsInjectionHandleDestroy0(ofOne);
      two.fwps.fwpsInjectionHandleDestroy0(ofTwo);
    }
  }

  /** WFP-85, WFP-87. */
  @Test
  void givenTwoEnginesWithAClassifyHandleEach_whenOneGetsTheOthers_thenReported() {
    try (WfpBench one = WfpBench.open();
        WfpBench two = WfpBench.open()) {
      long ofOne = acquired(one);
      long ofTwo = acquired(two);

      one.fwps.fwpsReleaseClassifyHandle0(ofTwo);

      assertThat(one.broken()).containsExactly("WFP-85");
      one.fwps.fwpsReleaseClassifyHandle0(ofOne);
      two.fwps.fwpsReleaseClassifyHandle0(ofTwo);
      assertThat(one.engine.owed()).isEmpty();
      assertThat(two.engine.owed()).isEmpty();
    }
  }

  private static long acquired(WfpBench bench) {
    HandleSlot handle = new HandleSlot();
    bench.callout(
        "acquires",
        (values, metadata, packet, token, filter, flow, out) ->
            require(bench.fwps.fwpsAcquireClassifyHandle0(token, 0, handle)),
        ALE_CONNECT_REDIRECT_V4);
    bench.stack.connect(tcp(80));
    return handle.get();
  }
}
