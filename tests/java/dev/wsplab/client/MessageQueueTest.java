package dev.wsplab.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.client.MessageQueue.Message;
import dev.wsplab.host.HostFixture;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.Handle;
import dev.wsplab.kernel.WaitResult;
import dev.wsplab.platform.Patience;
import dev.wsplab.spi.BoolResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The queue of a window: what is posted to it, and waits that it takes part in. */
class MessageQueueTest extends HostFixture {
  private static final int WAIT = Patience.MILLIS;
  private static final Message HELLO = new Message(0x401, 2, 3);

  private MessageQueue messages;

  @BeforeEach
  void make() {
    messages = new MessageQueue(host);
  }

  @AfterEach
  void end() {
    messages.close();
  }

  private void post() {
    messages.postMessage(HELLO.message(), HELLO.wParam(), HELLO.lParam()).orThrow("PostMessage");
  }

  private int await(List<? extends Handle> objects, int timeout, int flags) {
    return messages.msgWaitForMultipleObjectsEx(objects, timeout, flags).returnValue();
  }

  /** WPU-MSG-1: the upcall's function, called by an application. */
  @Test
  void givenWindow_whenPostMessage_thenTheMessagesAreTakenInOrder() throws InterruptedException {
    post();
    assertThat(messages.postMessage(7, 8, 9)).isEqualTo(BoolResult.TRUE);

    assertThat(messages.take(Duration.ofMillis(WAIT))).contains(HELLO);
    assertThat(messages.poll()).contains(new Message(7, 8, 9));
    assertThat(messages.poll()).isEmpty();
    assertThat(messages.take(Duration.ZERO)).isEmpty();
  }

  @Test
  void givenClosedWindow_whenPostMessage_thenNoSuchWindowAndWhatWasThereStays() {
    post();
    messages.close();

    assertThat(messages.postMessage(1, 2, 3)).isEqualTo(BoolResult.failed(1400));

    assertThat(kernel32.getLastError()).isEqualTo(1400);
    assertThat(messages.poll()).contains(HELLO);
    assertThat(messages.poll()).isEmpty();
    assertThat(messages.msgWaitForMultipleObjectsEx(List.of(), 0, 0))
        .isEqualTo(new WaitResult(WaitResult.WAIT_FAILED, 6));
  }

  /** The number of objects stands for a message, which stays in the queue. */
  @Test
  void givenMsgWaitForMultipleObjectsEx_whenAMessageIsPosted_thenItReturnsTheNumberOfObjects() {
    EventHandle event = kernel32.createEvent(true, false);
    assertThat(await(List.of(event), 0, 0)).isEqualTo(WaitResult.WAIT_TIMEOUT);
    CompletableFuture<Void> poster = CompletableFuture.runAsync(this::post);

    assertThat(await(List.of(event), WAIT, 0)).isEqualTo(1);

    poster.join();
    assertThat(messages.poll()).contains(HELLO);
  }

  @Test
  void givenEventAndMessage_whenWaitedFor_thenTheLowestIndexAndAWaitForAllTakesBoth() {
    EventHandle event = kernel32.createEvent(false, true);
    post();

    assertThat(await(List.of(event), WAIT, 0)).isZero(); // and the auto-reset event is taken
    assertThat(await(List.of(event), 0, MessageQueue.MWMO_WAITALL))
        .isEqualTo(WaitResult.WAIT_TIMEOUT);
    kernel32.setEvent(event);
    assertThat(await(List.of(event), WAIT, MessageQueue.MWMO_WAITALL)).isZero();
    assertThat(await(List.of(event), 0, 0)).isEqualTo(WaitResult.WAIT_TIMEOUT);
  }

  /** Page MsgWaitForMultipleObjectsEx: what somebody has looked at is not new. */
  @Test
  void givenMessageThatWasSeen_whenWaitedFor_thenItCountsOnlyAsAvailableInput() {
    post();
    assertThat(await(List.of(), WAIT, 0)).isZero();

    assertThat(await(List.of(), 0, 0)).isEqualTo(WaitResult.WAIT_TIMEOUT);
    assertThat(await(List.of(), 0, MessageQueue.MWMO_INPUTAVAILABLE)).isZero();
    assertThat(await(List.of(), 0, MessageQueue.MWMO_INPUTAVAILABLE)).isZero();

    assertThat(messages.poll()).contains(HELLO);
    assertThat(await(List.of(), 0, MessageQueue.MWMO_INPUTAVAILABLE))
        .isEqualTo(WaitResult.WAIT_TIMEOUT);
  }

  /** Page MsgWaitForMultipleObjectsEx: with no objects there need not be an array of them. */
  @Test
  void givenNoArrayOfObjects_whenWaitedFor_thenAMessageEndsTheWait() {
    assertThat(await(null, 0, 0)).isEqualTo(WaitResult.WAIT_TIMEOUT);
    post();

    assertThat(await(null, WAIT, 0)).isZero();
  }

  @Test
  void givenTwoMessages_whenOneIsTaken_thenTheOtherIsAvailableAndNoLongerNew() {
    post();
    post();
    messages.poll();

    assertThat(await(List.of(), 0, 0)).isEqualTo(WaitResult.WAIT_TIMEOUT);
    assertThat(await(List.of(), 0, MessageQueue.MWMO_INPUTAVAILABLE)).isZero();
  }

  /** APC-1, APC-9: it is one of the alertable waits, if it is told to be. */
  @Test
  void givenQueuedApc_whenMsgWaitForMultipleObjectsEx_thenItRunsOnlyIfAlertable_APC_9() {
    List<Long> ran = new ArrayList<>();
    kernel32.queueUserAPC(ran::add, host.kernel().threads().current(), 5);
    post();

    assertThat(await(List.of(), WAIT, 0)).isZero();
    assertThat(ran).isEmpty();
    post();
    assertThat(await(List.of(), WAIT, MessageQueue.MWMO_ALERTABLE))
        .isEqualTo(WaitResult.WAIT_IO_COMPLETION);

    assertThat(ran).containsExactly(5L);
    assertThat(await(List.of(), WAIT, 0)).as("the message is still new").isZero();
  }

  @Test
  void givenTooManyObjectsOrOtherFlagsOrNoObject_whenWaitedFor_thenTheErrorIsTold() {
    EventHandle event = kernel32.createEvent(true, true);
    WaitResult invalid = new WaitResult(WaitResult.WAIT_FAILED, 87);

    assertThat(await(Collections.nCopies(63, event), 0, 0)).isZero();
    assertThat(messages.msgWaitForMultipleObjectsEx(Collections.nCopies(64, event), 0, 0))
        .isEqualTo(invalid);
    assertThat(messages.msgWaitForMultipleObjectsEx(List.of(event), 0, 8)).isEqualTo(invalid);
    assertThat(kernel32.getLastError()).isEqualTo(87);
    EventHandle nobodys = new EventHandle(0x7FFF_FFF0L);
    assertThat(messages.msgWaitForMultipleObjectsEx(List.of(nobodys), 0, 0).error()).isEqualTo(6);
    assertThat(kernel32.getLastError()).isEqualTo(6);
  }
}
