package dev.wsplab.wfp;

import static dev.wsplab.wfp.AleOperation.Outcome.*;
import static dev.wsplab.wfp.FwpsLayer.*;
import static dev.wsplab.wfp.FwpsPacketInjectionState.*;
import static dev.wsplab.wfp.WfpBench.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.wfp.packet.NetBufferList;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The acceptance scenarios about accepts, datagrams and injection (section 13 of the sheet). */
class PacketScenariosTest {
  private static final class Bench implements AutoCloseable {
    final WfpBench bench = WfpBench.open();
    final long injection = bench.injectionHandle();
    final Inspector inspector = new Inspector(bench.fwps, injection, record -> true);

    Bench(FwpsLayer... layers) {
      bench.callout("inspector", inspector, layers);
    }

    @Override
    public void close() {
      bench.fwps.fwpsInjectionHandleDestroy0(injection);
      bench.engine.stop();
      assertThat(bench.broken()).isEmpty();
      bench.close();
    }
  }

  /** WFP-S7, WFP-54, WFP-55, WFP-56, WFP-60, WFP-72, WFP-73. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void givenPendedSyn_whenCompletedAndTheCloneInjected_thenAcceptedWithoutReauthorization(
      boolean v6) {
    try (Bench it = new Bench(ALE_AUTH_RECV_ACCEPT_V4, ALE_AUTH_RECV_ACCEPT_V6)) {
      List<Boolean> reauthorized = new ArrayList<>();
      FwpsLayer layer = v6 ? ALE_AUTH_RECV_ACCEPT_V6 : ALE_AUTH_RECV_ACCEPT_V4;
      it.bench.callout(
          "watcher",
          (values, metadata, packet, context, filter, flow, out) ->
              reauthorized.add(values.isReauthorize()),
          layer);
      bringInFront(it.bench, layer);
      AleOperation accept = it.bench.stack.accept(v6 ? tcp6(80) : tcp(80));
      assertThat(accept.isPended()).isTrue();

      it.inspector.decide(true);
      assertThat(accept.outcome()).isEqualTo(UNDECIDED);
      it.bench.run();

      assertThat(accept.outcome()).isEqualTo(PERMITTED);
      assertThat(reauthorized).as("the packet, then its clone").containsExactly(false, false);
      assertThat(it.bench.stack.flowDirection(accept.request())).isEqualTo(FwpDirection.INBOUND);
    }
  }

  /** The watcher looks before the inspector, which decides. */
  private static void bringInFront(WfpBench bench, FwpsLayer layer) {
    bench.filter(FwpmFilter.asking("watcher", layer).weighing(2));
    bench.engine.policy().asking("watcher").stream()
        .filter(filter -> filter.filter().weight() == 1)
        .forEach(filter -> bench.fwpm.fwpmFilterDeleteById0(filter.id()));
  }

  /** WFP-S8, WFP-57, WFP-58. */
  @Test
  void givenPendedSyn_whenCompletedWithNull_thenNotAcceptedAndNoFurtherClassify() {
    try (Bench it = new Bench(ALE_AUTH_RECV_ACCEPT_V4)) {
      AleOperation accept = it.bench.stack.accept(tcp(80));
      int before = it.bench.classified(accept);

      it.inspector.decide(false);
      it.bench.run();

      assertThat(accept.outcome()).isEqualTo(BLOCKED);
      assertThat(it.bench.classified(accept)).isEqualTo(before);
    }
  }

  /** WFP-S9, WFP-60, WFP-79. */
  @Test
  void givenTwoCalloutsWithTheirHandles_whenTheCloneIsClassified_thenBySelfAndByOther() {
    try (Bench it = new Bench(ALE_AUTH_RECV_ACCEPT_V4)) {
      long other = it.bench.injectionHandle();
      List<FwpsPacketInjectionState> states = new ArrayList<>();
      HandleSlot injectedWith = new HandleSlot();
      it.bench.calloutIn(
          new FwpmSublayer("other", 1),
          "other",
          (values, metadata, packet, context, filter, flow, out) -> {
            states.add(it.bench.fwps.fwpsQueryPacketInjectionState0(other, packet, null));
            states.add(
                it.bench.fwps.fwpsQueryPacketInjectionState0(it.injection, packet, injectedWith));
          },
          ALE_AUTH_RECV_ACCEPT_V4);
      it.bench.stack.accept(tcp(80));
      assertThat(states).containsOnly(FWPS_PACKET_NOT_INJECTED);
      states.clear();

      it.inspector.decide(true);
      it.bench.run();

      assertThat(states)
          .containsExactly(FWPS_PACKET_INJECTED_BY_OTHER, FWPS_PACKET_INJECTED_BY_SELF);
      assertThat(injectedWith.get()).isEqualTo(7);
      it.bench.fwps.fwpsInjectionHandleDestroy0(other);
    }
  }

