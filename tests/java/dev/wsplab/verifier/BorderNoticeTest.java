package dev.wsplab.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.Pages;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.SocketObjects;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.OverlappedResult;
import dev.wsplab.spi.SystemIo.SystemCompletion;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How whoever started an operation is told of its end: by packet, by routine, by query. */
class BorderNoticeTest {
  private final BorderRig rig = new BorderRig();

  @AfterEach
  void close() {
    rig.close();
  }

  // ---- packets (WPU-CREATE-5)

  private boolean isPacketDue(int modes, boolean associated, boolean atOnce) {
    Kernel kernel = Kernel.get();
    long owner = kernel.newOwner();
    try {
      SocketHandle s = kernel.sockets().create(owner, SocketObjects.Flavour.SYSTEM, 1, 0, true);
      if (associated) {
        PortHandle port = kernel.ports().create(owner, 1);
        kernel.ports().associate(s, port, 7);
      }
      kernel.sockets().setModes(s, modes);
      BorderOperation operation =
          rig.watch.starts().begin(rig.border, "WSPRecv", s, rig.structure(0), false, null);
      rig.structure(0).markPending();
      rig.watch
          .completions()
          .completing(
              rig.border, new SystemCompletion(s, rig.structure(0), 0, 3, 0, atOnce, null, null));
      return operation.result().packet();
    } finally {
      kernel.closeAll(owner);
    }
  }

  /** WIN-28: a success at once needs no packet when the client has said so. */
  @Test
  void givenSystemHandle_whenItsOperationEnds_thenAPacketIsDueByPortAndModes() {
    int skip = SocketObjects.MODE_SKIP_PORT;

    assertThat(isPacketDue(0, true, true)).isTrue();
    assertThat(isPacketDue(0, true, false)).isTrue();
    assertThat(isPacketDue(skip, true, true)).isFalse();
    assertThat(isPacketDue(skip, true, false)).isTrue();
    assertThat(isPacketDue(0, false, false)).isFalse();
  }

  /** IOCP-EVT-3, WPU-COMPLETE-3. */
  @Test
  void givenLowBitOrRoutine_whenTheOperationEnds_thenNoPacketIsDue() {
    rig.structure(0).storeEvent(rig.event(true, false).value() | 1);
    BorderOperation lowBit = rig.pend(rig.structure(0));
    BorderOperation unknownSocket = rig.pend(rig.structure(1));

    rig.completeSystem(lowBit, 3);
    rig.completeSystem(unknownSocket, 3);

    assertThat(lowBit.result().packet()).isFalse();
    assertThat(unknownSocket.result().packet()).isFalse();
  }

  // ---- routines

  private void entered(BorderOperation operation, int bytes) {
    rig.watch
        .routines()
        .watched(operation, (error, count, overlapped, flags) -> {})
        .completed(0, bytes, operation.structure(), 0);
  }

  /** WIN-50: what stands in the structure is the client's business after a failed start. */
  @Test
  void givenFailedStart_whenItsRoutineIsCalled_thenItsFieldsAreNotLookedAt_WIN_50() {
    BorderOperation operation =
        rig.returned(
            rig.beginWithRoutine(rig.structure(0)), TransferResult.failed(WsaError.WSAENOTCONN));
    rig.structure(0).markPending();

    entered(operation, 3);

    assertThat(rig.what())
        .containsOnlyOnce("routine called after an immediate failure")
        .doesNotContain("Internal still said pending when the routine was entered");
  }

  /** WSP-IO-9. */
  @Test
  void givenCompletedOperation_whenItsRoutineGetsOtherValues_thenTheReportShowsBoth() {
    BorderOperation operation = rig.pendWithRoutine(rig.structure(0));
    operation.completing();
    operation.completed(new BorderOperation.Result(0, 3, 0, 0, 0, 0, true, false));
    rig.structure(0).publish(4, 0);

    entered(operation, 4);

    assertThat(rig.found())
        .filteredOn(found -> found.rule().equals("WSP-IO-9"))
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.expected()).isEqualTo("error 0, 3 bytes");
              assertThat(found.seen()).startsWith("error 0, 4 bytes (");
            });
  }

  @Test
  void givenVirtualThreadAsStarter_whenItsRoutineRunsElsewhere_thenThatIsFound_WSP_IO_8() {
    BorderOperation.Facts facts = new BorderOperation.Facts();
    facts.routine = true;
    facts.indicated = true;
    facts.routineThread = 0; // the number of every virtual thread
    BorderOperation operation =
        new BorderOperation(rig.border, "WSPRecv", rig.socket, rig.structure(0), facts);
    rig.structure(0).publish(3, 0);

    entered(operation, 3);

    assertThat(rig.found()).extracting("rule").containsExactly("WSP-IO-8");
  }

  // ---- the provider's own query

  /** OVL-6: the query cannot have read it, either. */
  @Test
  void givenFreedStructure_whenTheQuerySaysFinished_thenNothingIsFound_WPU_COMPLETE_18() {
    long page = Pages.map(1);
    try {
      BorderOperation operation = rig.pend(Overlapped.at(page));
      Pages.makeInaccessible(page);

      rig.watch.results().answeredBeforeCompletion(operation, OverlappedResult.done(3, 0));

      assertThat(rig.what()).isEmpty();
    } finally {
      Pages.unmap(page);
    }
  }
}
