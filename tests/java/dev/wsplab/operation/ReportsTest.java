package dev.wsplab.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

class ReportsTest {
  @Test
  void givenViolation_whenReported_thenRuleProviderAndCureStandInLinesOfTheirOwn() {
    Violation violation =
        new Violation(
            "WPU-COMPLETE-18",
            "java:Layer",
            "completed twice",
            "one completion",
            "two",
            "complete once",
            List.of("first", "second"));

    assertThat(violation.report())
        .isEqualTo(
            """
            WPU-COMPLETE-18: completed twice (java:Layer)
              expected: one completion
              seen:     two
              remedy:   complete once
              history:
                first
                second""");
  }

  @Test
  void givenViolationOfTheClientWithoutHistory_whenReported_thenNeitherIsNamed() {
    Violation violation =
        new Violation("WPU-COMPLETE-18", "", "freed", "memory", "none", "keep", List.of());

    assertThat(violation.report())
        .isEqualTo(
            "WPU-COMPLETE-18: freed\n  expected: memory\n  seen:     none\n  remedy:   keep");
  }

  @Test
  void givenFaultOfAUser_whenReported_thenTheThreadsHandlerHasItAndTheThreadGoesOn()
      throws InterruptedException {
    List<Throwable> handled = new ArrayList<>();
    List<String> after = new ArrayList<>();
    AssertionError fault = new AssertionError("a bug");
    Thread thread =
        new Thread(
            () -> {
              UserFault.report(fault);
              after.add("went on");
            });
    thread.setUncaughtExceptionHandler((t, thrown) -> handled.add(thrown));

    thread.start();
    thread.join();

    assertThat(handled).containsExactly(fault);
    assertThat(after).containsExactly("went on");
  }

  @Test
  void givenHandlerThatThrows_whenAFaultIsReported_thenTheThreadGoesOn()
      throws InterruptedException {
    List<String> after = new ArrayList<>();
    Thread thread =
        new Thread(
            () -> {
              UserFault.report(new AssertionError("a bug"));
              after.add("went on");
            });
    thread.setUncaughtExceptionHandler(
        (t, thrown) -> {
          throw new IllegalStateException("in the handler");
        });

    thread.start();
    thread.join();

    assertThat(after).containsExactly("went on");
  }

  /** A listener that throws changes nothing, and the others hear of the event. */
  @Test
  void givenListenerThatThrows_whenAPacketIsTold_thenTheOthersHearOfIt()
      throws InterruptedException {
    Operations operations = new Operations();
    List<Throwable> handled = new ArrayList<>();
    List<Long> heard = new ArrayList<>();
    operations.addListener(
        new OperationListener() {
          @Override
          public void onEvent(OperationEvent event) {}

          @Override
          public void onPacket(PortPacket packet) {
            throw new AssertionError("does not hold");
          }
        });
    operations.addListener(
        new OperationListener() {
          @Override
          public void onEvent(OperationEvent event) {}

          @Override
          public void onPacket(PortPacket packet) {
            heard.add(packet.overlapped());
          }
        });
    Thread thread = new Thread(() -> operations.dequeued(8, 0, 64, 0, 1));
    thread.setUncaughtExceptionHandler((t, thrown) -> handled.add(thrown));

    thread.start();
    thread.join();

    assertThat(heard).containsExactly(64L);
    assertThat(handled).hasSize(1);
    assertThat(handled.get(0)).hasMessage("does not hold");
  }

  /** A client's own packet is queued, whatever those who hear of it throw. */
  @Test
  void givenListenerThatThrows_whenAPacketIsPosted_thenTheOthersHearOfItAndThePosterGoesOn()
      throws InterruptedException {
    Operations operations = new Operations();
    List<Throwable> handled = new ArrayList<>();
    List<Long> heard = new ArrayList<>();
    List<String> after = new ArrayList<>();
    operations.addListener(
        onPosted(
            overlapped -> {
              throw new IllegalStateException("a bug in a listener");
            }));
    operations.addListener(onPosted(heard::add));
    Thread thread =
        new Thread(
            () -> {
              operations.posted(new PortPacket(8, 0, 64, 0, 1));
              after.add("went on");
            });
    thread.setUncaughtExceptionHandler((t, thrown) -> handled.add(thrown));

    thread.start();
    thread.join();

    assertThat(heard).containsExactly(64L);
    assertThat(after).containsExactly("went on");
    assertThat(handled).singleElement().asString().endsWith("a bug in a listener");
  }

  private static OperationListener onPosted(LongConsumer told) {
    return new OperationListener() {
      @Override
      public void onEvent(OperationEvent event) {}

      @Override
      public void onPosted(PortPacket packet) {
        told.accept(packet.overlapped());
      }
    };
  }
}
