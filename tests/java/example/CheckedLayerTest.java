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
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;

class CheckedLayerTest {
  public static final class HastyLayer extends LayeredProvider {
    @Override
    public TransferResult wspSend(
        SocketHandle s,
        WsaBuffers buffers,
        int flags,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      TransferResult result = super.wspSend(s, buffers, flags, overlapped, routine, threadId);
      return result.isPending() ? TransferResult.done(0, 0) : result; // it will be sent anyway
    }
  }

  @Test
  void givenAHastyLayer_whenChecked_thenTheKitNamesTheRule() {
    KitReport report = ConformanceKit.layer(HastyLayer::new).only("WSASend/later").run();
    assertThat(report.brokenRules()).as(report.overview()).contains("WSP-IO-16");
  }

  @Test
  void givenALayerThatPassesEverythingOn_whenChecked_thenNothingIsBroken() {
    KitReport report = ConformanceKit.layer(PassingLayer::new).only("WSASend/").run();
    assertThat(report.isGood()).as(report.overview()).isTrue();
  }

  /** Changes nothing. */
  public static final class PassingLayer extends LayeredProvider {}
}
