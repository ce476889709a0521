package dev.wsplab.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.verifier.ContractViolationError;
import org.junit.jupiter.api.Test;

/** What a user of {@link WithFilteringPlatform} sees. */
class FilteringPlatformAnnotationTest {
  @Test
  void givenParameters_whenTheTestRuns_thenTheyAreOfOneEngineEach() {
    CaseRun run = CaseRun.of(FilteringPlatformCases.Parts.class);
    assertThat(run.failures()).isEmpty();
    assertThat(run.succeeded()).isEqualTo(2);
  }

  /** WFP-62. */
  @Test
  void givenBrokenRule_whenTheTestEnds_thenItFailsWithTheRule() {
    assertThat(CaseRun.of(FilteringPlatformCases.Breaking.class).failure())
        .isInstanceOf(ContractViolationError.class)
        .hasMessageContaining("WFP-");
  }

  @Test
  void givenReport_whenARuleIsBroken_thenTheTestDecides() {
    assertThat(CaseRun.of(FilteringPlatformCases.Reporting.class).failures()).isEmpty();
  }

  @Test
  void givenImpossibleSettings_whenTheTestRuns_thenTheMessageSaysWhatIsPossible() {
    assertThat(CaseRun.of(FilteringPlatformCases.Wrong.class).failure())
        .hasStackTraceContaining("@WithFilteringPlatform: threads=0: 1 to 64");
  }
}
