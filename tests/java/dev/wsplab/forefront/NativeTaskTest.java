package dev.wsplab.forefront;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Callback;
import dev.wsplab.Winsock;
import dev.wsplab.client.ClientSocket;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.provider.nativehost.Modules;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.verifier.Verifier;
import java.lang.ref.Reference;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tasks and lengthy blocking operations of a filter in C++. */
@Timeout(120)
class NativeTaskTest {
  private static final Guid CLASS = Guid.of("{5E1B6F30-8C55-4B0C-9D0B-3B4F0C7A9E22}");
  private static final int OBJECTS = 0;
  private static final int PORT = 1;
  private static final int BROKEN_CALLS = 5;
  private static final int LOOKED_UP = 6;

  /** What the filter's lookup calls. */
  @FunctionalInterface
  interface Lookup extends Callback {
    /** Blocks, as the lookup of a name does. */
    void block();
  }

  private static int value(NativeFilter filter, int which) {
    return filter.function("EchoFilterValue").invokeInt(new Object[] {which});
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(condition.getAsBoolean()).as("in time").isTrue();
  }

  /** Comes, is greeted and served, and goes: the filter has closed then, and posted its task. */
  private static void visit(Winsock winsock, NativeFilter filter) {
    InetSocketAddress at = new InetSocketAddress("127.0.0.1", value(filter, PORT));
    try (ClientSocket peer = winsock.tcpSocket().connect(at);
        NativeBlock room = NativeBlock.copyOf(new byte[] {1, 2, 3, 4, 5})) {
      assertThat(peer.recv(WsaBuffers.of(room))).as("greeted").isPositive();
      assertThat(peer.send(WsaBuffers.of(room, 0, 3))).isEqualTo(3);
      peer.shutdown(Winsock2.SD_SEND);
      while (peer.recv(WsaBuffers.of(room)) > 0) {
        Thread.onSpinWait(); // what it echoes, until it has closed
      }
    }
  }

  /**
   * FWX-12, FWX-59 to FWX-64, FWX-S13 through the C ABI: while the only worker is inside the
   * section of a task, another peer is served from beginning to end; each task is called once, with
   * its value.
   */
  @Test
  void givenFilterInCppThatBlocksInATask_whenAnotherPeerComes_thenItIsServedMeanwhile()
      throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Lookup lookup =
        () -> {
          inside.countDown();
          try {
            go.await(60, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    NativeFilter filter;
    try (Winsock winsock = Winsock.builder().base(LoopbackProvider.create()).build()) {
      try (FwxService service =
          FwxService.builder()
              .workers(1)
              .verify(Verifier.Mode.FAIL)
              .sockets(winsock.ws2_32(), winsock.completionPort())
              .build()) {
        filter = NativeFilter.load(service, Modules.filter("echo_filter"), CLASS);
        filter.function("EchoFilterLookup").invokeVoid(new Object[] {lookup});
        assertThat(service.start(filter)).isZero();
        filter.release();
        visit(winsock, filter);
        assertThat(inside.await(60, TimeUnit.SECONDS)).as("the first task blocks").isTrue();

        visit(winsock, filter);

        assertThat(value(filter, LOOKED_UP)).as("it still does").isZero();
        go.countDown();
        await(() -> value(filter, LOOKED_UP) == 2);
      }
      Reference.reachabilityFence(lookup); // the filter has its address alone
      assertThat(value(filter, BROKEN_CALLS)).isZero();
      assertThat(value(filter, OBJECTS)).isZero();
    }
  }
}
