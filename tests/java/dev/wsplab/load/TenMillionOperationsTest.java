package dev.wsplab.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.wsplab.Winsock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.WsaBuffers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * At full size ten million operations of WSASend, WSARecv, WriteFile, ReadFile and WSAIoctl, told
 * by a port and by routines, over 8 threads and 1,000 sockets, through two layers over the system's
 * own TCP. Alone, because it looks at the memory of the whole process.
 */
@Isolated
class TenMillionOperationsTest {
  private static final int THREADS = 8;
  // As in MillionOperationsTest: a leak of 16 bytes an operation would be 160 MiB at full size.
  private static final long TOLERANCE = 8L << 20;
  private static final int ROUNDS = 4;
  private static final int FIRST = 200;

  private final int operations = Scale.of(10_000_000, 20_000);
  private final int pairs = Scale.of(500, 20);

  /** Counts what passes, all of it. */
  private static final class Layer extends LayeredProvider {
    final LongAdder received = new LongAdder();
    final LongAdder sent = new LongAdder();

    @Override
    protected void received(SocketHandle s, WsaBuffers buffers, int bytes) {
      received.add(bytes);
    }

    @Override
    protected void sent(SocketHandle s, WsaBuffers buffers, int bytes) {
      sent.add(bytes);
    }
  }

  /** WPU-COMPLETE-18: each completes exactly once; nothing leaks. */
  @Test
  @Timeout(3600)
  void givenTwoLayers_whenAllKindsOfOperationsRun_thenEachIsToldExactlyOnce() throws Exception {
    run(Math.min(operations, 100_000)); // what is made once and kept is made now
    List<String> growths = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      // What the JVM takes for itself comes once; a leak grows in later, shorter rounds as well:
      // they are long enough for 100 bytes per operation to be more than the tolerance.
      int count = round == 0 ? operations : Math.max(100_000, operations / 10);
      MemoryInUse before = MemoryInUse.now();
      long began = System.nanoTime();
      long told = run(count);
      long seconds = (System.nanoTime() - began) / 1_000_000_000L;
      MemoryInUse after = MemoryInUse.now();
      long java = after.javaHeap() - before.javaHeap();
      long own = after.nativeHeap() - before.nativeHeap();
      growths.add(
          String.format(
              "%,d mixed operations on %,d sockets through two layers in %d s: java heap %+,d"
                  + " bytes, native heap %+,d bytes",
              told, 2 * pairs, seconds, java, own));
      System.out.println(growths.get(round));
      if (java < TOLERANCE && own < TOLERANCE) {
        return;
      }
    }
    fail("memory grew in every round: " + growths);
  }

  private long run(int count) throws InterruptedException {
    Layer lower = new Layer();
    Layer upper = new Layer();
    try (Winsock winsock = Winsock.builder().layer(lower).layer(upper).build()) {
      MixedLoad first = new MixedLoad(winsock, FIRST);
      first.run(1, 2); // each layer makes its port and its event, and keeps them
      int handlesBefore = winsock.openHandles();
      MixedLoad load = new MixedLoad(winsock, count);
      long told = load.run(pairs, THREADS);

      assertThat(first.wrong).isEmpty();
      assertThat(load.wrong).isEmpty();
      assertThat(told).isEqualTo(load.started());
      // Who finds the budget spent may have begun up to four operations after it, on each side.
      assertThat(told).isBetween((long) count, count + 8L * pairs);
      for (Layer layer : List.of(lower, upper)) {
        assertThat(layer.received.sum()).isEqualTo(first.bytes() + load.bytes());
        assertThat(layer.sent.sum()).isEqualTo(first.bytes() + load.bytes());
      }
      assertThat(winsock.pendingOperations()).isEmpty();
      assertThat(winsock.undeliveredOperations()).isEmpty();
      assertThat(winsock.openHandles()).isEqualTo(handlesBefore);
      return told;
    }
  }
}
