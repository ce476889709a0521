package dev.wsplab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class UserClassTest {
  /** Inside the class, for its name. */
  static final class Nested {
    static final class Deeper {}
  }

  private static Class<?> load(String name) throws SetUpException {
    return UserClass.load("--layer " + name, name, UserClassTest.class.getClassLoader(), "put it");
  }

  @Test
  void givenClassInsideAnother_whenNamedWithDots_thenItIsFound() throws SetUpException {
    String outer = UserClassTest.class.getName();

    assertThat(load(outer + "$Nested")).isEqualTo(Nested.class);
    assertThat(load(outer + ".Nested")).isEqualTo(Nested.class);
    assertThat(load(outer + ".Nested.Deeper")).isEqualTo(Nested.Deeper.class);
  }

  @Test
  void givenNoSuchClass_whenLookedFor_thenTheMessageSaysWhereItWasLookedFor() {
    String set = System.getenv("CLASSPATH");
    String where = set == null || set.isEmpty() ? "is not set" : "is " + set;

    assertThatThrownBy(() -> load("no.such.Layer"))
        .isInstanceOf(SetUpException.class)
        .hasMessage(
            "--layer no.such.Layer: no such class; CLASSPATH "
                + where
                + "; put it; a class in a package is named with it, one inside another 'Outer$Inner',"
                + " in quotes");
  }
}
