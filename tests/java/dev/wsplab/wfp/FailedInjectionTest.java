package dev.wsplab.wfp;

import static dev.wsplab.wfp.AleOperation.Outcome.*;
import static dev.wsplab.wfp.FwpsLayer.*;
import static dev.wsplab.wfp.WfpBench.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.wfp.WfpFaults.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The stack may refuse an injection, or fail it later: no callout is to blame for that. */
class FailedInjectionTest {
  /** Where an injection fails. */
  private enum Fails {
    AT_THE_CALL(Point.INJECT),
    LATER(Point.INJECTED);

    private final Point point;

    Fails(Point point) {
      this.point = point;
    }

    WfpFaults always() {
      return WfpFaults.always(point);
    }

    WfpFaults once() {
      return (at, ordinal) -> at == point && ordinal == 0;
    }
  }

  /** An inspector that permits all, and an operation; all that can run has run at the end. */
  private static AleOperation run(
      WfpBench bench, int tries, Function<NetworkStack, AleOperation> begins) {
    long handle = bench.injectionHandle();
    bench.callout(
        "inspector",
        new Inspector(bench.fwps, handle, record -> true).automatic().retrying(tries),
        ALE_AUTH_CONNECT_V4,
        ALE_AUTH_RECV_ACCEPT_V4);
    AleOperation operation = begins.apply(bench.stack);
    bench.run();
    return operation;
  }

  private static void assertNobodyToBlame(WfpBench bench) {
    bench.engine.stop();
    assertThat(bench.broken()).containsExactly("WFP-71b"); // the handle, which these leave
  }

  /** WFP-54, WFP-73, WFP-74, WFP-99. */
  @ParameterizedTest
  @CsvSource({"AT_THE_CALL, true", "AT_THE_CALL, false", "LATER, true", "LATER, false"})
  void givenCompletedAccept_whenItsInjectionFails_thenItIsBlockedAndNothingReported(
      Fails fails, boolean isTcp) {
    try (WfpBench bench = with(it -> it.faults(fails.always()))) {
      AleOperation accept =
          run(bench, 0, on -> isTcp ? on.accept(tcp(80)) : on.receive(udp(53), HELLO));

      assertThat(accept.outcome()).isEqualTo(BLOCKED);
      assertThat(bench.stack.hasFlow(accept.request())).isFalse();
      assertThat(bench.stack.delivered()).isEmpty();
      assertThat(bench.engine.owed()).as("the handle").hasSize(1);
      assertNobodyToBlame(bench);
    }
  }

  /** WFP-74: the list is the callout's still, and it may try again. */
  @ParameterizedTest
  @EnumSource(Fails.class)
  void givenFailedInjection_whenTriedAgain_thenTheAcceptIsPermitted(Fails fails) {
    try (WfpBench bench = with(it -> it.faults(fails.once()))) {
      AleOperation accept = run(bench, 1, on -> on.accept(tcp(80)));

      assertThat(accept.outcome()).isEqualTo(PERMITTED);
      assertThat(bench.stack.hasFlow(tcp(80))).isTrue();
      assertNobodyToBlame(bench);
    }
  }

  /** WFP-50, WFP-106: a first datagram that the stack would not have is not the callout's loss. */
  @ParameterizedTest
  @EnumSource(Fails.class)
  void givenPermittedFirstDatagram_whenItsInjectionFails_thenItIsLostAndNothingReported(
      Fails fails) {
    try (WfpBench bench = with(it -> it.faults(fails.always()))) {
      AleOperation send = run(bench, 0, on -> on.send(udp(53), HELLO));

      assertThat(send.outcome()).isEqualTo(PERMITTED);
      assertThat(bench.stack.sent()).isEmpty();
      assertNobodyToBlame(bench);
    }
  }

