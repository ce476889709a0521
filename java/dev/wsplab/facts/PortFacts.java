package dev.wsplab.facts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.facts.WindowsApi.Dequeued;
import dev.wsplab.facts.WindowsApi.DequeuedMany;
import dev.wsplab.facts.WindowsApi.Packet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

/** WIN-1 to WIN-13: ports and what is posted to them. */
abstract class PortFacts extends Facts {
  private static final int INVALID_HANDLE = 6;
  private static final int ABANDONED = 735;
  private static final int ROUNDS = 100;
  static final long WILD = 0xdeadbee1L;
  private static final Dequeued NOTHING = new Dequeued(false, WAIT_TIMEOUT, null);

  @Test
  void givenEmptyPort_whenDequeued_thenTimeout_WIN_1() {
    assertThat(windows.dequeue(windows.createPort(), 0)).isEqualTo(NOTHING);
  }

  @Test
  void givenPostedPacket_whenDequeued_thenItsValuesVerbatim_WIN_2() {
    long port = windows.createPort();
    windows.post(port, -1, -1L, WILD);
    windows.post(port, 0, 0, 0);

    assertThat(windows.dequeue(port, 0)).isEqualTo(taken(new Packet(-1, -1L, WILD)));
    assertThat(windows.dequeue(port, 0)).isEqualTo(taken(new Packet(0, 0, 0)));
    assertThat(windows.dequeue(port, 0)).isEqualTo(NOTHING);
  }

  @Test
  void givenThreePackets_whenDequeued_thenInTheOrderQueued_WIN_3() {
    long port = windows.createPort();
    for (int i = 1; i <= 3; i++) {
      windows.post(port, i, 10 + i, WILD);
    }

    for (int i = 1; i <= 3; i++) {
      assertThat(windows.dequeue(port, 0)).isEqualTo(taken(new Packet(i, 10 + i, WILD)));
    }
  }

  @Test
  void givenTwoPackets_whenManyAreDequeued_thenWhatIsThereUpToTheCount_WIN_4() {
    long port = windows.createPort();
    Packet first = new Packet(1, 11, WILD);
    Packet second = new Packet(2, 12, WILD + 8);
    post(port, first, second);
    assertThat(windows.dequeueMany(port, 2, 0, false)).isEqualTo(taken(List.of(first, second)));

    post(port, first, second);
    assertThat(windows.dequeueMany(port, 1, 0, false)).isEqualTo(taken(List.of(first)));
    assertThat(windows.dequeueMany(port, 9, LONG, false)).isEqualTo(taken(List.of(second)));
  }

  @Test
  void givenEmptyPort_whenManyAreDequeued_thenTimeout_WIN_5() {
    DequeuedMany got = windows.dequeueMany(windows.createPort(), 2, 0, false);

    assertThat(got).isEqualTo(new DequeuedMany(false, WAIT_TIMEOUT, List.of()));
  }

  @Test
  void givenPacket_whenDequeuedForEver_thenItIsDelivered_WIN_6() {
    long port = windows.createPort();
    Packet packet = new Packet(1, 11, WILD);
    post(port, packet, packet, packet);

    assertThat(windows.dequeue(port, INFINITE)).isEqualTo(taken(packet));
    assertThat(windows.dequeueMany(port, 1, INFINITE, false)).isEqualTo(taken(List.of(packet)));
    assertThat(windows.dequeueMany(port, 1, INFINITE, true)).isEqualTo(taken(List.of(packet)));
  }

  @Test
  void givenQueuedApc_whenDequeuedNotAlertably_thenItStaysQueued_WIN_7() {
    long port = windows.createPort();
    AtomicInteger runs = queueApc();

    assertThat(windows.dequeue(port, 0)).isEqualTo(NOTHING);
    assertThat(windows.dequeueMany(port, 1, 0, false).error()).isEqualTo(WAIT_TIMEOUT);
    assertThat(runs).hasValue(0);

    assertThat(windows.sleep(0, true)).isEqualTo(WAIT_IO_COMPLETION);
    assertThat(runs).hasValue(1);
  }

  @Test
  void givenQueuedApc_whenDequeuedAlertably_thenItRunsAndEndsTheWait_WIN_8() {
    AtomicInteger runs = queueApc();

    DequeuedMany got = windows.dequeueMany(windows.createPort(), 1, LONG, true);

    assertThat(got).isEqualTo(new DequeuedMany(false, WAIT_IO_COMPLETION, List.of()));
    assertThat(runs).hasValue(1);
  }

  @Test
  void givenPacketAndApc_whenThreadHasNotTakenFromThisPort_thenTheApcWins_WIN_9() throws Exception {
    inThread(this::apcWins).get();
  }

