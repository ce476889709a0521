package dev.wsplab.conformance.field;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.conformance.ConformanceKit;
import dev.wsplab.conformance.KitReport;
import dev.wsplab.provider.CompletionMoment;
import dev.wsplab.provider.LayerForm;
import dev.wsplab.spi.ServiceProvider;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The layers of the field are correct ones: the kit finds no rule that they break. All of its
 * scenarios are played with {@code -Dwsplab.scale=1}, a part of them in the build.
 */
class FieldLayerKitTest {
  // Shares no factor with the six ways to be told and the seven moments: each part has all of them.
  private static final int PARTS = 25;

  static Stream<Arguments> layers() {
    return Stream.of(
        layer("after return", () -> new PassingLayer(CompletionMoment.afterReturn())),
        layer("at once", () -> new PassingLayer(CompletionMoment.atOnce())),
        layer("before return", () -> new PassingLayer(CompletionMoment.beforeReturn())),
        layer("held", () -> new PassingLayer(CompletionMoment.held(Duration.ofMillis(10)))),
        layer("non-IFS", () -> new PassingLayer(LayerForm.NON_IFS)),
        layer("short reads", ShortReadLayer::new),
        layer("pointer per socket", PointerLayer::new),
        layer("answers BSP handles", HandleIoctlLayer::answeringItself),
        layer("refuses base handle", HandleIoctlLayer::refusingBase),
        layer("refuses empty sets", EmptySetLayer::new));
  }

  private static Arguments layer(String name, Supplier<ServiceProvider> layer) {
    return Arguments.of(name, layer);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("layers")
  @Timeout(60)
  void givenALayerOfTheField_whenTheKitPlays_thenNothingIsBroken(
      String name, Supplier<ServiceProvider> layer) {
    double scale = Double.parseDouble(System.getProperty("wsplab.scale", "0.02"));
    int parts = scale < 1 ? PARTS : 1;
    KitReport report = ConformanceKit.layer(name, false, layer).shard(1, parts).run();
    assertThat(report.isGood()).as(report.overview()).isTrue();
  }
}
