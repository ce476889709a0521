package dev.wsplab.spi;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FailedResultTest {
  static Stream<IntFunction<?>> failures() {
    return Stream.of(
        TransferResult::failed,
        CallResult::failed,
        SocketResult::failed,
        AcceptResult::failed,
        AddressResult::failed,
        OptionResult::failed,
        BoolResult::failed,
        OverlappedResult::failed,
        CountResult::failed,
        ProtocolInfoResult::failed,
        NetworkEventsResult::failed,
        ExtensionFunction.Result::failed);
  }

  /** 0 is the error number of a success. */
  @ParameterizedTest
  @MethodSource("failures")
  void givenNoError_whenAFailureIsMade_thenItIsRefused(IntFunction<?> failed) {
    assertThatThrownBy(() -> failed.apply(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("errno=0: a failure has an error number");
  }
}
