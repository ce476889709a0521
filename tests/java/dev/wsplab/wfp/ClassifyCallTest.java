package dev.wsplab.wfp;

import static dev.wsplab.wfp.AleOperation.Outcome.*;
import static dev.wsplab.wfp.FwpsLayer.*;
import static dev.wsplab.wfp.WfpBench.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.driver.Irql;
import dev.wsplab.verifier.ContractViolationError;
import dev.wsplab.verifier.Verifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;

/** Values, and what a classify call is given and may leave (sections 1 and 2). */
class ClassifyCallTest {
  /** WFP-25: the layers that can pend; numbers of section 1. */
  @Test
  void givenTheValues_whenLookedAt_thenTheyAreThoseOfTheHeaders() {
    assertThat(FwpActionType.BLOCK.value()).isEqualTo(0x1001);
    assertThat(FwpActionType.PERMIT.value()).isEqualTo(0x1002);
    assertThat(FwpActionType.CONTINUE.value()).isEqualTo(0x2006);
    assertThat(FwpActionType.NONE.value()).isEqualTo(7);
    assertThat(FwpActionType.NONE_NO_MATCH.value()).isEqualTo(8);
    assertThat(WfpStatus.STATUS_FWP_INJECT_HANDLE_STALE.value()).isEqualTo(0xC0220102);
    assertThat(ALE_RESOURCE_ASSIGNMENT_V4.id()).isEqualTo(36);
    assertThat(ALE_AUTH_LISTEN_V6.id()).isEqualTo(42);
    assertThat(ALE_AUTH_RECV_ACCEPT_V4.id()).isEqualTo(44);
    assertThat(ALE_AUTH_CONNECT_V6.id()).isEqualTo(50);
    assertThat(ALE_FLOW_ESTABLISHED_V6.id()).isEqualTo(54);
    assertThat(FwpsPacketInjectionState.FWPS_PACKET_PREVIOUSLY_INJECTED_BY_SELF.ordinal())
        .isEqualTo(3);
    assertThat(Arrays.stream(FwpsLayer.values()).filter(FwpsLayer::canPendOperation))
        .containsExactly(
            ALE_RESOURCE_ASSIGNMENT_V4,
            ALE_RESOURCE_ASSIGNMENT_V6,
            ALE_AUTH_LISTEN_V4,
            ALE_AUTH_LISTEN_V6,
            ALE_AUTH_RECV_ACCEPT_V4,
            ALE_AUTH_RECV_ACCEPT_V6,
            ALE_AUTH_CONNECT_V4,
            ALE_AUTH_CONNECT_V6);
  }

  private static FwpsCalloutClassifyFn tells(List<String> seen) {
    return (values, metadata, packet, token, filter, flow, out) ->
        seen.add(
            values.layer()
                + (packet == null ? " null" : " " + packet.dataLength())
                + (metadata.isPresent(Fwps.FWPS_METADATA_FIELD_COMPLETION_HANDLE) ? " pends" : "")
                + (metadata.isPresent(Fwps.FWPS_METADATA_FIELD_PACKET_DIRECTION) ? " way" : ""));
  }

