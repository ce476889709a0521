package dev.wsplab.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.operation.OperationEvent.Step;
import dev.wsplab.overlapped.Overlapped;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A client that was told by an event, or looked itself, gives the structure to its next operation
 * while the one before is still being told elsewhere (WIN-H3). The model in tests/model found the
 * first two.
 */
class StructureReusedTest {
  private static final SocketHandle SOCKET = new SocketHandle(4);
  private static final long PORT = 8;
  private static final long NO_PORT = 0;

  private final Operations operations = new Operations();
  // Never looked at: the register knows structures by their address only.
  private final Overlapped overlapped = Overlapped.at(0x1000);

  private Operation pending() {
    Operation operation =
        operations.start(
            OperationKind.RECV, SOCKET, overlapped, false, Held.of("held", Held.nothing(), 0));
    operations.pended(operation);
    return operation;
  }

  private Operation complete(Operation operation, long port) {
    assertThat(operations.completing(overlapped, 0, 1, port)).isSameAs(operation);
    return operation;
  }

  /** WPU-COMPLETE-18: each operation is told exactly once. */
  @Test
  void givenOperationToldByEvent_whenThePacketOfTheNextComesFirst_thenItIsOfTheNext() {
    List<Operation> dequeued = new ArrayList<>();
    operations.addListener(
        event -> {
          if (event.step() == Step.DEQUEUED) {
            dequeued.add(event.operation());
          }
        });
    Operation first = complete(pending(), NO_PORT);
    Operation second = complete(pending(), PORT);
    operations.dequeued(8, 0, overlapped.address(), 0, 1);
    assertThat(first.state()).isEqualTo(OperationState.COMPLETED);

    operations.notified(first, false);
    operations.notified(second, true);

    assertThat(dequeued).containsExactly(second);
    assertThat(first.state()).isEqualTo(OperationState.DELIVERED);
    assertThat(second.state()).isEqualTo(OperationState.DELIVERED);
    assertThat(operations.size()).isZero();
  }

  /**
   * The same; nothing tells them apart, for the socket got its port after both had begun to end.
   */
  @Test
  void givenAssociationWhileBothEnd_whenThePacketOfTheNextComesFirst_thenNoneStaysUndelivered() {
    Operation first = complete(pending(), NO_PORT);
    Operation second = complete(pending(), NO_PORT);
    operations.dequeued(8, 0, overlapped.address(), 0, 1);

    operations.notified(first, false);
    operations.notified(second, true);

    assertThat(operations.undelivered()).isEmpty();
    assertThat(first.state()).isEqualTo(OperationState.DELIVERED);
    assertThat(second.state()).isEqualTo(OperationState.DELIVERED);
    assertThat(operations.size()).isZero();
  }

  @Test
  void givenTwoPackets_whenOneIsTaken_thenItIsOfTheOlder() {
    Operation first = complete(pending(), PORT);
    Operation second = complete(pending(), PORT);

    operations.dequeued(8, 0, overlapped.address(), 0, 1);

    assertThat(first.state()).isEqualTo(OperationState.DELIVERED);
    assertThat(operations.undelivered()).containsExactly(second);
  }

  /** What its client has looked up, and whose packet still lies in the port, is not the other's. */
  @Test
  void givenOperationThatNoPacketDelivered_whenItIsNotifiedAgain_thenTheOtherStaysAsItIs() {
    Operation first = complete(pending(), NO_PORT);
    operations.notified(first, false);
    Operation second = complete(pending(), PORT);

    operations.notified(first, false);

    assertThat(operations.undelivered()).containsExactly(second);
  }
}
