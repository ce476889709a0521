package dev.wsplab.wfp;

import static dev.wsplab.wfp.AleOperation.Outcome.*;
import static dev.wsplab.wfp.FwpsLayer.*;
import static dev.wsplab.wfp.WfpBench.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Filters, sublayers, rights and conditions (section 3). */
class ArbitrationTest {
  private static FwpsCalloutClassifyFn writes(Consumer<FwpsClassifyOut> write) {
    return (values, metadata, packet, token, filter, flow, out) -> write.accept(out);
  }

  private static final FwpmSublayer HIGH = new FwpmSublayer("high", 0xFFFF);
  private static final FwpmSublayer LOW = new FwpmSublayer("low", 1);

  private static AleOperation.Outcome between(
      Consumer<FwpsClassifyOut> high, Consumer<FwpsClassifyOut> low) {
    try (WfpBench bench = WfpBench.open()) {
      bench.calloutIn(LOW, "low", writes(low), ALE_AUTH_CONNECT_V4);
      bench.calloutIn(HIGH, "high", writes(high), ALE_AUTH_CONNECT_V4);
      return bench.stack.connect(tcp(80)).outcome();
    }
  }

  private static void soft(FwpsClassifyOut out, FwpActionType action) {
    out.actionType(action);
  }

  /** WFP-10, WFP-14, WFP-15, WFP-16. */
  @Test
  void givenASoftBlockAbove_whenALowerSublayerPermits_thenPermitted() {
    assertThat(between(out -> soft(out, FwpActionType.BLOCK), FwpsClassifyOut::permit))
        .isEqualTo(PERMITTED);
    assertThat(between(FwpsClassifyOut::permit, out -> soft(out, FwpActionType.BLOCK)))
        .isEqualTo(BLOCKED);
  }

  /** WFP-12, WFP-16. */
  @Test
  void givenAHardBlockAbove_whenALowerSublayerLooks_thenItHasNoRightAndItStaysBlocked() {
    List<Boolean> right = new ArrayList<>();
    assertThat(between(FwpsClassifyOut::block, out -> right.add(out.mayWrite())))
        .isEqualTo(BLOCKED);
    assertThat(right).containsExactly(false);
  }

  /** WFP-14: a filter's own block is hard, its permit soft. */
  @Test
  void givenFiltersWithoutCallouts_whenSublayersDisagree_thenABlockIsHardAndAPermitSoft() {
    assertThat(filters(FwpActionType.BLOCK, FwpActionType.PERMIT)).isEqualTo(BLOCKED);
    assertThat(filters(FwpActionType.PERMIT, FwpActionType.BLOCK)).isEqualTo(BLOCKED);
  }

  private static AleOperation.Outcome filters(FwpActionType high, FwpActionType low) {
    try (WfpBench bench = WfpBench.open()) {
      require(bench.fwpm.fwpmSubLayerAdd0(HIGH));
      bench.filter(filter("high", high).in("high"));
      bench.filter(filter("low", low));
      AleOperation.Outcome outcome = bench.stack.connect(tcp(80)).outcome();
      assertThat(bench.count("veto")).isZero();
      return outcome;
    }
  }

  private static FwpmFilter filter(String name, FwpActionType action) {
    return action == FwpActionType.BLOCK
        ? FwpmFilter.blocking(name, ALE_AUTH_CONNECT_V4)
        : FwpmFilter.permitting(name, ALE_AUTH_CONNECT_V4);
  }