  /** WFP-1, WFP-2, WFP-3, WFP-6: header and data outbound, data alone inbound. */
  @Test
  void givenEachKindOfOperation_whenClassified_thenTheLayerDataAreThoseOfTheLayer() {
    try (WfpBench bench = WfpBench.open()) {
      List<String> seen = new ArrayList<>();
      bench.callout(
          "tells",
          tells(seen),
          ALE_AUTH_CONNECT_V4,
          ALE_AUTH_RECV_ACCEPT_V4,
          ALE_AUTH_LISTEN_V4,
          INBOUND_TRANSPORT_V4);

      bench.stack.connect(tcp(80));
      bench.stack.send(udp(53), HELLO);
      bench.stack.accept(tcp(81));
      bench.stack.listen(AleRequest.tcp(at("192.0.2.1", 80), null));

      assertThat(seen)
          .containsExactly(
              "ALE_AUTH_CONNECT_V4 null pends",
              "ALE_AUTH_CONNECT_V4 13 pends",
              "INBOUND_TRANSPORT_V4 0",
              "ALE_AUTH_RECV_ACCEPT_V4 0 pends",
              "ALE_AUTH_LISTEN_V4 null pends");
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** WFP-72: the headers stand before the data, as real bytes. */
  @Test
  void givenAnInboundDatagram_whenSteppedBackByBothHeaders_thenItIsARealPacket() {
    try (WfpBench bench = WfpBench.open()) {
      List<@Nullable Object> packets = new ArrayList<>();
      bench.callout(
          "reads",
          (values, metadata, packet, token, filter, flow, out) -> {
            int back = metadata.ipHeaderSize() + metadata.transportHeaderSize();
            packet.ndisRetreatNetBufferDataStart(back, 0);
            packets.add(PacketBook.inbound(PacketBook.parse(packet)).flowKey());
            packet.ndisAdvanceNetBufferDataStart(back, false);
          },
          ALE_AUTH_RECV_ACCEPT_V4,
          ALE_AUTH_RECV_ACCEPT_V6);

      bench.stack.receive(udp(53), HELLO);
      bench.stack.receive(udp6(53), HELLO);

      assertThat(packets).containsExactly(udp(53).flowKey(), udp6(53).flowKey());
    }
  }

  /** WFP-4. */
  @Test
  void givenAMemberWhoseBitIsNotSet_whenRead_thenReportedAndZero() {
    try (WfpBench bench = WfpBench.open()) {
      List<Long> read = new ArrayList<>();
      bench.callout(
          "reads",
          (values, metadata, packet, token, filter, flow, out) -> read.add(metadata.flowHandle()),
          ALE_AUTH_CONNECT_V4);

      bench.stack.connect(tcp(80));

      assertThat(read).containsExactly(0L);
      assertThat(bench.broken()).containsExactly("WFP-4");
    }
  }

  /** WFP-5, WFP-34: in the next call of another operation it is dead, too. */
  @Test
  void givenACompletionHandle_whenUsedAfterClassifyFn_thenReportedAndNullPointer() {
    try (WfpBench bench = WfpBench.open()) {
      List<Long> handles = new ArrayList<>();
      bench.callout(
          "keeps",
          (values, metadata, packet, token, filter, flow, out) ->
              handles.add(metadata.completionHandle()),
          ALE_AUTH_CONNECT_V4);
      bench.stack.connect(tcp(80));

      assertThat(bench.fwps.fwpsPendOperation0(handles.get(0), new HandleSlot()))
          .isEqualTo(WfpStatus.STATUS_FWP_NULL_POINTER);
      assertThat(bench.broken()).containsExactly("WFP-5");
    }
  }

  /** WFP-7. */
  @Test
  void givenValuesThatWereKept_whenUsedLater_thenReportedWithoutACrash() {
    try (WfpBench bench = WfpBench.open()) {
      List<Runnable> later = new ArrayList<>();
      bench.callout(
          "keeps",
          (values, metadata, packet, token, filter, flow, out) -> {
            later.add(values::layer);
            later.add(() -> values.value(FwpsField.IP_REMOTE_PORT));
            later.add(metadata::compartmentId);
            later.add(out::permit);
          },
          ALE_AUTH_CONNECT_V4);
      bench.stack.connect(tcp(80));
      assertThat(bench.broken()).isEmpty();

      later.forEach(Runnable::run);

      assertThat(bench.broken()).containsOnly("WFP-7").hasSize(4);
    }
  }

  /** WFP-8. */
  @Test
  void givenALimit_whenClassifyFnTakesLonger_thenReported() {
    try (WfpBench bench = WfpBench.with(it -> it.classifyLimit(Duration.ofNanos(1)))) {
      bench.callout(
          "slow",
          (values, metadata, packet, token, filter, flow, out) -> out.permit(),
          ALE_AUTH_CONNECT_V4);

      bench.stack.connect(tcp(80));

      assertThat(bench.broken()).containsExactly("WFP-8");
    }
  }

  /** WFP-1. */
  @Test
  void givenAClassifyFnThatThrows_whenAsked_thenReportedAndTheOthersDecide() {
    try (WfpBench bench = WfpBench.open()) {
      bench.callout(
          "throws",
          (values, metadata, packet, token, filter, flow, out) -> {
            throw new IllegalStateException("not caught");
          },
          ALE_AUTH_CONNECT_V4);

      assertThat(bench.stack.connect(tcp(80)).outcome()).isEqualTo(PERMITTED);
      assertThat(bench.broken()).containsExactly("WFP-1");
      assertThat(bench.engine.violations().get(0).seen())
          .contains("not caught", "ClassifyCallTest.java:");
    }
  }

  /** WFP-8, WFP-18, WFP-39, WFP-75: classifyFn at DISPATCH_LEVEL; nothing may be called above. */
  @Test
  void givenLevels_whenFunctionsAreCalled_thenWhatIsTooHighIsReportedAndGoesOn() {
    try (WfpBench bench = WfpBench.with(it -> it.classifyIrql(Irql.DISPATCH_LEVEL))) {
      List<Irql> levels = new ArrayList<>();
      bench.callout(
          "tells",
          (values, metadata, packet, token, filter, flow, out) ->
              levels.add(bench.fwps.keGetCurrentIrql()),
          ALE_AUTH_CONNECT_V4);
      bench.stack.connect(tcp(80));
      assertThat(levels).containsExactly(Irql.DISPATCH_LEVEL);
      assertThat(bench.fwps.keGetCurrentIrql()).isEqualTo(Irql.PASSIVE_LEVEL);

      Irql before = bench.fwps.keSetIrql(Irql.DISPATCH_LEVEL);
      bench.fwps.fwpsPendOperation0(0, null);
      assertThat(bench.broken()).isEmpty();
      bench.filter(FwpmFilter.permitting("high", ALE_AUTH_LISTEN_V4));
      bench.fwps.keSetIrql(Irql.HIGH_LEVEL);
      bench.fwps.fwpsPendOperation0(0, null);
      bench.fwps.keSetIrql(before);

      assertThat(bench.broken()).containsExactly("WFP-18", "WFP-18");
      assertThat(bench.engine.policy().at(ALE_AUTH_LISTEN_V4)).hasSize(1);
    }
  }

  /** WFP-36, WFP-37: a reference keeps the list; with intendToModify the right must go. */
  @Test
  void givenReferences_whenClassifyFnHasReturned_thenTheListLivesUntilTheyAreGone() {
    try (WfpBench bench = WfpBench.open()) {
      List<dev.wsplab.wfp.packet.NetBufferList> kept = new ArrayList<>();
      bench.callout(
          "keeps",
          (values, metadata, packet, token, filter, flow, out) -> {
            bench.fwps.fwpsReferenceNetBufferList0(packet, true);
            kept.add(packet);
          },
          ALE_AUTH_CONNECT_V4);

      bench.stack.send(udp(53), HELLO);

      assertThat(bench.broken()).containsExactly("WFP-36");
      assertThat(kept.get(0).data()).endsWith(HELLO);
      bench.fwps.fwpsDereferenceNetBufferList0(kept.get(0));
      assertThat(kept.get(0).isFreed()).isTrue();
    }
  }

  /** The call that breaks a rule ends there when that is wanted, and closing throws. */
  @Test
  void givenBreakAtOnce_whenARuleIsBroken_thenTheCallThrowsAndSoDoesTheClose() {
    FilterEngine engine = FilterEngine.builder().verify(Verifier.Mode.FAIL).breakAtOnce().build();
    assertThatThrownBy(() -> engine.kernel().fwpsCompleteOperation0(1, null))
        .isInstanceOf(ContractViolationError.class)
        .hasMessageContaining("WFP-62");
    assertThatThrownBy(engine::close).isInstanceOf(ContractViolationError.class);
  }
}
