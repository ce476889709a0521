package dev.wsplab.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.NtStatus;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.operation.OperationEvent.Step;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the register can be asked, and who is told what. */
class OperationRegisterTest {
  private static final SocketHandle SOCKET = new SocketHandle(4);
  private static final long PORT = 8;

  private final Operations operations = new Operations();

  private Operation start(long address) {
    return operations.start(OperationKind.RECV, SOCKET, Overlapped.at(address), false, null);
  }

  private static Held noting(List<String> released, String name) {
    return Held.of(name, () -> released.add(name), 0);
  }

  @Test
  void givenStructuresInAnyOrder_whenAskedWhatIsUnderWay_thenTheOldestComesFirst() {
    List<Operation> started = new ArrayList<>();
    for (long address : new long[] {0x9000, 0x1000, 0x5000, 0x1000, 0x7000, 0x3000}) {
      started.add(start(address));
    }

    assertThat(operations.underWay()).containsExactlyElementsOf(started);
    assertThat(operations.undelivered()).isEmpty();
    assertThat(operations.size()).as("structures").isEqualTo(5);
  }

  @Test
  void givenCompletedInAnotherOrder_whenAskedWhatIsUndelivered_thenTheOldestComesFirst() {
    List<Operation> started = new ArrayList<>();
    for (long address : new long[] {0x9000, 0x1000, 0x5000, 0x3000}) {
      started.add(start(address));
    }
    for (long address : new long[] {0x3000, 0x9000, 0x5000, 0x1000}) {
      operations.completing(Overlapped.at(address), 0, 1, PORT);
    }
    Operation reused = start(0x5000);

    assertThat(operations.undelivered()).containsExactlyElementsOf(started);
    assertThat(operations.underWay()).containsExactly(reused);
  }

  /** The event is set first: who was woken by it may ask before the completing thread goes on. */
  @Test
  void givenOperationThatItsEventTells_whenTheClientAsksAtOnce_thenNothingIsUndelivered() {
    Operation told = start(0x1000);
    operations.completing(Overlapped.at(0x1000), 0, 1, 0);

    assertThat(operations.underWay()).isEmpty();
    assertThat(operations.undelivered()).isEmpty();
    operations.notified(told, false);
    assertThat(operations.undelivered()).isEmpty();
    assertThat(operations.size()).isZero();
  }

  @Test
  void givenAssociationWhileItEnds_whenAPacketWasQueued_thenItIsUndelivered() {
    Operation told = start(0x1000);
    operations.completing(Overlapped.at(0x1000), 0, 1, 0);

    operations.notified(told, true);

    assertThat(operations.undelivered()).containsExactly(told);
  }

  @Test
  void givenRoutineThatHasNotRun_whenAsked_thenItIsUndelivered() {
    Operation told =
        operations.start(OperationKind.RECV, SOCKET, Overlapped.at(0x1000), true, null);
    operations.completing(Overlapped.at(0x1000), 0, 1, 0);

    assertThat(operations.undelivered()).containsExactly(told);
  }

  /** A polling client may have used one structure three times before it takes a packet. */
  @Test
  void givenStructureUsedThreeTimes_whenTheMiddleOneEnds_thenTheOthersStay() {
    Operation first = start(0x1000);
    Operation middle = start(0x1000);
    Operation last = start(0x1000);

    operations.failed(middle, 10_057);
    assertThat(operations.underWay()).containsExactly(first, last);

    operations.failed(first, 10_057);
    assertThat(operations.underWay()).containsExactly(last);

    operations.failed(last, 10_057);
    assertThat(operations.size()).isZero();
  }

  @Test
  void givenPortAndNoPort_whenCompleted_thenTheOperationKnowsWhichPacketTells() {
    Operation byPort = start(0x1000);
    Operation byEvent = start(0x2000);
    assertThat(byPort.port()).isZero();

    operations.completing(byPort.overlapped(), 0, 1, PORT);
    operations.completing(byEvent.overlapped(), 0, 1, 0);

    assertThat(byPort.port()).isEqualTo(PORT);
    assertThat(byEvent.port()).isZero();
  }

