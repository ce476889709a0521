package dev.wsplab.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.client.Kernel32;
import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.WaitResult;
import dev.wsplab.load.MixedEnd.Slot;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Winsock2;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Many connections whose ends answer each other until a budget of operations is spent. Most are
 * told by one port, with several threads; some by routines, in a thread of their own.
 */
final class MixedLoad {
  private static final long STOP = 1;
  private static final int ROUTINES_EVERY = 8;
  private static final int WAIT = 120_000;

  final Ws2_32 ws2;
  final Kernel32 kernel32;
  final AtomicLong budget;
  final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  volatile boolean closing;
  private volatile boolean done;
  private final List<MixedEnd> ends = new ArrayList<>();
  private final Map<Long, Map.Entry<MixedEnd, Slot>> slots = new HashMap<>();

  MixedLoad(Winsock winsock, long operations) {
    this.ws2 = winsock.ws2_32();
    this.kernel32 = winsock.kernel32();
    this.budget = new AtomicLong(operations);
  }

  /** Runs it; returns how many operations were told. */
  long run(int pairs, int threads) throws InterruptedException {
    PortHandle port = kernel32.createIoCompletionPort(null, null, 0, 0).orThrow();
    connect(port, pairs);
    List<Thread> workers = new ArrayList<>();
    workers.add(new Thread(this::runRoutines, "load-routines"));
    for (int i = 1; i < threads; i++) {
      workers.add(new Thread(() -> takePackets(port), "load-" + i));
    }
    workers.forEach(Thread::start);
    begin(end -> !end.byRoutine);
    await(() -> budget.get() < 0 && ends.stream().allMatch(MixedEnd::isIdle) && allArrived());
    closing = true;
    ends.forEach(end -> ws2.closesocket(end.socket).orThrow("closesocket"));
    await(() -> ends.stream().allMatch(MixedEnd::isTold));
    done = true;
    for (int i = 1; i < threads; i++) {
      kernel32.postQueuedCompletionStatus(port, 0, STOP, 0);
    }
    for (Thread worker : workers) {
      worker.join();
    }
    QueuedCompletion left = kernel32.getQueuedCompletionStatus(port, 0);
    if (left.taken() || left.overlapped() != 0) {
      wrong.add("left in the port: " + left);
    }
    kernel32.closeHandle(port);
    long told = ends.stream().mapToLong(MixedEnd::operations).sum();
    ends.forEach(MixedEnd::close);
    return told;
  }

  /** How many operations were started. */
  long started() {
    return ends.stream().mapToLong(MixedEnd::started).sum();
  }

  /** How many bytes of messages were received. */
  long bytes() {
    return MixedEnd.MESSAGE * ends.stream().mapToLong(end -> end.send.completed.get()).sum();
  }

  private void connect(PortHandle port, int pairs) {
    SocketHandle listener = socket();
    ws2.bind(listener, Sockaddr.loopback(0)).orThrow("bind");
    ws2.listen(listener, pairs).orThrow("listen");
    for (int i = 0; i < pairs; i++) {
      boolean byRoutine = i % ROUTINES_EVERY == 0;
      SocketHandle client = socket();
      ws2.connect(client, ws2.getsockname(listener).orThrow("getsockname")).orThrow("connect");
      add(new MixedEnd(this, client, byRoutine), port);
      add(new MixedEnd(this, ws2.accept(listener).socket(), byRoutine), port);
    }
    ws2.closesocket(listener).orThrow("closesocket");
  }

  private void add(MixedEnd end, PortHandle port) {
    ends.add(end);
    if (!end.byRoutine) {
      kernel32.createIoCompletionPort(end.socket, port, 0, 0).orThrow();
    }
    for (Slot slot : List.of(end.receive, end.send, end.ioctl)) {
      slots.put(slot.overlapped.address(), Map.entry(end, slot));
    }
  }

  private SocketHandle socket() {
    return ws2.socket(Winsock2.AF_INET, Winsock2.SOCK_STREAM, 0).orThrow("socket");
  }

  private void begin(java.util.function.Predicate<MixedEnd> which) {
    for (int i = 1; i < ends.size(); i += 2) {
      if (which.test(ends.get(i))) {
        ends.get(i).begin(false);
        ends.get(i - 1).begin(true);
      }
    }
  }

  private void runRoutines() {
    begin(end -> end.byRoutine);
    while (!done) {
      kernel32.sleepEx(1, true);
    }
    if (kernel32.sleepEx(0, true) != 0) {
      wrong.add("a routine was left");
    }
  }

  private void takePackets(PortHandle port) {
    while (true) {
      QueuedCompletion packet = kernel32.getQueuedCompletionStatus(port, WAIT);
      // The port prefers who waited last: another may get nothing for as long as it takes.
      if (!packet.taken() && packet.error() == WaitResult.WAIT_TIMEOUT) {
        continue;
      }
      if (packet.key() == STOP || !packet.taken()) {
        return;
      }
      Map.Entry<MixedEnd, Slot> found = slots.get(packet.overlapped());
      if (found == null) {
        wrong.add("told of nobody: " + packet);
      } else {
        found.getKey().finished(found.getValue(), packet.error(), packet.bytes());
      }
    }
  }

  private boolean allArrived() {
    return ends.stream().mapToLong(end -> end.send.completed.get()).sum()
        == ends.stream().mapToLong(end -> end.receive.completed.get()).sum();
  }

  private void await(BooleanSupplier condition) {
    long quiet = Duration.ofMinutes(2).toNanos();
    long before = -1;
    long since = System.nanoTime();
    while (!condition.getAsBoolean()) {
      long now = ends.stream().mapToLong(MixedEnd::operations).sum();
      if (now != before) {
        before = now;
        since = System.nanoTime();
      }
      assertThat(System.nanoTime() - since)
          .as("nothing was told for two minutes after %d operations; %s", now, wrong)
          .isLessThan(quiet);
      LockSupport.parkNanos(2_000_000);
    }
  }
}
