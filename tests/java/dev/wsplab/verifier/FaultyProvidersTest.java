package dev.wsplab.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.wsplab.verifier.faulty.Breaks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Each check has a provider that it catches. */
class FaultyProvidersTest {
  /** What a client breaks, towards a provider that is correct (OVL-6). */
  private static final Set<OperationCheck> OF_CLIENTS =
      EnumSet.of(
          OperationCheck.STRUCTURE_REUSED,
          OperationCheck.STRUCTURE_FREED,
          OperationCheck.STRUCTURE_CHANGED);

  /** What is wrong with an entry of the catalog; {@link HandleViolationsTest} installs such. */
  private static final Set<Check> OF_ENTRIES =
      EnumSet.of(Check.FLAG_BUT_OWN_HANDLE, Check.SYSTEM_HANDLE_WITHOUT_FLAG);

  /** What only a provider in C can do; {@link LentMemoryTest} and BadModulesTest play such. */
  private static final Set<Check> OF_MODULES =
      EnumSet.of(
          Check.COUNT_WRITTEN_LATE,
          Check.FLAGS_WRITTEN_LATE,
          Check.THREAD_ID_KEPT,
          Check.BAD_ADDRESS);

  private static List<Class<?>> faulty() {
    return new ClassFileImporter()
        .importPackages(Breaks.class.getPackageName()).stream()
            .filter(type -> type.isTopLevelClass() && !type.isInterface())
            .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
            .<Class<?>>map(JavaClass::reflect)
            .toList();
  }

  @Test
  void givenTheChecks_whenFaultyProvidersAreRead_thenEachIsBrokenByOne() {
    Set<Check> calls = EnumSet.noneOf(Check.class);
    Set<OperationCheck> operations = EnumSet.noneOf(OperationCheck.class);
    for (Class<?> type : faulty()) {
      calls.addAll(List.of(type.getAnnotation(Breaks.class).value()));
      operations.addAll(List.of(type.getAnnotation(Breaks.class).operations()));
    }
    Set<Check> ofProviders = EnumSet.complementOf(EnumSet.copyOf(OF_ENTRIES));
    ofProviders.removeAll(OF_MODULES);
    assertThat(calls).containsExactlyInAnyOrderElementsOf(ofProviders);
    assertThat(operations)
        .containsExactlyInAnyOrderElementsOf(EnumSet.complementOf(EnumSet.copyOf(OF_CLIENTS)));
  }

  @Test
  void givenFaultyProviders_whenRead_thenEachSaysWhatItBreaksAndATestPlaysIt() {
    var users = new ClassFileImporter().importPackages(FaultyProvidersTest.class.getPackageName());
    assertThat(faulty())
        .hasSizeGreaterThan(60)
        .allSatisfy(
            type -> {
              Breaks breaks = type.getAnnotation(Breaks.class);
              assertThat(breaks).isNotNull();
              assertThat(breaks.value().length + breaks.operations().length).isPositive();
              assertThat(users.get(type).getDirectDependenciesToSelf())
                  .anyMatch(use -> use.getOriginClass().getSimpleName().endsWith("Test"));
            });
  }

  /**
   * What each says is what the tests of this package find of it; that they find nothing else, they
   * say themselves ({@link Broken}).
   */
  @Test
  @Timeout(300)
  void givenFaultyProviders_whenTheirTestsArePlayed_thenAllThatEachSaysIsFound(@TempDir Path dir)
      throws IOException {
    Path found = dir.resolve("found");
    LauncherDiscoveryRequestBuilder tests = LauncherDiscoveryRequestBuilder.request();
    testsOfFaulty().forEach(test -> tests.selectors(DiscoverySelectors.selectClass(test)));
    System.setProperty(Broken.FOUND, found.toString());
    try {
      LauncherFactory.create(
              LauncherConfig.builder()
                  .enableTestExecutionListenerAutoRegistration(false)
                  .enableLauncherSessionListenerAutoRegistration(false)
                  .build())
          .execute(tests.build());
    } finally {
      System.clearProperty(Broken.FOUND);
    }
    Set<String> said = new TreeSet<>();
    faulty().forEach(type -> said.addAll(Broken.said(type)));
    said.removeAll(Files.readAllLines(found));
    assertThat(said).isEmpty();
  }

  private static Stream<Class<?>> testsOfFaulty() {
    var users = new ClassFileImporter().importPackages(FaultyProvidersTest.class.getPackageName());
    String faulty = Breaks.class.getPackageName();
    return users.stream()
        .filter(type -> type.getSimpleName().endsWith("Test") && type.isTopLevelClass())
        .filter(type -> !type.isEquivalentTo(FaultyProvidersTest.class))
        .filter(
            type ->
                type.getDirectDependenciesFromSelf().stream()
                    .anyMatch(use -> use.getTargetClass().getPackageName().equals(faulty)))
        .map(JavaClass::reflect);
  }
}