  /** WPU-COMPLETE-18: the second completion comes through another port, and that counts not. */
  @Test
  void givenCompletedOperation_whenCompletedThroughAnotherPort_thenTheFirstPortStays() {
    Operation operation = start(0x1000);
    assertThat(operation.completed(PORT)).isTrue();

    assertThat(operation.completed(PORT + 4)).isFalse();

    assertThat(operation.port()).isEqualTo(PORT);
  }

  @Test
  void givenOperationUnderWay_whenPortsAreClosed_thenItGoesOn() {
    Operation operation = start(0x1000);

    operations.forgetUndelivered(PORT);
    operations.forgetUndelivered(0);

    assertThat(operation.state()).isEqualTo(OperationState.STARTING);
    assertThat(operations.underWay()).containsExactly(operation);
  }

  @Test
  void givenRegisterThatKeepsPlaces_whenOneStarts_thenTheCallerIsItsPlace() {
    Operations keeping = new Operations(true);

    Operation operation =
        keeping.start(OperationKind.SEND, SOCKET, 7, Overlapped.at(0x1000), false, null);

    assertThat(keeping.keepsPlaces()).isTrue();
    assertThat(operation.place()).asString().contains("OperationRegisterTest");
    assertThat(operation.numberOnSocket()).isEqualTo(7);
    assertThat(operations.keepsPlaces()).isFalse();
    Operation without = start(0x1000);
    assertThat(without.place()).isNull();
    assertThat(without.numberOnSocket()).as("not counted").isZero();
  }

  @Test
  void givenListenerThatIsRemoved_whenSomethingHappens_thenItHearsNothingMore() {
    List<Step> heard = new ArrayList<>();
    OperationListener listener = event -> heard.add(event.step());
    assertThat(operations.hasListeners()).isFalse();
    operations.addListener(listener);
    assertThat(operations.hasListeners()).isTrue();
    Operation operation = start(0x1000);

    operations.removeListener(listener);
    operations.failed(operation, 10_057);

    assertThat(heard).containsExactly(Step.STARTED);
    assertThat(operations.hasListeners()).isFalse();
  }

  @Test
  void givenStep_whenTold_thenWithItsThreadTimeErrorAndBytes() {
    List<OperationEvent> heard = new ArrayList<>();
    operations.addListener(heard::add);
    long before = System.nanoTime();
    Operation operation = start(0x1000);
    operations.succeeded(operation, 5);
    operations.completing(operation.overlapped(), 995, 6, PORT);
    operations.dequeued(PORT, 0, 0x1000, 64, 7);
    Operation failing = start(0x2000);
    operations.failed(failing, 10_057);
    long after = System.nanoTime();

    assertThat(heard)
        .extracting(
            e -> e.operation().ordinal() + " " + e.step() + " " + e.error() + " " + e.bytes())
        .containsExactly(
            "1 STARTED 0 0",
            "1 SUCCEEDED 0 5",
            "1 COMPLETED 995 6",
            "1 DEQUEUED 64 7",
            "2 STARTED 0 0",
            "2 FAILED 10057 0");
    assertThat(heard)
        .allMatch(e -> e.thread().equals(Thread.currentThread().getName()))
        .allMatch(e -> e.nanos() - before >= 0 && after - e.nanos() >= 0);
  }

  @Test
  void givenCallIntoAProvider_whenTold_thenTheListenersHaveIt() {
    List<ProviderEvent> heard = new ArrayList<>();
    operations.addListener(
        new OperationListener() {
          @Override
          public void onEvent(OperationEvent event) {
            throw new AssertionError("no operation has made a step: " + event);
          }

          @Override
          public void onProviderEvent(ProviderEvent event) {
            heard.add(event);
          }
        });
    ProviderEvent call =
        new ProviderEvent(
            ProviderEvent.Step.CALLED, "java:Layer", "WSPSend", 4, 0x1000, 0, 0, 1, "main");

    operations.provider(call);

    assertThat(heard).containsExactly(call);
  }

