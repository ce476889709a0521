package dev.wsplab.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NtStatus;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.SocketObjects;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.SystemIo;
import dev.wsplab.spi.SystemIo.SystemCompletion;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a provider of system handles tells the I/O manager, at its border. */
class BorderSystemIoTest {
  private static final int CANCELLED = NtStatus.STATUS_CANCELLED.value();

  private final BorderRig rig = new BorderRig();
  private final Stub manager = new Stub();
  private final SystemIo io = new BorderSystemIo(rig.watch, rig.border, manager.as(SystemIo.class));

  @AfterEach
  void close() {
    rig.close();
  }

  private void fromBelow(Runnable call) {
    rig.watch.threads().upcall(call);
  }

  /** WSP-SOCKET-2, WIN-56: the overlapped attribute decides whether an end is indicated. */
  @Test
  void givenHandle_whenItIsMadeWithoutTheOverlappedAttribute_thenItsOperationsEndSilently() {
    manager.answering("createHandle", SocketResult.of(rig.socket));

    fromBelow(() -> io.createHandle(1, false));
    assertThat(rig.border.isOverlapped(rig.socket)).as("made by the one below").isTrue();
    assertThat(io.createHandle(1, false).socket()).isEqualTo(rig.socket);
    assertThat(rig.border.isOverlapped(rig.socket)).isFalse();
    BorderOperation operation = rig.begin(rig.structure(0));
    rig.returned(operation, TransferResult.done(3, 0));

    assertThat(operation.end()).isEqualTo(BorderOperation.End.SILENT);
    assertThat(rig.what()).isEmpty();
    io.createHandle(1, true);
    assertThat(rig.border.isOverlapped(rig.socket)).isTrue();
  }

  /** WSP-SOCKET-2: of a handle that came otherwise the system knows the attribute. */
  @Test
  void givenHandleThatTheProviderHasNotMade_whenAskedFor_thenTheSystemSaysItsAttribute() {
    Kernel kernel = Kernel.get();
    long owner = kernel.newOwner();
    try {
      for (boolean overlapped : new boolean[] {false, true}) {
        SocketHandle s =
            kernel.sockets().create(owner, SocketObjects.Flavour.SYSTEM, 1, 0, overlapped);
        assertThat(rig.border.isOverlapped(s)).isEqualTo(overlapped);
      }
    } finally {
      kernel.closeAll(owner);
    }
  }

  @Test
  void givenClosedHandle_whenItsValueIsMadeAgain_thenItIsOpenAgain() {
    manager
        .answering("createHandle", SocketResult.of(rig.socket))
        .answering("closeHandle", CallResult.OK);
    fromBelow(() -> io.closeHandle(rig.socket));
    assertThat(rig.border.isHandleClosed(rig.socket)).as("closed by the one below").isFalse();
    assertThat(io.closeHandle(rig.socket)).isSameAs(CallResult.OK);
    assertThat(rig.border.isHandleClosed(rig.socket)).isTrue();

    io.createHandle(1, true);

    assertThat(rig.border.isHandleClosed(rig.socket)).isFalse();
  }

  @Test
  void givenNoRoom_whenAHandleIsMade_thenNothingIsKnownOfIt() {
    manager.answering("createHandle", SocketResult.failed(WsaError.WSAENOBUFS));

    assertThat(io.createHandle(1, false).errno()).isEqualTo(WsaError.WSAENOBUFS.code());

    assertThat(rig.border.isOverlapped(SocketHandle.INVALID)).isTrue();
  }

  /** WSP-CLOSE-3: what is pending then is owed its completion. */
  @Test
  void givenPendingOperation_whenItsSocketIsClosed_thenItIsOwedByTheClose() {
    BorderOperation operation = rig.pend(rig.structure(0));
    manager.answering("closeHandle", CallResult.OK);

    io.closeHandle(new SocketHandle(8));
    assertThat(operation.isSocketClosed()).isFalse();
    io.closeHandle(rig.socket);

    assertThat(operation.isSocketClosed()).isTrue();
  }

  /** WIN-44: the system resets the event of an operation that begins. */
  @Test
  void givenEventThatIsSet_whenTheSystemBeginsTheOperation_thenItCountsAsReset_WSP_IO_5() {
    rig.structure(0).storeEvent(rig.event(true, true).value());
    BorderOperation operation = rig.begin(rig.structure(0));
    manager.answering("begin", WsaError.WSAENOBUFS.code());
    assertThat(operation.eventWasSet()).isTrue();

    fromBelow(() -> io.begin(rig.socket, rig.structure(0), null, null));
    assertThat(operation.eventWasSet()).as("begun by the one below").isTrue();
    assertThat(io.begin(rig.socket, rig.structure(1), null, null))
        .as("what nobody has started is refused by the system")
        .isEqualTo(WsaError.WSAENOBUFS.code());
    assertThat(operation.eventWasSet()).isTrue();
    io.begin(rig.socket, rig.structure(0), null, null);

    assertThat(operation.eventWasSet()).isFalse();
  }

  @Test
  void givenAnothersOperation_whenAProviderBeginsOrAbandonsIt_thenItChangesNothing() {
    EventHandle event = rig.event(true, true);
    rig.structure(0).storeEvent(event.value());
    BorderOperation others = rig.begin(new Border("other", false), rig.structure(0), false);
    manager.answering("begin", 0);

    assertThat(io.begin(rig.socket, rig.structure(0), null, null)).isZero();
    io.abandon(rig.socket, rig.structure(0), CANCELLED);

    assertThat(others.eventWasSet()).isTrue();
    assertThat(others.end()).isEqualTo(BorderOperation.End.NONE);
  }

  @Test
  void givenOperationThatHasBegun_whenItIsAbandoned_thenItHasEndedSilently() {
    BorderOperation operation = rig.begin(rig.structure(0));

    fromBelow(() -> io.abandon(rig.socket, rig.structure(0), CANCELLED));
    assertThat(operation.end()).isEqualTo(BorderOperation.End.NONE);
    io.abandon(rig.socket, rig.structure(1), CANCELLED); // unknown
    io.abandon(rig.socket, rig.structure(0), CANCELLED);

    assertThat(operation.end()).isEqualTo(BorderOperation.End.SILENT);
    assertThat(manager.calls()).containsExactly("abandon", "abandon", "abandon");
  }

  @Test
  void givenCompletedOperation_whenItIsAbandoned_thenItStaysCompleted() {
    BorderOperation operation = rig.pend(rig.structure(0));
    rig.completeSystem(operation, 3);

    io.abandon(rig.socket, rig.structure(0), CANCELLED);

    assertThat(operation.end()).isEqualTo(BorderOperation.End.COMPLETED);
  }

  @Test
  void givenPendingOperation_whenTheSystemCompletesIt_thenItHasItsResult() {
    BorderOperation operation = rig.pend(rig.structure(0));
    SystemCompletion completion =
        new SystemCompletion(rig.socket, rig.structure(0), 0, 3, 0, false, null, null);

    fromBelow(() -> io.complete(completion));
    assertThat(operation.result()).as("completed by the one below").isNull();
    io.complete(completion);

    assertThat(operation.result()).isNotNull().extracting("bytes").isEqualTo(3L);
    assertThat(manager.calls()).containsExactly("complete", "complete");
    assertThat(rig.what()).isEmpty();
  }
}
