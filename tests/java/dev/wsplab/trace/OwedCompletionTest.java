package dev.wsplab.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.client.SocketPair;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import example.ForgetfulLayer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** WPU-COMPLETE-18. */
class OwedCompletionTest {
  private static final int PENDING = WsaError.WSA_IO_PENDING.code();

  private static final class PlainLayer extends LayeredProvider {}

  private final List<TraceEvent> events = new ArrayList<>();

  private void tell(String thread, String provider, String step, long structure, int error) {
    String function = provider.isEmpty() ? "WSASend" : "WSPSend";
    long operation = provider.isEmpty() ? 7 : 0;
    events.add(
        new TraceEvent(
            events.size() + 1,
            events.size(),
            thread,
            provider,
            step,
            function,
            operation,
            4,
            structure,
            error,
            0,
            "",
            0,
            null,
            List.of()));
  }

  private void started() {
    tell("t", "", "STARTED", 0x10, 0);
  }

  private void call(String provider, long structure) {
    tell("t", provider, "CALLED", structure, 0);
  }

  private void answer(String provider, long structure) {
    tell("t", provider, "RETURNED", structure, PENDING);
  }

  private Optional<String> owed() {
    return OwedCompletion.of(events, 7);
  }

  private static String owedIn(WinsockBuilder builder) {
    try (Winsock winsock = builder.record(1000).build();
        OverlappedBlock structure = OverlappedBlock.allocate(1);
        NativeBlock room = NativeBlock.allocate(3);
        SocketPair pair = winsock.connectedPair()) {
      pair.client().startRecv(WsaBuffers.of(room), structure.overlapped());
      long ordinal = winsock.pendingOperations().get(0).ordinal();
      return OwedCompletion.of(winsock.recorder().events(), ordinal).orElseThrow();
    }
  }

  private static WinsockBuilder inMemory() {
    return Winsock.builder().base(LoopbackProvider.create());
  }

  @Test
  void givenAReceiveThatALayerPassesDown_whenPending_thenTheBaseOwesAndTheOtherEndIsAskedFor() {
    assertThat(owedIn(inMemory().layer(new PlainLayer())))
        .endsWith(
            ".LoopbackProvider: its WSPRecv answered WSA_IO_PENDING, and nothing was completed;"
                + " a receive ends when something arrives: has the other end sent it?");
  }

  @Test
  void givenALayerThatForgets_whenPending_thenItOwesAndHasCalledNobody() {
    assertThat(owedIn(inMemory().layer(new ForgetfulLayer()).layer(new PlainLayer())))
        .isEqualTo(
            "java:example.ForgetfulLayer: its WSPRecv answered WSA_IO_PENDING, and nothing was"
                + " completed; inside that call it has called no provider below");
  }

  @Test
  void givenALayerThatIsNotToldOn_whenTheBaseHasCompleted_thenTheLayerOwes() {
    started();
    call("layer", 0x10);
    call("base", 0x20);
    answer("base", 0x20);
    answer("layer", 0x10);
    tell("worker", "base", "FIELDS_WRITTEN", 0x20, 0);

    assertThat(owed()).get().asString().startsWith("layer: its WSPSend ");
    assertThat(owed()).get().asString().endsWith("; the provider below has completed its part");
  }

  @Test
  void givenARoutineThatRan_whenTheLayerAboveHasItsOwn_thenTheLayerOwes() {
    started();
    call("layer", 0x10);
    call("base", 0x20);
    answer("base", 0x20);
    answer("layer", 0x10);
    tell("t", "base", "ROUTINE", 0x20, 0);

    assertThat(owed()).get().asString().startsWith("layer: ");
  }

  @Test
  void givenACallThatHasNotReturned_whenAsked_thenThatProviderIsNamed() {
    started();
    call("layer", 0x10);
    call("base", 0x20);
    answer("base", 0x20);

    tell("t", "base", "FIELDS_WRITTEN", 0x20, 0);

    assertThat(owed()).contains("layer: its WSPSend has not returned");
  }

  @Test
  void givenAnotherThreadsCalls_whenAsked_thenTheyAreNotTakenForThisOnes() {
    started();
    call("layer", 0x10);
    tell("worker", "other", "CALLED", 0x30, 0);
    tell("worker", "other", "RETURNED", 0x30, PENDING);
    answer("layer", 0x10);
    tell("t", "other", "CALLED", 0x40, 0); // the thread's next operation

    assertThat(owed())
        .contains("layer: its WSPSend answered WSA_IO_PENDING, and nothing was completed");
  }

  @Test
  void givenEverythingCompleted_whenAsked_thenNobodyOwes() {
    started();
    call("layer", 0x10);
    answer("layer", 0x10);
    tell("worker", "layer", "FIELDS_WRITTEN", 0x10, 0);

    assertThat(owed()).isEmpty();
  }

  @Test
  void givenAStartThatIsForgotten_whenAsked_thenNothingIsSaid() {
    call("layer", 0x10);
    answer("layer", 0x10);

    assertThat(owed()).isEmpty();
  }

  @Test
  void givenALayerThatHasCalledNobody_whenAskedForItsStructure_thenThatIsKnown() {
    call("layer", 0x8);
    call("base", 0x8);
    answer("base", 0x8);
    answer("layer", 0x8);
    call("layer", 0x10);
    assertThat(OwedCompletion.calledNoneBelow(events, "layer", 0x10)).isFalse(); // not yet
    answer("layer", 0x10);

    assertThat(OwedCompletion.calledNoneBelow(events, "layer", 0x10)).isTrue();
    assertThat(OwedCompletion.calledNoneBelow(events, "layer", 0x8)).isFalse();
    assertThat(OwedCompletion.calledNoneBelow(events, "base", 0x8)).isFalse(); // it has none below
    assertThat(OwedCompletion.calledNoneBelow(events, "layer", 0x18)).isFalse();
  }
}
