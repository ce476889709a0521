package dev.wsplab.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.NtStatus;
import dev.wsplab.kernel.Pages;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.SystemIo.SystemCompletion;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaError;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is read when an operation ends, and what is kept of it. */
class BorderCompletionTest {
  private static final int KEPT = 4096;

  private final BorderRig rig = new BorderRig();

  @AfterEach
  void close() {
    rig.close();
  }

  private String seen() {
    assertThat(rig.found()).hasSize(1);
    return rig.found().get(0).seen();
  }

  /** GOR-1: what the client is to find later is what stood there. */
  @Test
  void givenCompletion_whenItComes_thenItsFieldsAreKept_WPU_COMPLETE_11() {
    BorderOperation operation = rig.pend(rig.structure(0));
    rig.structure(0).storeOffsets(0x8000, WsaError.WSAECONNRESET.code());

    rig.watch
        .completions()
        .completing(rig.border, rig.socket, rig.structure(0), WsaError.WSAECONNRESET.code(), -2);

    assertThat(operation.result())
        .isEqualTo(
            new BorderOperation.Result(
                WsaError.WSAECONNRESET.code(),
                0xFFFFFFFEL,
                dev.wsplab.spi.WsaStatus.statusOf(WsaError.WSAECONNRESET.code()),
                0x8000,
                0x8000,
                WsaError.WSAECONNRESET.code(),
                true,
                false));
    assertThat(rig.what()).isEmpty();
  }

  /** GOR-15: the offsets of a system socket's structure are the client's own. */
  @Test
  void givenSystemHandle_whenItsOperationEnds_thenItsFieldsAreKept() {
    BorderOperation operation = rig.pend(rig.structure(0));
    rig.structure(0).storeOffsets(5, 6);

    rig.completeSystem(operation, 3);

    assertThat(operation.result())
        .isEqualTo(new BorderOperation.Result(0, 3, 0, 0, 5, 6, true, false));
    assertThat(rig.what()).isEmpty();
  }

  @Test
  void givenFreedStructure_whenASystemHandlesOperationEnds_thenNothingOfItIsKnown_OVL_6() {
    long page = Pages.map(1);
    try {
      BorderOperation operation = rig.pend(Overlapped.at(page));
      Pages.makeInaccessible(page);

      rig.completeSystem(operation, 3);

      assertThat(operation.result())
          .isEqualTo(new BorderOperation.Result(0, 3, 0, 0, 0, 0, false, false));
      assertThat(rig.what()).containsExactly("structure freed while its operation is pending");
    } finally {
      Pages.unmap(page);
    }
  }

  @Test
  void givenSystemHandle_whenInternalIsFinalAlready_thenItIsFound_WPU_COMPLETE_9() {
    BorderOperation operation = rig.pend(rig.structure(0));
    rig.structure(0).publish(3, 0);

    rig.completeSystem(operation, 3);

    assertThat(rig.found()).extracting("rule").containsExactly("WPU-COMPLETE-9");
    assertThat(rig.found().get(0).expected())
        .isEqualTo("Internal=00000103 until WPUCompleteOverlappedRequest stores the result");
  }

  /** OVL-6: who has written over hEvent has perhaps written over all; one of them is to blame. */
  @Test
  void givenStructureThatTheClientHasOverwritten_whenItEnds_thenTheProviderIsNotBlamed() {
    BorderOperation one = rig.pend(rig.structure(0));
    BorderOperation two = rig.pend(rig.structure(1));
    for (BorderOperation operation : new BorderOperation[] {one, two}) {
      operation.structure().storeEvent(0x1234);
      operation.structure().publish(9, 0);
    }

    rig.completeSystem(one, 3);
    rig.complete(two, WsaError.WSAECONNRESET.code(), 0);

    assertThat(rig.found())
        .hasSize(2)
        .allSatisfy(
            found -> {
              assertThat(found.rule()).isEqualTo("OVL-6");
              assertThat(found.provider()).isEmpty();
              assertThat(found.expected()).isEqualTo("hEvent 0x0, as at the start");
            });
  }