  /** WFP-S10, WFP-35, WFP-50, WFP-89. */
  @Test
  void givenPendedDatagram_whenPermittedAndNotSentAgain_thenAFlowNoDatagramAndTheSecondPasses() {
    try (WfpBench bench = WfpBench.open()) {
      HandleSlot context = new HandleSlot();
      bench.callout(
          "pender",
          (values, metadata, packet, token, filter, flow, out) -> {
            if (values.isReauthorize()) {
              out.permit();
            } else {
              bench.fwps.fwpsPendOperation0(metadata.completionHandle(), context);
              out.absorb();
            }
          },
          ALE_AUTH_CONNECT_V4);
      AleOperation first = bench.stack.send(udp(53), HELLO);

      bench.fwps.fwpsCompleteOperation0(context.get(), null);

      assertThat(first.outcome()).isEqualTo(PERMITTED);
      assertThat(bench.stack.hasFlow(udp(53))).isTrue();
      assertThat(bench.stack.sent()).isEmpty();
      AleOperation second = bench.stack.send(udp(53), HELLO);
      assertThat(bench.classified(second)).isZero();
      assertThat(bench.stack.sent()).containsExactly(new WirePacket(udp(53), HELLO));
    }
  }

  /** WFP-S11, WFP-71a, WFP-73. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void givenPendedDatagram_whenTheCloneIsSentAfterwards_thenOneDatagramAndOneCompletion(
      boolean v6) {
    try (Bench it = new Bench(ALE_AUTH_CONNECT_V4, ALE_AUTH_CONNECT_V6)) {
      AleRequest request = v6 ? udp6(53) : udp(53);
      AleOperation first = it.bench.stack.send(request, HELLO);
      assertThat(it.bench.stack.sent()).isEmpty();

      it.inspector.decide(true);
      it.bench.run();

      assertThat(first.outcome()).isEqualTo(PERMITTED);
      assertThat(it.bench.stack.sent()).containsExactly(new WirePacket(request, HELLO));
      assertThat(it.inspector.completions()).isOne();
    }
  }

  /** WFP-55 for a datagram: what is injected is delivered. */
  @Test
  void givenPendedInboundDatagram_whenItsCloneIsInjected_thenItIsDeliveredAndTheNextPasses() {
    try (Bench it = new Bench(ALE_AUTH_RECV_ACCEPT_V4)) {
      AleOperation first = it.bench.stack.receive(udp(53), HELLO);
      AleOperation meanwhile = it.bench.stack.receive(udp(53), new byte[] {1});
      assertThat(meanwhile.outcome()).isEqualTo(DROPPED);

      it.inspector.decide(true);
      it.bench.run();

      assertThat(first.outcome()).isEqualTo(PERMITTED);
      assertThat(it.bench.stack.delivered()).containsExactly(new WirePacket(udp(53), HELLO));
      assertThat(it.bench.classified(it.bench.stack.receive(udp(53), HELLO))).isZero();
    }
  }

  /** WFP-S15, WFP-6, WFP-65, WFP-66, WFP-67, WFP-68. */
  @Test
  void givenAFlow_whenAFilterComesAndAnInboundPacketArrives_thenConnectIsAskedAgainForIt() {
    try (WfpBench bench = WfpBench.open()) {
      List<String> seen = new ArrayList<>();
      bench.callout(
          "watcher",
          (values, metadata, packet, token, filter, flow, out) -> {
            if (values.isReauthorize()) {
              seen.add(
                  values.layer()
                      + " "
                      + metadata.packetDirection()
                      + " "
                      + (packet != null)
                      + " "
                      + values.number(FwpsField.REAUTHORIZE_REASON)
                      + " "
                      + values.value(FwpsField.NEXTHOP_INTERFACE_INDEX));
            }
            out.permit();
          },
          ALE_AUTH_CONNECT_V4,
          ALE_AUTH_RECV_ACCEPT_V4);
      bench.stack.connect(tcp(80));
      long filter = bench.filter(FwpmFilter.permitting("new", ALE_AUTH_CONNECT_V4).weighing(0));

      bench.stack.receive(tcp(80), HELLO);
      bench.stack.receive(tcp(80), HELLO);

      assertThat(seen).containsExactly("ALE_AUTH_CONNECT_V4 INBOUND true 1 null");
      bench.fwpm.fwpmFilterDeleteById0(filter);
      bench.stack.send(tcp(80), HELLO);
      assertThat(seen).hasSize(2).last().isEqualTo("ALE_AUTH_CONNECT_V4 OUTBOUND true 1 1");
      assertThat(bench.stack.delivered()).hasSize(2);
    }
  }