  @Test
  void givenPacketOfAStructureThatIsUnderWay_whenTaken_thenThePacketAloneIsTold() {
    List<Step> heard = new ArrayList<>();
    Operation operation = start(0x1000);
    operations.addListener(event -> heard.add(event.step()));

    operations.dequeued(PORT, 0, 0x1000, 0, 1);

    assertThat(heard).isEmpty();
    assertThat(operation.state()).isEqualTo(OperationState.STARTING);
  }

  /** WIN-56: what the operation held is let go, though nobody is told. */
  @Test
  void givenWithdrawnOperation_whenItHeldMemory_thenThatIsReleasedOnce() {
    List<String> released = new ArrayList<>();
    Held held = noting(released, "block");
    Operation operation =
        operations.start(OperationKind.RECV, SOCKET, Overlapped.at(0x1000), false, held);

    operations.withdraw(operation);
    operations.clear();

    assertThat(operation.state()).isEqualTo(OperationState.DELIVERED);
    assertThat(released).containsExactly("block");
  }

  /** A routine that a provider calls itself completes the operation, if nothing has before. */
  @Test
  void givenOperationThatNothingHasCompleted_whenItsRoutineRuns_thenItIsCompletedByIt() {
    List<String> heard = new ArrayList<>();
    Operation operation =
        operations.start(OperationKind.SEND, SOCKET, Overlapped.at(0x1000), true, null);
    operations.addListener(e -> heard.add(e.step() + " " + e.error() + " " + e.bytes()));

    operations.routine(operation, 10_054, 3);

    assertThat(heard).containsExactly("COMPLETED 10054 3", "ROUTINE 10054 3");
    assertThat(operation.state()).isEqualTo(OperationState.DELIVERED);
  }

  @Test
  void givenFileCall_whenShown_thenItIsOnAHandle() {
    Operation read =
        operations.start(OperationKind.READ_FILE, SOCKET, Overlapped.at(0x1000), false, null);
    Operation write =
        operations.start(OperationKind.WRITE_FILE, SOCKET, Overlapped.at(0x2000), false, null);

    assertThat(read).hasToString("#1 ReadFile on handle 4 Overlapped[0x1000] STARTING");
    assertThat(write).hasToString("#2 WriteFile on handle 4 Overlapped[0x2000] STARTING");
  }

  @Test
  void givenHeldObjects_whenShownAndReleased_thenTheyAreNamedUntilThen() {
    List<String> released = new ArrayList<>();
    Held held = Held.of(null, () -> released.add("a"), 9);

    assertThat(held.thread()).isEqualTo(9);
    assertThat(held).hasToString("null");
    held.release();
    held.release();

    assertThat(released).containsExactly("a");
    assertThat(held).hasToString("released");
  }

  /**
   * DEC-13: a cleanup ends operations without a word. The client has closed its block before, and
   * its memory goes when nobody writes there any more.
   */
  @Test
  void givenOperationsThatACleanupHasEnded_whenCleared_thenTheirMemoryIsLetGoAndNoOther() {
    List<String> released = new ArrayList<>();
    try (OverlappedBlock block = OverlappedBlock.allocate(4)) {
      pended(block.overlapped(0), released, "ended").publish(0, NtStatus.STATUS_CANCELLED.value());
      pended(block.overlapped(1), released, "not ended");
      operations.start(
          OperationKind.RECV, SOCKET, block.overlapped(2), true, noting(released, "in its call"));
      pended(block.overlapped(3), released, "first of two");
      pended(block.overlapped(3), released, "second of two")
          .publish(0, NtStatus.STATUS_CANCELLED.value());

      operations.clear();

      assertThat(released).containsExactly("ended");
    }
  }

  private Overlapped pended(Overlapped structure, List<String> released, String name) {
    structure.markPending();
    operations.pended(
        operations.start(OperationKind.RECV, SOCKET, structure, true, noting(released, name)));
    return structure;
  }
}