  @Test
  void givenSecondCompletion_whenItComes_thenTheReportSaysWithWhat_WPU_COMPLETE_18() {
    BorderOperation operation = rig.pend(rig.structure(0));
    rig.complete(operation, 0, 3);

    rig.complete(operation, WsaError.WSAECONNRESET.code(), 0);
    rig.complete(operation, 0, 4);

    assertThat(rig.found()).extracting("what").containsOnly("completed twice");
    assertThat(rig.found().get(0).seen())
        .startsWith("another completion, with " + WsaError.describe(10054) + ", 0 bytes (");
    assertThat(rig.found().get(1).seen()).startsWith("another completion, with success, 4 bytes (");
  }

  @Test
  void givenFailedStart_whenItIsCompleted_thenThatAloneIsFound_WPU_COMPLETE_18() {
    BorderOperation operation =
        rig.returned(rig.begin(rig.structure(0)), TransferResult.failed(WsaError.WSAENOTCONN));

    rig.watch.completions().completing(rig.border, rig.socket, rig.structure(0), 10054, 0);

    assertThat(seen()).startsWith("a completion with " + WsaError.describe(10054) + ", 0 bytes (");
    assertThat(operation.result()).isNull();
  }

  /** WPU-COMPLETE-20: the call itself refuses it. */
  @Test
  void givenNoStructure_whenCompleted_thenNothingIsFound() {
    rig.watch.completions().completing(rig.border, rig.socket, null, 0, 0);

    assertThat(rig.what()).isEmpty();
  }

  @Test
  void givenUnknownStructure_whenCompleted_thenTheReportSaysWhich_WPU_COMPLETE_18() {
    rig.watch.completions().completing(rig.border, rig.socket, rig.structure(0), 0, 0);

    assertThat(seen())
        .isEqualTo(
            "a structure that no operation was started with (socket 4 overlapped 0x"
                + Long.toHexString(rig.structure(0).address())
                + ")");
  }

  /** A layer that has captured a handle may say of its operation that it has ended. */
  @Test
  void givenCapturedHandle_whenTheLayerCompletesWhatItHandedDown_thenItIsNotBlamed() {
    Border below = new Border("below", false);
    rig.begin(rig.structure(0));
    rig.begin(below, rig.structure(0), false);

    rig.watch.completions().completing(rig.border, rig.socket, rig.structure(0), 0, 0);
    assertThat(rig.what()).isEmpty();
    rig.watch
        .completions()
        .completing(new Border("other", false), new SocketHandle(8), rig.structure(0), 0, 0);

    assertThat(rig.found().get(0).rule()).isEqualTo("WPU-COMPLETE-13");
    assertThat(seen())
        .startsWith(
            "on socket 8 the structure of an operation that the provider started itself,"
                + " at below (");
  }

  @Test
  void givenOperationWithARoutine_whenTheSystemGetsTheRoutine_thenNothingIsFound() {
    rig.pendWithRoutine(rig.structure(0));
    CompletionRoutine routine = (error, bytes, overlapped, flags) -> {};

    rig.watch
        .completions()
        .completing(
            rig.border,
            new SystemCompletion(rig.socket, rig.structure(0), 0, 3, 0, false, routine, null));

    assertThat(rig.what()).isEmpty();
  }

  @Test
  void givenOperationWithARoutine_whenTheSystemIsNotGivenIt_thenItIsFound_WPU_COMPLETE_3() {
    BorderOperation operation = rig.pendWithRoutine(rig.structure(0));

    rig.completeSystem(operation, 3);

    assertThat(rig.found()).extracting("rule").containsExactly("WPU-COMPLETE-3");
    assertThat(seen()).startsWith("WPUCompleteOverlappedRequest (");
  }

