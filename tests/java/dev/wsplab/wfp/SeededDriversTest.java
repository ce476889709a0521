package dev.wsplab.wfp;

import static dev.wsplab.wfp.AleOperation.Outcome.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.driver.Irql;
import dev.wsplab.load.Scale;
import dev.wsplab.provider.nativehost.Modules;
import dev.wsplab.verifier.Verifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The sample driver in C raises nothing either: connects of both versions of IP at once, while
 * pends and allocations fail, filters change below established connections, and connects are given
 * up. 1,000 seeds at {@code -Dwsplab.scale=1}, for each scheduler (WFP-47, WFP-64, WFP-119).
 */
@Timeout(600)
class SeededDriversTest {
  private static final int CONNECTS = 16;
  private static final int PORTS = 4;

  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void givenTheSampleInC_whenRunWithManySeeds_thenNothingIsReportedAndAllIsDecided(int threads)
      throws InterruptedException {
    int seeds = Scale.of(1000, 20);
    for (int seed = 0; seed < seeds; seed++) {
      run(seed, threads);
    }
  }

  private static void run(int seed, int threads) throws InterruptedException {
    Random random = new Random(seed);
    boolean faulty = random.nextBoolean();
    boolean queued = random.nextBoolean();
    Irql level = random.nextBoolean() ? Irql.PASSIVE_LEVEL : Irql.DISPATCH_LEVEL;
    AtomicInteger failed = new AtomicInteger();
    long faults = random.nextLong();
    FilterEngineSettings settings =
        FilterEngine.builder()
            .verify(Verifier.Mode.REPORT)
            .classifyIrql(level)
            .faults(
                (point, ordinal) -> {
                  // What a driver needs to start is there: the first few allocations.
                  boolean fails =
                      faulty
                          && ordinal >= 8
                          && new Random(faults + ordinal * 31 + point.ordinal()).nextInt(10) == 0;
                  failed.addAndGet(fails ? 1 : 0);
                  return fails;
                });
    settings = threads == 0 ? settings.manualScheduler() : settings.threads(threads);
    settings = queued ? settings.queueReauthorization() : settings;
    try (FilterEngine engine = settings.build()) {
      NativeDriver driver = engine.load(Modules.sample("porter"));
      int forbidden = 1000 + random.nextInt(PORTS);
      driver.function("PorterForbid").invokeVoid(new Object[] {forbidden});
      List<AleOperation> givenUp = new ArrayList<>();
      List<AleOperation> all = begin(engine, random, givenUp);
      CountDownLatch decided = new CountDownLatch(all.size());
      all.forEach(operation -> operation.whenDecided(over -> decided.countDown()));
      if (threads == 0) {
        engine.scheduler().runAll();
      }
      assertThat(decided.await(60, TimeUnit.SECONDS)).as("seed %d: %s", seed, all).isTrue();
      int asked = driver.function("PorterAsked").invokeInt(new Object[0]);
      policyChanges(engine, all, givenUp);
      awaitCompletionsOf(givenUp);
      engine.stop();

      assertThat(engine.violations()).as("seed %d: %s", seed, engine.trace().events()).isEmpty();
      String as = "seed " + seed + " " + all;
      assertThat(CONNECTS - asked).as(as).isLessThanOrEqualTo(failed.get());
      judge(as, all, givenUp, forbidden, CONNECTS - asked);
    }
  }

  private static List<AleOperation> begin(
      FilterEngine engine, Random random, List<AleOperation> givenUp) {
    List<AleOperation> all = new ArrayList<>();
    for (int i = 0; i < CONNECTS; i++) {
      int port = 1000 + random.nextInt(PORTS);
      String host = random.nextBoolean() ? "2001:db8::" : "192.0.2.";
      AleRequest request =
          AleRequest.tcp(WfpBench.at(host + (i + 1), 5000), WfpBench.at(host + 99, port));
      AleOperation connect = engine.stack().connect(request);
      all.add(connect);
      if (random.nextInt(8) == 0 && connect.outcome() == UNDECIDED) {
        givenUp.add(connect);
        engine.stack().withdraw(connect);
      } else if (engine.scheduler().isManual() && random.nextBoolean()) {
        engine.scheduler().runOne();
      }
    }
    return all;
  }

  /** WFP-66, WFP-68: the next packet of each connection is judged again, and passes. */
  private static void policyChanges(
      FilterEngine engine, List<AleOperation> all, List<AleOperation> givenUp) {
    for (FwpsLayer layer : List.of(FwpsLayer.ALE_AUTH_CONNECT_V4, FwpsLayer.ALE_AUTH_CONNECT_V6)) {
      engine.management().fwpmFilterAdd0(FwpmFilter.permitting("new " + layer, layer), null);
    }
    for (AleOperation connect : all) {
      if (connect.outcome() == PERMITTED) {
        AleOperation packet = engine.stack().receive(connect.request(), new byte[] {1});
        assertThat(packet.outcome()).as("%s %s", connect, givenUp).isEqualTo(PERMITTED);
      }
    }
  }

  /** What was given up may be completed, or judged again, later. */
  private static void awaitCompletionsOf(List<AleOperation> givenUp) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (givenUp.stream().anyMatch(it -> it.isPended() || it.isCompleting())) {
      assertThat(System.nanoTime()).as("%s", givenUp).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  /** By the port; but for those of which the driver was refused something, so many. */
  private static void judge(
      String as, List<AleOperation> all, List<AleOperation> givenUp, int forbidden, int refused) {
    int others = 0;
    for (AleOperation connect : all) {
      boolean permits = connect.request().peer().getPort() != forbidden;
      AleOperation.Outcome expected = permits ? PERMITTED : BLOCKED;
      if (connect.outcome() != expected && !givenUp.contains(connect)) {
        assertThat(connect.outcome()).as(as).isEqualTo(BLOCKED);
        others++;
      }
    }
    assertThat(others).as(as).isLessThanOrEqualTo(refused);
  }
}
