package dev.wsplab.forefront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.wsplab.verifier.Verifier;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What keeps objects alive while an I/O is under way, and what a callback may still use. */
class ReferenceTest {
  /**
   * FWX-69: the filter gives up all it has, its notification object first; while the callback runs
   * the service's references alone keep both, and when it has returned they are gone.
   */
  @Test
  void givenFilterWithoutReferences_whenItsCallbackRuns_thenTheServiceKeepsBothUntilItReturns() {
    try (Bench bench = Bench.manual(IoFaultPlan.every(IoFault.held()))) {
      List<Integer> seen = new ArrayList<>();
      AtomicReference<Notes> self = new AtomicReference<>();
      Notes other = new Notes();
      Notes notes =
          new Notes(
              call -> {
                // The object is idle: what it stores goes (FWX-70), what the I/O holds stays.
                call.overlapped().setNotificationInterface(other, 2);
                seen.add(self.get().references());
                seen.add(call.overlapped().filterReferences());
                assertThat(call.overlapped().getOverlapped().orThrow().internalHigh())
                    .as("its record can be read")
                    .isEqualTo(10);
              });
      self.set(notes);
      FwxOverlapped object = bench.object(notes, 1);
      bench.read(object, 0, 10);
      assertThat(notes.release()).as("the object's and the I/O's").isEqualTo(2);
      assertThat(object.release()).as("the I/O's").isEqualTo(1);
      bench.service.startHeld();
      assertThat(notes.references()).as("until the callback").isEqualTo(2);
      assertThat(bench.runAll()).isEqualTo(1);
      assertThat(bench.service.faults()).isEmpty();
      assertThat(seen).containsExactly(1, 0);
      assertThat(notes.references()).as("after its return").isZero();
      assertThat(bench.service.objects().all()).isEmpty();
      assertThat(other.references()).as("went with the object").isEqualTo(1);
      assertThatIllegalStateException().isThrownBy(object::getOverlapped);
    }
  }

  /** FWX-69 for an I/O whose result comes at once, and for one whose issue fails. */
  @Test
  void givenIssueThatFails_whenItReturns_thenTheServiceHoldsNothing() {
    try (Bench bench = Bench.manual(IoFaultPlan.every(IoFault.errorAtIssue(1117)))) {
      Notes notes = new Notes();
      FwxOverlapped object = bench.object(notes, 1);
      assertThat(bench.read(object, 0, 10)).isEqualTo(IssueResult.failed(1117));
      assertThat(notes.references()).as("the filter's and the object's").isEqualTo(2);
      assertThat(object.release()).isZero();
      assertThat(notes.references()).isEqualTo(1);
      assertThat(bench.rules()).as("no I/O is in flight").isEmpty();
    }
  }

  /**
   * FWX-30: as in the published sample, a failure tears everything down and the method goes on. The
   * callback is whole to its end, the handle that it has closed gives 6, and no second callback
   * comes.
   */
  @Test
  void givenSampleThatTearsDownAndGoesOn_whenItReadsAgain_thenTheHandleIsClosedAndNothingComes() {
    try (Bench bench = Bench.manual(IoFaultPlan.nth(1, IoFault.error(1117)))) {
      List<IssueResult> again = new ArrayList<>();
      Notes notes =
          new Notes(
              call -> {
                if (!call.success()) {
                  bench.service.files().closeHandle(bench.file);
                  call.overlapped().release();
                }
                again.add(bench.read(call.overlapped(), 0, 10));
              });
      bench.read(bench.object(notes, 1), 0, 10);
      assertThat(bench.runAll()).isEqualTo(1);
      assertThat(notes.only().error()).isEqualTo(1117);
      assertThat(again).containsExactly(IssueResult.failed(6));
      assertThat(bench.service.faults()).as("the object lived until the return").isEmpty();
      assertThat(bench.service.objects().all()).isEmpty();
      assertThat(bench.rules()).isEmpty();
    }
  }

  /**
   * FWX-30: a filter that keeps the object and looks for it in its next callback, without checking
   * that it still exists, is told which call on which object came too late.
   */
  @Test
  void givenFilterThatDoesNotCheck_whenAnotherCallbackUsesWhatIsGone_thenTheCallIsNamed() {
    IoFaultPlan firstFails =
        request -> request.ordinal() == 1 ? IoFault.error(1117) : IoFault.none();
    try (Bench bench =
        new Bench(
            FwxService.builder().manualPump().verify(Verifier.Mode.REPORT).faults(firstFails))) {
      AtomicReference<FwxOverlapped> kept = new AtomicReference<>();
      Notes notes =
          new Notes(
              call -> {
                if (!call.success()) {
                  call.overlapped().release();
                } else {
                  kept.get().getOverlapped(); // it no longer exists
                }
              });
      kept.set(bench.object(notes, 1));
      FwxOverlapped second = bench.object(notes, 2);
      bench.read(kept.get(), 0, 10);
      bench.read(second, 0, 10);
      assertThat(bench.runAll()).as("the worker survives").isEqualTo(2);
      assertThat(bench.service.faults())
          .singleElement()
          .asString()
          .contains("IFWXOverlapped #1::GetOverlapped")
          .contains("FWX-72");
      assertThat(bench.rules()).containsExactly("FWX-27");
      second.release();
    }
  }
}
