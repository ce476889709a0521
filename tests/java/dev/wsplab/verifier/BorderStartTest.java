package dev.wsplab.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.Pages;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a start looks at, and what it leaves as it is. */
class BorderStartTest {
  private final BorderRig rig = new BorderRig();

  @AfterEach
  void close() {
    rig.close();
  }

  private String seen() {
    assertThat(rig.found()).hasSize(1);
    return rig.found().get(0).seen();
  }

  private String expected() {
    assertThat(rig.found()).hasSize(1);
    return rig.found().get(0).expected();
  }

  // ---- what the call returned

  @Test
  void givenSuccess_whenNothingWasIndicated_thenTheReportSaysWhatIsMissing_WSP_IO_16() {
    BorderOperation operation = rig.begin(rig.structure(0));
    rig.border.apcQueued(); // of another operation's: this one has no routine

    rig.returned(operation, TransferResult.done(3, 2));

    assertThat(rig.found().get(0).rule()).isEqualTo("WSP-IO-16");
    assertThat(expected()).isEqualTo("WPUCompleteOverlappedRequest before the function returns 0");
    assertThat(seen())
        .isEqualTo(
            "WSPRecv returned success with 3 bytes, flags 2 and nothing was indicated"
                + " (WSPRecv on socket 4 overlapped 0x"
                + Long.toHexString(operation.address())
                + ")");
  }

  @Test
  void givenSuccessWithARoutine_whenNoApcWasQueuedSince_thenTheReportAsksForIt_WSP_IO_16() {
    rig.border.apcQueued(); // before: for another operation
    BorderOperation operation = rig.beginWithRoutine(rig.structure(0));

    rig.returned(operation, TransferResult.done(0, 0));

    assertThat(expected()).isEqualTo("WPUQueueApc before the function returns 0");
  }

  @Test
  void givenSuccessWithARoutine_whenItsApcIsQueued_thenNothingIsFound_WSP_IO_16() {
    BorderOperation operation = rig.beginWithRoutine(rig.structure(0));
    rig.border.apcQueued();

    rig.returned(operation, TransferResult.done(3, 0));

    assertThat(rig.what()).isEmpty();
  }

  @Test
  void givenPending_whenCountAndFlagsAreWritten_thenBothAreShown_WSP_IO_14_WSP_RECV_6() {
    BorderOperation operation = rig.begin(rig.structure(0));
    rig.structure(0).markPending();

    rig.watch
        .starts()
        .returned(
            operation,
            new StartChecks.Returned(false, true, WsaError.WSA_IO_PENDING.code(), -1, 8));

    assertThat(rig.found()).extracting("rule").containsExactly("WSP-RECV-6", "WSP-IO-14");
    assertThat(rig.found())
        .allSatisfy(
            found ->
                assertThat(found.seen())
                    .startsWith(
                        WsaError.describe(WsaError.WSA_IO_PENDING.code())
                            + " with 4294967295 bytes, flags 8 ("));
  }

  @Test
  void givenCompletedOperation_whenItsCallFails_thenTheReportShowsBoth_WPU_COMPLETE_18() {
    BorderOperation operation = rig.begin(rig.structure(0));
    rig.structure(0).markPending();
    rig.complete(operation, 0, 3);

    rig.returned(operation, TransferResult.failed(WsaError.WSAENOTCONN));

    assertThat(seen())
        .startsWith(
            "completed, then WSPRecv returned "
                + WsaError.describe(WsaError.WSAENOTCONN.code())
                + " with 0 bytes, flags 0 (");
  }

  /** WIN-56: nobody is told of what runs on a socket without the overlapped attribute. */
  @Test
  void givenSocketWithoutTheOverlappedAttribute_whenACallReturns_thenItHasEndedSilently() {
    rig.border.made(rig.socket, false);

    BorderOperation operation = rig.pend(rig.structure(0));

    assertThat(operation.end()).isEqualTo(BorderOperation.End.SILENT);
    rig.pend(rig.structure(0));
    assertThat(rig.what()).as("its structure is free").isEmpty();
  }

