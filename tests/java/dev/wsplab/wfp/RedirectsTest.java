package dev.wsplab.wfp;

import static dev.wsplab.wfp.AleOperation.Outcome.*;
import static dev.wsplab.wfp.FwpsLayer.*;
import static dev.wsplab.wfp.WfpBench.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** FwpsPendClassify0, its family, and redirection (section 8); bind and listen (5c). */
class RedirectsTest {
  private static final InetSocketAddress PROXY = at("203.0.113.9", 8080);

  /** Redirects each connect to a proxy. */
  private static FwpsCalloutClassifyFn redirects(WfpBench bench) {
    return (values, metadata, packet, token, filter, flow, out) -> {
      HandleSlot handle = new HandleSlot();
      require(bench.fwps.fwpsAcquireClassifyHandle0(token, 0, handle));
      FwpsConnectRequest request = bench.fwps.fwpsAcquireWritableLayerDataPointer0(handle.get());
      request.remoteAddressAndPort(PROXY);
      bench.fwps.fwpsApplyModifiedLayerData0(handle.get(), request);
      bench.fwps.fwpsReleaseClassifyHandle0(handle.get());
      out.permit();
    };
  }

  /** WFP-83, WFP-87. */
  @Test
  void givenARedirection_whenConnecting_thenTheAuthLayerAndTheFlowSeeTheNewPeer() {
    try (WfpBench bench = WfpBench.open()) {
      List<@Nullable Object> seen = new ArrayList<>();
      bench.callout("redirects", redirects(bench), ALE_CONNECT_REDIRECT_V4);
      bench.callout(
          "looks",
          (values, metadata, packet, token, filter, flow, out) ->
              seen.add(values.value(FwpsField.IP_REMOTE_PORT)),
          ALE_AUTH_CONNECT_V4);

      AleOperation connect = bench.stack.connect(tcp(80));
      AleOperation send = bench.stack.send(udp(53), HELLO);

      assertThat(connect.outcome()).isEqualTo(PERMITTED);
      assertThat(connect.request().remote()).isEqualTo(PROXY);
      assertThat(seen).containsExactly(8080, 8080);
      assertThat(send.outcome()).isEqualTo(PERMITTED);
      assertThat(bench.stack.sent().get(0).request().remote()).isEqualTo(PROXY);
      bench.engine.stop();
      assertThat(bench.broken()).isEmpty();
    }
  }

