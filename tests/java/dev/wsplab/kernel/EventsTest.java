package dev.wsplab.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventsTest extends KernelFixture {
  private boolean signalled(EventHandle event) {
    return kernel.waits().waitForSingleObject(event, 0, false).signalled();
  }

  /** WPU-EVENT-1: manual stays until it is reset, automatic until one wait. */
  @Test
  void givenEachKindOfEvent_whenWaitedFor_thenOnlyTheAutomaticOneResetsItself() {
    EventHandle manual = event(true, true);
    EventHandle automatic = event(false, true);

    assertThat(signalled(manual)).isTrue();
    assertThat(signalled(manual)).isTrue();
    assertThat(signalled(automatic)).isTrue();
    assertThat(signalled(automatic)).isFalse();
  }

  @Test
  void givenEvent_whenSetTwiceAndReset_thenItHoldsOneSignalAtMost() {
    EventHandle event = event(false, false);
    assertThat(kernel.events().set(event)).isZero();
    assertThat(kernel.events().set(event)).isZero();
    assertThat(signalled(event)).isTrue();
    assertThat(signalled(event)).isFalse();
    kernel.events().set(event);

    assertThat(kernel.events().reset(event)).isZero();

    assertThat(signalled(event)).isFalse();
  }

  @Test
  void givenHandleThatIsNoEvent_whenUsed_thenItIsInvalid() {
    EventHandle wrong = new EventHandle(port().value());
    assertThat(kernel.events().set(wrong)).isEqualTo(6);
    assertThat(kernel.events().reset(wrong)).isEqualTo(6);
    assertThat(kernel.events().set(EventHandle.NULL)).isEqualTo(6);
    assertThat(kernel.events().reset(new EventHandle(-4))).isEqualTo(6);
  }

  /** OVL-8. */
  @Test
  void givenMemberOfStructure_whenReadAsEvent_thenLowBitIsNoPartOfIt() {
    assertThat(EventHandle.ofOverlapped(0x1005)).isEqualTo(new EventHandle(0x1004));
    assertThat(EventHandle.ofOverlapped(1)).isEqualTo(EventHandle.NULL);
  }

  @Test
  void givenSeveralWaiters_whenAutomaticEventIsSet_thenEachSignalReleasesExactlyOne()
      throws InterruptedException {
    EventHandle event = event(false, false);
    AtomicInteger released = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Thread thread =
          new Thread(
              () -> {
                kernel.waits().waitForSingleObject(event, -1, false);
                released.incrementAndGet();
              });
      thread.start();
      threads.add(thread);
    }
    for (int i = 1; i <= 4; i++) {
      int expected = i;
      kernel.events().set(event);
      await("one more to be released", () -> released.get() == expected);
    }
    for (Thread thread : threads) {
      thread.join(LONG.toMillis());
    }

    assertThat(released).hasValue(4);
    assertThat(signalled(event)).isFalse();
  }
}
