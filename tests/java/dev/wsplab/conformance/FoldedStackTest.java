package dev.wsplab.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.client.CompletionPort;
import dev.wsplab.kernel.PortHandle;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class FoldedStackTest {
  private static StackTraceElement frame(Class<?> type, String method) {
    return new StackTraceElement(type.getName(), method, null, -1);
  }

  private static List<String> folded(StackTraceElement... stack) {
    return FoldedStack.of(stack, StackTraceElement::getMethodName);
  }

  @Test
  void givenCallIntoTheLibrary_whenFolded_thenOnlyItsEntranceIsShownAndTheRestCounted() {
    assertThat(
            folded(
                frame(LockSupport.class, "park"),
                frame(PortHandle.class, "get"),
                frame(CompletionPort.class, "take"),
                frame(FoldedStackTest.class, "ofTheUser"),
                frame(Thread.class, "run")))
        .containsExactly("take +2 inside wsplab", "ofTheUser", "run");
  }

  @Test
  void givenLambdaOfTheLibrary_whenFolded_thenItIsTheLibrarys() {
    StackTraceElement lambda =
        new StackTraceElement(
            PortHandle.class.getName() + "$$Lambda$806/0x00007f7d94234f40", "apply", null, -1);

    assertThat(
            folded(
                frame(PortHandle.class, "get"),
                lambda,
                frame(CompletionPort.class, "take"),
                frame(FoldedStackTest.class, "ofTheUser")))
        .containsExactly("take +2 inside wsplab", "ofTheUser");
    assertThat(folded(frame(PortHandle.class, "lambda$work$0"), lambda, frame(Thread.class, "run")))
        .containsExactly("lambda$work$0 +1 inside wsplab", "run");
  }

  @Test
  void givenUsersCodeThatTheLibraryCalls_whenFolded_thenItsOwnWaitIsShown() {
    assertThat(
            folded(
                frame(LockSupport.class, "park"),
                frame(FoldedStackTest.class, "ofTheLayer"),
                frame(PortHandle.class, "get"),
                frame(CompletionPort.class, "take"),
                frame(FoldedStackTest.class, "ofTheUser")))
        .containsExactly("park", "ofTheLayer", "take +1 inside wsplab", "ofTheUser");
  }

  @Test
  void givenThreadOfTheLibrary_whenFolded_thenItsFirstFrameIsThere() {
    assertThat(folded(frame(LockSupport.class, "park"), frame(PortHandle.class, "get")))
        .containsExactly("get +1 inside wsplab");
  }

  @Test
  void givenATestsFramework_whenFolded_thenTheStackEndsThere() {
    assertThat(
            folded(
                frame(FoldedStackTest.class, "ofTheUser"),
                frame(org.junit.jupiter.api.Assertions.class, "assertTimeout"),
                frame(Thread.class, "run")))
        .containsExactly("ofTheUser");
  }

  @Test
  void givenNoFrames_whenFolded_thenNone() {
    assertThat(folded()).isEmpty();
  }
}
