package dev.wsplab.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.Kernel;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaBuffers;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is left of an environment that has ended: nothing. */
class HostEndTest extends HostFixture {
  /** DEC-13: nothing is indicated any more, and nothing is kept for it. */
  @Test
  void givenPendingReceive_whenCleanedUp_thenItIsForgotten() {
    ws2.wsaRecv(socket, WsaBuffers.of(0, 0), 0, structures.overlapped(), null);
    assertThat(host.operations().underWay()).hasSize(1);

    ws2.wsaCleanup().orThrow("WSACleanup");

    assertThat(host.operations().size()).isZero();
  }

  @Test
  void givenQueuedApc_whenTheEnvironmentEnds_thenItDoesNothing() {
    List<Long> ran = new ArrayList<>();
    ThreadId thread = base.given().wpuOpenCurrentThread().threadId();
    base.given().wpuQueueApc(thread, ran::add, 1).orThrow("WPUQueueApc");
    base.given().wpuQueueApc(thread, ran::add, 2).orThrow("WPUQueueApc");
    kernel32.sleepEx(0, true);
    assertThat(ran).containsExactly(1L, 2L);
    base.given().wpuQueueApc(thread, ran::add, 3).orThrow("WPUQueueApc");

    host.close();
    Kernel.get().waits().sleepEx(0, true);

    assertThat(ran).containsExactly(1L, 2L);
  }

  /** The kernel tells every environment of threads that end; one that is gone must not be kept. */
  @Test
  void givenClosedEnvironment_whenNobodyHoldsIt_thenItIsCollected() throws Exception {
    ReferenceQueue<Object> collected = new ReferenceQueue<>();
    WeakReference<Object> environment = closedEnvironment(collected);

    Reference<?> found = null;
    for (int tries = 0; found == null && tries < 100; tries++) {
      System.gc();
      found = collected.remove(100);
    }

    assertThat(found).isSameAs(environment);
  }

  private static WeakReference<Object> closedEnvironment(ReferenceQueue<Object> collected) {
    try (Host gone = new Host(Kernel.get())) {
      Ws2Exports exports = gone.exports();
      return new WeakReference<>(exports.systemIo(), collected);
    }
  }
}
