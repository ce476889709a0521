package dev.wsplab.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.client.Kernel32;
import dev.wsplab.client.PortResult;
import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.kernel.CompletionEntries;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.platform.Patience;
import dev.wsplab.spi.BoolResult;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Completion ports and alertable waits, as kernel32 offers them. */
class PortRulesTest {
  private static final int WAIT = Patience.MILLIS;

  private final Winsock winsock = Winsock.builder().build();
  private final Kernel32 kernel32 = winsock.kernel32();
  private final OverlappedBlock structures = OverlappedBlock.allocate(1);
  private final Overlapped overlapped = structures.overlapped();
  private final PortHandle port = kernel32.createIoCompletionPort(null, null, 0, 0).orThrow();

  @AfterEach
  void close() {
    winsock.close();
    structures.close();
  }

  private void queueApc(Runnable body) {
    winsock
        .exports()
        .kernel()
        .threads()
        .queueApc(winsock.exports().kernel().threads().current(), 1, body);
  }

  /** IOCP-CREATE-1: NULL, not INVALID_HANDLE_VALUE. */
  @Test
  void givenHandleThatIsNone_whenAPortIsCreatedForIt_thenNullAndTheError() {
    PortResult result = kernel32.createIoCompletionPort(new SocketHandle(0x7FF0), null, 1, 0);

    assertThat(result.port().value()).isZero();
    assertThat(result.error()).isEqualTo(6);
    assertThat(kernel32.getLastError()).isEqualTo(6);
  }

  /** IOCP-CREATE-8, IOCP-Q-5: it lives while one of its names is open. */
  @Test
  void givenSecondNameOfAPort_whenTheFirstIsClosed_thenThePacketsAreStillThere() {
    PortHandle second = kernel32.duplicateHandle(port).orThrow();
    kernel32.postQueuedCompletionStatus(port, 1, 2, 3);

    kernel32.closeHandle(port);

    assertThat(kernel32.getQueuedCompletionStatus(second, 0).key()).isEqualTo(2);
    assertThat(kernel32.postQueuedCompletionStatus(port, 1, 2, 3))
        .as("IOCP-POST-3")
        .isEqualTo(BoolResult.failed(6));
  }

  /** IOCP-POST-4: a posted structure is neither written nor its event set. */
  @Test
  void givenStructureWithEvent_whenPosted_thenNeitherIsTouched() {
    EventHandle event = kernel32.createEvent(true, false);
    overlapped.storeEvent(event.value());
    overlapped.publish(77, 0x103);

    kernel32.postQueuedCompletionStatus(port, 5, 1, overlapped.address());

    assertThat(kernel32.getQueuedCompletionStatus(port, 0).overlapped())
        .isEqualTo(overlapped.address());
    assertThat(overlapped.internal()).isEqualTo(0x103);
    assertThat(overlapped.internalHigh()).isEqualTo(77);
    assertThat(kernel32.waitForSingleObjectEx(event, 0, false).returnValue()).isEqualTo(258);
  }

  /** IOCP-GQCS-2: 0 only looks; INFINITE takes what is there. */
  @Test
  void givenTimeouts_whenDequeued_thenZeroPollsAndInfiniteTakes() {
    QueuedCompletion nothing = kernel32.getQueuedCompletionStatus(port, 0);
    assertThat(nothing.taken()).isFalse();
    assertThat(nothing.overlapped()).isZero();
    assertThat(nothing.error()).isEqualTo(258);

    kernel32.postQueuedCompletionStatus(port, 5, 1, 0);
    assertThat(kernel32.getQueuedCompletionStatus(port, -1).bytes()).isEqualTo(5);
  }

  /** IOCP-EX-2: nothing removed. */
  @Test
  void givenEmptyOrClosedPort_whenManyAreDequeued_thenFalseWithTheReason() {
    try (CompletionEntries entries = new CompletionEntries(4)) {
      assertThat(kernel32.getQueuedCompletionStatusEx(port, entries, 0, false))
          .isEqualTo(BoolResult.failed(258));
      kernel32.closeHandle(port);
      assertThat(kernel32.getQueuedCompletionStatusEx(port, entries, 0, false))
          .isEqualTo(BoolResult.failed(6));
    }
  }

