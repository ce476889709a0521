package dev.wsplab.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.platform.ShownOutput;
import java.util.Arrays;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user sees of a test that hangs. */
class HangTest {
  /** The time of a case is for its wait, not for the loading of what it uses. */
  @BeforeAll
  static void loadWhatIsUsed() {
    CaseRun.of(HangingCases.ThatEnds.class);
  }

  @ParameterizedTest
  @ValueSource(classes = {HangingCases.InItsOwnThread.class, HangingCases.InAThreadOfJUnit.class})
  void givenTestThatWaitsForAPacket_whenItTimesOut_thenTheReportHasWaiterOperationAndEvents(
      Class<?> cases) {
    Throwable failure = CaseRun.of(cases).failure();

    assertThat(failure).isInstanceOf(TimeoutException.class);
    assertThat(hang(failure))
        .hasMessageStartingWith("the time is over for \"")
        .hasMessageContaining("\n1 thread inside a call:\n")
        .hasMessageContaining("in getQueuedCompletionStatus, port ")
        .hasMessageContaining("at dev.wsplab.junit.HangingCases.receiveWithoutSender(")
        .hasMessageContaining("\n1 pending operation:\n  #1 WSARecv on socket ")
        .hasMessageContaining(
            "LoopbackProvider: its WSPRecv answered WSA_IO_PENDING, and nothing was completed;")
        .hasMessageContaining("\n3 open handles:\n")
        .hasMessageContaining("client PENDED WSARecv #1");
  }

  @Test
  void givenTwoWaitersThreeOperationsAndManyEvents_whenItTimesOut_thenEachIsToldAndFiftyEvents() {
    String report =
        String.valueOf(
            hang(CaseRun.of(HangingCases.WithSeveralOfEach.class).failure()).getMessage());

    assertThat(report)
        .contains("\n2 threads inside a call:\n", "in getQueuedCompletionStatus, port ")
        .contains("  \"the second\" in waitForSingleObjectEx, event ")
        .contains("at dev.wsplab.junit.HangingCases$WithSeveralOfEach.await(");
    assertThat(sectionOf(report, "3 pending operations:", "untaken completion"))
        .contains("  #1 WSARecv on socket ", "  #2 WSARecv on socket ", "  #3 WSARecv on socket ")
        .containsPattern(
            "(?s)(#\\d WSARecv[^#]*WithSeveralOfEach.waitsInTwoThreadsForThreeReceives.*){3}");
    assertThat(report.substring(report.indexOf("\nthe last 50 events:")).lines())
        .filteredOn(line -> line.startsWith("  +"))
        .hasSize(50)
        .last()
        .asString()
        .contains("PENDED WSARecv #3");
  }

  private static String sectionOf(String report, String from, String to) {
    int begin = report.indexOf(from);
    int end = report.indexOf(to, begin);
    assertThat(begin).as("%s in%n%s", from, report).isPositive();
    assertThat(end).as("%s in%n%s", to, report).isPositive();
    return report.substring(begin, end);
  }

  /** docs/junit.md. */
  @Test
  void givenTestThatWaitsForAPacket_whenItTimesOut_thenTheReportIsAsThePageShowsIt() {
    Throwable failure = CaseRun.of(HangingCases.InAThreadOfJUnit.class).failure();

    ShownOutput.assertShows("HangTest", String.valueOf(hang(failure).getMessage()));
  }

  @Test
  void givenTestThatTimedOut_whenItsThreadMayStillClose_thenNothingIsCalledALeak() {
    Throwable failure = CaseRun.of(HangingCases.InAThreadOfJUnit.class).failure();

    assertThat(Arrays.asList(failure.getSuppressed())).noneMatch(LeakError.class::isInstance);
  }

  @Test
  void givenTestThatWaitsElsewhere_whenItTimesOut_thenWhatIsPendingIsToldAllTheSame() {
    Throwable failure = CaseRun.of(HangingCases.OutsideWinsock.class).failure();

    assertThat(hang(failure))
        .hasMessageContaining("\n0 threads inside a call:\n")
        .hasMessageContaining("\n1 pending operation:\n  #1 WSARecv on socket ")
        .hasMessageContaining("HangingCases$OutsideWinsock.waitsForSomethingElse(");
  }

  @Test
  void givenThreadInAWait_whenTheTestEnds_thenItFailsAndNamesTheThread() {
    Throwable failure = CaseRun.of(HangingCases.WithAThreadLeft.class).failure();

    assertThat(failure)
        .isInstanceOf(HangError.class)
        .hasMessageStartingWith("the test has ended, and threads are still inside a call\n")
        .hasMessageContaining("\"left behind\" in waitForSingleObjectEx, event ")
        .hasMessageContaining("at dev.wsplab.junit.HangingCases$WithAThreadLeft.");
  }

  @Test
  void givenProviderWhoseCleanupHangs_whenTheTestEnds_thenItIsInterruptedAndNamed() {
    Throwable failure =
        CaseRun.of(HangingCases.WithAProviderWithoutEnd.class, "wsplab.close.limit", "300")
            .failure();

    assertThat(failure)
        .isInstanceOf(HangError.class)
        .hasMessageStartingWith("closing the environment takes longer than 300 ms")
        .hasMessageContaining("HangingCases$LayerWithoutEnd.wspCleanup(");
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  private static Throwable hang(Throwable failure) {
    return Arrays.stream(failure.getSuppressed())
        .filter(HangError.class::isInstance)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no report of a hang", failure));
  }
}
