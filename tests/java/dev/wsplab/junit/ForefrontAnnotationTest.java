package dev.wsplab.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.verifier.ContractViolationError;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a user of {@link WithForefront} sees. */
class ForefrontAnnotationTest {
  @Test
  void givenParameters_whenTheTestRuns_thenTheyAreOfOneServiceEach() {
    CaseRun run = CaseRun.of(ForefrontCases.Parts.class);
    assertThat(run.failures()).isEmpty();
    assertThat(run.succeeded()).isEqualTo(3);
  }

  /** FWX-93. */
  @Test
  void givenHandleLeftOpen_whenTheTestEnds_thenItFailsWithTheRule() {
    assertThat(CaseRun.of(ForefrontCases.Leaking.class).failure())
        .isInstanceOf(ContractViolationError.class)
        .hasMessageContaining("FWX-93: left behind when the service stopped");
  }

  @Test
  void givenReport_whenARuleIsBroken_thenTheTestDecides() {
    assertThat(CaseRun.of(ForefrontCases.Reporting.class).failures()).isEmpty();
  }

  @Test
  void givenFaults_whenTheTestFails_thenTheSeedIsNamed() {
    CaseRun run = CaseRun.of(ForefrontCases.Seeded.class, "wsplab.seed", "42");
    List<Throwable> notes = List.of(run.failure().getSuppressed());
    assertThat(notes).anySatisfy(note -> assertThat(note).hasMessageContaining("-Dwsplab.seed=42"));
  }

  /** FWX-22, FWX-23. */
  @Test
  void givenUnspecifiedArguments_whenCalledBack_thenTheFilterSeesThem() {
    CaseRun run = CaseRun.of(ForefrontCases.Unspecified.class);
    assertThat(run.failures()).isEmpty();
    assertThat(run.succeeded()).isEqualTo(1);
  }

  /** FWX-101: the third argument is taken for the count. */
  @Test
  void givenFilterThatMixesTheOrders_whenItReadsOn_thenTheTestFailsWithTheRule() {
    assertThat(CaseRun.of(ForefrontCases.Mixing.class).failure())
        .isInstanceOf(ContractViolationError.class)
        .hasMessageContaining("FWX-101: error code used as byte count");
  }

  /** FWX-99: the byte count of a failure is added. */
  @Test
  void givenFilterThatAddsTheCountOfAFailure_whenItReadsOn_thenTheTestFailsWithTheRule() {
    assertThat(CaseRun.of(ForefrontCases.Counting.class).failure())
        .isInstanceOf(ContractViolationError.class)
        .hasMessageContaining("FWX-99: argument used that is not specified");
  }

  @Test
  void givenNoWorkers_whenTheTestRuns_thenTheMessageSaysWhatToWrite() {
    assertThat(CaseRun.of(ForefrontCases.Wrong.class).failure())
        .hasStackTraceContaining("threads=0: use manualPump() for none");
  }
}