  /** WFP-71b, WFP-74: a handle that closes refuses, and that ends the accept as well. */
  @Test
  void givenClosedHandle_whenInjected_thenTheAcceptIsBlockedAndNothingReported() {
    try (WfpBench bench = open()) {
      long handle = bench.injectionHandle();
      Inspector inspector = new Inspector(bench.fwps, handle, record -> true);
      bench.callout("inspector", inspector, ALE_AUTH_RECV_ACCEPT_V4);
      AleOperation accept = bench.stack.accept(tcp(80));
      bench.fwps.fwpsInjectionHandleDestroy0(handle);

      inspector.decide(true);

      assertThat(accept.outcome()).isEqualTo(BLOCKED);
      bench.engine.stop();
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** WFP-63, WFP-74: completed and refused while another callout's classifyFn still runs. */
  @Test
  void givenCompletionWhileClassifyFnRuns_whenItsInjectionIsRefused_thenBlockedNonetheless() {
    try (WfpBench bench = with(it -> it.faults(WfpFaults.always(Point.INJECT)))) {
      Inspector inspector = new Inspector(bench.fwps, bench.injectionHandle(), record -> true);
      bench.callout("inspector", inspector, ALE_AUTH_RECV_ACCEPT_V4);
      bench.calloutIn(
          new FwpmSublayer("below", 0),
          "decides",
          (values, metadata, packet, token, filter, flow, out) -> elsewhere(inspector),
          ALE_AUTH_RECV_ACCEPT_V4);

      AleOperation accept = bench.stack.accept(tcp(80));

      assertThat(accept.outcome()).isEqualTo(BLOCKED);
      assertNobodyToBlame(bench);
    }
  }

  private static void elsewhere(Inspector inspector) {
    Thread thread = new Thread(() -> inspector.decide(true));
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** WFP-64: what is injected for an accept that was given up reaches nobody. */
  @Test
  void givenWithdrawnAccept_whenItsCloneIsInjected_thenNoFlowComesOfIt() {
    try (WfpBench bench = open()) {
      AleOperation accept =
          run(
              bench,
              0,
              on -> {
                AleOperation begun = on.accept(tcp(80));
                on.withdraw(begun);
                return begun;
              });

      assertThat(accept.outcome()).isEqualTo(WITHDRAWN);
      assertThat(bench.stack.hasFlow(tcp(80))).isFalse();
      assertThat(bench.count("begin")).isEqualTo(1);
      assertNobodyToBlame(bench);
    }
  }

  /** WFP-106: the socket may be closed before the callout comes to send the datagram. */
  @Test
  void givenPermittedFirstDatagram_whenItsSocketIsClosedFirst_thenNothingIsReported() {
    try (WfpBench bench = open()) {
      Inspector inspector = new Inspector(bench.fwps, bench.injectionHandle(), record -> true);
      bench.callout("inspector", inspector, ALE_AUTH_CONNECT_V4);
      bench.stack.send(udp(53), HELLO);
      inspector.decide(true); // what sends the clone is queued
      bench.stack.close(udp(53));
      bench.run();

      assertThat(bench.stack.sent()).hasSize(1);
      assertNobodyToBlame(bench);
    }
  }

  /**
   * WFP-3, WFP-64: given up while its clone is judged: its layers are not asked without a packet.
   */
  @Test
  void givenAcceptWithdrawnWhileItsCloneIsJudged_thenNobodyIsAskedAnyMoreAndThePacketStays() {
    try (WfpBench bench = open()) {
      long handle = bench.injectionHandle();
      Inspector inspector = new Inspector(bench.fwps, handle, record -> true).automatic();
      AtomicReference<AleOperation> begun = new AtomicReference<>();
      List<Integer> lengths = new ArrayList<>();
      bench.callout("inspector", inspector, ALE_AUTH_RECV_ACCEPT_V4);
      bench.callout(
          "withdraws",
          (values, metadata, packet, token, filter, flow, out) -> {
            AleOperation accept = begun.get();
            if (accept != null) {
              bench.stack.withdraw(accept);
              packet.ndisRetreatNetBufferDataStart(metadata.transportHeaderSize(), 0);
              lengths.add(packet.dataLength());
              packet.ndisAdvanceNetBufferDataStart(metadata.transportHeaderSize(), false);
            }
          },
          INBOUND_TRANSPORT_V4);
      AleOperation accept = bench.stack.accept(tcp(80));
      begun.set(accept);
      bench.run();

      assertThat(accept.outcome()).isEqualTo(WITHDRAWN);
      assertThat(inspector.journal()).hasSize(1);
      assertThat(lengths).containsExactly(20);
      assertThat(bench.stack.hasFlow(tcp(80))).isFalse();
      assertNobodyToBlame(bench);
    }
  }

  /** WFP-36: what classifyFn is given lives until it returns, whoever gives the operation up. */
  @Test
  void givenReceiveWithdrawnInsideClassifyFn_whenItReadsThePacket_thenItIsThere() {
    try (WfpBench bench = open()) {
      List<Integer> lengths = new ArrayList<>();
      bench.callout(
          "withdraws",
          (values, metadata, packet, token, filter, flow, out) -> {
            bench.stack.withdraw(Objects.requireNonNull(bench.engine.flows().authorizing(udp(53))));
            lengths.add(packet.dataLength());
          },
          ALE_AUTH_RECV_ACCEPT_V4);
      AleOperation receive = bench.stack.receive(udp(53), HELLO);

      assertThat(receive.outcome()).isEqualTo(WITHDRAWN);
      assertThat(lengths).containsExactly(HELLO.length);
      assertThat(bench.stack.delivered()).isEmpty();
      bench.engine.stop();
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** WFP-59: the clone of a flow that was closed comes late, while the next one is pended. */
  @Test
  void givenNewAuthorizationOfATuple_whenTheCloneOfTheOldOneIsInjected_thenItFailsAndNoMore() {
    try (WfpBench bench = open()) {
      Inspector inspector = new Inspector(bench.fwps, bench.injectionHandle(), record -> true);
      bench.callout("inspector", inspector, ALE_AUTH_CONNECT_V4);
      bench.stack.send(udp(53), HELLO);
      inspector.decide(true); // what sends the clone is queued
      bench.stack.close(udp(53));
      AleOperation second = bench.stack.send(udp(53), new byte[] {2});
      assertThat(second.isPended()).isTrue();
      bench.run();
      assertThat(bench.stack.sent()).isEmpty();
      inspector.decide(true);
      bench.run();

      assertThat(second.outcome()).isEqualTo(PERMITTED);
      assertThat(bench.stack.sent()).containsExactly(new WirePacket(udp(53), new byte[] {2}));
      assertNobodyToBlame(bench);
    }
  }
}
