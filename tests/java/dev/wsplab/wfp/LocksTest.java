package dev.wsplab.wfp;

import static dev.wsplab.wfp.AleOperation.Outcome.*;
import static dev.wsplab.wfp.FwpsLayer.*;
import static dev.wsplab.wfp.WfpBench.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.driver.Irql;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A lock across the completion: only one that classifyFn takes as well can hang it (WFP-53). */
class LocksTest {
  /** Where the callout takes its lock. */
  private enum Takes {
    NEVER,
    AT_THE_PEND,
    WHEN_ASKED_AGAIN
  }

  /** Pends what is new, permits what is asked again, and takes a lock meanwhile. */
  private static final class Locking implements FwpsCalloutClassifyFn {
    final FwpsFunctions fwps;
    final KSpinLock lock;
    final HandleSlot context = new HandleSlot();
    final Takes takes;

    Locking(FwpsFunctions fwps, KSpinLock lock, Takes takes) {
      this.fwps = fwps;
      this.lock = lock;
      this.takes = takes;
    }

    @Override
    public void classify(
        FwpsIncomingValues values,
        FwpsIncomingMetadataValues metadata,
        dev.wsplab.wfp.packet.NetBufferList packet,
        Object classifyContext,
        FwpsFilter filter,
        long flowContext,
        FwpsClassifyOut out) {
      if (takes == (values.isReauthorize() ? Takes.WHEN_ASKED_AGAIN : Takes.AT_THE_PEND)) {
        lock.keReleaseSpinLock(lock.keAcquireSpinLock());
      }
      if (values.isReauthorize()) {
        out.permit();
      } else {
        require(fwps.fwpsPendOperation0(metadata.completionHandle(), context));
        out.absorb();
      }
    }

    void completeHolding() {
      Irql before = lock.keAcquireSpinLock();
      fwps.fwpsCompleteOperation0(context.get(), null);
      lock.keReleaseSpinLock(before);
    }
  }

  private static Locking locking(WfpBench bench, Takes takes, FwpsLayer layer) {
    Locking callout = new Locking(bench.fwps, bench.fwps.keInitializeSpinLock(), takes);
    bench.callout("locks", callout, layer);
    return callout;
  }

  /** WFP-102: a lock that classifyFn never takes may be held. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void givenLockThatClassifyFnNeverTakes_whenHeldAcrossTheCompletion_thenNothingIsReported(
      boolean queued) {
    try (WfpBench bench = WfpBench.with(it -> queued ? it.queueReauthorization() : it)) {
      Locking callout = locking(bench, Takes.NEVER, ALE_AUTH_CONNECT_V4);
      AleOperation connect = bench.stack.connect(tcp(80));
      callout.completeHolding();
      bench.run();

      assertThat(connect.outcome()).isEqualTo(PERMITTED);
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** WFP-102: nor does it matter that another callout's classifyFn takes it. */
  @Test
  void givenLockOfAnotherCallout_whenHeldAcrossTheCompletion_thenNothingIsReported() {
    try (WfpBench bench = WfpBench.open()) {
      Locking callout = locking(bench, Takes.NEVER, ALE_AUTH_CONNECT_V4);
      bench.calloutIn(
          new FwpmSublayer("other", 1),
          "other",
          (values, metadata, packet, token, filter, flow, out) -> {
            if (!values.isReauthorize()) {
              callout.lock.keReleaseSpinLock(callout.lock.keAcquireSpinLock());
            }
          },
          ALE_AUTH_CONNECT_V4);
      AleOperation connect = bench.stack.connect(tcp(80));
      callout.completeHolding();

      assertThat(connect.outcome()).isEqualTo(PERMITTED);
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** WFP-54, WFP-102: at RECV_ACCEPT nothing is asked again inside of the completion. */
  @Test
  void givenPendedAccept_whenCompletedWithTheLock_thenNothingIsReported() {
    try (WfpBench bench = WfpBench.open()) {
      Locking callout = locking(bench, Takes.AT_THE_PEND, ALE_AUTH_RECV_ACCEPT_V4);
      AleOperation accept = bench.stack.accept(tcp(80));
      callout.completeHolding();

      assertThat(accept.outcome()).isEqualTo(BLOCKED);
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** WFP-53, WFP-102: whether or not the reauthorization comes in the same thread (WFP-43). */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void givenLockThatThePendHasTaken_whenHeldAcrossTheCompletion_thenReported(boolean queued) {
    try (WfpBench bench = WfpBench.with(it -> queued ? it.queueReauthorization() : it)) {
      Locking callout = locking(bench, Takes.AT_THE_PEND, ALE_AUTH_CONNECT_V4);
      bench.stack.connect(tcp(80));
      callout.completeHolding();
      bench.run();

      assertThat(what(bench)).containsExactly(WfpCheck.LOCK_HELD.what());
    }
  }

  /** WFP-53, WFP-102: a lock that is seen in the reauthorization only, in each order of WFP-43. */
  @ParameterizedTest
  @EnumSource(
      value = WfpCheck.class,
      names = {"LOCK_HELD", "LOCK_TAKEN_TWICE"})
  void givenLockThatTheReauthorizationTakes_whenHeldAcrossTheCompletion_thenReported(
      WfpCheck check) {
    boolean queued = check == WfpCheck.LOCK_HELD;
    try (WfpBench bench = WfpBench.with(it -> queued ? it.queueReauthorization() : it)) {
      Locking callout = locking(bench, Takes.WHEN_ASKED_AGAIN, ALE_AUTH_CONNECT_V4);
      bench.stack.connect(tcp(80));
      callout.completeHolding();
      bench.run();

      assertThat(what(bench)).containsExactly(check.what());
      assertThat(bench.broken()).containsExactly("WFP-102");
    }
  }

  private static List<String> what(WfpBench bench) {
    return bench.engine.violations().stream().map(it -> it.what()).toList();
  }
}