  /**
   * WFP-83, WFP-90: who has a context at a flow hears when a redirected datagram takes its tuple.
   */
  @Test
  void givenAFlowWithAContext_whenARedirectedDatagramComesToItsTuple_thenItsEndIsTold() {
    try (WfpBench bench = WfpBench.open()) {
      List<Long> told = new ArrayList<>();
      long[] flowId = new long[1];
      HandleSlot slot = new HandleSlot();
      require(
          bench.fwps.fwpsCalloutRegister1(
              FwpsCallout.of(
                      "keeps",
                      (values, metadata, packet, token, filter, flow, out) ->
                          flowId[0] = metadata.flowHandle())
                  .hearingOfFlows((layer, callout, context) -> told.add(context)),
              slot));
      bench.filter(FwpmFilter.asking("keeps", ALE_FLOW_ESTABLISHED_V4));
      bench.stack.send(AleRequest.udp(udp(53).local(), PROXY), HELLO);
      require(
          bench.fwps.fwpsFlowAssociateContext0(flowId[0], OUTBOUND_TRANSPORT_V4, slot.get(), 77));
      bench.callout("redirects", redirects(bench), ALE_CONNECT_REDIRECT_V4);

      bench.stack.send(udp(53), HELLO);

      assertThat(told).containsExactly(77L);
      bench.engine.stop();
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** A callout that pends classifies, and keeps their handles. */
  private static final class Pending implements FwpsCalloutClassifyFn {
    final WfpBench bench;
    final List<Long> handles = new ArrayList<>();
    int asked;

    Pending(WfpBench bench) {
      this.bench = bench;
    }

    @Override
    public void classify(
        FwpsIncomingValues values,
        FwpsIncomingMetadataValues metadata,
        dev.wsplab.wfp.packet.@Nullable NetBufferList packet,
        @Nullable Object token,
        FwpsFilter filter,
        long flow,
        FwpsClassifyOut out) {
      asked++;
      assertThat(packet).isNull(); // WFP-88
      HandleSlot handle = new HandleSlot();
      require(bench.fwps.fwpsAcquireClassifyHandle0(token, 0, handle));
      require(bench.fwps.fwpsPendClassify0(handle.get(), filter.filterId(), 0, out));
      handles.add(handle.get());
      out.block();
    }

    void complete(@Nullable FwpsClassifyOut verdict) {
      long handle = handles.remove(0);
      bench.fwps.fwpsCompleteClassify0(handle, 0, verdict);
      bench.fwps.fwpsReleaseClassifyHandle0(handle);
    }
  }

  private static FwpsClassifyOut verdict(FwpActionType action) {
    FwpsClassifyOut out = new FwpsClassifyOut();
    out.actionType(action);
    return out;
  }

  /** WFP-88: it concerns no packet, and so loses none. */
  @Test
  void givenDatagramWhoseClassifyIsPended_whenPermitted_thenItGoesOut() {
    try (WfpBench bench = WfpBench.open()) {
      Pending pending = new Pending(bench);
      bench.callout("pending", pending, ALE_CONNECT_REDIRECT_V4);
      AleOperation send = bench.stack.send(udp(53), HELLO);
      assertThat(bench.stack.sent()).isEmpty();

      pending.complete(verdict(FwpActionType.PERMIT));

      assertThat(send.outcome()).isEqualTo(PERMITTED);
      assertThat(bench.stack.sent()).extracting(WirePacket::payload).containsExactly(HELLO);
      bench.engine.stop();
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** WFP-83, WFP-84, WFP-85, WFP-86, WFP-88. */
  @Test
  void givenPendedClassifies_whenCompleted_thenTheVerdictCountsWithoutASecondClassify() {
    try (WfpBench bench = WfpBench.open()) {
      Pending pending = new Pending(bench);
      bench.callout(
          "pending",
          pending,
          ALE_CONNECT_REDIRECT_V4,
          ALE_BIND_REDIRECT_V4,
          ALE_ENDPOINT_CLOSURE_V4);
      AleOperation connect = bench.stack.connect(tcp(80));
      AleOperation blocked = bench.stack.connect(tcp(81));
      AleOperation bind = bench.stack.bind(AleRequest.tcp(at("192.0.2.1", 5000), null));
      assertThat(List.of(connect, blocked, bind)).allMatch(AleOperation::isPended);

      pending.complete(verdict(FwpActionType.PERMIT));
      pending.complete(verdict(FwpActionType.BLOCK));
      pending.complete(verdict(FwpActionType.PERMIT));

      assertThat(connect.outcome()).isEqualTo(PERMITTED);
      assertThat(blocked.outcome()).isEqualTo(BLOCKED);
      assertThat(bind.outcome()).isEqualTo(PERMITTED);
      assertThat(pending.asked).isEqualTo(3);
      AleOperation close = bench.stack.close(tcp(80));
      assertThat(bench.stack.hasFlow(tcp(80))).isTrue();
      pending.complete(verdict(FwpActionType.PERMIT));
      assertThat(close.outcome()).isEqualTo(PERMITTED);
      assertThat(bench.stack.hasFlow(tcp(80))).isFalse();
      bench.engine.stop();
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** WFP-86: null asks anew. */
  @Test
  void givenAPendedClassify_whenCompletedWithNull_thenTheLayerIsAskedAgain() {
    try (WfpBench bench = WfpBench.open()) {
      Pending pending = new Pending(bench);
      bench.callout("pending", pending, ALE_CONNECT_REDIRECT_V4);
      AleOperation connect = bench.stack.connect(tcp(80));

      pending.complete(null);

      assertThat(pending.asked).isEqualTo(2);
      assertThat(connect.isPended()).isTrue();
      pending.complete(verdict(FwpActionType.PERMIT));
      assertThat(connect.outcome()).isEqualTo(PERMITTED);
    }
  }

  /** WFP-84, WFP-85, WFP-87. */
  @Test
  void givenMisuse_whenTheFamilyIsCalled_thenRefusedOrReported() {
    try (WfpBench bench = WfpBench.open()) {
      List<WfpStatus> statuses = new ArrayList<>();
      HandleSlot kept = new HandleSlot();
      bench.callout(
          "misuses",
          (values, metadata, packet, token, filter, flow, out) -> {
            statuses.add(bench.fwps.fwpsAcquireClassifyHandle0(null, 0, kept));
            statuses.add(bench.fwps.fwpsAcquireClassifyHandle0(token, 0, kept));
            statuses.add(bench.fwps.fwpsPendClassify0(kept.get(), 1, 0, out));
            statuses.add(bench.fwps.fwpsPendClassify0(1, filter.filterId(), 0, out));
          },
          ALE_CONNECT_REDIRECT_V4);
      bench.callout(
          "no context",
          (values, metadata, packet, token, filter, flow, out) ->
              statuses.add(bench.fwps.fwpsAcquireClassifyHandle0(token, 0, new HandleSlot())),
          ALE_AUTH_CONNECT_V4);
      bench.stack.connect(tcp(80));

      assertThat(statuses)
          .containsExactly(
              WfpStatus.STATUS_FWP_NULL_POINTER,
              WfpStatus.STATUS_SUCCESS,
              WfpStatus.STATUS_INVALID_PARAMETER,
              WfpStatus.STATUS_FWP_NULL_POINTER,
              WfpStatus.STATUS_FWP_NULL_POINTER);
      bench.fwps.fwpsCompleteClassify0(kept.get(), 0, null);
      assertThat(bench.broken()).containsExactly("WFP-85");
      bench.engine.stop();
      assertThat(bench.broken()).containsExactly("WFP-85", "WFP-87");
    }
  }

  /** WFP-84: only inside classifyFn; elsewhere nothing can be pended. */
  @Test
  void givenAClassifyHandle_whenPendedAfterClassifyFn_thenCannotPend() {
    try (WfpBench bench = WfpBench.open()) {
      HandleSlot kept = new HandleSlot();
      List<Long> filters = new ArrayList<>();
      bench.callout(
          "keeps",
          (values, metadata, packet, token, filter, flow, out) -> {
            filters.add(filter.filterId());
            require(bench.fwps.fwpsAcquireClassifyHandle0(token, 0, kept));
          },
          ALE_CONNECT_REDIRECT_V4);
      bench.stack.connect(tcp(80));

      assertThat(bench.fwps.fwpsPendClassify0(kept.get(), filters.get(0), 0, new FwpsClassifyOut()))
          .isEqualTo(WfpStatus.STATUS_FWP_CANNOT_PEND);
      bench.fwps.fwpsReleaseClassifyHandle0(kept.get());
    }
  }

  /** WFP-61: the switch; the flag stays where flows are authorized, and no pend follows a pend. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void givenTheSwitch_whenPendedOperationsAreCompleted_thenTheFlagIsSetAccordingly(
      boolean flowsOnly) {
    try (WfpBench bench = WfpBench.with(it -> flowsOnly ? it.reauthorizeFlagForFlowsOnly() : it)) {
      List<HandleSlot> contexts = new ArrayList<>();
      List<String> again = new ArrayList<>();
      bench.callout(
          "pender",
          (values, metadata, packet, token, filter, flow, out) -> {
            HandleSlot slot = new HandleSlot();
            WfpStatus status = bench.fwps.fwpsPendOperation0(metadata.completionHandle(), slot);
            if (status.isSuccess()) {
              contexts.add(slot);
              out.absorb();
            } else {
              assertThat(status).isEqualTo(WfpStatus.STATUS_FWP_CANNOT_PEND);
              again.add(values.layer().kind() + " " + values.isReauthorize());
              out.permit();
            }
          },
          ALE_RESOURCE_ASSIGNMENT_V4,
          ALE_AUTH_LISTEN_V4,
          ALE_AUTH_CONNECT_V4);
      AleRequest end = AleRequest.tcp(at("192.0.2.1", 80), null);
      List<AleOperation> all =
          List.of(bench.stack.bind(end), bench.stack.listen(end), bench.stack.connect(tcp(80)));

      contexts.forEach(context -> bench.fwps.fwpsCompleteOperation0(context.get(), null));

      assertThat(again)
          .containsExactly(
              "RESOURCE_ASSIGNMENT " + !flowsOnly, "LISTEN " + !flowsOnly, "CONNECT true");
      assertThat(all).allMatch(it -> it.outcome() == PERMITTED);
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** WFP-25, WFP-30, WFP-38, WFP-61, WFP-21. */
  @Test
  void givenAPendedBindAndListen_whenCompleted_thenTheLayerIsAskedOnceMoreAndDecides() {
    try (WfpBench bench = WfpBench.open()) {
      List<HandleSlot> contexts = new ArrayList<>();
      List<String> again = new ArrayList<>();
      bench.callout(
          "pender",
          (values, metadata, packet, token, filter, flow, out) -> {
            HandleSlot slot = new HandleSlot();
            WfpStatus status = bench.fwps.fwpsPendOperation0(metadata.completionHandle(), slot);
            if (values.isReauthorize()) {
              again.add(values.layer() + " " + packet + " " + status);
              if (values.layer() == ALE_AUTH_LISTEN_V4) {
                out.block();
              } else {
                out.permit();
              }
            } else {
              contexts.add(slot);
              out.absorb();
            }
          },
          ALE_RESOURCE_ASSIGNMENT_V4,
          ALE_AUTH_LISTEN_V4);
      AleRequest local = AleRequest.tcp(at("192.0.2.1", 80), null);
      AleOperation bind = bench.stack.bind(local);
      AleOperation listen = bench.stack.listen(local);
      assertThat(bench.count("drop")).isZero();
      assertThat(List.of(bind, listen)).allMatch(AleOperation::isPended);

      contexts.forEach(slot -> bench.fwps.fwpsCompleteOperation0(slot.get(), null));

      assertThat(again)
          .containsExactly(
              "ALE_RESOURCE_ASSIGNMENT_V4 null STATUS_FWP_CANNOT_PEND",
              "ALE_AUTH_LISTEN_V4 null STATUS_FWP_CANNOT_PEND");
      assertThat(bind.outcome()).isEqualTo(PERMITTED);
      assertThat(listen.outcome()).isEqualTo(BLOCKED);
      assertThat(bench.broken()).isEmpty();
    }
  }
}