  @Test
  void givenCallThatThrows_whenItsStructureIsUsedAgain_thenNothingIsFound_OVL_6() {
    BorderOperation operation = rig.begin(rig.structure(0));

    rig.watch.starts().threw(operation);
    rig.pend(rig.structure(0));

    assertThat(operation.start()).isEqualTo(BorderOperation.Start.FAILED);
    assertThat(rig.what()).isEmpty();
  }

  // ---- the event

  /** A look at an auto-reset event takes its signal, and gives it back. */
  @Test
  void givenAutoResetEvent_whenAnOperationStarts_thenTheEventIsAsItWas() {
    EventHandle set = rig.event(false, true);
    EventHandle notSet = rig.event(false, false);
    rig.structure(0).storeEvent(set.value());
    rig.structure(1).storeEvent(notSet.value());

    assertThat(rig.begin(rig.structure(0)).eventWasSet()).isTrue();
    assertThat(rig.begin(rig.structure(1)).eventWasSet()).isFalse();

    assertThat(rig.isSet(set)).isTrue();
    assertThat(rig.isSet(notSet)).isFalse();
  }

  /** WSP-IO-4: with a routine hEvent is the client's own data, and no event. */
  @Test
  void givenRoutine_whenItsOperationStarts_thenHEventIsNotLookedAt() {
    EventHandle event = rig.event(false, true);
    rig.structure(0).storeEvent(event.value());

    BorderOperation operation = rig.pendWithRoutine(rig.structure(0));

    assertThat(operation.eventWasSet()).isFalse();
    assertThat(rig.what()).isEmpty();
  }

  @Test
  void givenEventThatIsNotReset_whenAnOperationWithAnotherPends_thenItIsFoundAllTheSame_WSP_IO_5() {
    rig.structure(0).storeEvent(rig.event(true, false).value());
    rig.structure(1).storeEvent(rig.event(true, true).value());
    rig.pend(rig.structure(0));

    rig.pend(rig.structure(1));

    assertThat(rig.found()).extracting("rule").containsExactly("WSP-IO-5");
    assertThat(expected()).isEqualTo("hEvent nonsignalled while the operation is pending");
  }

  /** The other operation may have set it just now. */
  @Test
  void givenEventOfTwoOperations_whenItIsSetAfterAStart_thenNothingIsFound_WSP_IO_5() {
    EventHandle event = rig.event(true, true);
    rig.structure(0).storeEvent(event.value());
    rig.structure(1).storeEvent(event.value());
    rig.begin(rig.structure(0));

    rig.pend(rig.structure(1));

    assertThat(rig.what()).isEmpty();
  }

  // ---- a structure that is used again

  @Test
  void givenPendingStructure_whenItIsUsedAgain_thenTheReportNamesBoth_OVL_6() {
    BorderOperation first = rig.pend(rig.structure(0));

    rig.pend(rig.structure(0));

    assertThat(rig.found().get(0).rule()).isEqualTo("OVL-6");
    assertThat(rig.found().get(0).provider()).as("the client").isEmpty();
    assertThat(expected()).isEqualTo("another structure, or the completion of " + first + " first");
    assertThat(seen()).startsWith("WSPRecv with the structure of an operation that has not ended");
  }

  /** DEC-8: the routine ends with its thread, and nobody is left who could be told. */
  @Test
  void givenRoutineThatNeverRan_whenTheFieldsAreFinal_thenTheStructureIsFree_OVL_6() {
    rig.pendWithRoutine(rig.structure(0));
    rig.structure(0).publish(3, 0);

    rig.pendWithRoutine(rig.structure(0));

    assertThat(rig.what()).isEmpty();
  }

