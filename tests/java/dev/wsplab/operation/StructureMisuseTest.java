package dev.wsplab.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Structures that are used twice at once, or completed twice: nothing of it stays unseen. */
class StructureMisuseTest {
  private static final SocketHandle SOCKET = new SocketHandle(4);
  private static final SocketHandle LOWER = new SocketHandle(8);
  private static final long PORT = 12;

  private final Operations operations = new Operations();
  private final List<String> told = new ArrayList<>();
  // Never looked at: the register knows structures by their address only.
  private final Overlapped overlapped = Overlapped.at(0x1000);

  @BeforeEach
  void listen() {
    operations.addListener(
        event -> told.add(event.operation().ordinal() + " " + event.step() + " " + event.bytes()));
  }

  private Operation pending() {
    Operation operation = operations.start(OperationKind.RECV, SOCKET, overlapped, false, null);
    operations.pended(operation);
    return operation;
  }

  /** OVL-3: the client must not do that; the first operation goes on below all the same. */
  @Test
  void givenPendingStructure_whenUsedAgain_thenBothOperationsAreUnderWayUntilEachIsCompleted() {
    Operation first = pending();
    Operation second = pending();
    assertThat(operations.underWay()).containsExactly(first, second);

    assertThat(operations.completing(overlapped, 0, 1, 0)).isSameAs(first);
    operations.notified(first, false);
    assertThat(operations.underWay()).containsExactly(second);

    assertThat(operations.completing(overlapped, 0, 2, 0)).isSameAs(second);
    operations.notified(second, false);
    assertThat(operations.size()).isZero();
  }

  /** The same when the second one fails at once: the first stays. */
  @Test
  void givenPendingStructure_whenUsedAgainInVain_thenTheFirstIsStillUnderWay() {
    Operation first = pending();
    Operation second = operations.start(OperationKind.RECV, SOCKET, overlapped, false, null);
    operations.failed(second, 10057);

    assertThat(operations.underWay()).containsExactly(first);
    assertThat(operations.completing(overlapped, 0, 1, 0)).isSameAs(first);
  }

  /** WPU-COMPLETE-18. */
  @Test
  void givenPacketOnItsWay_whenCompletedAgain_thenItIsTold() {
    Operation first = pending();
    operations.completing(overlapped, 0, 5, PORT);
    operations.notified(first, true);
    told.clear();

    assertThat(operations.completing(overlapped, 0, 6, PORT)).isNull();
    operations.completedAgain(SOCKET, overlapped, 0, 6);

    assertThat(told).containsExactly("1 COMPLETED_AGAIN 6");
  }

  /** WPU-COMPLETE-18: the same after the client has been told. */
  @Test
  void givenDeliveredOperation_whenCompletedAgain_thenItIsTold() {
    Operation first = pending();
    operations.completing(overlapped, 0, 5, PORT);
    operations.notified(first, true);
    operations.dequeued(8, 0, overlapped.address(), 0, 5);
    told.clear();

    operations.completedAgain(SOCKET, overlapped, 0, 6);

    assertThat(told).containsExactly("1 COMPLETED_AGAIN 6");
  }

  /** WPU-COMPLETE-18: several that were delivered are remembered, each at its address. */
  @Test
  void givenTwoDeliveredOperations_whenTheFirstIsCompletedAgain_thenItIsTold() {
    for (long address : new long[] {0x1000, 0x2000}) {
      Overlapped structure = Overlapped.at(address);
      Operation operation = operations.start(OperationKind.RECV, SOCKET, structure, false, null);
      operations.completing(structure, 0, 5, PORT);
      operations.notified(operation, false);
    }
    told.clear();

    operations.completedAgain(SOCKET, Overlapped.at(0x1000), 0, 6);
    operations.completedAgain(SOCKET, Overlapped.at(0x2000), 0, 7);

    assertThat(told).containsExactly("1 COMPLETED_AGAIN 6", "2 COMPLETED_AGAIN 7");
  }

  /** A layer's own structure may lie where a client's has been. */
  @Test
  void givenStructureOfAnotherSocketAtThatAddress_whenCompleted_thenNothingIsTold() {
    Operation first = pending();
    operations.completing(overlapped, 0, 5, PORT);
    operations.notified(first, false);
    told.clear();

    operations.completedAgain(LOWER, overlapped, 0, 6);
    operations.completedAgain(SOCKET, Overlapped.at(0x2000), 0, 6);
    operations.clear();
    operations.completedAgain(SOCKET, overlapped, 0, 6);

    assertThat(told).isEmpty();
  }
}