  /** WFP-9, WFP-15: the heavier first; CONTINUE passes on, a decision ends the sublayer. */
  @Test
  void givenFiltersInOneSublayer_whenOneDecides_thenLighterOnesAreNotAsked() {
    try (WfpBench bench = WfpBench.open()) {
      List<String> asked = new ArrayList<>();
      for (int weight = 1; weight <= 4; weight++) {
        String key = "callout " + weight;
        boolean decides = weight == 2;
        bench.callout(
            key,
            (values, metadata, packet, token, filter, flow, out) -> {
              assertThat(out.rights()).isEqualTo(Fwps.FWPS_RIGHT_ACTION_WRITE);
              assertThat(out.flags()).isZero();
              assertThat(filter.weight()).isEqualTo(filter.context());
              asked.add(key);
              if (decides) {
                out.permit();
              }
            });
        bench.filter(FwpmFilter.asking(key, ALE_AUTH_CONNECT_V4).weighing(weight).with(weight));
      }

      assertThat(bench.stack.connect(tcp(80)).outcome()).isEqualTo(PERMITTED);

      assertThat(asked).containsExactly("callout 4", "callout 3", "callout 2");
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** WFP-16, WFP-32. */
  @Test
  void givenBlockAndAbsorbWithoutAPend_whenConnecting_thenASilentDenyAndNothingIsOwed() {
    try (WfpBench bench = WfpBench.open()) {
      bench.callout("absorbs", writes(FwpsClassifyOut::absorb), ALE_AUTH_CONNECT_V4);

      AleOperation connect = bench.stack.connect(tcp(80));

      assertThat(connect.outcome()).isEqualTo(ABSORBED);
      assertThat(bench.count("drop")).isZero();
      assertThat(bench.engine.owed()).isEmpty();
    }
  }

  /** WFP-30. */
  @Test
  void givenBlockAndAbsorbWithoutAPend_whenBindingOrListening_thenAbsorbIsIgnored() {
    try (WfpBench bench = WfpBench.open()) {
      bench.callout(
          "absorbs",
          writes(FwpsClassifyOut::absorb),
          ALE_RESOURCE_ASSIGNMENT_V4,
          ALE_AUTH_LISTEN_V4);
      AleRequest local = AleRequest.tcp(at("192.0.2.1", 80), null);

      assertThat(bench.stack.bind(local).outcome()).isEqualTo(BLOCKED);
      assertThat(bench.stack.listen(local).outcome()).isEqualTo(BLOCKED);
      assertThat(bench.count("drop")).isEqualTo(2);
    }
  }

  @Test
  void givenConditions_whenConnecting_thenOneOfAFieldAndAllFieldsMustHold() {
    try (WfpBench bench = WfpBench.open()) {
      FwpmFilter web =
          FwpmFilter.blocking("web", ALE_AUTH_CONNECT_V4)
              .when(FwpmCondition.equal(FwpsField.IP_REMOTE_PORT, 80))
              .when(FwpmCondition.equal(FwpsField.IP_REMOTE_PORT, 443))
              .when(FwpmCondition.equal(FwpsField.IP_PROTOCOL, Fwps.IPPROTO_TCP))
              .when(
                  FwpmCondition.within(
                      FwpsField.IP_REMOTE_ADDRESS, at("198.51.100.0", 0).getAddress(), 24))
              .when(FwpmCondition.equal(FwpsField.ALE_APP_ID, "\\DEVICE\\browser.exe"))
              .when(
                  new FwpmCondition(
                      FwpsField.FLAGS,
                      FwpMatchType.FLAGS_NONE_SET,
                      Fwps.FWP_CONDITION_FLAG_IS_REAUTHORIZE));
      bench.filter(web);

      assertThat(outcome(bench, tcp(80).by("\\device\\browser.exe"))).isEqualTo(BLOCKED);
      assertThat(outcome(bench, tcp(443).by("\\device\\browser.exe"))).isEqualTo(BLOCKED);
      assertThat(outcome(bench, tcp(25).by("\\device\\browser.exe"))).isEqualTo(PERMITTED);
      assertThat(outcome(bench, tcp(80).by("\\device\\mail.exe"))).isEqualTo(PERMITTED);
      AleRequest elsewhere =
          AleRequest.tcp(at("192.0.2.1", 1), at("203.0.113.1", 80)).by("\\device\\browser.exe");
      assertThat(outcome(bench, elsewhere)).isEqualTo(PERMITTED);
    }
  }

  private static AleOperation.Outcome outcome(WfpBench bench, AleRequest request) {
    return bench.stack.connect(request).outcome();
  }

  @Test
  void givenACondition_whenValueAndMatchDoNotFit_thenRefusedWithWhatFits() {
    assertThatThrownBy(() -> new FwpmCondition(FwpsField.ALE_APP_ID, FwpMatchType.LESS, "text"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("numbers only");
    assertThatThrownBy(() -> new AddressPrefix(at("192.0.2.1", 0).getAddress(), 33))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 to 32");
  }

  /** A callout that is not registered blocks what would have been asked of it. */
  @Test
  void givenAFilterWhoseCalloutIsGone_whenConnecting_thenBlocked() {
    try (WfpBench bench = WfpBench.open()) {
      long id = bench.callout("gone", writes(FwpsClassifyOut::permit), ALE_AUTH_CONNECT_V4);
      assertThat(bench.fwps.fwpsCalloutUnregisterById0(id)).isEqualTo(WfpStatus.STATUS_SUCCESS);

      assertThat(bench.stack.connect(tcp(80)).outcome()).isEqualTo(BLOCKED);
      assertThat(bench.fwps.fwpsCalloutUnregisterById0(id))
          .isEqualTo(WfpStatus.STATUS_FWP_CALLOUT_NOT_FOUND);
    }
  }
}
