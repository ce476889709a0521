package dev.wsplab;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.FailureReport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Shows that each rule of the architecture catches its fixture, and spares the one beside it. */
final class ArchitectureRulesTest {
  private static final String FIXTURES = "dev.wsplab.archfixture";
  private static final JavaClasses CLASSES = new ClassFileImporter().importPackages(FIXTURES);

  private final Architecture architecture = new Architecture(FIXTURES);

  @Test
  void givenForbiddenArrows_whenChecked_thenEachIsNamedAndTheOthersAreSpared() {
    assertThat(violations(architecture.arrows()))
        .contains("kernel.SeesClient", "timing.SeesEngine", "host.SeesDoor", "newcomer.Undrawn")
        .doesNotContain("client.Client.", "timing.SeesInterface");
  }

  @Test
  void givenSocketsOfTheRuntime_whenChecked_thenOnlyTheDemosClientMayUseThem() {
    assertThat(violations(architecture.bytesPassNoJavaSocket()))
        .contains("provider.OpensSocket", "provider.OpensChannel")
        .doesNotContain("NamesAddress", "DemoHttpClient");
  }

  @Test
  void givenNativeMethods_whenChecked_thenOnlyTheBoundaryMayDeclareThem() {
    assertThat(violations(architecture.nativeMethodsStandAtTheBoundary()))
        .contains("provider.CallsNative")
        .doesNotContain("kernel.CallsNative");
  }

  @Test
  void givenJnaStructures_whenChecked_thenOnlyOverlappedIsAccepted() {
    assertThat(violations(architecture.noJnaStructure()))
        .contains("provider.CopiesStructure")
        .doesNotContain("AcceptsOverlapped");
  }

  @Test
  void givenStaticVariable_whenChecked_thenItIsNamed() {
    assertThat(violations(architecture.noStaticVariable())).contains("provider.Counts.count");
  }

  @Test
  void givenStaticCollections_whenChecked_thenThoseThatCanChangeAreNamed() {
    assertThat(violations(architecture.noStaticMutableCollection()))
        .contains("provider.Remembers.SEEN", "provider.CountsAtomically.COUNT")
        .doesNotContain("KnowsConstants");
  }

  @Test
  void givenSleep_whenChecked_thenItIsNamed() {
    assertThat(violations(architecture.noSleep())).contains("provider.Sleeps");
  }

  private static String violations(ArchRule rule) {
    FailureReport report = rule.evaluate(CLASSES).getFailureReport();
    return report.getDetails().stream().collect(Collectors.joining("\n"));
  }
}
