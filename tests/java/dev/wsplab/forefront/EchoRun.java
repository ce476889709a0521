package dev.wsplab.forefront;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WspFunction;
import dev.wsplab.timing.FaultPlan;
import dev.wsplab.timing.Timing;
import dev.wsplab.verifier.Verifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** One run of correct filters that talk, and of one that copies a file, in one service. */
final class EchoRun {
  private static final Duration SOON = Duration.ofSeconds(30);

  private final int seed;
  private final Random random;
  private final boolean pumped;
  private final FaultPlan refusals;
  private int messages;

  EchoRun(int seed) {
    this.seed = seed;
    this.random = new Random(seed * 0x9E3779B97F4A7C15L); // else small seeds begin alike
    this.pumped = random.nextBoolean();
    double share = random.nextInt(4) * 0.1;
    this.refusals =
        FaultPlan.seeded(seed)
            .failRandomly(WspFunction.WSP_SEND, share, WsaError.WSAENOBUFS)
            .failRandomly(WspFunction.WSP_RECV, share, WsaError.WSAENOBUFS)
            .build();
  }

  boolean isPumped() {
    return pumped;
  }

  /** How many were sent and echoed. */
  int messages() {
    return messages;
  }

  /** How many calls Winsock has refused. */
  long refused() {
    return refusals.count();
  }

  void run() {
    WinsockBuilder sockets = Winsock.builder().base(LoopbackProvider.create()).intercept(refusals);
    if (random.nextBoolean()) {
      sockets.timing(Timing.deferred(seed));
    }
    MemoryFile source = MemoryFile.of(Patterns.bytes(seed, random.nextInt(5000)));
    MemoryFile target = MemoryFile.empty();
    try (Winsock winsock = sockets.build();
        FwxService service = service(winsock);
        CopyFilter copy = new CopyFilter(service, 1 + random.nextInt(2), 500)) {
      EchoFilter echo = new EchoFilter(service, !pumped);
      assertThat(service.start(echo)).isZero();
      List<Talker> talkers = talkers(service);
      copy.copy(source, target);
      talkers.forEach(talker -> talker.begin(echo.address()));
      BooleanSupplier over =
          () ->
              copy.isDone()
                  && talkers.stream().allMatch(Talker::isDone)
                  && echo.lookups() == talkers.size();
      if (pumped) {
        pump(service, over);
      } else {
        await(over);
      }
      assertThat(over.getAsBoolean()).as("seed %d: %s", seed, echo.failures()).isTrue();
      copy.finish();
      service.stop();
      assertThat(echo.failures()).as("seed %d", seed).isEmpty();
      assertThat(talkers).allSatisfy(talker -> assertThat(talker.failures()).isEmpty());
      assertThat(copy.failures()).as("seed %d", seed).isEmpty();
      assertThat(service.violations()).as("seed %d", seed).isEmpty();
      assertThat(service.faults()).as("seed %d", seed).isEmpty();
    }
    assertThat(target.bytes(0, (int) target.size()))
        .as("seed %d", seed)
        .isEqualTo(source.bytes(0, (int) source.size()));
  }

  private FwxService service(Winsock winsock) {
    FwxServiceBuilder builder =
        FwxService.builder()
            .verify(Verifier.Mode.FAIL)
            .unspecified(random.nextInt(3) * 38, random.nextInt(3) * 4096)
            .faults(IoFaultPlan.seeded(seed, random.nextInt(60)))
            .sockets(winsock.ws2_32(), winsock.completionPort());
    return (pumped ? builder.manualPump() : builder.workers(1 + random.nextInt(3))).build();
  }

  private List<Talker> talkers(FwxService service) {
    List<Talker> talkers = new ArrayList<>();
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      List<byte[]> sent = new ArrayList<>();
      int most = 1 + random.nextInt(6);
      for (int m = 0; m < most; m++) {
        sent.add(Patterns.bytes(seed * 100L + m, 1 + random.nextInt(1000)));
      }
      messages += most;
      talkers.add(new Talker(service, sent));
    }
    return talkers;
  }

  private static void pump(FwxService service, BooleanSupplier over) {
    boolean more = true;
    while (more && !over.getAsBoolean()) {
      more = service.pump().runOne(SOON);
    }
  }

  private static void await(BooleanSupplier over) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!over.getAsBoolean() && System.nanoTime() < deadline) {
      Thread.yield();
    }
  }
}