  @Test
  void givenRoutineThatNeverRan_whenTheFieldsSayPending_thenTheStructureIsNotFree_OVL_6() {
    rig.pendWithRoutine(rig.structure(0));

    rig.pendWithRoutine(rig.structure(0));

    assertThat(rig.found()).extracting("rule").containsExactly("OVL-6");
  }

  /** Final fields tell of an event or a packet that is still to come. */
  @Test
  void givenOperationWithoutARoutine_whenItsFieldsAreFinalOnly_thenItIsNotFree_OVL_6() {
    rig.pend(rig.structure(0));
    rig.structure(0).publish(3, 0);

    rig.pend(rig.structure(0));

    assertThat(rig.found()).extracting("rule").containsExactly("OVL-6");
  }

  @Test
  void givenRoutineThatNeverRan_whenTheStructureIsGone_thenNobodyIsBlamed_OVL_6() {
    long page = Pages.map(1);
    try {
      Overlapped structure = Overlapped.at(page);
      rig.pendWithRoutine(structure);
      Pages.makeInaccessible(page);

      rig.beginWithRoutine(structure);

      assertThat(rig.what()).isEmpty();
    } finally {
      Pages.unmap(page);
    }
  }

  // ---- packets of earlier operations with the same structure

  private BorderOperation completed(boolean packet) {
    BorderOperation operation = rig.pend(rig.structure(0));
    operation.completing();
    operation.completed(new BorderOperation.Result(0, 3, 0, 0, 0, 0, true, packet));
    return operation;
  }

  @Test
  void givenClientThatPolls_whenItStartsAnew_thenTheEarlierPacketMayStillCome() {
    completed(true);

    assertThat(completed(false).hasOlderPackets()).isTrue();
    assertThat(rig.begin(rig.structure(0)).hasOlderPackets()).as("nor has it come since").isTrue();
  }

  @Test
  void givenEarlierOperation_whenNoPacketIsDueOrItWasTaken_thenNoneMayStillCome() {
    BorderOperation silent = completed(false);
    BorderOperation taken = completed(true);
    taken.told();

    assertThat(silent.hasOlderPackets()).isFalse();
    assertThat(taken.hasOlderPackets()).isFalse();
    assertThat(rig.begin(rig.structure(0)).hasOlderPackets()).isFalse();
  }

  // ---- layers

  private BorderOperation below(Border below, SocketHandle socket) {
    return rig.watch.starts().begin(below, "WSPRecv", socket, rig.structure(0), false, null);
  }

  /** WPU-CREATE-6: and whoever started it is the same for both. */
  @Test
  void givenLayer_whenItHandsTheStructureToAnotherHandle_thenTheReportNamesWhoGotIt() {
    BorderOperation upper = rig.begin(rig.structure(0));

    BorderOperation lower = below(new Border("below", false), new SocketHandle(8));

    assertThat(rig.found().get(0).rule()).isEqualTo("WPU-CREATE-6");
    assertThat(seen()).startsWith("WSPRecv of below got the client's (");
    assertThat(lower.startedBy()).isEqualTo(upper.startedBy());
    assertThat(upper.isPassedDown()).isTrue();
  }

  /** WPU-IFS-4: on a captured handle that is as it should be. */
  @Test
  void givenCapturedHandle_whenItsStructureIsHandedOn_thenBothProvidersMayCompleteIt() {
    Border below = new Border("below", false);
    Border bottom = new Border("bottom", false);
    BorderOperation upper = rig.begin(rig.structure(0));
    BorderOperation lower = below(below, rig.socket);
    BorderOperation lowest = below(bottom, rig.socket);

    assertThat(rig.what()).isEmpty();
    assertThat(lowest.isPassedDownBy(below)).isTrue();
    assertThat(lowest.isPassedDownBy(rig.border)).as("through the one between").isTrue();
    assertThat(lowest.isPassedDownBy(new Border("other", false))).isFalse();
    assertThat(upper.isPassedDownBy(below)).isFalse();
    assertThat(lower.isPassedDownBy(bottom)).isFalse();
  }
}
