package dev.wsplab.junit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wrong use is refused with what to write instead. */
class MisuseTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "LayerWithoutConstructor | install an instance in a @ConfigureWinsock method",
        "SameLayerTwice | layers has PlainLayer twice: install the second one in a",
        "LayerOfNoAnnotation | @WithWinsock of this test has the layers PlainLayer; expected one of its layers",
        "HookWithoutBuilder | HookWithoutBuilder.install takes []: expected WinsockBuilder",
        "HookWithSomethingElse | takes a java.lang.String: expected WinsockBuilder or Seed",
        "FieldOfAnotherKind | FieldOfAnotherKind.field is text: expected a Consumer",
        "InstanceHookOfAClass | make it static, or add @TestInstance(PER_CLASS)",
        "ClassScopeOnAMethod | it belongs on the class; on a method, leave out the scope",
        "ProviderThatThrows | thrown by the provider's cleanup"
      })
  void givenWrongUse_whenRun_thenTheTestFailsAndTheMessageSaysWhatToWrite(
      String cases, String expected) throws ClassNotFoundException {
    CaseRun run = CaseRun.of(Class.forName(MisuseCases.class.getName() + "$" + cases));

    assertThat(run.failure()).hasStackTraceContaining(expected);
  }

  @Test
  void givenEnvironmentForEachTest_whenBeforeAllAsksForIt_thenTheMessageNamesTheScope() {
    Throwable failure = CaseRun.of(MisuseCases.TakenBeforeAll.class).classFailure();

    assertThat(failure).hasStackTraceContaining("write @WithWinsock(scope = CLASS)");
  }
}
