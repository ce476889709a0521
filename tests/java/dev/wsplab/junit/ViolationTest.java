package dev.wsplab.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.verifier.ContractViolationError;
import org.junit.jupiter.api.Test;

/** What a user of {@link WithWinsock} sees of a provider that breaks a rule. */
class ViolationTest {
  /** WSP-ERR-1. */
  @Test
  void givenBrokenRule_whenTheTestEnds_thenItFailsWithRuleHistoryAndRemedy() {
    assertThat(CaseRun.of(ViolatingCases.ByDefault.class).failure())
        .isInstanceOf(ContractViolationError.class)
        .hasMessageContaining("WSP-ERR-1")
        .hasMessageContaining("OddErrorLayer")
        .hasMessageContaining("4711")
        .hasMessageContaining("remedy:")
        .hasMessageContaining("CALLED WSPListen");
  }

  @Test
  void givenFailedTest_whenARuleWasBrokenToo_thenThatIsAddedToItsOwnFailure() {
    Throwable failure = CaseRun.of(ViolatingCases.AfterAFailure.class).failure();
    assertThat(failure).hasMessageContaining("the test's own failure");
    assertThat(failure.getSuppressed())
        .anySatisfy(
            broken ->
                assertThat(broken)
                    .isInstanceOf(ContractViolationError.class)
                    .hasMessageContaining("WSP-ERR-1"));
  }

  @Test
  void givenReport_whenARuleIsBroken_thenTheTestDecides() {
    CaseRun run = CaseRun.of(ViolatingCases.Reported.class);
    assertThat(run.failures()).isEmpty();
    assertThat(run.succeeded()).isEqualTo(1);
  }

  @Test
  void givenOff_whenARuleIsBroken_thenNothingIsKept() {
    CaseRun run = CaseRun.of(ViolatingCases.Unwatched.class);
    assertThat(run.failures()).isEmpty();
    assertThat(run.succeeded()).isEqualTo(1);
  }
}
