package dev.wsplab.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.provider.nativehost.Modules;
import dev.wsplab.provider.nativehost.NativeProvider;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The providers of {@code tests/providers} in the kit: the right ones, and those with a fault. */
@Timeout(240)
class SamplesInCTest {
  private static ConformanceKit layer(String name) {
    return ConformanceKit.layer(name + ".c", false, () -> NativeProvider.of(Modules.sample(name)));
  }

  private static KitReport run(ConformanceKit kit) {
    KitReport report = kit.run();
    assertThat(report.isGood()).as(report.overview()).isTrue();
    return report;
  }

  @ParameterizedTest
  @ValueSource(strings = {"minimal_layer", "layer"})
  void givenALayerInC_whenChecked_thenEveryScenarioThatCanBePlayedHolds(String name) {
    KitReport report = run(layer(name));
    assertThat(report.count(ScenarioResult.Outcome.UNSUPPORTED)).isZero();
  }

  @Test
  void givenTheIfsLayerInC_whenChecked_thenEveryScenarioThatCanBePlayedHolds() {
    KitReport report =
        run(
            ConformanceKit.layer(
                "ifs_layer.c", true, () -> NativeProvider.of(Modules.sample("ifs_layer"))));
    assertThat(report.count(ScenarioResult.Outcome.UNSUPPORTED)).isZero();
  }

  /** It has no datagrams; all else it has. */
  @Test
  void givenTheBaseInC_whenChecked_thenEveryScenarioWithoutDatagramsHolds() {
    ProtocolInfo tcp =
        ProtocolInfo.builder().providerId(Guid.random()).ifsHandles(false).name("base.c").build();
    KitReport report =
        run(
            ConformanceKit.base(
                "base.c", List.of(tcp), () -> NativeProvider.of(Modules.sample("base"))));
    assertThat(report.results())
        .filteredOn(result -> result.outcome() == ScenarioResult.Outcome.UNSUPPORTED)
        .allSatisfy(
            result -> assertThat(result.function()).isIn("WSASendTo", "WSARecvFrom", "WSARecvMsg"));
  }

  @ParameterizedTest(name = "{0} in {1}: {2}")
  @CsvSource({
    "completes_twice, WSARecv/later/port/, WPU-COMPLETE-18",
    "never_completes, WSARecv/later/port/, WPU-COMPLETE-18",
    "loses_a_byte, WSASend/later/event/, WPU-COMPLETE-5",
    "completes_another, WSARecv/later/port/, WPU-COMPLETE-13",
    "drops_what_is_closed, WSARecv/closed/event/, WSP-CLOSE-3",
    "leaves_the_event_set, WSASend/later/event/, WSP-IO-5",
    "runs_routines_itself, WSARecv/later/routine/, WPU-APC-3",
    "says_success_too_early, WSARecv/later/port/, WSP-IO-16",
    "takes_any_version, start/version, WSP-START-5",
    "shutdown_ends_both_ways, half-close, WSP-SHUTDOWN-1",
    "counts_when_pending, WSARecv/later/event/, WSP-IO-14",
    "counts_late, WSARecv/later/port/, WSP-IO-14",
    "flags_late, WSARecv/later/event/, WSP-RECV-6",
    "keeps_the_thread_id, WSARecv/later/routine/, WPU-APC-4",
    "passes_garbage, WSARecv/later/port/, WPU-COMPLETE-18",
    "completes_when_loaded, WSARecv/later/port/, WPU-COMPLETE-18"
  })
  void givenALayerInCWithOneFault_whenChecked_thenTheKitNamesTheRuleItBreaks(
      String fault, String scenario, String rule) {
    KitReport report =
        layer("layer_" + fault).only(scenario).patience(Duration.ofMillis(400)).run();
    assertThat(report.brokenRules()).as(report.overview()).contains(rule);
    assertThat(report.isGood()).isFalse();
  }
}
