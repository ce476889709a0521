package example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.conformance.ConformanceKit;
import dev.wsplab.conformance.KitReport;
import org.junit.jupiter.api.Test;

class CheckedLayerTest {
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
}