  /** WSP-CLEAN-3: what had ended before is indicated, also in the cleanup. */
  @Test
  void givenCleanup_whenAnOperationEndsInIt_thenOnlyAnAbortedOneIsFound() {
    BorderOperation done = rig.pend(rig.structure(0));
    BorderOperation aborted = rig.pend(rig.structure(1));

    rig.watch
        .threads()
        .cleaning(
            rig.border,
            () -> {
              rig.complete(done, 0, 3);
              rig.complete(aborted, WsaError.WSA_OPERATION_ABORTED.code(), 0);
              return true;
            });
    assertThat(seen())
        .startsWith(
            "a completion with " + WsaError.describe(995) + ", 0 bytes inside WSPCleanup (");
    assertThat(rig.found().get(0).rule()).isEqualTo("WSP-CLEAN-3");
  }

  @Test
  void givenNoCleanup_whenAnOperationIsAborted_thenNothingIsFound_WSP_CLEAN_3() {
    BorderOperation operation = rig.pend(rig.structure(0));

    rig.complete(operation, WsaError.WSA_OPERATION_ABORTED.code(), 0);

    assertThat(rig.what()).isEmpty();
  }

  // ---- how long ended operations are known

  private static Arguments way(String name, Consumer<BorderRig> end) {
    return Arguments.of(name, end);
  }

  static Stream<Arguments> ends() {
    return Stream.of(
        way("completed", rig -> rig.complete(rig.pend(rig.structure(0)), 0, 3)),
        way("completed by the system", rig -> rig.completeSystem(rig.pend(rig.structure(0)), 3)),
        way(
            "failed at once",
            rig ->
                rig.returned(
                    rig.begin(rig.structure(0)), TransferResult.failed(WsaError.WSAENOTCONN))),
        way("thrown", rig -> rig.watch.starts().threw(rig.begin(rig.structure(0)))),
        way(
            "not indicated",
            rig -> {
              rig.border.made(rig.socket, false);
              rig.pend(rig.structure(0));
            }),
        way(
            "told by its routine",
            rig -> {
              BorderOperation operation = rig.pendWithRoutine(rig.structure(0));
              rig.structure(0).publish(3, NtStatus.STATUS_SUCCESS.value());
              rig.watch
                  .routines()
                  .watched(operation, (error, bytes, overlapped, flags) -> {})
                  .completed(0, 3, rig.structure(0), 0);
            }));
  }

  /** What came to its end is known for a while, and not for ever (WPU-COMPLETE-18). */
  @ParameterizedTest(name = "{0}")
  @MethodSource("ends")
  void givenEndedOperation_whenManyOthersHaveEndedSince_thenItIsForgotten(
      String way, Consumer<BorderRig> end) {
    end.accept(rig);
    BorderBook book = rig.watch.book();
    long address = rig.structure(0).address();
    BorderOperation other = rig.begin(rig.structure(1));

    for (int i = 0; i < KEPT - 1; i++) {
      book.ended(other);
    }
    assertThat(book.find(address))
        .as("%s; of all that have ended it is the oldest", way)
        .isNotNull();
    book.ended(other);

    assertThat(book.find(address)).isNull();
  }

  @Test
  void givenEndedOperation_whenItsStructureWasStartedAgain_thenTheNewOneIsNotForgottenForIt() {
    BorderBook book = rig.watch.book();
    rig.complete(rig.pend(rig.structure(0)), 0, 3);
    BorderOperation again = rig.pend(rig.structure(0));
    BorderOperation other = rig.begin(rig.structure(1));

    for (int i = 0; i < KEPT; i++) {
      book.ended(other);
    }

    assertThat(book.find(again.address())).isSameAs(again);
    assertThat(book.isCurrent(again)).isTrue();
  }

  /** GOR-1 is not asked of a structure that is another operation's by then. */
  @Test
  void givenEndedOperation_whenItsStructureIsAnothers_thenItIsNotCurrent() {
    BorderOperation before = rig.pend(rig.structure(0));
    rig.complete(before, 0, 3);
    rig.pend(rig.structure(0));

    assertThat(rig.watch.book().isCurrent(before)).isFalse();
  }
}
