package dev.wsplab.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.wsplab.Winsock;
import dev.wsplab.client.ClientSocket;
import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.load.PingPong.Slot;
import dev.wsplab.provider.LayeredProvider;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * At full size one million overlapped operations, over 8 threads and 1,000 sockets, through a layer
 * over the system's own TCP. Alone, because it looks at the memory of the whole process.
 */
@Isolated
class MillionOperationsTest {
  private static final int THREADS = 8;
  // The JVM's own memory moves by a few MiB, mostly its compilers'; a leak of 16 bytes an operation
  // is 16 MiB at full size.
  private static final long TOLERANCE = 8L << 20;
  private static final int ROUNDS = 4;
  private static final long STOP = 1;

  private final int operations = Scale.of(1_000_000, 5_000);
  private final int pairs = Scale.of(500, 20);

  /** WPU-COMPLETE-18: each completes exactly once; nothing leaks. */
  @Test
  @Timeout(600)
  void givenManySocketsAndThreads_whenTheyExchangeMessages_thenEachOperationCompletesExactlyOnce()
      throws Exception {
    run(
        Math.min(operations, 100_000),
        pairs); // what is made once and kept is made now, and code is compiled
    // A leak grows in every round; what the JVM takes for itself meanwhile does not.
    List<String> growths = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      MemoryInUse before = MemoryInUse.now();
      run(operations, pairs);
      MemoryInUse after = MemoryInUse.now();
      long java = after.javaHeap() - before.javaHeap();
      long own = after.nativeHeap() - before.nativeHeap();
      growths.add(
          String.format(
              "%,d operations on %,d sockets: java heap %+,d bytes, native heap %+,d bytes",
              operations, 2 * pairs, java, own));
      System.out.println(growths.get(round));
      if (java < TOLERANCE && own < TOLERANCE) {
        return;
      }
    }
    fail("memory grew in every round: " + growths);
  }

  private static void run(int operations, int pairs) throws Exception {
    try (Winsock winsock = Winsock.builder().layer(new LayeredProvider() {}).build()) {
      int handlesBefore = winsock.openHandles();
      List<PingPong> ends = new ArrayList<>();
      Map<Long, Slot> slots = new ConcurrentHashMap<>();
      Queue<String> wrong = new ConcurrentLinkedQueue<>();
      AtomicLong budget = new AtomicLong(operations);
      try (CompletionPort port = winsock.completionPort()) {
        connect(winsock, port, pairs, ends);
        ends.forEach(
            end -> {
              slots.put(end.receive.overlapped.address(), end.receive);
              slots.put(end.send.overlapped.address(), end.send);
            });
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
          workers.add(new Thread(() -> work(port, slots, budget, wrong), "load-" + i));
        }
        workers.forEach(Thread::start);
        begin(ends);
        awaitQuiet(ends, budget);
        ends.forEach(end -> end.socket().close());
        awaitAllTold(ends);
        workers.forEach(worker -> port.post(0, STOP, null));
        for (Thread worker : workers) {
          worker.join();
        }
      }
      assertThat(wrong).isEmpty();
      assertThat(
              ends.stream()
                  .mapToLong(e -> e.send.completed.get() + e.receive.completed.get())
                  .sum())
          .isGreaterThanOrEqualTo(operations);
      assertThat(winsock.pendingOperations()).isEmpty();
      assertThat(winsock.openHandles())
          .as("handles")
          .isLessThanOrEqualTo(handlesBefore + 2 /* the layer's port and event */);
      ends.forEach(PingPong::close);
    }
  }

  private static void connect(
      Winsock winsock, CompletionPort port, int pairs, List<PingPong> ends) {
    try (ClientSocket listener = winsock.tcpSocket()) {
      listener.bind(new InetSocketAddress("127.0.0.1", 0)).listen(pairs);
      for (int i = 0; i < pairs; i++) {
        ends.add(PingPong.connectedTo(winsock, listener));
        ends.add(new PingPong(listener.accept()));
      }
    }
    ends.forEach(end -> port.associate(end.socket().handle(), 0));
  }

  private static void begin(List<PingPong> ends) {
    ends.forEach(end -> end.receive.start());
    for (int i = 0; i < ends.size(); i += 2) {
      ends.get(i).send.start();
    }
  }

  private static void work(
      CompletionPort port, Map<Long, Slot> slots, AtomicLong budget, Queue<String> wrong) {
    while (true) {
      QueuedCompletion packet = port.take(Duration.ofMinutes(5)).orElseThrow();
      if (packet.key() == STOP) {
        return;
      }
      Slot slot = slots.get(packet.overlapped());
      if (slot == null || !slot.complete()) {
        wrong.add("told twice, or of nobody: " + packet);
        continue;
      }
      if (!packet.returnValue() || packet.bytes() == 0) {
        continue; // its socket was closed
      }
      if (packet.bytes() != PingPong.MESSAGE) {
        wrong.add("bytes: " + packet);
      }
      if (!slot.sends) {
        if (budget.addAndGet(-2) > 0) {
          slot.start();
          slot.end().send.start();
        } else {
          slot.start(); // stays pending until the socket is closed
        }
      }
    }
  }

  private static void awaitQuiet(List<PingPong> ends, AtomicLong budget)
      throws InterruptedException {
    await(
        () ->
            budget.get() <= 0
                && ends.stream().allMatch(e -> e.send.started.get() == e.send.completed.get())
                // Every message has arrived and each last receive pends: nobody is about to start
                // one on a closed socket.
                && ends.stream().mapToLong(e -> e.send.started.get()).sum()
                    == ends.stream().mapToLong(e -> e.receive.completed.get()).sum()
                && ends.stream()
                    .allMatch(e -> e.receive.posted.get() == e.receive.completed.get() + 1));
  }

  private static void awaitAllTold(List<PingPong> ends) throws InterruptedException {
    await(
        () ->
            ends.stream()
                .allMatch(
                    e ->
                        e.send.started.get() == e.send.completed.get()
                            && e.receive.started.get() == e.receive.completed.get()));
  }

  private static void await(java.util.function.BooleanSupplier condition)
      throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited two minutes").isLessThan(deadline);
      java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
    }
  }
}
