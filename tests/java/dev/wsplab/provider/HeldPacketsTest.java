package dev.wsplab.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.ServiceProvider;
import java.time.Duration;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Packets that a layer keeps back: none stays when its socket closes (WSP-CLOSE-3). */
class HeldPacketsTest {
  private static final int RACES = 20_000;

  private static LayerOperation operation(OverlappedBlock block, ServiceProvider lower) {
    LayeredSocket socket = new LayeredSocket(1, lower, new SocketHandle(4), 1, true, false);
    return new LayerOperation(
        socket,
        block.overlapped(),
        block.overlapped(),
        null,
        null,
        false,
        LayerOperation.OnSuccess.NOTHING,
        new LayerTurn());
  }

  /** WSP-CLOSE-3: whoever comes second, the packet or the close, sees the other. */
  @Test
  void givenPacketThatComesWhileItsSocketCloses_whenTheCloseIsOver_thenItIsNotKept()
      throws Exception {
    ExecutorService pool = Executors.newSingleThreadExecutor();
    CyclicBarrier both = new CyclicBarrier(2);
    ServiceProvider lower = LoopbackProvider.create();
    try (OverlappedBlock block = OverlappedBlock.allocate(1)) {
      HeldPackets held = new HeldPackets(CompletionMoment.held(Duration.ofDays(1)));
      for (int i = 0; i < RACES; i++) {
        LayerOperation operation = operation(block, lower);
        Future<Boolean> arrival =
            pool.submit(
                () -> {
                  both.await();
                  return held.keep(operation);
                });
        both.await();
        operation.socket().beginClose();
        boolean taken = held.next() != null; // what the close lets go
        assertThat(arrival.get()).as("race %d: kept, and nobody has taken it", i).isEqualTo(taken);
      }
    } finally {
      pool.shutdownNow();
    }
  }
}
