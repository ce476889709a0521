package dev.wsplab.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.NtStatus;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.operation.OperationEvent.Step;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OperationsTest {
  private static final SocketHandle SOCKET = new SocketHandle(4);
  private static final long PORT = 8;

  private final Operations operations = new Operations();
  private final List<Step> steps = new ArrayList<>();
  // Never looked at: the register knows structures by their address only.
  private final Overlapped overlapped = Overlapped.at(0x1000);

  @BeforeEach
  void listen() {
    operations.addListener(event -> steps.add(event.step()));
  }

  private Operation start() {
    return operations.start(OperationKind.RECV, SOCKET, overlapped, false, holding());
  }

  private static Held holding() {
    return Held.of("held", Held.nothing(), 0);
  }

  @Test
  void givenPendingOperation_whenItIsCompletedAndDequeued_thenEveryStepIsToldOnce() {
    Operation operation = start();
    operations.pended(operation);
    operations.completing(overlapped, 0, 5, PORT);
    operations.notified(operation, true);
    operations.dequeued(PORT, 0, overlapped.address(), 0, 5);

    assertThat(steps)
        .containsExactly(Step.STARTED, Step.PENDED, Step.COMPLETED, Step.NOTIFIED, Step.DEQUEUED);
    assertThat(operation.state()).isEqualTo(OperationState.DELIVERED);
    assertThat(operations.size()).isZero();
  }

  @Test
  void givenCompletedOperation_whenItsStructureIsUsedAgain_thenThatIsToldBeforeTheStart() {
    start();
    operations.completing(overlapped, 0, 1, PORT);

    start();

    assertThat(steps).containsExactly(Step.STARTED, Step.COMPLETED, Step.REUSED, Step.STARTED);
  }

  @Test
  void givenClientsOwnPacket_whenItIsPosted_thenItsStructureIsTold() {
    List<PortPacket> posted = new ArrayList<>();
    operations.addListener(
        new OperationListener() {
          @Override
          public void onEvent(OperationEvent event) {
            throw new AssertionError("no operation has made a step: " + event);
          }

          @Override
          public void onPosted(PortPacket packet) {
            posted.add(packet);
          }
        });

    PortPacket packet = new PortPacket(PORT, 42, 0x1000, 0, 3);
    operations.posted(packet);

    assertThat(posted).containsExactly(packet);
  }

  /** WPU-COMPLETE-19, WIN-H1: the completion may come before the starting call has returned. */
  @Test
  void givenCompletionBeforeTheCallReturns_whenItReturnsPending_thenStateStaysCompleted() {
    Operation operation = start();
    operations.completing(overlapped, 0, 1, PORT);
    operations.notified(operation, true);

    operations.pended(operation);

    assertThat(operation.state()).isEqualTo(OperationState.COMPLETED);
    assertThat(operations.underWay()).isEmpty();
  }

  /** WPU-COMPLETE-19: the same at that very moment; it is a race, so it is run often. */
  @Test
  void givenCompletionAsTheCallReturnsPending_whenRacing_thenNoneIsLost() throws Exception {
    int rounds = 100_000;
    Operations raced = new Operations();
    AtomicInteger ready = new AtomicInteger();
    AtomicInteger returned = new AtomicInteger();
    AtomicReferenceArray<Operation> started = new AtomicReferenceArray<>(rounds);
    Thread caller =
        new Thread(
            () -> {
              for (int round = 0; round < rounds; round++) {
                Operation operation =
                    raced.start(OperationKind.RECV, SOCKET, overlapped, false, null);
                started.set(round, operation);
                ready.set(round + 1);
                raced.pended(operation);
                spinUntil(returned, round + 1);
              }
            });
    caller.start();
    int lost = 0;
    for (int round = 0; round < rounds; round++) {
      spinUntil(ready, round + 1);
      if (raced.completing(overlapped, 0, 1, PORT) == null) {
        lost++;
      }
      raced.notified(started.get(round), false);
      returned.set(round + 1);
    }
    caller.join();

    assertThat(lost).isZero();
  }

  private static void spinUntil(AtomicInteger counter, int value) {
    for (int spins = 0; counter.get() < value; spins++) {
      if (spins < 10_000) {
        Thread.onSpinWait();
      } else {
        Thread.yield(); // the other thread may need this processor
      }
    }
  }

  /** WPU-COMPLETE-18: of two completions the first alone counts. */
  @Test
  void givenCompletedOperation_whenCompletedAgain_thenSecondIsNotTakenForIt() {
    Operation operation = start();

    assertThat(operations.completing(overlapped, 0, 1, 0)).isSameAs(operation);
    assertThat(operations.completing(overlapped, 0, 1, 0)).isNull();
  }

  @Test
  void givenStructureOfNobody_whenCompleted_thenNothingIsTold() {
    assertThat(operations.completing(overlapped, 0, 1, 0)).isNull();
    operations.dequeued(PORT, 0, overlapped.address(), 0, 1);

    assertThat(steps).isEmpty();
  }

  @Test
  void givenStartThatFails_whenSettled_thenStructureIsFreeAndNothingIsKept() {
    Operation operation = start();
    operations.failed(operation, 10057);

    assertThat(operation.state()).isEqualTo(OperationState.FAILED_TO_START);
    assertThat(operation.held()).hasToString("released");
    assertThat(operations.size()).isZero();
  }

  @Test
  void givenOperationOnItsWay_whenNotYetDequeued_thenItsMemoryIsKept() {
    Operation operation = start();
    operations.pended(operation);
    operations.completing(overlapped, 0, 1, PORT);
    operations.notified(operation, true);

    assertThat(operation.held()).hasToString("held");
    operations.dequeued(PORT, 0, overlapped.address(), 0, 1);
    assertThat(operation.held()).hasToString("released");
  }

  @Test
  void givenOperationsAtTheEnd_whenForgotten_thenOnlyMemoryThatNoProviderCanWriteToIsLetGo() {
    Operation complete = start();
    operations.pended(complete);
    operations.completing(overlapped, 0, 1, PORT);
    Operation pending = start();
    operations.pended(pending);
    Operation starting = start();
    operations.clear();

    assertThat(complete.held()).hasToString("released");
    assertThat(pending.held()).hasToString("held");
    assertThat(starting.held()).hasToString("held");
    assertThat(operations.size()).isZero();
  }

  /** Who cannot be asked whether it has ended may still write (DEC-13). */
  @Test
  void givenPendingOperationWhoseStructureIsGone_whenForgotten_thenItsMemoryIsKept() {
    Operation operation = start(); // nothing is mapped there
    operations.pended(operation);

    operations.clear();

    assertThat(operation.held()).hasToString("held");
  }

  /** DEC-13: its provider has written the status, and will write no more. */
  @Test
  void givenPendingOperationThatItsProviderHasEnded_whenForgotten_thenItsMemoryIsLetGo() {
    try (OverlappedBlock block = OverlappedBlock.allocate(1)) {
      block.overlapped().markPending();
      Operation operation =
          operations.start(OperationKind.RECV, SOCKET, block.overlapped(), false, holding());
      operations.pended(operation);
      block.overlapped().publish(0, NtStatus.STATUS_CANCELLED.value());

      operations.clear();

      assertThat(operation.held()).hasToString("released");
    }
  }

  @Test
  void givenNoPacketOnItsWay_whenNotified_thenOperationIsDelivered() {
    Operation operation = start();
    operations.completing(overlapped, 0, 1, 0);
    operations.notified(operation, false);

    assertThat(operation.state()).isEqualTo(OperationState.DELIVERED);
    assertThat(operations.size()).isZero();
  }

  /** A client that polls may start anew on the same structure before it takes the first packet. */
  @Test
  void givenStructureReusedBeforeItsPacketIsTaken_whenBothPacketsCome_thenOldestIsDeliveredFirst() {
    Operation first = start();
    operations.completing(overlapped, 0, 1, PORT);
    operations.notified(first, true);
    Operation second = start();
    operations.completing(overlapped, 0, 2, PORT);
    operations.notified(second, true);

    operations.dequeued(PORT, 0, overlapped.address(), 0, 1);
    assertThat(first.state()).isEqualTo(OperationState.DELIVERED);
    assertThat(second.state()).isEqualTo(OperationState.COMPLETED);
    operations.dequeued(PORT, 0, overlapped.address(), 0, 2);
    assertThat(second.state()).isEqualTo(OperationState.DELIVERED);
    assertThat(operations.size()).isZero();
  }

  @Test
  void givenOldPacketAndNewOperation_whenOldPacketIsTaken_thenNewOneIsUntouched() {
    Operation first = start();
    operations.completing(overlapped, 0, 1, PORT);
    operations.notified(first, true);
    Operation second = start();
    operations.pended(second);

    operations.dequeued(PORT, 0, overlapped.address(), 0, 1);

    assertThat(first.state()).isEqualTo(OperationState.DELIVERED);
    assertThat(second.state()).isEqualTo(OperationState.PENDING);
    assertThat(operations.underWay()).containsExactly(second);
  }

  @Test
  void givenUndeliveredPackets_whenTheirPortIsClosed_thenOnlyItsOwnAreForgotten() {
    Operation here = start();
    operations.completing(overlapped, 0, 1, PORT);
    Overlapped other = Overlapped.at(0x2000);
    Operation elsewhere = operations.start(OperationKind.SEND, SOCKET, other, false, null);
    operations.completing(other, 0, 1, PORT + 4);

    operations.forgetUndelivered(PORT);

    assertThat(here.state()).isEqualTo(OperationState.DELIVERED);
    assertThat(elsewhere.state()).isEqualTo(OperationState.COMPLETED);
    assertThat(operations.size()).isEqualTo(1);
  }

  /** WIN-56: filled in, never indicated. */
  @Test
  void givenSocketWithoutOverlappedAttribute_whenWithdrawn_thenNothingIsLeft() {
    Operation operation = start();
    operations.succeeded(operation, 3);
    operations.withdraw(operation);

    assertThat(operations.size()).isZero();
    assertThat(steps).containsExactly(Step.STARTED, Step.SUCCEEDED);
  }

  /** WIN-H1: a provider may have completed what its starting function then says has failed. */
  @Test
  void givenCompletionBeforeTheCallFails_whenItsPacketIsTaken_thenItIsDelivered() {
    Operation operation = start();
    operations.completing(overlapped, 0, 1, PORT);
    operations.notified(operation, true);

    operations.failed(operation, 10057);

    assertThat(operation.state()).isEqualTo(OperationState.COMPLETED);
    operations.dequeued(PORT, 0, overlapped.address(), 0, 1);
    assertThat(steps).endsWith(Step.NOTIFIED, Step.FAILED, Step.DEQUEUED);
  }

  @Test
  void givenRoutineOnItsWay_whenItRuns_thenItIsToldWithErrorAndBytesAndNothingIsLeft() {
    List<OperationEvent> events = new ArrayList<>();
    Held held = Held.of("kept", Held.nothing(), 0);
    Operation operation = operations.start(OperationKind.SEND, SOCKET, overlapped, true, held);
    operations.completing(overlapped, 10054, 7, 0);
    operations.notified(operation, true);
    operations.addListener(events::add);

    operations.routine(operation, 10054, 7);

    assertThat(operation.hasRoutine()).isTrue();
    assertThat(held).hasToString("released");
    assertThat(operations.size()).isZero();
    assertThat(events).hasSize(1);
    assertThat(events.get(0).step()).isEqualTo(Step.ROUTINE);
    assertThat(events.get(0).error()).isEqualTo(10054);
    assertThat(events.get(0).bytes()).isEqualTo(7);
  }

  @Test
  void givenOperations_whenTheEnvironmentEnds_thenAllAreForgotten() {
    start();
    operations.clear();

    assertThat(operations.size()).isZero();
  }

  @Test
  void givenOperation_whenShown_thenNumberCallSocketStructureAndState() {
    Operation first = start();
    operations.pended(first);
    Operation second =
        operations.start(OperationKind.CONNECT_EX, SOCKET, Overlapped.at(0x2000), false, null);

    assertThat(first).hasToString("#1 WSARecv on socket 4 Overlapped[0x1000] PENDING");
    assertThat(second).hasToString("#2 ConnectEx on socket 4 Overlapped[0x2000] STARTING");
    assertThat(first.kind()).isEqualTo(OperationKind.RECV);
    assertThat(List.of(first.ordinal(), second.ordinal())).containsExactly(1L, 2L);
    assertThat(second.socket()).isEqualTo(SOCKET);
  }

  /** WPU-COMPLETE-18: told once, however many ask. */
  @Test
  void givenDeliveredOperation_whenDeliveredAgain_thenItIsNotTheFirst() {
    Operation operation = start();
    assertThat(operation.delivered()).as("not completed").isFalse();
    operation.completed(PORT);

    assertThat(operation.delivered()).isTrue();
    assertThat(operation.delivered()).isFalse();
  }
}
