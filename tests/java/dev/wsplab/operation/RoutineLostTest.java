package dev.wsplab.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.operation.OperationEvent.Step;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of an operation whose routine can run nowhere any more (DEC-8, APC-5). */
class RoutineLostTest {
  private static final long THREAD = 7;
  private static final long ANOTHER = 8;
  private static final SocketHandle SOCKET = new SocketHandle(4);

  private final Operations operations = new Operations();
  private final List<OperationEvent> events = new ArrayList<>();
  private final List<String> released = new ArrayList<>();
  private final OverlappedBlock structures = OverlappedBlock.allocate(2);
  private final Overlapped structure = structures.overlapped(0);

  @BeforeEach
  void listen() {
    operations.addListener(events::add);
    structure.markPending();
  }

  @AfterEach
  void free() {
    structure.storeInternal(0);
    structures.close();
  }

  private Operation withRoutine(long thread) {
    Held held = Held.of("kept", () -> released.add("block"), thread);
    return operations.start(OperationKind.RECV, SOCKET, structure, true, held);
  }

  private List<Step> steps() {
    return events.stream().map(OperationEvent::step).toList();
  }

  /** WPU-APC-8: its provider has published, and the routine cannot be queued. */
  @Test
  void givenPublishedResult_whenTheThreadEnds_thenItIsCompletedWithItAndItsRoutineLost() {
    Operation operation = withRoutine(THREAD);
    operations.pended(operation);
    structure.storeResult(10_054, 0);
    structure.publish(3, 0xC000020D);

    operations.threadEnded(THREAD);

    assertThat(steps())
        .containsExactly(Step.STARTED, Step.PENDED, Step.COMPLETED, Step.ROUTINE_LOST);
    assertThat(events.get(2).error()).isEqualTo(10_054);
    assertThat(events.get(2).bytes()).isEqualTo(3);
    assertThat(operation.state()).isEqualTo(OperationState.DELIVERED);
    assertThat(released).containsExactly("block");
    assertThat(operations.size()).isZero();
  }

  @Test
  void givenPendingOperation_whenTheThreadEnds_thenItGoesOnAndIsLostOnceItsResultStandsThere() {
    Operation operation = withRoutine(THREAD);
    operations.pended(operation);

    operations.threadEnded(THREAD);
    assertThat(steps()).containsExactly(Step.STARTED, Step.PENDED);
    assertThat(operations.underWay()).containsExactly(operation);

    structure.publish(0, 0xC0000120);
    operations.routinesLost();

    assertThat(steps()).endsWith(Step.COMPLETED, Step.ROUTINE_LOST);
    assertThat(operations.underWay()).isEmpty();
  }

  @Test
  void givenOtherThread_whenItEnds_thenNothingIsLost() {
    Operation operation = withRoutine(THREAD);
    structure.publish(1, 0);

    operations.threadEnded(ANOTHER);

    assertThat(steps()).containsExactly(Step.STARTED);
    assertThat(operation.isOrphan()).isFalse();
    assertThat(operations.underWay()).containsExactly(operation);
  }

  @Test
  void givenOperationWithoutRoutine_whenItsThreadEnds_thenItIsNotLost() {
    Held held = Held.of("kept", Held.nothing(), THREAD);
    Operation operation = operations.start(OperationKind.RECV, SOCKET, structure, false, held);
    structure.publish(1, 0);

    operations.threadEnded(THREAD);

    assertThat(operation.isOrphan()).isFalse();
    assertThat(steps()).containsExactly(Step.STARTED);
  }

  /** A system handle's completion is told before the APC finds no thread. */
  @Test
  void givenCompletedOperation_whenItsThreadEnds_thenTheRoutineAloneIsLost() {
    Operation operation = withRoutine(THREAD);
    operations.completing(structure, 0, 2, 0);

    operations.threadEnded(THREAD);

    assertThat(steps()).containsExactly(Step.STARTED, Step.COMPLETED, Step.ROUTINE_LOST);
    assertThat(operation.state()).isEqualTo(OperationState.DELIVERED);
    operations.routineLost(operation);
    assertThat(steps()).as("told once").hasSize(3);
  }

  /** A structure that cannot be read tells nobody whether it is complete. */
  @Test
  void givenUnreadableStructure_whenTheThreadEnds_thenNothingIsSaid() {
    Held held = Held.of("kept", Held.nothing(), THREAD);
    Operation operation =
        operations.start(OperationKind.RECV, SOCKET, Overlapped.at(0x10), true, held);

    operations.threadEnded(THREAD);

    assertThat(operation.isOrphan()).isTrue();
    assertThat(steps()).containsExactly(Step.STARTED);
    operations.failed(operation, 10_014);
    assertThat(operations.size()).isZero();
  }

  @Test
  void givenHeldBlocks_whenTheEnvironmentEnds_thenTheyAreReleasedOnce() {
    operations.pended(withRoutine(THREAD));
    operations.completing(structure, 0, 3, 0);
    assertThat(released).isEmpty();

    operations.clear();
    operations.clear();

    assertThat(released).containsExactly("block");
    assertThat(operations.size()).isZero();
  }
}
