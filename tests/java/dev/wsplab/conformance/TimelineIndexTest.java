package dev.wsplab.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.conformance.ScenarioResult.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.commons.lang3.StringUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page that leads to the timelines of a run. */
class TimelineIndexTest {
  private static final String SCENARIO = "WSARecv/later/port/over-non-IFS";

  @TempDir Path folder;

  private static Finding finding(String rule, String what, String seen) {
    return new Finding(rule, what, "expected", seen, "remedy", List.of());
  }

  private String pageOf(Finding... findings) throws IOException {
    ScenarioResult result =
        new ScenarioResult(
            SCENARIO, "WSARecv", Outcome.BROKEN, "", List.of(findings), List.of(), true, 1);
    KitReport report =
        new KitReport("x.Layer", "IFS layer", 42, false, List.of(result), Duration.ZERO);
    return Files.readString(report.writeTimelineIndex(folder));
  }

  /** OVL-1, twice in one scenario. */
  @Test
  void givenRuleThatIsBrokenTwiceInOneScenario_whenWritten_thenThatStandsUnderItOnce()
      throws IOException {
    String page = pageOf(finding("OVL-1", "reused", "first"), finding("OVL-1", "reused", "second"));

    assertThat(StringUtils.countMatches(page, "<li>" + SCENARIO + "</li>")).isEqualTo(1);
    assertThat(page).contains("<td>OVL-1</td>");
  }

  @Test
  void givenCallThatHangs_whenWritten_thenTheTableNamesItThoughNoRuleDoes() throws IOException {
    String page = pageOf(finding("", "WSPRecv does not return", "5 s"));

    assertThat(page).contains("hang: WSPRecv does not return</h2>").contains("<td>hang</td>");
  }
}
