package dev.wsplab.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.provider.LayeredProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a child process that plays scenarios. */
@Timeout(240)
class IsolatedKitTest {
  private static final String SCENARIOS = "WSARecv/later/port";
  private static final int STATUS = 7;

  /** Passes everything on. */
  public static final class Plain extends LayeredProvider {}

  /** A child whose process is ended, by a thread that is left say, when the scenarios are over. */
  static final class EndsAfterwards {
    private EndsAfterwards() {}

    public static void main(String[] arguments) throws Exception {
      KitWorker.run(kit(), Path.of(arguments[0]), Integer.parseInt(arguments[1]));
      Runtime.getRuntime().halt(Integer.parseInt(arguments[2]));
    }
  }

  /** A child whose process somebody ends with 0 after each scenario, before it could say so. */
  static final class EndsBetween {
    private EndsBetween() {}

    public static void main(String[] arguments) throws Exception {
      Path folder = Path.of(arguments[0]);
      Path own = Files.createTempDirectory(folder, "own");
      KitWorker.run(kit(), own, Integer.parseInt(arguments[1]));
      List<String> lines = Files.readAllLines(own.resolve(IsolatedKit.JOURNAL));
      int planBegunEnded = 3;
      Files.write(folder.resolve(IsolatedKit.JOURNAL), lines.subList(0, planBegunEnded));
      Runtime.getRuntime().halt(0);
    }
  }

  /** Children of which only the first plays something, one scenario; the others end at once. */
  static final class EndsAtOnceLater {
    private EndsAtOnceLater() {}

    public static void main(String[] arguments) throws Exception {
      if (!arguments[1].equals("0")) {
        Runtime.getRuntime().halt(Integer.parseInt(arguments[2]));
      }
      EndsBetween.main(arguments);
    }
  }

  /** A child that ends before it has a provider. */
  static final class EndsAtOnce {
    private EndsAtOnce() {}

    public static void main(String[] arguments) {
      System.out.println("no provider to be had");
      Runtime.getRuntime().halt(Integer.parseInt(arguments[2]));
    }
  }

  private static ConformanceKit kit() {
    return ConformanceKit.layer(Plain::new).only(SCENARIOS);
  }

  private static KitReport played(int status, List<ScenarioResult> told) throws Exception {
    return played(EndsAfterwards.class, status, told);
  }

  private static KitReport played(Class<?> child, int status, List<ScenarioResult> told)
      throws Exception {
    IsolatedKit.WorkerCommand command =
        (folder, first, crash) ->
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:ErrorFile=" + crash,
                "-cp",
                System.getProperty("java.class.path"),
                child.getName(),
                folder.toString(),
                String.valueOf(first),
                String.valueOf(status));
    return new IsolatedKit(command, Duration.ofSeconds(5), told::add, line -> {}).run();
  }

  @Test
  void givenProcessThatEndsAfterTheLastScenario_whenPlayed_thenThatIsNoGoodRun() throws Exception {
    List<ScenarioResult> told = new ArrayList<>();

    KitReport report = played(STATUS, told);

    assertThat(report.isGood()).isFalse();
    assertThat(report.overview())
        .contains(
            "WSP-ERR-3: the process ended after this scenario, before another had begun",
            "exit status " + STATUS,
            "broken 1,");
    assertThat(told.get(told.size() - 1).outcome()).isEqualTo(ScenarioResult.Outcome.BROKEN);
  }

  @Test
  void givenProcessThatEndsWellBetweenScenarios_whenPlayed_thenEachIsBlamedAndTheNextIsPlayed()
      throws Exception {
    List<ScenarioResult> told = new ArrayList<>();

    KitReport report = played(EndsBetween.class, 0, told);

    assertThat(report.isGood()).isFalse();
    assertThat(report.overview())
        .contains("the process ended after this scenario, before another had begun")
        .contains("exit status 0");
    assertThat(told.stream().filter(result -> !result.findings().isEmpty()))
        .extracting(ScenarioResult::name)
        .doesNotHaveDuplicates()
        .hasSize(kit().size());
  }

  @Test
  void givenProcessThatEndsBetweenScenarios_whenBlamed_thenTheLastCallAndUpcallAreTold()
      throws Exception {
    KitReport report = played(STATUS, new ArrayList<>());

    assertThat(report.overview())
        .contains("    last call: WSPCleanup of java:" + Plain.class.getName())
        .contains("    last upcall: WPU");
  }

  @Test
  void givenLaterProcessesThatEndAtOnce_whenPlayed_thenEachScenarioIsToldAndTheRunEnds()
      throws Exception {
    List<ScenarioResult> told = new ArrayList<>();

    KitReport report = played(EndsAtOnceLater.class, STATUS, told);

    assertThat(report.isGood()).isFalse();
    assertThat(report.results())
        .extracting(ScenarioResult::name)
        .doesNotHaveDuplicates()
        .hasSize(kit().size());
    assertThat(report.results().get(report.results().size() - 1).findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.what()).contains("ended before this scenario had begun");
              assertThat(finding.seen()).contains("exit status " + STATUS);
            });
  }

  @Test
  void givenProcessThatEndsBeforeItHasAProvider_whenPlayed_thenThatIsAFailedStart() {
    assertThatThrownBy(() -> played(EndsAtOnce.class, STATUS, new ArrayList<>()))
        .isInstanceOf(CannotStartException.class)
        .hasMessageContaining("nothing was played")
        .hasMessageContaining("ended with status " + STATUS + " before it played one")
        .hasMessageContaining("no provider to be had");
  }

  @Test
  void givenProcessThatEndsAsItShould_whenPlayed_thenItsScenariosCount() throws Exception {
    List<ScenarioResult> told = new ArrayList<>();

    KitReport report = played(0, told);

    assertThat(report.overview()).contains("broken 0,");
    assertThat(report.isGood()).isTrue();
    assertThat(told).hasSizeGreaterThan(1);
  }
}
