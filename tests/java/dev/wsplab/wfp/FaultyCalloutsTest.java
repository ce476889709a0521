package dev.wsplab.wfp;

import static dev.wsplab.wfp.FwpsLayer.*;
import static dev.wsplab.wfp.WfpBench.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.operation.Violation;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Correct callouts with one bug each: caught, with the rule that they break (section 11). */
class FaultyCalloutsTest {
  /**
   * One bug.
   *
   * @param checks what is reported, in order
   */
  private record Faulty(
      Inspector.Bug bug, List<WfpCheck> checks, BiConsumer<WfpBench, Inspector> does) {
    @Override
    public String toString() {
      return bug.toString();
    }
  }

  private static Faulty connect(Inspector.Bug bug, WfpCheck... checks) {
    return new Faulty(
        bug,
        List.of(checks),
        (bench, inspector) -> {
          bench.stack.connect(tcp(80));
          decideAll(inspector);
        });
  }

  private static Faulty accept(Inspector.Bug bug, WfpCheck... checks) {
    return new Faulty(
        bug,
        List.of(checks),
        (bench, inspector) -> {
          bench.stack.accept(tcp(80));
          decideAll(inspector);
        });
  }

  private static Faulty send(Inspector.Bug bug, WfpCheck... checks) {
    return new Faulty(
        bug,
        List.of(checks),
        (bench, inspector) -> {
          bench.stack.send(udp(53), HELLO);
          decideAll(inspector);
        });
  }

  private static void decideAll(Inspector inspector) {
    if (!inspector.records().isEmpty()) {
      inspector.decide(true);
    }
  }

  static Stream<Faulty> bugs() {
    return Stream.of(
        connect(Inspector.Bug.COMPLETES_TWICE, WfpCheck.COMPLETED_TWICE),
        accept(Inspector.Bug.COMPLETES_WITH_NULL, WfpCheck.INJECTED_AFTER_NULL),
        accept(Inspector.Bug.FORGETS_TO_INJECT, WfpCheck.NEVER_INJECTED),
        new Faulty(
            Inspector.Bug.PENDS_AGAIN,
            List.of(WfpCheck.RECORD_NOT_FOUND, WfpCheck.CONTEXT_NEVER_SET),
            (bench, inspector) -> {
              bench.stack.connect(tcp(80));
              inspector.decide(true);
              inspector.decideLast(true);
            }),
        connect(Inspector.Bug.REMOVES_RECORD_FIRST, WfpCheck.RECORD_NOT_FOUND),
        connect(Inspector.Bug.HOLDS_LOCK, WfpCheck.LOCK_HELD, WfpCheck.LOCK_TAKEN_TWICE),
        new Faulty(
            Inspector.Bug.PENDS_OWN_CLONE,
            List.of(WfpCheck.PENDED_OWN_CLONE, WfpCheck.LEFT_PENDED),
            (bench, inspector) -> {
              bench.stack.accept(tcp(80));
              inspector.decide(true);
              bench.run();
              inspector.forgetAll();
            }),
        accept(Inspector.Bug.KEEPS_WITHOUT_CLONE, WfpCheck.PACKET_USED_LATE),
        connect(Inspector.Bug.NO_ABSORB, WfpCheck.NO_ABSORB),
        send(Inspector.Bug.FORGETS_FIRST_DATAGRAM, WfpCheck.FIRST_DATAGRAM_LOST),
        new Faulty(
            Inspector.Bug.COMPLETES_BEFORE_OUT,
            List.of(WfpCheck.COMPLETED_BEFORE_OUT),
            (bench, inspector) -> bench.stack.connect(tcp(80))),
        accept(Inspector.Bug.FREES_TWICE, WfpCheck.CLONE_FREED_TWICE),
        accept(Inspector.Bug.NEVER_FREES, WfpCheck.CLONE_LEAKED),
        new Faulty(
            Inspector.Bug.COMPLETES_INSIDE,
            List.of(WfpCheck.COMPLETED_INSIDE),
            (bench, inspector) -> bench.stack.connect(tcp(80))),
        connect(Inspector.Bug.PERMITS_AFTER_PEND, WfpCheck.PENDED_NOT_BLOCKED),
        connect(Inspector.Bug.PENDS_TWICE, WfpCheck.PENDED_TWICE),
        new Faulty(
            Inspector.Bug.IGNORES_RIGHT,
            List.of(WfpCheck.PENDED_WITHOUT_RIGHT, WfpCheck.WROTE_WITHOUT_RIGHT),
            (bench, inspector) -> {
              bench.fwpm.fwpmSubLayerAdd0(new FwpmSublayer("high", 0xFFFF));
              bench.filter(
                  FwpmFilter.permitting("hard", ALE_AUTH_CONNECT_V4)
                      .in("high")
                      .flagged(Fwps.FWPS_FILTER_FLAG_CLEAR_ACTION_RIGHT));
              bench.stack.connect(tcp(80));
              inspector.decide(true);
            }),
        new Faulty(
            Inspector.Bug.KEEPS_OUT,
            List.of(WfpCheck.USED_LATE),
            (bench, inspector) -> {
              bench.stack.connect(tcp(80));
              java.util.Objects.requireNonNull(inspector.kept).actionType(FwpActionType.PERMIT);
              inspector.decide(true);
            }),
        accept(
            Inspector.Bug.INJECTS_FIRST, WfpCheck.INJECTED_WHILE_PENDED, WfpCheck.NEVER_INJECTED),
        accept(Inspector.Bug.COMPLETES_WITH_ORIGINAL, WfpCheck.OTHER_PACKET_INJECTED));
  }

  /**
   * WFP-98, WFP-99, WFP-100, WFP-101, WFP-102, WFP-103, WFP-104, WFP-105, WFP-106, WFP-107,
   * WFP-108, WFP-7, WFP-11, WFP-17, WFP-31, WFP-34, WFP-36, WFP-46, WFP-53, WFP-56, WFP-58, WFP-59,
   * WFP-63, WFP-80.
   */
  @ParameterizedTest
  @MethodSource("bugs")
  void givenOneBug_whenItRuns_thenItIsReportedWithItsRuleAndCure(Faulty faulty) {
    try (WfpBench bench = WfpBench.open()) {
      long injection = bench.injectionHandle();
      Inspector inspector = new Inspector(bench.fwps, injection, record -> true, faulty.bug());
      bench.callout("inspector", inspector, ALE_AUTH_CONNECT_V4, ALE_AUTH_RECV_ACCEPT_V4);

      faulty.does().accept(bench, inspector);
      bench.run();
      bench.fwps.fwpsInjectionHandleDestroy0(injection);
      bench.engine.stop();

      assertThat(bench.engine.violations())
          .extracting(Violation::rule)
          .containsExactlyElementsOf(faulty.checks().stream().map(WfpCheck::rule).toList());
      assertThat(bench.engine.violations())
          .extracting(Violation::what)
          .containsExactlyElementsOf(faulty.checks().stream().map(WfpCheck::what).toList());
      assertThat(bench.engine.violations())
          .extracting(Violation::remedy)
          .containsExactlyElementsOf(faulty.checks().stream().map(WfpCheck::remedy).toList());
    }
  }
}
