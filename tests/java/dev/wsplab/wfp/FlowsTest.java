package dev.wsplab.wfp;

import static dev.wsplab.wfp.AleOperation.Outcome.*;
import static dev.wsplab.wfp.FwpsLayer.*;
import static dev.wsplab.wfp.WfpBench.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.wfp.packet.NetBufferList;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Flows: one authorization each, their ends, and being judged again (sections 6 and 9). */
class FlowsTest {
  private static FwpsCalloutClassifyFn permits(List<String> seen) {
    return (values, metadata, packet, token, filter, flow, out) -> {
      seen.add(values.layer().name());
      out.permit();
    };
  }

  /** WFP-89, WFP-91, WFP-92. */
  @Test
  void givenAUdpSocket_whenItTalksToTwoPeers_thenOneFlowAndOneClassifyForEach() {
    try (WfpBench bench = WfpBench.open()) {
      List<String> seen = new ArrayList<>();
      bench.callout("permits", permits(seen), ALE_AUTH_CONNECT_V4, ALE_AUTH_RECV_ACCEPT_V4);

      bench.stack.send(udp(53), HELLO);
      bench.stack.receive(udp(53), HELLO);
      bench.stack.receive(udp(54), HELLO);
      bench.stack.send(udp(54), HELLO);

      assertThat(seen).containsExactly("ALE_AUTH_CONNECT_V4", "ALE_AUTH_RECV_ACCEPT_V4");
      assertThat(bench.stack.flowDirection(udp(53))).isEqualTo(FwpDirection.OUTBOUND);
      assertThat(bench.stack.flowDirection(udp(54))).isEqualTo(FwpDirection.INBOUND);
      assertThat(bench.stack.sent()).hasSize(2);
      assertThat(bench.stack.delivered()).hasSize(2);
    }
  }

  /** WFP-89: ICMP has its type, code and identifier in the tuple. */
  @Test
  void givenTwoEchoes_whenTheirIdentifiersDiffer_thenTwoFlows() {
    try (WfpBench bench = WfpBench.open()) {
      List<String> seen = new ArrayList<>();
      bench.callout("permits", permits(seen), ALE_AUTH_CONNECT_V4, ALE_AUTH_CONNECT_V6);
      for (String[] ends : new String[][] {{"192.0.2.1", "198.51.100.7"}, {"::1", "::2"}}) {
        for (int id : new int[] {1, 1, 2}) {
          bench.stack.send(
              AleRequest.icmp(at(ends[0], 0).getAddress(), at(ends[1], 0).getAddress(), 8, 0, id),
              HELLO);
        }
      }

      assertThat(seen).hasSize(4);
      assertThat(bench.stack.sent()).hasSize(6);
    }
  }

  /** WFP-90. */
  @Test
  void givenFlows_whenTheyAreIdleOrClosed_thenUdpEndsAfterSixtySecondsAndTcpAtTheClose() {
    try (WfpBench bench = WfpBench.open()) {
      bench.stack.connect(tcp(80));
      bench.stack.send(udp(53), HELLO);
      bench.stack.passTime(Duration.ofSeconds(59));
      assertThat(bench.stack.hasFlow(udp(53))).isTrue();
      bench.stack.send(udp(53), HELLO);
      bench.stack.passTime(Duration.ofSeconds(59));
      assertThat(bench.stack.hasFlow(udp(53))).isTrue();

      bench.stack.passTime(Duration.ofSeconds(2));

      assertThat(bench.stack.hasFlow(udp(53))).isFalse();
      assertThat(bench.stack.hasFlow(tcp(80))).isTrue();
      bench.stack.close(tcp(80));
      assertThat(bench.stack.hasFlow(tcp(80))).isFalse();
      bench.stack.send(udp(53), HELLO);
      bench.stack.close(AleRequest.udp(udp(53).local(), null));
      assertThat(bench.stack.hasFlow(udp(53))).isFalse();
    }
  }

  /** WFP-93. */
  @Test
  void givenConnections_whenTheHandshakeFails_thenNoFlowIsEstablished() {
    try (WfpBench bench = WfpBench.open()) {
      List<String> seen = new ArrayList<>();
      bench.callout("permits", permits(seen), ALE_FLOW_ESTABLISHED_V4);
      bench.stack.handshakes(request -> request.peer().getPort() != 81);

      bench.stack.connect(tcp(81));
      assertThat(seen).isEmpty();
      assertThat(bench.stack.hasFlow(tcp(81))).isFalse();
      bench.stack.connect(tcp(80));
      bench.stack.send(udp(53), HELLO);

      assertThat(seen).containsExactly("ALE_FLOW_ESTABLISHED_V4", "ALE_FLOW_ESTABLISHED_V4");
    }
  }