  /** IOCP-EX-4, APC-1. */
  @Test
  void givenApcAndEmptyPort_whenManyAreDequeuedAlertably_thenItRunsAndEndsTheWait() {
    AtomicInteger runs = new AtomicInteger();
    queueApc(runs::incrementAndGet);
    try (CompletionEntries entries = new CompletionEntries(4)) {
      assertThat(kernel32.getQueuedCompletionStatusEx(port, entries, WAIT, true))
          .isEqualTo(BoolResult.failed(192));
      assertThat(entries.count()).isZero();
    }
    assertThat(runs).hasValue(1);
  }

  /** IOCP-EX-6: posted packets are told by their key. */
  @Test
  void givenPostedPacketWithAWildPointer_whenManyAreDequeued_thenKeyAndPointerAsPosted() {
    kernel32.postQueuedCompletionStatus(port, 5, 42, 0xDEAD_0001L);
    try (CompletionEntries entries = new CompletionEntries(4)) {
      assertThat(kernel32.getQueuedCompletionStatusEx(port, entries, 0, false))
          .isEqualTo(BoolResult.TRUE);
      assertThat(entries.key(0)).isEqualTo(42);
      assertThat(entries.overlapped(0)).isEqualTo(0xDEAD_0001L);
    }
  }

  /** IOCP-GQCS-8: a thread belongs to the port it took from last, so here the APC wins (WIN-9). */
  @Test
  void givenThreadOfAnotherPort_whenApcAndPacketAreThere_thenItIsThisPortsOnlyAfterAPacket() {
    PortHandle other = kernel32.createIoCompletionPort(null, null, 0, 0).orThrow();
    kernel32.postQueuedCompletionStatus(other, 1, 1, 0);
    assertThat(kernel32.getQueuedCompletionStatus(other, 0).taken()).isTrue();
    AtomicInteger runs = new AtomicInteger();
    try (CompletionEntries entries = new CompletionEntries(1)) {
      kernel32.postQueuedCompletionStatus(port, 1, 1, 0);
      queueApc(runs::incrementAndGet);
      assertThat(kernel32.getQueuedCompletionStatusEx(port, entries, WAIT, true).errno())
          .isEqualTo(192);
      assertThat(kernel32.getQueuedCompletionStatusEx(port, entries, WAIT, true))
          .isEqualTo(BoolResult.TRUE);

      kernel32.postQueuedCompletionStatus(port, 1, 1, 0);
      queueApc(runs::incrementAndGet);
      assertThat(kernel32.getQueuedCompletionStatusEx(port, entries, WAIT, true))
          .as("the packet wins now")
          .isEqualTo(BoolResult.TRUE);
    }
    kernel32.sleepEx(0, true);
    assertThat(runs).hasValue(2);
  }

  /** APC-1, APC-8: in each alertable wait, and in none that is not. */
  @Test
  void givenApc_whenWaiting_thenItRunsInAlertableWaitsOnly() {
    AtomicInteger runs = new AtomicInteger();
    EventHandle event = kernel32.createEvent(true, false);
    queueApc(runs::incrementAndGet);
    kernel32.sleepEx(0, false);
    assertThat(kernel32.waitForSingleObjectEx(event, 0, false).returnValue()).isEqualTo(0x102);
    assertThat(runs).hasValue(0);

    assertThat(kernel32.waitForSingleObjectEx(event, WAIT, true).returnValue()).isEqualTo(0xC0);
    queueApc(runs::incrementAndGet);
    assertThat(kernel32.waitForMultipleObjectsEx(List.of(event), false, WAIT, true).returnValue())
        .isEqualTo(0xC0);
    queueApc(runs::incrementAndGet);
    assertThat(kernel32.sleepEx(WAIT, true)).isEqualTo(0xC0);
    assertThat(runs).hasValue(3);

    kernel32.setEvent(event);
    assertThat(kernel32.waitForSingleObjectEx(event, 0, false).returnValue()).isZero();
    assertThat(kernel32.waitForSingleObjectEx(new EventHandle(0x7FF0), 0, false).returnValue())
        .as("WAIT_FAILED")
        .isEqualTo(-1);
  }
}
