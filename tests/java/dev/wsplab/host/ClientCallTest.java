package dev.wsplab.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.client.Kernel32;
import dev.wsplab.client.Ws2_32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientCallTest {
  private static StackTraceElement frame(Class<?> type, String method) {
    return new StackTraceElement(type.getName(), method, null, -1);
  }

  @ParameterizedTest
  @CsvSource({
    "wsaWaitForMultipleEvents, WSAWaitForMultipleEvents",
    "getQueuedCompletionStatusEx, GetQueuedCompletionStatusEx",
    "sleepEx, SleepEx",
    "select, select"
  })
  void givenMethod_whenNamed_thenAsInTheDocumentation(String method, String function) {
    assertThat(ClientCall.function(method)).isEqualTo(function);
  }

  @Test
  void givenCallInsideACall_whenLookedFor_thenTheOutermostIsFound() {
    StackTraceElement[] stack = {
      frame(Kernel32.class, "inner"),
      frame(Ws2_32.class, "outer"),
      frame(ClientCallTest.class, "user")
    };

    assertThat(ClientCall.in(stack)).contains("outer");
    assertThat(ClientCall.in(new StackTraceElement[] {stack[2]})).isEmpty();
  }
}