  @Test
  void givenAContextAtAFlow_whenPacketsComeAndItEnds_thenClassifyFnGetsItAndTheEndIsTold() {
    try (WfpBench bench = WfpBench.open()) {
      List<String> told = new ArrayList<>();
      AtomicLong id = new AtomicLong();
      HandleSlot slot = new HandleSlot();
      require(
          bench.fwps.fwpsCalloutRegister1(
              FwpsCallout.of(
                      "contexts",
                      (values, metadata, packet, token, filter, flow, out) -> {
                        if (values.layer() == ALE_FLOW_ESTABLISHED_V4) {
                          id.set(metadata.flowHandle());
                        } else {
                          told.add("context " + flow);
                        }
                      })
                  .hearingOfFlows((layer, callout, context) -> told.add("end " + context)),
              slot));
      bench.filter(FwpmFilter.asking("contexts", ALE_FLOW_ESTABLISHED_V4));
      bench.filter(FwpmFilter.asking("contexts", INBOUND_TRANSPORT_V4));
      bench.stack.connect(tcp(80));

      assertThat(
              bench.fwps.fwpsFlowAssociateContext0(id.get(), INBOUND_TRANSPORT_V4, slot.get(), 77))
          .isEqualTo(WfpStatus.STATUS_SUCCESS);
      assertThat(
              bench.fwps.fwpsFlowAssociateContext0(id.get(), INBOUND_TRANSPORT_V4, slot.get(), 78))
          .isEqualTo(WfpStatus.STATUS_FWP_ALREADY_EXISTS);
      bench.stack.receive(tcp(80), HELLO);
      assertThat(bench.fwps.fwpsCalloutUnregisterById0(slot.get()))
          .isEqualTo(WfpStatus.STATUS_DEVICE_BUSY);
      bench.stack.close(tcp(80));

      assertThat(told).containsExactly("context 77", "end 77");
      assertThat(bench.fwps.fwpsCalloutUnregisterById0(slot.get()))
          .isEqualTo(WfpStatus.STATUS_SUCCESS);
    }
  }

  /** WFP-65: another arrival interface. */
  @Test
  void givenAFlow_whenPacketsComeByAnotherInterface_thenJudgedAgainOnceForThat() {
    try (WfpBench bench = WfpBench.open()) {
      List<String> seen = new ArrayList<>();
      bench.callout(
          "permits",
          (values, metadata, packet, token, filter, flow, out) -> {
            seen.add(
                values.number(FwpsField.REAUTHORIZE_REASON)
                    + " "
                    + values.value(FwpsField.ARRIVAL_INTERFACE_INDEX));
            out.permit();
          },
          ALE_AUTH_RECV_ACCEPT_V4);
      bench.stack.receive(udp(53), HELLO);

      assertThat(bench.stack.arrivesOn(udp(53), 4)).isTrue();
      bench.stack.receive(udp(53), HELLO);
      bench.stack.receive(udp(53), HELLO);

      assertThat(seen).containsExactly("0 1", "2 4");
      assertThat(bench.stack.arrivesOn(udp(99), 4)).isFalse();
    }
  }