  /** WFP-S16, WFP-11, WFP-13, WFP-16. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void givenAHardPermitAbove_whenOurCalloutRuns_thenABlockIsAVetoAndAPermitIsReported(
      boolean block) {
    try (WfpBench bench = WfpBench.open()) {
      bench.fwpm.fwpmSubLayerAdd0(new FwpmSublayer("high", 0xFFFF));
      bench.filter(
          FwpmFilter.permitting("hard", ALE_AUTH_CONNECT_V4)
              .in("high")
              .flagged(Fwps.FWPS_FILTER_FLAG_CLEAR_ACTION_RIGHT));
      List<Boolean> right = new ArrayList<>();
      bench.callout(
          "ours",
          (values, metadata, packet, token, filter, flow, out) -> {
            right.add(out.mayWrite());
            out.actionType(block ? FwpActionType.BLOCK : FwpActionType.PERMIT);
          },
          ALE_AUTH_CONNECT_V4);

      AleOperation connect = bench.stack.connect(tcp(80));

      assertThat(right).containsExactly(false);
      assertThat(connect.outcome()).isEqualTo(block ? BLOCKED : PERMITTED);
      assertThat(bench.count("veto")).isEqualTo(block ? 1 : 0);
      assertThat(bench.broken()).isEqualTo(block ? List.of() : List.of("WFP-11"));
    }
  }

  /** WFP-S19, WFP-71b, WFP-74. */
  @Test
  void givenADestroyThatWaits_whenInjecting_thenClosingAndTheCloneStaysOurs() throws Exception {
    try (WfpBench bench = WfpBench.open()) {
      long injection = bench.injectionHandle();
      AtomicReference<NetBufferList> second = new AtomicReference<>();
      AtomicInteger completed = new AtomicInteger();
      bench.callout(
          "cloner",
          (values, metadata, packet, token, filter, flow, out) -> {
            packet.ndisRetreatNetBufferDataStart(
                metadata.ipHeaderSize() + metadata.transportHeaderSize(), 0);
            NetBufferList first = bench.fwps.fwpsAllocateCloneNetBufferList0(packet, 0).list();
            second.set(bench.fwps.fwpsAllocateCloneNetBufferList0(packet, 0).list());
            receive(bench, injection, first, completed);
          },
          ALE_AUTH_RECV_ACCEPT_V4);
      bench.stack.receive(udp(53), HELLO);
      bench.fwpm.fwpmFilterDeleteById0(bench.engine.policy().asking("cloner").get(0).id());
      CountDownLatch returned = new CountDownLatch(1);
      Thread destroyer =
          new Thread(
              () -> {
                bench.fwps.fwpsInjectionHandleDestroy0(injection);
                returned.countDown();
              });
      destroyer.start();
      awaitClosing(bench, injection);

      WfpStatus status = receive(bench, injection, second.get(), completed);

      assertThat(status).isEqualTo(WfpStatus.STATUS_FWP_INJECT_HANDLE_CLOSING);
      assertThat(status.value()).isEqualTo(0xC0220101);
      assertThat(returned.getCount()).isOne();
      bench.fwps.fwpsFreeCloneNetBufferList0(second.get());
      bench.run();
      assertThat(returned.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(completed).hasValue(1);
      assertThat(receive(bench, injection, second.get(), completed))
          .isEqualTo(WfpStatus.STATUS_FWP_INJECT_HANDLE_STALE);
      bench.engine.stop();
      assertThat(bench.broken()).isEmpty();
    }
  }

  private static void awaitClosing(WfpBench bench, long injection) {
    while (!bench.engine.injections().isClosing(injection)) {
      Thread.onSpinWait();
    }
  }

  private static WfpStatus receive(
      WfpBench bench, long injection, NetBufferList list, AtomicInteger completed) {
    return bench.fwps.fwpsInjectTransportReceiveAsync0(
        injection,
        0,
        null,
        0,
        Fwps.AF_INET,
        1,
        1,
        0,
        list,
        (context, injected, dispatch) -> {
          completed.incrementAndGet();
          bench.fwps.fwpsFreeCloneNetBufferList0(injected);
        },
        null);
  }
}
