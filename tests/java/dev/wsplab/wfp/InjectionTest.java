package dev.wsplab.wfp;

import static dev.wsplab.wfp.AleOperation.Outcome.*;
import static dev.wsplab.wfp.FwpsLayer.*;
import static dev.wsplab.wfp.FwpsPacketInjectionState.*;
import static dev.wsplab.wfp.WfpBench.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.driver.Irql;
import dev.wsplab.wfp.packet.NetBufferList;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Injection handles, arguments, ownership, states, and the race (section 7). */
class InjectionTest {
  /** A clone of an inbound datagram, from its IP header on. */
  private static NetBufferList clone(WfpBench bench, AleRequest request) {
    List<NetBufferList> made = new ArrayList<>();
    long id =
        bench.callout(
            "cloner",
            (values, metadata, packet, token, filter, flow, out) -> {
              int back = metadata.ipHeaderSize() + metadata.transportHeaderSize();
              packet.ndisRetreatNetBufferDataStart(back, 0);
              made.add(bench.fwps.fwpsAllocateCloneNetBufferList0(packet, 0).list());
              packet.ndisAdvanceNetBufferDataStart(back, false);
            });
    long filter = bench.filter(FwpmFilter.asking("cloner", INBOUND_TRANSPORT_V4));
    bench.stack.receive(request, HELLO);
    require(bench.fwpm.fwpmFilterDeleteById0(filter));
    require(bench.fwps.fwpsCalloutUnregisterById0(id));
    return made.get(0);
  }

  private static WfpStatus receive(
      WfpBench bench, long handle, NetBufferList list, FwpsInjectComplete function) {
    return bench.fwps.fwpsInjectTransportReceiveAsync0(
        handle, 0, null, 0, Fwps.AF_INET, 1, 1, 0, list, function, "context");
  }

