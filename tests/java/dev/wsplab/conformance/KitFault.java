package dev.wsplab.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.spi.ServiceProvider;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A provider with one fault, where the kit finds it, and by what.
 *
 * @param maker makes the provider
 * @param scenario a part of the names of the scenarios that are played
 * @param rule the rule that is broken
 * @param check what finds it
 */
record KitFault(
    Supplier<? extends ServiceProvider> maker, String scenario, String rule, Check check) {
  String name() {
    return maker.get().getClass().getSimpleName();
  }

  /** Plays its scenarios: they name the rule, by that check. */
  KitReport assertFound(Function<String, ConformanceKit> kit) {
    assertThat(check.rule()).isEqualTo(rule);
    KitReport report = kit.apply(name()).only(scenario).run();
    assertThat(report.brokenRules()).as(report.overview()).contains(rule);
    assertThat(report.isGood()).isFalse();
    assertThat(report.results())
        .as("what %s finds in %s", check, scenario)
        .flatMap(ScenarioResult::findings)
        .anyMatch(
            found ->
                found.rule().equals(rule)
                    && found.what().equals(check.what())
                    && found.remedy().equals(check.remedy()));
    return report;
  }

  @Override
  public String toString() {
    return name() + " in " + scenario + ": " + rule + ", " + check;
  }
}
