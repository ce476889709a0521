package dev.wsplab.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.kernel.SocketHandle;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** DEC-7, WSP-IO-10: routines of one socket are never nested. */
class RoutineNestingTest {
  private static final SocketHandle A = new SocketHandle(4);
  private static final SocketHandle B = new SocketHandle(8);

  private final RoutineNesting nesting = new RoutineNesting();
  private final List<String> order = new ArrayList<>();

  private Runnable saying(String text) {
    return () -> order.add(text);
  }

  @Test
  void givenRoutineOnTheStack_whenAnotherOfItsSocketBecomesRunnable_thenItWaitsForTheReturn() {
    nesting.run(
        A,
        () -> {
          order.add("first begins");
          nesting.run(A, saying("second"));
          nesting.run(A, saying("third"));
          order.add("first ends");
        });

    assertThat(order).containsExactly("first begins", "first ends", "second", "third");
  }

  @Test
  void givenRoutineOnTheStack_whenOneOfAnotherSocketBecomesRunnable_thenItRunsInside() {
    nesting.run(
        A,
        () -> {
          order.add("a begins");
          nesting.run(B, saying("b"));
          order.add("a ends");
        });

    assertThat(order).containsExactly("a begins", "b", "a ends");
  }

  @Test
  void givenRoutineThatThrows_whenOthersWait_thenTheyRunAndTheExceptionComesOut() {
    assertThatThrownBy(
            () ->
                nesting.run(
                    A,
                    () -> {
                      nesting.run(A, saying("waited"));
                      throw new IllegalStateException("first");
                    }))
        .hasMessage("first");

    assertThat(order).containsExactly("waited");
    nesting.run(A, saying("later"));
    assertThat(order).containsExactly("waited", "later");
  }

  @Test
  void givenRoutineOfAnotherSocketInside_whenItHasReturned_thenTheOuterOneIsStillOnTheStack() {
    nesting.run(
        A,
        () -> {
          nesting.run(B, saying("b"));
          nesting.run(A, saying("waited"));
          order.add("a ends");
        });

    assertThat(order).containsExactly("b", "a ends", "waited");
  }

  @Test
  void givenTwoRoutinesThatThrow_whenBothHaveRun_thenTheSecondIsSuppressedByTheFirst() {
    assertThatThrownBy(
            () ->
                nesting.run(
                    A,
                    () -> {
                      nesting.run(
                          A,
                          () -> {
                            throw new IllegalStateException("second");
                          });
                      throw new IllegalStateException("first");
                    }))
        .hasMessage("first")
        .hasSuppressedException(new IllegalStateException("second"));
  }
}
