package dev.wsplab.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The pages of a kit that plays in its own process: which there are, and what they tell. */
@Timeout(120)
class KitPagesTest {
  private static final String SCENARIO = "WSARecv/later/port/over-non-IFS";
  private static final String OTHER = "WSASend/later/port/over-non-IFS";

  @TempDir Path folder;

  /** Passes everything on. */
  private static final class Plain extends LayeredProvider {}

  /** Waits in a receive until somebody interrupts it, and then goes on as if nothing had been. */
  private static final class WaitsForAnInterrupt extends LayeredProvider {
    @Override
    public TransferResult wspRecv(
        SocketHandle s,
        WsaBuffers buffers,
        int flags,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return super.wspRecv(s, buffers, flags, overlapped, routine, threadId);
    }
  }

  @Test
  void givenPagesOfAnEarlierRun_whenScenariosArePlayedThatHold_thenTheirsAreGoneAndNoOthers()
      throws Exception {
    Path earlier = Files.createFile(folder.resolve(ScenarioPages.fileOf(SCENARIO)));
    Path another = Files.createFile(folder.resolve(ScenarioPages.fileOf(OTHER)));

    KitReport report = ConformanceKit.layer(Plain::new).only(SCENARIO).timelines(folder).run();

    assertThat(report.isGood()).isTrue();
    assertThat(earlier).doesNotExist();
    assertThat(another).exists();
  }

  /** WSP-IO-2: what the interrupt brings about is not the provider's doing. */
  @Test
  void givenCallThatHangs_whenItIsBrokenOff_thenWhatItDoesAfterwardsIsNotTold() {
    RecordedScenario played =
        ConformanceKit.layer(WaitsForAnInterrupt::new)
            .patience(Duration.ofMillis(400))
            .record(SCENARIO);

    assertThat(played.result().findings()).extracting(Finding::rule).contains("WSP-IO-2");
    List<String> calls =
        played.lines().stream().filter(line -> line.contains(" CALLED WSPRecv ")).toList();
    assertThat(calls).singleElement().asString().contains(WaitsForAnInterrupt.class.getName());
  }
}
