package dev.wsplab.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.Test;

/** What a report says of an exception that a user's callback has thrown. */
class UserFaultTest {

  @Test
  void givenAnExceptionOfACallback_whenDescribed_thenItsMessageAndTheLineThatThrewItAreTold() {
    assertThat(UserFault.describe(new IllegalStateException("no buffer")))
        .startsWith("java.lang.IllegalStateException: no buffer (at ")
        .contains("UserFaultTest.givenAnExceptionOfACallback")
        .contains("(UserFaultTest.java:13)")
        .doesNotContain("org.junit");
  }

  @Test
  void givenAnAssertionThatFails_whenDescribed_thenThePlaceIsTheCallbacksAndNotTheLibrarys() {
    Throwable failed = catchThrowable(() -> assertThat(1).isEqualTo(2));

    assertThat(UserFault.describe(failed))
        .contains("UserFaultTest.java")
        .doesNotContain("org.assertj");
  }

  @Test
  void givenADeepStack_whenDescribed_thenTheThreeInnermostFramesAreTold() {
    assertThat(UserFault.describe(thrownAt(20)).split("thrownAt\\(", -1)).hasSize(4);
  }

  @Test
  void givenNoStack_whenDescribed_thenTheMessageAlone() {
    Throwable bare = new Throwable("bare", null, false, false) {};

    assertThat(UserFault.describe(bare)).endsWith(": bare");
  }

  private static Throwable thrownAt(int depth) {
    return depth == 0 ? new IllegalStateException() : thrownAt(depth - 1);
  }
}
