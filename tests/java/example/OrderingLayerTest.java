package example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.conformance.ConformanceKit;
import dev.wsplab.conformance.KitReport;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OrderingLayerTest {
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
        .contains("OrderingLayer.wspSend(OrderingLayer.java:");
  }
}
