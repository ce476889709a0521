package dev.wsplab.conformance.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A class of tests runs through the layers as it is. */
@Timeout(120)
class TestClassCheckTest {
  @Test
  void givenTestsWithFaults_whenChecked_thenEachFailsOverItsLayerAlone()
      throws InterruptedException {
    ClientReport report = ClientCheck.ofTests(ClientCases.Mixed.class).run();

    assertThat(report.failed())
        .as(report.overview())
        .containsExactly("short-reads", "select-refuses-empty");
    LayerRun shortReads = run(report, "short-reads");
    assertThat(shortReads.problems())
        .hasSize(2)
        .anyMatch(
            text ->
                text.matches(
                    "(?s)ClientCases\\$Mixed\\.greets \\[1\\] (times ?= ?)?1"
                        + ": java.lang.IllegalStateException: expected hello, received h\n.*"));
    assertThat(shortReads.problems().get(0)).contains("at example.HastyClient.main(");
    assertThat(run(report, "select-refuses-empty").differences())
        .containsExactly("ClientCases$Mixed$Inner.selects passes bare");
  }

  /** The tests' own reports of a hang come along: waiters, operations, events. */
  @Test
  void givenTestThatHangs_whenItsTimeIsOver_thenTheReportSaysWhere() throws InterruptedException {
    ClientReport report =
        ClientCheck.ofTests(ClientCases.Skipping.class)
            .only(FieldLayer.KB2568167)
            .timeout(Duration.ofSeconds(3))
            .run();

    assertThat(report.failed()).as(report.overview()).containsExactly("kb2568167");
    assertThat(report.overview())
        .contains(
            "ClientCases$Skipping.waitsForItsPacket: java.util.concurrent.TimeoutException",
            "timed out after 3000 milliseconds",
            "1 thread inside a call:",
            "in getQueuedCompletionStatus, port ",
            "FaultyClients.skipsPackets(",
            "client NOTIFIED WSARecv #1");
  }

  @Test
  void givenTestThatFailsAnyway_whenChecked_thenThatIsTold() throws InterruptedException {
    ClientReport report =
        ClientCheck.ofTests(ClientCases.BrokenAnyway.class).only(FieldLayer.NON_IFS).run();

    assertThat(report.failed()).isEqualTo(List.of("bare"));
    assertThat(report.runs()).as("no test is left that a layer could break").hasSize(1);
  }

  @Test
  void givenOneTestThatFailsAnyway_whenChecked_thenItIsToldOnceAndTheOthersAreRunOverTheLayer()
      throws InterruptedException {
    ClientReport report =
        ClientCheck.ofTests(ClientCases.BrokenInPart.class).only(FieldLayer.SHORT_READS).run();

    assertThat(report.failed()).containsExactly("bare", "short-reads");
    assertThat(report.overview())
        .containsOnlyOnce("ClientCases$BrokenInPart.fails: ")
        .contains(
            "ClientCases$BrokenInPart.greets: ",
            "differs: ClientCases$BrokenInPart.fails fails bare, too",
            "check: fails without any layer, and otherwise over short-reads");
  }

  @Test
  void givenClassThatNoLayerReaches_whenChecked_thenItIsRefusedWithTheRemedy() {
    assertThatThrownBy(() -> ClientCheck.ofTests(ClientCases.WithoutWinsock.class).run())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("none of its tests takes a Winsock from @WithWinsock")
        .hasMessageContaining("give the class the annotation");
    assertThatThrownBy(() -> ClientCheck.ofTests(ClientCases.WithoutTests.class).run())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("JUnit found no test in it");
    assertThat(ClientCheck.isTestClass(ClientCases.Mixed.class)).isTrue();
    assertThat(ClientCheck.isTestClass(ClientCases.WithoutTests.class)).isFalse();
  }

  private static LayerRun run(ClientReport report, String label) {
    return report.runs().stream()
        .filter(run -> run.label().equals(label))
        .findFirst()
        .orElseThrow();
  }
}
