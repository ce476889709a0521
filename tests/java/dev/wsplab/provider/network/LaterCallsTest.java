package dev.wsplab.provider.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a thread calls when it holds no lock any more. */
class LaterCallsTest {
  private final LaterCalls later = new LaterCalls();
  private final List<String> made = new ArrayList<>();

  private void add(String name) {
    later.add(() -> made.add(name));
  }

  @Test
  void givenCalls_whenRun_thenTheyAreMadeInTheirOrderAndOnce() {
    add("first");
    add("second");
    assertThat(later.run(false)).isTrue();
    assertThat(later.run(false)).isFalse();
    assertThat(made).containsExactly("first", "second");
  }

  @Test
  void givenCallThatAddsAnother_whenItRunsWithin_thenTheRestIsLeftToTheOuterOne() {
    later.add(
        () -> {
          add("inner");
          assertThat(later.run(false)).isFalse();
          made.add("outer");
        });
    later.run(false);
    assertThat(made).containsExactly("outer", "inner");
  }

  @Test
  void givenCallThatWaits_whenItRunsWithin_thenNothingIsLeftToTheOuterOne() {
    later.add(
        () -> {
          add("inner");
          assertThat(later.run(true)).isTrue();
          made.add("outer");
        });
    later.run(false);
    assertThat(made).containsExactly("inner", "outer");
  }

  @Test
  void givenCallThatThrows_whenRunAgain_thenTheOthersAreMade() {
    later.add(
        () -> {
          throw new IllegalStateException("thrown by the test");
        });
    add("other");
    assertThatThrownBy(() -> later.run(false)).hasMessage("thrown by the test");
    assertThat(later.run(false)).isTrue();
    assertThat(made).containsExactly("other");
  }

  @Test
  void givenCallsOfOneThread_whenAnotherRuns_thenItMakesNone() throws InterruptedException {
    add("mine");
    Thread other = new Thread(() -> made.add("other: " + later.run(true)));
    other.start();
    other.join();
    assertThat(made).containsExactly("other: false");
  }
}
