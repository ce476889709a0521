package dev.wsplab.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of a process that said nothing any more. */
class CrashReportTest {
  private static final String CALL =
      "last call: WSPCleanup of /folder/layer.so in the thread scenario";
  private static final String UPCALL =
      "last upcall: WPUCreateEvent of /folder/layer.so in the thread scenario";
  private static final Duration WAITED = Duration.ofSeconds(75);

  @Test
  void givenACallThatHasNotReturned_whenTheProcessIsSilent_thenFunctionAndModuleAreSeen() {
    Finding finding = CrashReport.silent(List.of(CALL, UPCALL + LastCalls.OVER), WAITED);

    assertThat(finding.seen())
        .isEqualTo("nothing for 75 s, and nothing could interrupt it; " + CALL);
    assertThat(finding.history()).containsExactly(CALL, UPCALL + LastCalls.OVER);
  }

  @Test
  void givenNothingBegun_whenTheProcessIsSilent_thenItIsNotSaidThatTheScenarioWasPlayed() {
    Finding finding = CrashReport.silentBefore(List.of(), WAITED);

    assertThat(finding.what()).isEqualTo("the process hung before this scenario had begun");
    assertThat(finding.seen()).startsWith("nothing for 75 s");
  }

  @Test
  void givenCallsThatHaveReturned_whenTheProcessIsSilentAfterIt_thenTheHistoryHasThem() {
    List<String> calls = List.of(CALL + LastCalls.OVER, UPCALL + LastCalls.OVER);

    Finding finding = CrashReport.silentAfter(calls, WAITED);

    assertThat(finding.what()).isEqualTo("the process hung after this scenario");
    assertThat(finding.seen()).doesNotContain("last call", "last upcall");
    assertThat(finding.history()).isEqualTo(calls);
  }
}