  private boolean apcWins() {
    long other = windows.createPort();
    long port = windows.createPort();
    Packet packet = new Packet(1, 11, WILD);
    post(other, packet);
    packet(other);
    post(port, packet);
    AtomicInteger runs = queueApc();
    assertThat(windows.dequeueMany(port, 1, LONG, true).error()).isEqualTo(WAIT_IO_COMPLETION);
    assertThat(runs).hasValue(1);

    AtomicInteger moreRuns = queueApc();
    assertThat(windows.dequeueMany(port, 1, LONG, true).error())
        .as("the return for an APC does not associate the thread")
        .isEqualTo(WAIT_IO_COMPLETION);
    assertThat(moreRuns).hasValue(1);
    assertThat(windows.dequeueMany(port, 1, 0, true)).isEqualTo(taken(List.of(packet)));
    return true;
  }

  @Test
  void givenPacketAndApc_whenThreadHasTakenFromThisPort_thenThePacketWins_WIN_10()
      throws Exception {
    inThread(this::packetWins).get();
  }

  private boolean packetWins() {
    long port = windows.createPort();
    Packet packet = new Packet(1, 11, WILD);
    post(port, packet, packet);
    packet(port);
    AtomicInteger runs = queueApc();

    assertThat(windows.dequeueMany(port, 1, LONG, true)).isEqualTo(taken(List.of(packet)));
    assertThat(runs).hasValue(0);
    assertThat(windows.sleep(0, true)).isEqualTo(WAIT_IO_COMPLETION);
    assertThat(runs).hasValue(1);
    return true;
  }

  @Test
  void givenPackets_whenDepthIsQueried_thenThoseNotYetTaken_WIN_11() {
    long port = windows.createPort();
    assertThat(windows.depth(port)).isZero();

    post(port, new Packet(1, 11, WILD), new Packet(2, 11, WILD));
    assertThat(windows.depth(port)).isEqualTo(2);

    packet(port);
    assertThat(windows.depth(port)).isEqualTo(1);
    packet(port);
    assertThat(windows.depth(port)).isZero();
  }

  @Test
  void givenTwoWaiters_whenPosted_thenTheLastIsReleasedFirst_WIN_12() throws Exception {
    assertThat(releaseOrder()).containsExactly(4L, 3L);
  }

  /**
   * What the first and the last of two waiters get where nobody can say who is in the call yet: the
   * order of the first round in which the first waiter gets what is hoped for, or of the last one.
   */
  List<Long> releaseOrder(long first) throws Exception {
    List<Long> order = releaseOrder();
    for (int round = 1; order.get(0) != first && round <= ROUNDS; round++) {
      order = releaseOrder();
    }
    return order;
  }

  /** What the first and the last of two waiters get, after 3 and then 4 were posted. */
  private List<Long> releaseOrder() throws Exception {
    long port = windows.createPort();
    Call<Packet> first = waiting(port, 1, () -> packet(port));
    Call<Packet> last = waiting(port, 2, () -> packet(port));
    post(port, new Packet(0, 3, WILD), new Packet(0, 4, WILD));
    return List.of(first.get().key(), last.get().key());
  }

  @Test
  void givenWaiters_whenPortIsClosed_thenTheyAreReleasedAsAbandoned_WIN_13() throws Exception {
    Dequeued one = afterClose(port -> windows.dequeue(port, LONG), Dequeued::error);
    DequeuedMany many =
        afterClose(port -> windows.dequeueMany(port, 1, LONG, false), DequeuedMany::error);

    assertThat(one).isEqualTo(new Dequeued(false, ABANDONED, null));
    assertThat(many).isEqualTo(new DequeuedMany(false, ABANDONED, List.of()));
  }

  /** What a call in another thread gives when the port is closed while it waits. */
  <T> T afterClose(LongFunction<T> body, ToIntFunction<T> error) throws Exception {
    for (int round = 1; ; round++) {
      long port = windows.createPort();
      Call<T> call = waiting(port, 1, () -> body.apply(port));
      assertThat(windows.closePort(port).succeeded()).isTrue();
      T got = call.get();
      if (error.applyAsInt(got) != INVALID_HANDLE || round == ROUNDS) {
        return got;
      }
      // It was not in the call yet.
    }
  }

  /** Starts a call in another thread and waits until it waits for a packet. */
  <T> Call<T> waiting(long port, int waiters, Callable<T> body) throws Exception {
    CompletableFuture<Integer> id = new CompletableFuture<>();
    Call<T> call =
        inThread(
            () -> {
              id.complete(windows.currentThreadId());
              return body.call();
            });
    int thread = id.get(LONG, TimeUnit.MILLISECONDS);
    await("in the dequeue call", () -> windows.isInDequeue(thread, port, waiters));
    return call;
  }

  void post(long port, Packet... packets) {
    for (Packet p : packets) {
      assertThat(windows.post(port, p.bytes(), p.key(), p.overlapped()).succeeded()).isTrue();
    }
  }

  private static Dequeued taken(Packet packet) {
    return new Dequeued(true, 0, packet);
  }

  static DequeuedMany taken(List<Packet> packets) {
    return new DequeuedMany(true, 0, packets);
  }
}
