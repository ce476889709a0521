package dev.wsplab.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The kit with a layer whose sends come to the provider below when they have returned to the
 * client, from a thread that holds a lock of the layer's meanwhile.
 */
@Timeout(120)
class QueueingLayerTest {
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "queueing layer");
            thread.setDaemon(true);
            return thread;
          });

  private final class Queueing extends LayeredProvider {
    @Override
    public TransferResult wspSend(
        SocketHandle s,
        @Nullable WsaBuffers buffers,
        int flags,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      if (overlapped == null || buffers == null || routine != null) {
        return super.wspSend(s, buffers, flags, overlapped, routine, threadId);
      }
      if (overlapped.event().value() != 0) {
        upcalls().wpuResetEvent(overlapped.event());
      }
      overlapped.markPending();
      WsaBuffers kept = buffers.capture();
      synchronized (this) {
        worker.execute(() -> send(s, kept, flags, overlapped));
      }
      return TransferResult.PENDING;
    }

    private synchronized void send(
        SocketHandle s, WsaBuffers buffers, int flags, Overlapped overlapped) {
      super.wspSend(s, buffers, flags, overlapped, null, null);
    }
  }

  @AfterEach
  void end() {
    worker.shutdownNow();
  }

  /** It does not say what it does when a send fails at once below. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "WSASend/later/",
        "WSASend/fails-later/",
        "WSASend/before-return/",
        "WSASend/closed/",
        "WSASend/cancelled/",
        "WSASend/two-operations/"
      })
  void givenSendsThatComeDownLater_whenChecked_thenTheKitWaitsForThem(String cells) {
    KitReport report = ConformanceKit.layer(Queueing::new).only(cells).run();

    assertThat(report.isGood()).as(report.overview()).isTrue();
    assertThat(report.count(ScenarioResult.Outcome.HELD)).isPositive();
  }
}
