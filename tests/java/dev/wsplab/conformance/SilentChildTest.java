package dev.wsplab.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.provider.LayeredProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.commons.lang3.StringUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A child from which nothing comes any more, outside of a scenario. */
@Timeout(240)
class SilentChildTest {
  private static final String SCENARIOS = "WSARecv/later/port";
  private static final Duration SILENCE = Duration.ofSeconds(20);

  @TempDir Path folder;

  /** Passes everything on. */
  public static final class Plain extends LayeredProvider {}

  /** A child that plays all, and then stays. */
  static final class StaysAfterwards {
    private StaysAfterwards() {}

    public static void main(String[] arguments) throws Exception {
      KitWorker.run(kit(), Path.of(arguments[0]), Integer.parseInt(arguments[1]));
      stay();
    }
  }

  /** The first child is ended after its first scenario; those after it do not begin theirs. */
  static final class StaysBeforehand {
    private StaysBeforehand() {}

    public static void main(String[] arguments) throws Exception {
      if (!arguments[1].equals("0")) {
        stay();
      }
      Path work = Path.of(arguments[0]);
      Path own = Files.createTempDirectory(work, "own");
      KitWorker.run(kit(), own, 0);
      List<String> lines = Files.readAllLines(own.resolve(IsolatedKit.JOURNAL));
      int planBegunEnded = 3;
      Files.write(work.resolve(IsolatedKit.JOURNAL), lines.subList(0, planBegunEnded));
      Runtime.getRuntime().halt(0);
    }
  }

  private static ConformanceKit kit() {
    return ConformanceKit.layer(Plain::new).only(SCENARIOS);
  }

  /** Until the process is ended. */
  private static void stay() {
    while (!Thread.currentThread().isInterrupted()) {
      LockSupport.park();
    }
  }

  private KitReport played(Class<?> child) throws Exception {
    IsolatedKit.WorkerCommand command =
        (work, first, crash) ->
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:ErrorFile=" + crash,
                "-cp",
                System.getProperty("java.class.path"),
                child.getName(),
                work.toString(),
                String.valueOf(first));
    return new IsolatedKit(command, Duration.ofSeconds(5), told -> {}, line -> {})
        .silence(SILENCE)
        .timelines(folder)
        .run();
  }

  private String page(ScenarioResult result) throws IOException {
    return Files.readString(folder.resolve(ScenarioPages.fileOf(result.name())));
  }

  /** Where the end of all bars is, which is where the last event is. */
  private static long lastEvent(String page) {
    long[] begins = numbers(page, "\"begin\":[");
    long[] times = numbers(page, "\"time\":[");
    long begin = 0;
    long last = 0;
    for (int i = 0; i < begins.length; i++) {
      begin += begins[i];
      last = Math.max(last, begin + times[i]);
    }
    return last;
  }

  private static long[] numbers(String page, String name) {
    String bars = StringUtils.substringAfter(page, "\"bars\":{");
    return Arrays.stream(StringUtils.substringBetween(bars, name, "]").split(","))
        .mapToLong(Long::parseLong)
        .toArray();
  }

  @Test
  void givenChildThatStaysAfterTheLastScenario_whenItIsGivenUp_thenThatOneIsBlamedAndDrawn()
      throws Exception {
    KitReport report = played(StaysAfterwards.class);

    assertThat(report.results()).hasSize(kit().size()).hasSizeGreaterThan(1);
    ScenarioResult last = report.results().get(report.results().size() - 1);
    assertThat(last.findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.what()).isEqualTo("the process hung after this scenario");
              assertThat(finding.seen()).contains("nothing for 20 s");
              assertThat(finding.history())
                  .anyMatch(line -> line.startsWith("last call: WSPCleanup of java:"))
                  .anyMatch(line -> line.startsWith("last upcall: WPU"));
            });
    assertThat(report.results().get(0).outcome()).isEqualTo(ScenarioResult.Outcome.HELD);
    String page = page(last);
    assertThat(page).contains("the process hung after this scenario", "WSPRecv");
    String flaws = StringUtils.substringAfter(page, "\"flaws\":[");
    assertThat(Long.parseLong(StringUtils.substringBetween(flaws, "\"at\":", ",")))
        .isPositive()
        .isGreaterThanOrEqualTo(lastEvent(page));
  }

  @Test
  void givenLaterChildThatStaysBeforeItsScenario_whenItIsGivenUp_thenThatOneFailsAsNotBegun()
      throws Exception {
    KitReport report = played(StaysBeforehand.class);

    assertThat(report.results()).hasSize(kit().size());
    assertThat(report.results().get(0).findings())
        .singleElement()
        .extracting(Finding::what)
        .isEqualTo("the process ended after this scenario, before another had begun");
    ScenarioResult second = report.results().get(1);
    assertThat(second.findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.what())
                  .isEqualTo("the process hung before this scenario had begun");
              assertThat(finding.seen()).contains("nothing for 20 s");
            });
    assertThat(page(second)).contains("the process hung before this scenario had begun");
  }
}
