package dev.wsplab.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.operation.ProviderEvent;
import dev.wsplab.operation.ProviderEvent.Step;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.spi.WsaError;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A structure is read for the history while it is the operation's, and not afterwards (OVL-6). */
class WordsTest {
  private static final int PENDING = WsaError.WSA_IO_PENDING.code();

  private final OverlappedBlock structures = OverlappedBlock.allocate(1);
  private final Overlapped structure = structures.overlapped();
  private final Recorder recorder = new Recorder(100);

  @AfterEach
  void close() {
    structures.close();
  }

  private void happens(Step step, String provider, int error) {
    recorder.onProviderEvent(
        new ProviderEvent(step, provider, "WSPRecv", 4, structure.address(), error, 0, 0, "t"));
  }

  /** What stood in Offset at each completion that was told of; -1 where nothing was read. */
  private List<Integer> readAtCompletions() {
    return recorder.events(event -> event.step().equals("FIELDS_WRITTEN")).stream()
        .map(TraceEvent::words)
        .map(words -> Objects.isNull(words) ? -1 : words.offset())
        .toList();
  }

  private void started(String provider) {
    happens(Step.CALLED, provider, 0);
    structure.markPending();
    happens(Step.RETURNED, provider, PENDING);
  }

  private void completed(String provider, int offset) {
    structure.storeOffsets(offset, 0);
    happens(Step.FIELDS_WRITTEN, provider, 0);
  }

  /** WPU-COMPLETE-18: by then the client may have given the memory to something else. */
  @Test
  void givenSecondCompletion_whenTheClientKeepsOtherDataThere_thenTheHistoryDoesNotReadThem() {
    started("p");
    completed("p", 1);
    completed("p", 2);

    assertThat(readAtCompletions()).containsExactly(1, -1);
  }

  @Test
  void givenStructureThatIsStartedAgain_whenItCompletes_thenTheHistoryReadsItAgain() {
    started("p");
    completed("p", 1);
    started("p");
    completed("p", 2);

    assertThat(readAtCompletions()).containsExactly(1, 2);
  }

  /** WPU-IFS-4: who completes first tells the client. */
  @Test
  void givenStructureThatALayerPassesDown_whenBothComplete_thenTheFirstIsRead() {
    happens(Step.CALLED, "layer", 0);
    started("base");
    happens(Step.RETURNED, "layer", PENDING);
    completed("base", 1);
    completed("layer", 2);

    assertThat(readAtCompletions()).containsExactly(1, -1);
  }

  /** WPU-COMPLETE-18: a call that failed has given the structure back. */
  @Test
  void givenCallThatFailed_whenItIsCompletedAllTheSame_thenTheHistoryDoesNotRead() {
    happens(Step.CALLED, "p", 0);
    happens(Step.RETURNED, "p", WsaError.WSAENOTCONN.code());
    completed("p", 1);

    assertThat(readAtCompletions()).containsExactly(-1);
  }

  @Test
  void givenLayer_whenTheProviderBelowFails_thenTheStructureIsTheLayersStill() {
    happens(Step.CALLED, "layer", 0);
    happens(Step.CALLED, "base", 0);
    happens(Step.RETURNED, "base", WsaError.WSAENOTCONN.code());
    happens(Step.RETURNED, "layer", PENDING);
    completed("layer", 1);

    assertThat(readAtCompletions()).containsExactly(1);
  }

  /** A completion routine tells the client as well. */
  @Test
  void givenRoutine_whenItHasRun_thenALaterCompletionIsNotRead() {
    started("p");
    happens(Step.ROUTINE, "p", 0);
    completed("p", 1);

    assertThat(readAtCompletions()).containsExactly(-1);
  }

  @Test
  void givenStructureThatNobodyHasStarted_whenItIsCompleted_thenTheHistoryDoesNotReadIt() {
    completed("p", 1);

    assertThat(readAtCompletions()).containsExactly(-1);
  }
}