  /** WFP-71, WFP-73, WFP-75. */
  @Test
  void givenAnInjection_whenCarriedOut_thenTheFunctionIsCalledOnceWithStatusAndContext() {
    try (WfpBench bench = WfpBench.with(it -> it.completionIrql(Irql.DISPATCH_LEVEL))) {
      long handle = bench.injectionHandle();
      NetBufferList clone = clone(bench, udp(53));
      List<String> told = new ArrayList<>();

      require(
          receive(
              bench,
              handle,
              clone,
              (context, list, dispatch) -> {
                told.add(context + " " + list.status() + " " + dispatch);
                bench.fwps.fwpsFreeCloneNetBufferList0(list);
              }));
      assertThat(told).isEmpty();
      bench.run();

      assertThat(told).containsExactly("context 0 true");
      assertThat(bench.stack.delivered()).hasSize(2);
      bench.fwps.fwpsInjectionHandleDestroy0(handle);
      bench.engine.stop();
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** WFP-71, WFP-71b, WFP-74. */
  @Test
  void givenWrongArguments_whenInjecting_thenTheStatusTellsAndTheListStaysTheCallers() {
    try (WfpBench bench = WfpBench.open()) {
      long v6 = new HandleSlot().get();
      HandleSlot slot = new HandleSlot();
      require(bench.fwps.fwpsInjectionHandleCreate0(Fwps.AF_INET6, 0, slot));
      v6 = slot.get();
      NetBufferList clone = clone(bench, udp(53));
      FwpsInjectComplete never = (context, list, dispatch) -> bench.fwps.keSetIrql(Irql.HIGH_LEVEL);

      assertThat(receive(bench, v6, clone, never)).isEqualTo(WfpStatus.STATUS_INVALID_PARAMETER);
      assertThat(receive(bench, 5, clone, never)).isEqualTo(WfpStatus.STATUS_FWP_NULL_POINTER);
      assertThat(
              bench.fwps.fwpsInjectTransportReceiveAsync0(
                  v6, 0, null, 0, Fwps.AF_INET6, 1, 1, 0, null, never, null))
          .isEqualTo(WfpStatus.STATUS_FWP_NULL_POINTER);
      assertThat(
              bench.fwps.fwpsInjectTransportReceiveAsync0(
                  v6, 0, "reserved", 0, Fwps.AF_INET6, 1, 1, 0, clone, never, null))
          .isEqualTo(WfpStatus.STATUS_INVALID_PARAMETER);
      assertThat(
              bench.fwps.fwpsInjectTransportSendAsync0(
                  v6, 0, 99, 0, null, Fwps.AF_INET6, 1, clone, never, null))
          .isEqualTo(WfpStatus.STATUS_INVALID_PARAMETER);
      assertThat(bench.fwps.fwpsInjectionHandleCreate0(99, 0, slot))
          .isEqualTo(WfpStatus.STATUS_INVALID_PARAMETER);
      assertThat(bench.fwps.fwpsInjectionHandleCreate0(Fwps.AF_INET, 0, null))
          .isEqualTo(WfpStatus.STATUS_FWP_NULL_POINTER);

      assertThat(bench.run()).isZero();
      assertThat(clone.isFreed()).isFalse();
      bench.fwps.fwpsFreeCloneNetBufferList0(clone);
      assertThat(clone.isFreed()).isTrue();
      assertThat(bench.fwps.fwpsInjectionHandleDestroy0(v6)).isEqualTo(WfpStatus.STATUS_SUCCESS);
      assertThat(bench.fwps.fwpsInjectionHandleDestroy0(v6))
          .isEqualTo(WfpStatus.STATUS_FWP_INJECT_HANDLE_STALE);
      assertThat(bench.fwps.keGetCurrentIrql()).isEqualTo(Irql.PASSIVE_LEVEL);
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** WFP-71b, WFP-73, WFP-74: faults at each point. */
  @ParameterizedTest
  @ValueSource(strings = {"HANDLE_CREATE", "INJECT", "INJECTED", "ALLOCATE"})
  void givenAFault_whenInjecting_thenTheCallOrTheStatusTells(String where) {
    WfpFaults.Point point = WfpFaults.Point.valueOf(where);
    boolean[] on = {false};
    try (WfpBench bench = WfpBench.with(it -> it.faults((at, ordinal) -> on[0] && at == point))) {
      long handle = bench.injectionHandle();
      NetBufferList clone = clone(bench, udp(53));
      on[0] = true;
      List<Integer> told = new ArrayList<>();
      FwpsInjectComplete tells = (context, list, dispatch) -> told.add(list.status());

      WfpStatus create = bench.fwps.fwpsInjectionHandleCreate0(Fwps.AF_INET, 0, new HandleSlot());
      boolean cloned = bench.fwps.fwpsAllocateCloneNetBufferList0(clone, 0).list() != null;
      WfpStatus inject = receive(bench, handle, clone, tells);
      bench.run();

      boolean notReady = point == WfpFaults.Point.HANDLE_CREATE;
      assertThat(create == WfpStatus.STATUS_FWP_TCPIP_NOT_READY).isEqualTo(notReady);
      assertThat(cloned).isEqualTo(point != WfpFaults.Point.ALLOCATE);
      assertThat(inject == WfpStatus.STATUS_FWP_TCPIP_NOT_READY)
          .isEqualTo(point == WfpFaults.Point.INJECT);
      boolean failed = point == WfpFaults.Point.INJECTED;
      assertThat(told)
          .isEqualTo(
              point == WfpFaults.Point.INJECT
                  ? List.of()
                  : List.of(failed ? WfpStatus.STATUS_DATA_NOT_ACCEPTED.value() : 0));
      assertThat(bench.stack.delivered())
          .hasSize(failed || point == WfpFaults.Point.INJECT ? 1 : 2);
    }
  }

  /** WFP-72: a list that does not begin with an IP header. */
  @Test
  void givenAListWithoutAnIpHeader_whenInjected_thenItsStatusIsAFailure() {
    try (WfpBench bench = WfpBench.open()) {
      long handle = bench.injectionHandle();
      NetBufferList none =
          Objects.requireNonNull(bench.fwps.fwpsAllocateNetBufferAndNetBufferList0(HELLO).list());
      List<Integer> told = new ArrayList<>();

      require(receive(bench, handle, none, (context, list, d) -> told.add(list.status())));
      bench.run();

      assertThat(told).containsExactly(WfpStatus.STATUS_DATA_NOT_ACCEPTED.value());
      bench.fwps.fwpsFreeNetBufferList0(none);
    }
  }

  /** WFP-37, WFP-71a: a deep copy with an IP header of its own may be sent without arguments. */
  @Test
  void givenADeepCopyWithAnIpHeader_whenSentWithoutArguments_thenItLeaves() {
    try (WfpBench bench = WfpBench.open()) {
      long handle = bench.injectionHandle();
      List<NetBufferList> copies = new ArrayList<>();
      List<Long> endpoints = new ArrayList<>();
      bench.callout(
          "copies",
          (values, metadata, packet, token, filter, flow, out) -> {
            packet.ndisRetreatNetBufferDataStart(metadata.ipHeaderSize(), 0);
            copies.add(bench.fwps.fwpsAllocateNetBufferAndNetBufferList0(packet.data()).list());
            packet.ndisAdvanceNetBufferDataStart(metadata.ipHeaderSize(), false);
            endpoints.add(metadata.transportEndpointHandle());
            out.permit();
          },
          ALE_AUTH_CONNECT_V4);
      bench.stack.send(udp(53), HELLO);

      require(
          bench.fwps.fwpsInjectTransportSendAsync0(
              handle,
              0,
              endpoints.get(0),
              0,
              null,
              Fwps.AF_INET,
              1,
              copies.get(0),
              (context, list, dispatch) -> bench.fwps.fwpsFreeNetBufferList0(list),
              null));
      bench.run();

      assertThat(bench.stack.sent()).hasSize(2).allMatch(p -> p.payload().length == HELLO.length);
      bench.fwps.fwpsInjectionHandleDestroy0(handle);
      bench.engine.stop();
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** WFP-79, WFP-80, WFP-81. */
  @Test
  void givenAClonedClone_whenInjectedByAnother_thenPreviouslyByUs() {
    try (WfpBench bench = WfpBench.open()) {
      long ours = bench.injectionHandle();
      long other = bench.injectionHandle();
      List<FwpsPacketInjectionState> states = new ArrayList<>();
      NetBufferList clone = clone(bench, udp(53));
      List<NetBufferList> second = new ArrayList<>();
      require(
          receive(
              bench,
              ours,
              clone,
              (context, list, dispatch) -> {
                second.add(bench.fwps.fwpsAllocateCloneNetBufferList0(list, 0).list());
                bench.fwps.fwpsFreeCloneNetBufferList0(list);
              }));
      bench.run();
      bench.callout(
          "asks",
          (values, metadata, packet, token, filter, flow, out) -> {
            states.add(bench.fwps.fwpsQueryPacketInjectionState0(ours, packet, null));
            states.add(bench.fwps.fwpsQueryPacketInjectionState0(other, packet, null));
          },
          INBOUND_TRANSPORT_V4);

      require(
          receive(
              bench,
              other,
              second.get(0),
              (context, list, dispatch) -> bench.fwps.fwpsFreeCloneNetBufferList0(list)));
      bench.run();

      assertThat(states)
          .containsExactly(FWPS_PACKET_PREVIOUSLY_INJECTED_BY_SELF, FWPS_PACKET_INJECTED_BY_SELF);
      assertThat(bench.broken()).isEmpty();
      bench.fwps.fwpsQueryPacketInjectionState0(ours, null, null);
      assertThat(bench.broken()).containsExactly("WFP-81");
    }
  }

  /** WFP-76, WFP-77: of a flow, where ALE need not judge the packet any more. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void givenPacketsOfAFlow_whenHeldAtTheTransportLayerAndInjectedLater_thenEachArrivesOnce(
      boolean isTcp) {
    try (WfpBench bench = WfpBench.open()) {
      long handle = bench.injectionHandle();
      AleRequest flow = isTcp ? tcp(80) : udp(53);
      bench.callout(
          "holds",
          (values, metadata, packet, token, filter, context, out) -> {
            if (bench.fwps.fwpsQueryPacketInjectionState0(handle, packet, null)
                == FWPS_PACKET_INJECTED_BY_SELF) {
              out.permit();
              return;
            }
            assertThat(metadata.isPresent(Fwps.FWPS_METADATA_FIELD_ALE_CLASSIFY_REQUIRED))
                .isFalse();
            int back = metadata.ipHeaderSize() + metadata.transportHeaderSize();
            packet.ndisRetreatNetBufferDataStart(back, 0);
            NetBufferList made =
                Objects.requireNonNull(
                    bench.fwps.fwpsAllocateCloneNetBufferList0(packet, 0).list());
            packet.ndisAdvanceNetBufferDataStart(back, false);
            bench.fwps.ioQueueWorkItem(
                () ->
                    require(
                        receive(
                            bench,
                            handle,
                            made,
                            (it, list, level) -> bench.fwps.fwpsFreeCloneNetBufferList0(list))));
            out.absorb();
          },
          INBOUND_TRANSPORT_V4);
      assertThat((isTcp ? bench.stack.connect(flow) : bench.stack.send(flow, HELLO)).outcome())
          .isEqualTo(PERMITTED);

      bench.stack.receive(flow, new byte[] {1});
      bench.stack.receive(flow, new byte[] {2});
      assertThat(bench.stack.delivered()).isEmpty();
      bench.run();

      assertThat(bench.stack.delivered())
          .extracting(WirePacket::payload)
          .containsExactly(new byte[] {1}, new byte[] {2});
      bench.fwps.fwpsInjectionHandleDestroy0(handle);
      bench.engine.stop();
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** WFP-78. */
  @Test
  void givenATransportCallout_whenItInjectsTcpInsideClassifyFn_thenReported() {
    try (WfpBench bench = WfpBench.open()) {
      long handle = bench.injectionHandle();
      bench.callout(
          "injects",
          (values, metadata, packet, token, filter, flow, out) -> {
            if (bench.fwps.fwpsQueryPacketInjectionState0(handle, packet, null)
                == FWPS_PACKET_NOT_INJECTED) {
              int back = metadata.ipHeaderSize() + metadata.transportHeaderSize();
              packet.ndisRetreatNetBufferDataStart(back, 0);
              NetBufferList made = bench.fwps.fwpsAllocateCloneNetBufferList0(packet, 0).list();
              packet.ndisAdvanceNetBufferDataStart(back, false);
              receive(
                  bench,
                  handle,
                  Objects.requireNonNull(made),
                  (context, list, dispatch) -> bench.fwps.fwpsFreeCloneNetBufferList0(list));
              out.absorb();
            }
          },
          INBOUND_TRANSPORT_V4);
      bench.stack.connect(tcp(80));

      bench.stack.receive(tcp(80), HELLO);
      bench.run();

      assertThat(bench.broken()).containsExactly("WFP-78");
      assertThat(bench.stack.delivered()).hasSize(1);
    }
  }

  /** WFP-82: in the work item that has completed, an injection comes too soon; not in the next. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void givenTheStrictRace_whenInjectedRightAfterTheCompletion_thenLost(boolean strict) {
    try (WfpBench bench = WfpBench.with(it -> strict ? it.strictRace() : it)) {
      long handle = bench.injectionHandle();
      Inspector inspector = new Inspector(bench.fwps, handle, record -> true).automatic();
      bench.callout("inspector", inspector, ALE_AUTH_RECV_ACCEPT_V4);
      AleOperation datagram = bench.stack.receive(udp(53), HELLO);
      AleOperation connection = bench.stack.accept(tcp(80));

      bench.run();

      assertThat(datagram.outcome()).isEqualTo(strict ? BLOCKED : PERMITTED);
      assertThat(connection.outcome()).isEqualTo(PERMITTED);
      bench.fwps.fwpsInjectionHandleDestroy0(handle);
      bench.engine.stop();
      assertThat(bench.broken()).as("a race, no rule").isEmpty();
    }
  }

  /** WFP-71b: a wait that cannot end is given up, with what to do. */
  @Test
  void givenAnInjectionThatNobodyCarriesOut_whenDestroying_thenItGivesUp() {
    try (WfpBench bench = WfpBench.with(it -> it.destroyWait(Duration.ofMillis(1)))) {
      long handle = bench.injectionHandle();
      NetBufferList clone = clone(bench, udp(53));
      require(
          receive(
              bench,
              handle,
              clone,
              (context, list, dispatch) -> bench.fwps.fwpsFreeCloneNetBufferList0(list)));

      assertThatThrownBy(() -> bench.fwps.fwpsInjectionHandleDestroy0(handle))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("scheduler");
    }
  }
}
