package dev.wsplab.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.wsplab.verifier.faulty.Breaks;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

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
}
