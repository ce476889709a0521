package dev.wsplab.forefront;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Callback;
import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.client.ClientSocket;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.provider.nativehost.Modules;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.timing.Timing;
import dev.wsplab.verifier.Verifier;
import java.lang.ref.Reference;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A correct filter in C++ with sockets, tasks and heavy-blocking sections raises nothing, and what
 * its peers say comes back. 1,000 runs at scale 1.
 */
@Timeout(900)
class NativeSeededEchoTest {
  private static final Guid CLASS = Guid.of("5E1B6F30-8C55-4B0C-9D0B-3B4F0C7A9E22");
  private static final Duration TICK = Duration.ofMillis(20);
  private static final int GREETING = 5;
  private static final int OBJECTS = 0;
  private static final int PORT = 1;
  private static final int BROKEN_CALLS = 5;
  private static final int LOOKED_UP = 6;
  private static final int RUNS = 1000;

  /** What the filter's lookup calls. */
  @FunctionalInterface
  interface Lookup extends Callback {
    /** Blocks, as the lookup of a name does. */
    void block();
  }

  /** A task that ends a lookup: another worker must run it. */
  private static final class Answer extends CountedObject implements FwxTaskCompletion {
    private final CountDownLatch came = new CountDownLatch(1);

    Answer() {
      super("answer", InterfaceIds.TASK_COMPLETION);
    }

    @Override
    public int completeTask(long userData) {
      came.countDown();
      return Notes.OK;
    }
  }

  private static int value(NativeFilter filter, int which) {
    return filter.function("EchoFilterValue").invokeInt(new Object[] {which});
  }

  private static int runs() {
    double scale = Double.parseDouble(System.getProperty("wsplab.scale", "0.02"));
    return (int) Math.max(20, Math.round(RUNS * scale));
  }

  /** FWX-12, FWX-61, FWX-63, FWX-75, FWX-79 through the C ABI, with workers or a pump. */
  @Test
  void givenCorrectFilterInCpp_whenSeededPeersTalk_thenNothingIsReportedAndAllIsEchoed()
      throws Exception {
    int runs = runs();
    int workers = 0;
    int bytes = 0;
    int answered = 0;
    for (int seed = 1; seed <= runs; seed++) {
      Run run = new Run(seed);
      run.run();
      workers += run.pumped ? 0 : 1;
      bytes += run.bytes;
      answered += run.answered.get();
    }
    assertThat(answered).as("lookups that blocked").isPositive();
    System.out.println(
        "forefront: "
            + runs
            + " seeded runs of a correct filter in C++ with sockets and tasks, "
            + workers
            + " with workers, "
            + bytes
            + " bytes echoed, "
            + answered
            + " lookups that blocked: no report");
  }

  /** One service with the filter, and its peers. */
  private static final class Run {
    private final int seed;
    private final Random random;
    private final boolean pumped;
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();
    private int bytes;

    Run(int seed) {
      this.seed = seed;
      this.random = new Random(seed * 0x9E3779B97F4A7C15L);
      this.pumped = random.nextBoolean();
    }

    void run() throws InterruptedException {
      WinsockBuilder sockets = Winsock.builder().base(LoopbackProvider.create());
      if (random.nextBoolean()) {
        sockets.timing(Timing.deferred(seed));
      }
      NativeFilter filter;
      try (Winsock winsock = sockets.build()) {
        int peers = 1 + random.nextInt(3);
        try (FwxService service = service(winsock)) {
          Lookup lookup = () -> lookUp(service);
          filter = NativeFilter.load(service, Modules.filter("echo_filter"), CLASS);
          filter.function("EchoFilterLookup").invokeVoid(new Object[] {pumped ? null : lookup});
          assertThat(service.start(filter)).as("seed %d starts", seed).isZero();
          filter.release();
          Thread pump = new Thread(() -> pump(service));
          if (pumped) {
            pump.start();
          }
          for (int i = 0; i < peers; i++) {
            visit(winsock, filter);
          }
          await(() -> value(filter, LOOKED_UP) == peers);
          over.set(true);
          pump.join();
          service.stop();
          Reference.reachabilityFence(lookup); // the filter has its address alone
          assertThat(service.violations()).as("seed %d", seed).isEmpty();
          assertThat(service.faults()).as("seed %d", seed).isEmpty();
        }
      }
      assertThat(value(filter, BROKEN_CALLS)).as("seed %d", seed).isZero();
      assertThat(value(filter, OBJECTS)).as("seed %d", seed).isZero();
    }

    private FwxService service(Winsock winsock) {
      FwxServiceBuilder builder =
          FwxService.builder()
              .verify(Verifier.Mode.FAIL)
              .unspecified(random.nextInt(3) * 38, random.nextInt(3) * 4096)
              .sockets(winsock.ws2_32(), winsock.completionPort());
      return (pumped ? builder.manualPump() : builder.workers(1 + random.nextInt(3))).build();
    }

    private void pump(FwxService service) {
      while (!over.get()) {
        service.pump().runOne(TICK);
      }
    }

    private void lookUp(FwxService service) {
      Answer answer = new Answer();
      service.firewall().postTaskCompletion(answer, 0);
      try {
        if (answer.came.await(60, TimeUnit.SECONDS)) {
          answered.incrementAndGet();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void visit(Winsock winsock, NativeFilter filter) {
      InetSocketAddress at = new InetSocketAddress("127.0.0.1", value(filter, PORT));
      try (ClientSocket peer = winsock.tcpSocket().connect(at)) {
        assertThat(new String(receive(peer, GREETING), StandardCharsets.US_ASCII))
            .isEqualTo("hello");
        int messages = 1 + random.nextInt(5);
        for (int i = 0; i < messages; i++) {
          byte[] message = Patterns.bytes(seed * 100L + i, 1 + random.nextInt(1000));
          try (NativeBlock data = NativeBlock.copyOf(message)) {
            assertThat(peer.send(WsaBuffers.of(data))).isEqualTo(message.length);
          }
          assertThat(receive(peer, message.length)).as("seed %d", seed).isEqualTo(message);
          bytes += message.length;
        }
        peer.shutdown(Winsock2.SD_SEND);
        try (NativeBlock room = NativeBlock.allocate(8)) {
          assertThat(peer.recv(WsaBuffers.of(room))).as("the filter has closed").isZero();
        }
      }
    }

    private static byte[] receive(ClientSocket peer, int count) {
      byte[] all = new byte[count];
      try (NativeBlock room = NativeBlock.allocate(count)) {
        int have = 0;
        while (have < count) {
          int came = peer.recv(WsaBuffers.of(room, 0, count - have));
          assertThat(came).as("the filter goes on sending").isPositive();
          System.arraycopy(room.bytes(0, came), 0, all, have, came);
          have += came;
        }
      }
      return all;
    }

    private static void await(BooleanSupplier condition) {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
        Thread.yield();
      }
      assertThat(condition.getAsBoolean()).as("in time").isTrue();
    }
  }
}
