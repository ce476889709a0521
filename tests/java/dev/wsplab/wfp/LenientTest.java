package dev.wsplab.wfp;

import static dev.wsplab.wfp.AleOperation.Outcome.*;
import static dev.wsplab.wfp.FwpsLayer.*;
import static dev.wsplab.wfp.WfpBench.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.verifier.Verifier;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** With the verifier off the engine is lenient: it makes good what it can, and says nothing. */
class LenientTest {
  /** What a callout returns after its pend, other than BLOCK with ABSORB. */
  private enum Returns {
    PERMIT(FwpsClassifyOut::permit),
    CONTINUE(out -> out.actionType(FwpActionType.CONTINUE)),
    BLOCK_WITHOUT_ABSORB(FwpsClassifyOut::block),
    BLOCK_WITH_THE_RIGHT(out -> out.actionType(FwpActionType.BLOCK));

    private final Consumer<FwpsClassifyOut> writes;

    Returns(Consumer<FwpsClassifyOut> writes) {
      this.writes = writes;
    }
  }

  private static HandleSlot pends(WfpBench bench, Returns returns) {
    HandleSlot context = new HandleSlot();
    bench.callout(
        "pends",
        (values, metadata, packet, token, filter, flow, out) -> {
          if (values.isReauthorize()) {
            out.permit();
          } else {
            require(bench.fwps.fwpsPendOperation0(metadata.completionHandle(), context));
            returns.writes.accept(out);
          }
        },
        ALE_AUTH_CONNECT_V4);
    return context;
  }

  /** WFP-31: as if it had returned BLOCK with ABSORB, which logs no drop (WFP-29). */
  @ParameterizedTest
  @EnumSource(Returns.class)
  void givenPend_whenClassifyFnReturnsSomethingElse_thenItIsTakenForAnAbsorbedBlock(
      Returns returns) {
    try (WfpBench bench = WfpBench.with(it -> it.verify(Verifier.Mode.OFF))) {
      HandleSlot context = pends(bench, returns);
      AleOperation connect = bench.stack.connect(tcp(80));

      assertThat(connect.isPended()).isTrue();
      assertThat(connect.outcome()).isEqualTo(UNDECIDED);
      assertThat(bench.count("drop")).isZero();
      bench.fwps.fwpsCompleteOperation0(context.get(), null);
      assertThat(connect.outcome()).isEqualTo(PERMITTED);
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** WFP-31: the strict one reports each of them, and it is pended nonetheless. */
  @ParameterizedTest
  @EnumSource(Returns.class)
  void givenTheStrictEngine_whenClassifyFnReturnsSomethingElse_thenReported(Returns returns) {
    try (WfpBench bench = WfpBench.open()) {
      HandleSlot context = pends(bench, returns);
      AleOperation connect = bench.stack.connect(tcp(80));

      boolean logged = returns == Returns.BLOCK_WITHOUT_ABSORB;
      assertThat(bench.broken()).containsExactly(logged ? "WFP-105" : "WFP-31");
      assertThat(bench.count("drop")).isEqualTo(logged ? 1 : 0);
      assertThat(connect.isPended()).isTrue();
      bench.fwps.fwpsCompleteOperation0(context.get(), null);
    }
  }

  /** WFP-64: what is left is completed as a block; the close throws nothing. */
  @Test
  void givenOperationsLeftPended_whenTheEngineStops_thenTheyAreBlockedAndNothingIsReported() {
    try (WfpBench bench = WfpBench.with(it -> it.verify(Verifier.Mode.OFF))) {
      pends(bench, Returns.PERMIT);
      AleOperation connect = bench.stack.connect(tcp(80));
      bench.engine.stop();

      assertThat(connect.outcome()).isEqualTo(BLOCKED);
      assertThat(connect.isPended()).isFalse();
      assertThat(bench.engine.owed()).isEmpty();
      assertThat(bench.broken()).isEmpty();
    }
  }
}
