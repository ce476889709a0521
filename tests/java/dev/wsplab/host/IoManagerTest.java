package dev.wsplab.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.Handle;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.ThreadHandle;
import dev.wsplab.operation.Held;
import dev.wsplab.operation.Operation;
import dev.wsplab.operation.OperationEvent.Step;
import dev.wsplab.operation.OperationKind;
import dev.wsplab.operation.OperationState;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.SystemIo;
import dev.wsplab.spi.SystemIo.SystemCompletion;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.WsaError;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Operations of system handles: how each is told, and when its memory is let go. */
class IoManagerTest extends HostFixture {
  private final List<Integer> ran = new ArrayList<>();
  private SystemIo io;
  private SocketHandle s;
  private Overlapped overlapped;
  private ThreadId here;

  @BeforeEach
  void systemSocket() {
    io = base.ws2().systemIo();
    s = io.createHandle(base.entryId(), true).orThrow("createHandle");
    overlapped = structures.overlapped();
    here = base.given().wpuOpenCurrentThread().threadId();
  }

  private Operation start(Overlapped structure, boolean routine) {
    return host.operations()
        .start(OperationKind.RECV, s, structure, routine, Held.of("kept", Held.nothing(), 0));
  }

  private void complete(
      Overlapped structure, @Nullable CompletionRoutine routine, @Nullable ThreadId thread) {
    io.complete(new SystemCompletion(s, structure, 0, 5, 0, false, routine, thread));
  }

  private void add(int error, int bytes, Overlapped structure, int flags) {
    ran.add(bytes);
  }

  private boolean isSignalled(Handle object) {
    return Kernel.get().waits().waitForSingleObject(object, 0, false).returnValue() == 0;
  }

  /** WIN-45: told when the routine runs, and not before. */
  @Test
  void givenRoutine_whenCompleted_thenItIsOnItsWayUntilAnAlertableWait() {
    Operation operation = start(overlapped, true);
    assertThat(io.begin(s, overlapped, this::add, null)).isZero();
    List<Step> steps = new ArrayList<>();
    host.operations().addListener(event -> steps.add(event.step()));

    complete(overlapped, this::add, here);

    assertThat(steps).containsExactly(Step.COMPLETED, Step.NOTIFIED);
    assertThat(operation.state()).isEqualTo(OperationState.COMPLETED);
    assertThat(overlapped.internalHigh()).isEqualTo(5);
    assertThat(ran).isEmpty();
    kernel32.sleepEx(0, true);
    assertThat(ran).containsExactly(5);
  }

  /** WIN-45: nobody is left to run it, so it is not kept. */
  @Test
  void givenRoutineOfAThreadThatIsGone_whenCompleted_thenItIsOver() {
    Operation operation = start(overlapped, true);
    assertThat(io.begin(s, overlapped, this::add, null)).isZero();

    complete(overlapped, this::add, new ThreadId(new ThreadHandle(0x7FFF_FFF0L), 0));

    assertThat(operation.state()).isEqualTo(OperationState.DELIVERED);
    assertThat(overlapped.internalHigh()).isEqualTo(5);
  }

  /** WIN-49: without its structure there is nothing to tell. */
  @Test
  void givenStructureThatIsGone_whenCompletedByRoutine_thenItIsOverAndNothingRuns() {
    Overlapped gone = Overlapped.at(8);
    Operation operation = start(gone, true);

    complete(gone, this::add, here);
    kernel32.sleepEx(0, true);

    assertThat(operation.state()).isEqualTo(OperationState.DELIVERED);
    assertThat(ran).isEmpty();
  }

  /** CANCEL-9: without an event the socket stands for it. */
  @Test
  void givenNoEvent_whenBegunAndCompleted_thenTheSocketIsResetAndSet() {
    Operation operation = start(overlapped, false);
    assertThat(io.begin(s, overlapped, null, null)).isZero();
    assertThat(isSignalled(s)).isFalse();

    complete(overlapped, null, null);

    assertThat(isSignalled(s)).isTrue();
    assertThat(operation.state()).as("no port").isEqualTo(OperationState.DELIVERED);
  }

