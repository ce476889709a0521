package dev.wsplab.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.commons.lang3.StringUtils;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The timelines of scenarios after which, or before which, the process ended. */
@Timeout(240)
class EndedPagesTest {
  private static final String SCENARIO = "WSARecv/later/port/over-non-IFS";
  private static final String SCENARIOS = "WSARecv/later/port";
  private static final int STATUS = 7;

  private static final int UNKNOWN_ERROR = 4711;
  private static final Duration ENDLESS = Duration.ofHours(1);

  @TempDir Path folder;

  /** Says that a receive has finished, whatever it did. */
  public static final class Hasty extends LayeredProvider {
    @Override
    public TransferResult wspRecv(
        SocketHandle s,
        WsaBuffers buffers,
        int flags,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      TransferResult result = super.wspRecv(s, buffers, flags, overlapped, routine, threadId);
      return result.isPending() ? TransferResult.done(0, 0) : result;
    }
  }

  /** Refuses receives with an error that there is not, and ends the process in the cleanup. */
  public static final class EndsInItsCleanup extends LayeredProvider {
    private volatile boolean received;

    @Override
    public TransferResult wspRecv(
        SocketHandle s,
        WsaBuffers buffers,
        int flags,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      received = true;
      return TransferResult.failed(UNKNOWN_ERROR);
    }

    @Override
    public CallResult wspCleanup() {
      if (received) {
        Runtime.getRuntime().halt(STATUS);
      }
      return super.wspCleanup();
    }
  }

  /** Never comes back out of the first receive that there is. */
  public static final class HangsOnce extends LayeredProvider {
    private final Path mark;

    HangsOnce(Path mark) {
      this.mark = mark;
    }

    @Override
    public TransferResult wspRecv(
        SocketHandle s,
        WsaBuffers buffers,
        int flags,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      if (mark.toFile().mkdir()) {
        LockSupport.park();
        throw new IllegalStateException("nobody ends this wait but the end of the process");
      }
      return super.wspRecv(s, buffers, flags, overlapped, routine, threadId);
    }
  }

  /** A child with a provider that ends it, or that hangs, and so patient that it never tells. */
  static final class Plays {
    private Plays() {}

    public static void main(String[] arguments) throws Exception {
      Path pages = Path.of(arguments[2]);
      boolean hangs = arguments[4].equals("hangs");
      ConformanceKit kit =
          hangs
              ? ConformanceKit.layer(() -> new HangsOnce(pages.resolve("mark")))
              : ConformanceKit.layer(EndsInItsCleanup::new);
      kit.only(arguments[3]).timelines(pages).patience(hangs ? ENDLESS : Duration.ofSeconds(5));
      boolean all = KitWorker.run(kit, Path.of(arguments[0]), Integer.parseInt(arguments[1]));
      Runtime.getRuntime().halt(all ? 0 : 1);
    }
  }

  /** A child that ends when its scenario is over and drawn; later ones end before they play. */
  static final class EndsAfterwards {
    private EndsAfterwards() {}

    public static void main(String[] arguments) throws Exception {
      if (arguments[1].equals("0")) {
        ConformanceKit kit =
            ConformanceKit.layer(Hasty::new).only(arguments[3]).timelines(Path.of(arguments[2]));
        KitWorker.run(kit, Path.of(arguments[0]), 0);
      }
      Runtime.getRuntime().halt(STATUS);
    }
  }

  private KitReport played(String only) throws Exception {
    return kit(EndsAfterwards.class, only, "").timelines(folder).run();
  }

  private IsolatedKit kit(Class<?> child, String only, String how) {
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
                String.valueOf(first),
                folder.toString(),
                only,
                how);
    return new IsolatedKit(command, Duration.ofSeconds(5), told -> {}, line -> {});
  }

  /** WSP-IO-16, WSP-ERR-3. */
  @Test
  void givenScenarioWithItsPage_whenTheProcessEndsAfterIt_thenThePageHasBothRules()
      throws Exception {
    KitReport report = played(SCENARIO);

    assertThat(report.isGood()).isFalse();
    assertThat(Files.readString(folder.resolve(ScenarioPages.fileOf(SCENARIO))))
        .contains("WSP-IO-16", "the process ended after this scenario", "exit status " + STATUS)
        .contains("WSPRecv", "WSARecv");
  }

  private String page(String scenario) throws IOException {
    return Files.readString(folder.resolve(ScenarioPages.fileOf(scenario)));
  }

  /** WSP-ERR-1, WSP-ERR-3: the verifier's finding is not lost with the process. */
  @Test
  void givenRuleBroken_whenTheProcessEndsInTheSameScenario_thenResultAndPageHaveBoth()
      throws Exception {
    KitReport report = kit(Plays.class, SCENARIO, "ends").timelines(folder).run();

    assertThat(report.results())
        .singleElement()
        .satisfies(
            result ->
                assertThat(result.findings())
                    .extracting(Finding::what)
                    .contains("the process ended while a scenario was played")
                    .anyMatch(what -> what.contains("error")));
    assertThat(page(SCENARIO))
        .contains("the process ended while a scenario was played", "exit status " + STATUS)
        .contains(String.valueOf(UNKNOWN_ERROR));
  }

  /** The same without pages: what is known does not hang on them. */
  @Test
  void givenRuleBroken_whenTheProcessEndsAndNothingIsDrawn_thenTheResultHasItAllTheSame()
      throws Exception {
    KitReport report = kit(Plays.class, SCENARIO, "ends").run();

    assertThat(report.overview())
        .contains("the process ended while a scenario was played", String.valueOf(UNKNOWN_ERROR));
  }

  /** A child that says nothing any more is given up; its page shows what has not ended. */
  @Test
  void
      givenChildFromWhichNothingComes_whenItIsGivenUp_thenItsPageShowsTheOpenCallAndTheNextIsPlayed()
          throws Exception {
    KitReport report =
        kit(Plays.class, SCENARIOS, "hangs")
            .silence(Duration.ofSeconds(20))
            .timelines(folder)
            .run();

    assertThat(report.results()).hasSizeGreaterThan(1);
    ScenarioResult hung = report.results().get(0);
    assertThat(hung.findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.what()).isEqualTo("the process hung while a scenario was played");
              assertThat(finding.seen())
                  .contains("nothing for 20 s", "last call: WSPRecv socket ")
                  .contains(" of java:" + HangsOnce.class.getName());
            });
    assertThat(report.results().stream().skip(1))
        .extracting(ScenarioResult::outcome)
        .doesNotContain(ScenarioResult.Outcome.BROKEN);
    String page = page(hung.name());
    assertThat(page).contains("the process hung while a scenario was played", "WSPRecv");
    assertThat(StringUtils.substringBetween(page, "\"open\":[", "]")).contains("1");
  }

  @Test
  void givenSilenceOfNothing_whenItIsSet_thenItIsRefused() {
    IsolatedKit kit = kit(Plays.class, SCENARIO, "ends");

    assertThatThrownBy(() -> kit.silence(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("silence=PT0S: at least 1 millisecond");
  }
}
