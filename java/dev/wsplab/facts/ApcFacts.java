package dev.wsplab.facts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.facts.WindowsApi.Answer;
import dev.wsplab.facts.WindowsApi.Dequeued;
import dev.wsplab.facts.WindowsApi.Packet;
import dev.wsplab.facts.WindowsApi.Routine;
import dev.wsplab.facts.WindowsApi.Started;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.Winsock2;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** WIN-47 to WIN-51: APCs and completion routines. */
abstract class ApcFacts extends Facts {
  /** What a routine was given. */
  private record Told(int error, int bytes, long overlapped, int flags) {}

  private final List<Told> told = new ArrayList<>();
  private final Routine routine =
      (error, bytes, overlapped, flags) -> told.add(new Told(error, bytes, overlapped, flags));

  @Test
  void givenApcs_whenThreadWaitsAlertably_thenAllRunInOrder_WIN_47() {
    List<Integer> order = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      int number = i;
      queueApc(() -> order.add(number));
    }

    assertThat(windows.sleep(0, false)).isZero();
    assertThat(order).isEmpty();
    assertThat(windows.sleep(0, true)).isEqualTo(WAIT_IO_COMPLETION);
    assertThat(order).containsExactly(1, 2, 3);
    assertThat(windows.sleep(0, true)).isZero();
  }

  @Test
  void givenApcForAnotherThread_whenThisOneWaits_thenItRunsOnTheOther_WIN_47() throws Exception {
    CompletableFuture<Long> handle = new CompletableFuture<>();
    CountDownLatch queued = new CountDownLatch(1);
    Call<Integer> other =
        inThread(
            () -> {
              handle.complete(windows.openCurrentThread());
              queued.await();
              return windows.sleep(LONG, true);
            });
    CompletableFuture<Thread> ranOn = new CompletableFuture<>();
    windows.queueApc(
        handle.get(LONG, TimeUnit.MILLISECONDS), () -> ranOn.complete(Thread.currentThread()));

    assertThat(windows.sleep(0, true)).isZero();
    assertThat(ranOn).isNotDone();
    queued.countDown();

    assertThat(other.get()).isEqualTo(WAIT_IO_COMPLETION);
    assertThat(ranOn).isCompletedWithValue(other.thread());
  }

  @Test
  void givenEndedThread_whenApcIsQueued_thenGeneralFailure_WIN_48() throws Exception {
    long thread = inThread(windows::openCurrentThread).get();
    assertSignalled(thread);

    assertThat(windows.queueApc(thread, () -> told.add(new Told(0, 0, 0, 0))))
        .isEqualTo(new Answer(0, 31));
  }

  @Test
  void givenRoutine_whenControlSucceedsAtOnce_thenItIsCalledByApcOnly_WIN_49() {
    Structure structure = new Structure();

    Started started =
        extensionQuery(windows.socket(true), ExtensionFunction.WSAID_ACCEPTEX, structure, routine);

    assertThat(started).isEqualTo(new Started(0, 0, WORD));
    assertThat(told).isEmpty();
    assertThat(windows.sleep(0, true)).isEqualTo(WAIT_IO_COMPLETION);
    assertThat(told).containsExactly(new Told(0, 0, structure.address(), 0));
  }

  @Test
  void givenRoutine_whenReceiveSucceedsAtOnce_thenItIsCalledByApcOnly_WIN_49() {
    Pair pair = connectedPair();
    sendNow(pair.client(), (byte) 1, (byte) 2);
    awaitData(pair.server(), 2);
    Structure structure = new Structure();

    Started started =
        windows.receive(pair.server(), new Block(8).address(), 8, structure.address(), routine);

    assertThat(started).isEqualTo(new Started(0, 0, 2));
    assertThat(told).isEmpty();
    assertThat(windows.sleep(0, true)).isEqualTo(WAIT_IO_COMPLETION);
    assertThat(told).containsExactly(new Told(0, 2, structure.address(), 0));
  }

  @Test
  void givenBaseHandleQueryWithStructure_whenItPends_thenTheRoutineGetsNotSupported_WIN_50() {
    Structure structure = new Structure();
    Block out = new Block(WORD);

    Started started =
        windows.control(
            windows.socket(true),
            Winsock2.SIO_BASE_HANDLE,
            0,
            0,
            out.address(),
            WORD,
            structure.address(),
            routine);

    assertThat(started.isPending()).as("%s", started).isTrue();
    assertThat(windows.sleep(LONG, true)).isEqualTo(WAIT_IO_COMPLETION);
    assertThat(told).containsExactly(new Told(10045, 0, structure.address(), 0));
  }

  @Test
  void givenFailingStart_whenThereIsARoutine_thenItIsNotCalled_WIN_50() {
    Started started =
        windows.receive(
            windows.socket(true), new Block(8).address(), 8, new Structure().address(), routine);

    assertThat(started.returned()).isEqualTo(-1);
    assertThat(started.error()).isEqualTo(10057);
    assertThat(windows.sleep(0, true)).isZero();
    assertThat(told).isEmpty();
  }

  @Test
  void givenApc_whenBlockingReceiveWaits_thenItRunsThere_WIN_51() throws Exception {
    Pair pair = connectedPair();
    CountDownLatch ran = new CountDownLatch(1);
    Call<Boolean> sender =
        inThread(
            () -> {
              boolean inTime = ran.await(LONG, TimeUnit.MILLISECONDS);
              sendNow(pair.client(), (byte) 1);
              return inTime;
            });
    queueApc(ran::countDown);

    Started got = windows.receive(pair.server(), new Block(8).address(), 8, 0, null);

    assertThat(got).isEqualTo(new Started(0, 0, 1));
    assertThat(sender.get()).isTrue();
  }

  @Test
  void givenApc_whenBlockingAcceptWaits_thenItRunsThere_WIN_51() throws Exception {
    long listener = listener();
    CountDownLatch ran = new CountDownLatch(1);
    Call<Boolean> client =
        inThread(
            () -> {
              boolean inTime = ran.await(LONG, TimeUnit.MILLISECONDS);
              windows.connect(windows.socket(true), windows.localPort(listener));
              return inTime;
            });
    queueApc(ran::countDown);

    assertThat(windows.accept(listener)).isPositive();

    assertThat(client.get()).isTrue();
  }

  @Test
  void givenApc_whenSelectWaits_thenItRunsThere_WIN_51() throws Exception {
    Pair pair = connectedPair();
    CountDownLatch ran = new CountDownLatch(1);
    Call<Boolean> sender =
        inThread(
            () -> {
              boolean inTime = ran.await(LONG, TimeUnit.MILLISECONDS);
              sendNow(pair.client(), (byte) 1);
              return inTime;
            });
    queueApc(ran::countDown);

    assertThat(windows.selectToRead(pair.server())).isEqualTo(1);

    assertThat(sender.get()).isTrue();
  }

  @Test
  void givenApcAndData_whenSelectNeedNotWait_thenItStaysQueued_WIN_51() {
    Pair pair = connectedPair();
    sendNow(pair.client(), (byte) 1);
    awaitData(pair.server(), 1);
    AtomicInteger runs = queueApc();

    assertThat(windows.selectToRead(pair.server())).isEqualTo(1);

    assertThat(runs).hasValue(0);
    assertThat(windows.sleep(0, true)).isEqualTo(WAIT_IO_COMPLETION);
  }

  @Test
  void givenApcAndData_whenBlockingReceiveNeedNotWait_thenItStaysQueued_WIN_51() {
    Pair pair = connectedPair();
    sendNow(pair.client(), (byte) 1);
    awaitData(pair.server(), 1);
    AtomicInteger runs = queueApc();

    Started got = windows.receive(pair.server(), new Block(8).address(), 8, 0, null);

    assertThat(got).isEqualTo(new Started(0, 0, 1));
    assertThat(runs).hasValue(0);
    assertThat(windows.sleep(0, true)).isEqualTo(WAIT_IO_COMPLETION);
  }

  @Test
  void givenPendingReceive_whenItsThreadEnds_thenItIsCancelled_WIN_52() throws Exception {
    long server = connectedPair().server();
    long event = windows.createEvent(true, false);
    Structure structure = Structure.withEvent(event);

    receiveInThreadThatEnds(server, structure);

    assertSignalled(event);
    assertThat(structure.status()).isEqualTo(STATUS_CANCELLED);
  }

  @Test
  void givenPortAndNoEvent_whenThreadEnds_thenItsReceiveGoesOn_WIN_52() throws Exception {
    Pair pair = connectedPair();
    long port = windows.createPort();
    windows.associate(pair.server(), port, KEY);
    Structure structure = new Structure();

    receiveInThreadThatEnds(pair.server(), structure);

    assertThat(structure.status()).isEqualTo(Structure.PENDING);
    sendNow(pair.client(), (byte) 1);
    assertThat(packet(port)).isEqualTo(new Packet(1, KEY, structure.address()));
  }

  private void receiveInThreadThatEnds(long socket, Structure structure) throws Exception {
    long thread =
        inThread(
                () -> {
                  assertThat(receive(socket, new Block(8), 8, structure).isPending()).isTrue();
                  return windows.openCurrentThread();
                })
            .get();
    assertSignalled(thread);
  }

  @Test
  void givenNothingPending_whenCancelled_thenTrueAndNotFound_WIN_53() {
    long socket = windows.socket(true);

    assertThat(windows.cancelIo(socket)).isEqualTo(new Answer(1, 0));
    assertThat(windows.cancelIoEx(socket, new Structure().address()))
        .isEqualTo(new Answer(0, 1168));
    assertThat(windows.cancelIoEx(socket, 0)).isEqualTo(new Answer(0, 1168));
  }

  @ParameterizedTest
  @EnumSource(Cancel.class)
  void givenPendingReceive_whenCancelled_thenStatusEventAndOnePacket_WIN_53(Cancel how) {
    long server = connectedPair().server();
    long port = windows.createPort();
    windows.associate(server, port, KEY);
    long event = windows.createEvent(true, false);
    Structure structure = Structure.withEvent(event);
    assertThat(receive(server, new Block(8), 8, structure).isPending()).isTrue();

    Answer cancelled =
        switch (how) {
          case OF_THREAD -> windows.cancelIo(server);
          case OF_STRUCTURE -> windows.cancelIoEx(server, structure.address());
          case ALL -> windows.cancelIoEx(server, 0);
        };

    assertThat(cancelled).isEqualTo(new Answer(1, 0));
    assertThat(windows.dequeue(port, LONG))
        .isEqualTo(new Dequeued(false, 995, new Packet(0, KEY, structure.address())));
    assertSignalled(event);
    assertThat(structure.status()).isEqualTo(STATUS_CANCELLED);
    assertEmpty(port);
  }

  /** What is cancelled. */
  enum Cancel {
    OF_THREAD,
    OF_STRUCTURE,
    ALL
  }
}
