package dev.wsplab.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.verifier.ContractViolationError;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a user of {@link WithFilterManager} sees. */
class FilterManagerAnnotationTest {
  @Test
  void givenParameters_whenTheTestRuns_thenTheyAreOfOneManagerEach() {
    CaseRun run = CaseRun.of(FilterManagerCases.Parts.class);
    assertThat(run.failures()).isEmpty();
    assertThat(run.succeeded()).isEqualTo(3);
  }

  /** FLT-101. */
  @Test
  void givenCallbackDataThatNobodyFreed_whenTheTestEnds_thenItFailsWithTheRule() {
    assertThat(CaseRun.of(FilterManagerCases.Leaking.class).failure())
        .isInstanceOf(ContractViolationError.class)
        .hasMessageContaining("FLT-101: left behind at unload (leaking at 1)");
  }

  @Test
  void givenReport_whenARuleIsBroken_thenTheTestDecides() {
    assertThat(CaseRun.of(FilterManagerCases.Reporting.class).failures()).isEmpty();
  }

  @Test
  void givenDrawnTiming_whenTheTestFails_thenTheSeedIsNamed() {
    CaseRun run = CaseRun.of(FilterManagerCases.Seeded.class, "wsplab.seed", "42");
    List<Throwable> notes = List.of(run.failure().getSuppressed());
    assertThat(notes).anySatisfy(note -> assertThat(note).hasMessageContaining("-Dwsplab.seed=42"));
  }

  @Test
  void givenImpossibleSettings_whenTheTestRuns_thenTheMessageSaysWhatIsPossible() {
    assertThat(CaseRun.of(FilterManagerCases.Wrong.class).failure())
        .hasStackTraceContaining("threads=0: 1 to 64 are possible");
    assertThat(CaseRun.of(FilterManagerCases.TooMany.class).failure())
        .hasStackTraceContaining("laterPercent=101: 0 to 100 are possible");
  }
}
