package example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.conformance.ConformanceKit;
import dev.wsplab.conformance.KitReport;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import java.time.Duration;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;

class OrderingLayerTest {
  public static final class OrderingLayer extends LayeredProvider {
    @Override
    public TransferResult wspSend(
        SocketHandle s,
        WsaBuffers buffers,
        int flags,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      TransferResult result = super.wspSend(s, buffers, flags, overlapped, routine, threadId);
      if (result.isPending() && overlapped != null) {
        wspGetOverlappedResult(s, overlapped, true); // one send at a time
      }
      return result;
    }
  }

  /** WSP-IO-2. */
  @Test
  void givenALayerThatWaitsForItsSend_whenTheClientMeansToCancelIt_thenTheKitNamesTheCall() {
    KitReport report =
        ConformanceKit.layer(OrderingLayer::new)
            .only("WSASend/cancelled/event/over-non-IFS")
            .patience(Duration.ofSeconds(1))
            .run();

    assertThat(report.brokenRules()).as(report.overview()).containsExactly("WSP-IO-2");
    assertThat(report.overview())
        .contains("WSPSend of java:")
        .contains("OrderingLayer does not return")
        .contains("OrderingLayer.wspSend(OrderingLayerTest.java:");
  }
}