  /** WIN-44: with an event that alone is reset and set. */
  @Test
  void givenEvent_whenBegunAndCompleted_thenItIsResetAndSetAndTheSocketIsNot() {
    start(overlapped, false);
    assertThat(io.begin(s, overlapped, null, null)).isZero();
    EventHandle event = kernel32.createEvent(true, true);
    Overlapped second = structures.overlapped(1);
    second.storeEvent(event.value());
    assertThat(io.begin(s, second, null, null)).isZero();
    assertThat(isSignalled(event)).isFalse();

    complete(second, null, null);

    assertThat(isSignalled(event)).isTrue();
    assertThat(isSignalled(s)).isFalse();
  }

  /** IOCP-Q-5: a packet is on its way until it is taken. */
  @Test
  void givenPort_whenCompleted_thenItIsDeliveredByItsPacket() {
    PortHandle port = kernel32.createIoCompletionPort(s, null, 0, 0).orThrow();
    Operation operation = start(overlapped, false);
    assertThat(io.begin(s, overlapped, null, null)).isZero();

    complete(overlapped, null, null);

    assertThat(operation.state()).isEqualTo(OperationState.COMPLETED);
    assertThat(kernel32.getQueuedCompletionStatus(port, 0).bytes()).isEqualTo(5);
    assertThat(operation.state()).isEqualTo(OperationState.DELIVERED);
  }

  /** WIN-44, IOCP-EVT-6: 1 is no event. */
  @Test
  void givenWrongEventOrMemory_whenBegun_thenTheErrorAndNothingIsPending() {
    overlapped.storeEvent(1);
    assertThat(io.begin(s, overlapped, null, () -> ran.add(1))).isEqualTo(6);
    assertThat(overlapped.isPending()).isFalse();
    assertThat(io.begin(s, Overlapped.at(8), null, () -> ran.add(1)))
        .isEqualTo(WsaError.WSAEFAULT.code());
    assertThat(io.begin(new SocketHandle(0x7FFF_FFF0L), overlapped, null, () -> ran.add(1)))
        .isEqualTo(WsaError.WSAENOTSOCK.code());

    assertThat(kernel32.cancelIoEx(s, null).errno()).isEqualTo(1168);
    assertThat(ran).isEmpty();
  }

  /** CANCEL-3: what was abandoned cannot be cancelled. */
  @Test
  void givenRequestThatIsAbandoned_whenCancelled_thenThereIsNothing() {
    assertThat(io.begin(s, overlapped, null, () -> ran.add(1))).isZero();
    kernel32.cancelIoEx(s, overlapped).orThrow("CancelIoEx");
    assertThat(ran).containsExactly(1);

    io.abandon(s, overlapped, 0xC0000120);

    assertThat(overlapped.internal()).isEqualTo(0xC0000120);
    assertThat(kernel32.cancelIoEx(s, overlapped).errno()).isEqualTo(1168);
    assertThat(ran).containsExactly(1);
  }

  @Test
  void givenSystemSocket_whenClosedTwice_thenTheSecondIsNoSocket() {
    assertThat(io.closeHandle(s)).isEqualTo(CallResult.OK);
    assertThat(io.closeHandle(s)).isEqualTo(CallResult.failed(WsaError.WSAENOTSOCK));
    assertThat(io.closeHandle(socket)).isEqualTo(CallResult.failed(WsaError.WSAENOTSOCK));
  }

  /** WIN-23: a copy of a provider's handle is a handle, and no socket. */
  @Test
  void givenHandleOfAProvider_whenDuplicated_thenTheCopyIsNoSocket() {
    SocketHandle copy = kernel32.duplicateHandle(socket).orThrow();

    assertThat(copy).isNotEqualTo(socket);
    assertThat(ws2.closesocket(copy).errno()).isEqualTo(WsaError.WSAENOTSOCK.code());
    assertThat(kernel32.closeHandle(copy).returnValue()).isTrue();
    assertThat(kernel32.closeHandle(copy).errno()).isEqualTo(6);
  }
}
