package dev.wsplab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.conformance.Finding;
import dev.wsplab.conformance.ScenarioResult;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a check says of itself that takes long, since its provider is broken. */
class CheckProgressTest {
  private static final Finding LATE =
      new Finding("WPU-COMPLETE-18", "never completed", "one", "none", "complete it", List.of());

  private final StringWriter err = new StringWriter();

  private CheckProgress progress(int patience) {
    return new CheckProgress(new PrintWriter(err, true), 9, patience);
  }

  private static ScenarioResult result(ScenarioResult.Outcome outcome, long millis) {
    List<Finding> findings = outcome == ScenarioResult.Outcome.BROKEN ? List.of(LATE) : List.of();
    return new ScenarioResult("one", "", outcome, "", findings, List.of(), true, millis);
  }

  @Test
  void givenScenariosThatWaitedInVain_whenItTellsHowFarItIs_thenWhyAndTheCureAreTold() {
    CheckProgress progress = progress(3);

    progress.tell(result(ScenarioResult.Outcome.BROKEN, 3000));
    progress.tell(result(ScenarioResult.Outcome.BROKEN, 3011));

    assertThat(progress.state())
        .isEqualTo(
            "2 of 9 scenarios played; 2 waited 3 s or longer for what did not come: --patience 1 waits less, --only"
                + " RULE|TEXT plays fewer");
  }

  /** There is no shorter one. */
  @Test
  void givenTheShortestPatience_whenItTellsHowFarItIs_thenOnlyTheOtherCureIsTold() {
    CheckProgress progress = progress(1);

    progress.tell(result(ScenarioResult.Outcome.BROKEN, 1000));

    assertThat(progress.state())
        .endsWith("1 waited 1 s or longer for what did not come: --only RULE|TEXT plays fewer");
  }

  @ParameterizedTest
  @CsvSource({"BROKEN, 2999", "HELD, 3000", "UNSUPPORTED, 3000", "NOT_APPLICABLE, 3000"})
  void givenNoneThatWaitedInVain_whenItTellsHowFarItIs_thenNothingIsSaidOfIt(
      ScenarioResult.Outcome outcome, long millis) {
    CheckProgress progress = progress(3);

    progress.tell(result(outcome, millis));

    assertThat(progress.state()).isEqualTo("1 of 9 scenarios played");
  }
}
