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
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The timelines of scenarios after which, or before which, the process ended. */
@Timeout(240)
class EndedPagesTest {
  private static final String SCENARIO = "WSARecv/later/port/over-non-IFS";
  private static final int STATUS = 7;

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
    IsolatedKit.WorkerCommand command =
        (work, first, crash) ->
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:ErrorFile=" + crash,
                "-cp",
                System.getProperty("java.class.path"),
                EndsAfterwards.class.getName(),
                work.toString(),
                String.valueOf(first),
                folder.toString(),
                only);
    return new IsolatedKit(command, Duration.ofSeconds(5), told -> {}, line -> {})
        .timelines(folder)
        .run();
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
}
