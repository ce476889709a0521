package dev.wsplab.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who runs in a thread, as far as providers and routines are concerned. */
class BorderThreadsTest {
  private final BorderRig rig = new BorderRig();
  private final BorderThreads threads = rig.watch.threads();
  private final Border other = new Border("other", false);

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void givenNestedCalls_whenAskedWhoRuns_thenItIsTheInnermost() {
    assertThat(threads.running()).as("the client").isEmpty();

    String inner =
        threads.inProvider(
            rig.border, () -> threads.inProvider(other, threads::running) + threads.running());

    assertThat(inner).isEqualTo("otherprovider");
    assertThat(threads.running()).isEmpty();
  }

  /** WPU-COMPLETE-3 asks whether it was the system that called. */
  @Test
  void givenApc_whenTheProviderIsCalledInIt_thenThatIsNoApcAnyMore() {
    threads.inApc(
        rig.border,
        () -> {
          assertThat(threads.isApcOf(rig.border)).isTrue();
          assertThat(threads.isApcOf(other)).isFalse();
          boolean called = threads.inProvider(rig.border, () -> threads.isApcOf(rig.border));
          assertThat(called).isFalse();
        });

    assertThat(threads.isApcOf(rig.border)).isFalse();
  }

  @Test
  void givenCleanup_whenAskedWhoIsCleanedUp_thenItIsThatProviderAndNoOther_WSP_CLEAN_3() {
    assertThat(threads.isCleaning(rig.border)).isFalse();

    threads.cleaning(
        rig.border,
        () -> {
          assertThat(threads.isCleaning(rig.border)).isTrue();
          assertThat(threads.isCleaning(other)).isFalse();
          assertThat(threads.running()).isEqualTo("provider");
          return true;
        });

    assertThat(threads.isCleaning(rig.border)).isFalse();
  }

  /** WSP-IO-10: of the same socket, and of the same provider. */
  @Test
  void givenRunningRoutine_whenAnotherIsAskedFor_thenOnlyOneOfTheSameSocketCounts() {
    BorderOperation running = rig.beginWithRoutine(rig.structure(0));
    BorderOperation same = rig.beginWithRoutine(rig.structure(1));
    BorderOperation elsewhere = rig.begin(other, rig.structure(2), true);
    rig.border.started(null, null);

    threads.inRoutine(
        running,
        () -> {
          assertThat(threads.routineOfSameSocket(same)).isSameAs(running);
          assertThat(threads.routineOfSameSocket(elsewhere)).isNull();
        });

    assertThat(threads.routineOfSameSocket(same)).isNull();
  }

  @Test
  void givenNoStartOfAProvider_whenAskedForTheOperation_thenThereIsNone() {
    BorderOperation operation = rig.begin(rig.structure(0));

    threads.starting(
        operation,
        () -> {
          assertThat(threads.starting(rig.border)).isSameAs(operation);
          assertThat(threads.starting(other)).isNull();
          assertThat(threads.isStarting(operation)).isTrue();
          return true;
        });

    assertThat(threads.starting(rig.border)).isNull();
    assertThat(threads.isStarting(operation)).isFalse();
  }
}