  /** A flow at CONNECT whose policy has changed, and a callout that decides about packets. */
  private static List<AleOperation.Outcome> againAfter(
      WfpBench bench, FwpsCalloutClassifyFn decides) {
    bench.stack.send(udp(53), HELLO);
    bench.callout("decides", decides, ALE_AUTH_CONNECT_V4);
    List<AleOperation.Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      outcomes.add(bench.stack.receive(udp(53), HELLO).outcome());
    }
    return outcomes;
  }

  /** WFP-69a: a block ends the flow, and the next packet is a first one. */
  @Test
  void givenAFlowJudgedAgain_whenBlocked_thenThePacketIsDroppedAndTheFlowGone() {
    try (WfpBench bench = WfpBench.open()) {
      assertThat(againAfter(bench, (v, m, packet, t, f, flow, out) -> out.block()))
          .containsExactly(BLOCKED, PERMITTED);
      assertThat(bench.stack.flowDirection(udp(53))).isEqualTo(FwpDirection.INBOUND);
      assertThat(bench.count("drop")).isOne();
    }
  }

  /** WFP-69, WFP-69a: each is absorbed until the clone that was injected is permitted. */
  @Test
  void givenAFlowJudgedAgain_whenAbsorbedAndTheCloneInjected_thenItPassesAndTheFlowStays() {
    try (WfpBench bench = WfpBench.open()) {
      long injection = bench.injectionHandle();
      List<NetBufferList> clones = new ArrayList<>();
      List<AleOperation.Outcome> outcomes =
          againAfter(
              bench,
              (values, metadata, packet, token, filter, flow, out) -> {
                if (bench.fwps.fwpsQueryPacketInjectionState0(injection, packet, null)
                    == FwpsPacketInjectionState.FWPS_PACKET_INJECTED_BY_SELF) {
                  out.permit();
                  return;
                }
                assertThat(values.isReauthorize()).isTrue();
                int back = metadata.ipHeaderSize() + metadata.transportHeaderSize();
                packet.ndisRetreatNetBufferDataStart(back, 0);
                clones.add(bench.fwps.fwpsAllocateCloneNetBufferList0(packet, 0).list());
                packet.ndisAdvanceNetBufferDataStart(back, false);
                out.absorb();
              });
      assertThat(outcomes).containsExactly(ABSORBED, ABSORBED);
      assertThat(bench.stack.delivered()).isEmpty();

      for (NetBufferList clone : clones) {
        require(
            bench.fwps.fwpsInjectTransportReceiveAsync0(
                injection, 0, null, 0, Fwps.AF_INET, 1, 1, 0, clone, this::free, bench));
      }
      bench.run();

      assertThat(bench.stack.delivered()).hasSize(2);
      assertThat(bench.stack.flowDirection(udp(53))).isEqualTo(FwpDirection.OUTBOUND);
      bench.fwps.fwpsInjectionHandleDestroy0(injection);
      bench.engine.stop();
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** WFP-110, WFP-66: the clone of an inbound packet is sent, because the flow is outbound. */
  @Test
  void givenAnInboundPacketOfAnOutboundFlow_whenItsCloneIsSent_thenReported() {
    try (WfpBench bench = WfpBench.open()) {
      long injection = bench.injectionHandle();
      againAfter(
          bench,
          (values, metadata, packet, token, filter, flow, out) -> {
            if (bench.broken().isEmpty() && values.isReauthorize()) {
              NetBufferList clone = bench.fwps.fwpsAllocateCloneNetBufferList0(packet, 0).list();
              bench.fwps.fwpsInjectTransportSendAsync0(
                  injection,
                  0,
                  metadata.transportEndpointHandle(),
                  0,
                  new FwpsTransportSendParams(at("198.51.100.7", 0).getAddress()),
                  Fwps.AF_INET,
                  1,
                  clone,
                  this::free,
                  bench);
            }
            out.permit();
          });
      bench.run();

      assertThat(bench.broken()).containsExactly("WFP-110");
    }
  }

  private void free(Object bench, NetBufferList list, boolean dispatchLevel) {
    ((WfpBench) bench).fwps.fwpsFreeCloneNetBufferList0(list);
  }

  /** WFP-77, WFP-109: a packet that ALE judges yet must pass the transport layer. */
  @Test
  void givenATransportCallout_whenItAbsorbsWhatAleMustJudge_thenReportedAndLaterPacketsNot() {
    try (WfpBench bench = WfpBench.open()) {
      List<Boolean> required = new ArrayList<>();
      bench.callout(
          "absorbs",
          (values, metadata, packet, token, filter, flow, out) -> {
            required.add(metadata.isPresent(Fwps.FWPS_METADATA_FIELD_ALE_CLASSIFY_REQUIRED));
            if (required.size() != 2) {
              out.absorb();
            }
          },
          INBOUND_TRANSPORT_V4);

      bench.stack.receive(udp(53), HELLO);
      assertThat(bench.broken()).containsExactly("WFP-109");
      bench.stack.receive(udp(53), HELLO);
      AleOperation third = bench.stack.receive(udp(53), HELLO);

      assertThat(required).containsExactly(true, true, false);
      assertThat(third.outcome()).isEqualTo(ABSORBED);
      assertThat(bench.broken()).hasSize(1);
    }
  }
}
