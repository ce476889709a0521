package dev.wsplab.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.platform.OnWine;
import dev.wsplab.platform.RunningOn;
import dev.wsplab.provider.LayerForm;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.provider.tcp.TcpProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The library's own providers break nothing, and support every function. */
@Timeout(300)
class CorrectProvidersTest {
  /** The scenarios in which a peer resets while a receive waits. */
  private static final String RESETS = "(WSARecv|ReadFile)/fails-later/.*|connection/reset.*";

  /** A layer that changes nothing. */
  static final class Through extends LayeredProvider {
    Through(LayerForm form) {
      super(form);
    }
  }

  static Stream<Arguments> kits() {
    TcpProvider tcp = TcpProvider.loopbackOnly();
    return Stream.of(
        Arguments.of(
            "non-IFS layer", ConformanceKit.layer(() -> new Through(LayerForm.NON_IFS)), 860),
        Arguments.of("IFS layer", ConformanceKit.layer(() -> new Through(LayerForm.IFS)), 440),
        Arguments.of(
            "loopback",
            ConformanceKit.base("loopback", LoopbackProvider.protocols(), LoopbackProvider::create),
            290),
        Arguments.of(
            "loopback, non-IFS",
            ConformanceKit.base(
                "loopback, non-IFS",
                LoopbackProvider.builder().nonIfs().build().entries(),
                () -> LoopbackProvider.builder().nonIfs().build()),
            290),
        Arguments.of(
            "tcp", ConformanceKit.base("tcp", tcp.entries(), TcpProvider::loopbackOnly), 290),
        Arguments.of(
            "tcp, non-IFS",
            ConformanceKit.base(
                "tcp, non-IFS", tcp.nonIfs().entries(), () -> TcpProvider.loopbackOnly().nonIfs()),
            290));
  }

  static Stream<Arguments> kitsInMemory() {
    return kits().filter(kit -> !((String) kit.get()[0]).startsWith("tcp"));
  }

  /** WPU-COMPLETE-10, DEC-2: also where results show later. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("kitsInMemory")
  void givenResultsThatShowLater_whenChecked_thenEverythingIsHeld(
      String name, ConformanceKit kit, int held) {
    KitReport report = kit.deferred().only("/port").run();

    assertThat(report.isGood()).as(report.overview()).isTrue();
    assertThat(report.count(ScenarioResult.Outcome.HELD)).isGreaterThan(held / 10);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kits")
  @OnWine(value = "WIN-21", instead = "a receive after a reset finds a graceful end")
  void givenACorrectProvider_whenChecked_thenEverythingIsHeld(
      String name, ConformanceKit kit, int held) {
    KitReport report = kit.run();
    long resets = 0;
    if (RunningOn.isWine() && name.startsWith("tcp")) {
      resets = report.count(ScenarioResult.Outcome.BROKEN);
      assertThat(report.results())
          .filteredOn(result -> result.outcome() == ScenarioResult.Outcome.BROKEN)
          .as(report.overview())
          .isNotEmpty()
          .allMatch(result -> result.name().matches(RESETS));
    } else {
      assertThat(report.isGood()).as(report.overview()).isTrue();
    }
    assertThat(report.count(ScenarioResult.Outcome.UNSUPPORTED)).as(report.overview()).isZero();
    assertThat(report.count(ScenarioResult.Outcome.HELD) + resets)
        .as(report.overview())
        .isGreaterThanOrEqualTo(held);
    assertThat(report.results())
        .noneMatch(result -> result.reason().startsWith("broken without the layer"));
  }
}
