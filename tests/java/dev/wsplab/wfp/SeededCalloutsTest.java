package dev.wsplab.wfp;

import static dev.wsplab.wfp.FwpsLayer.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.driver.Irql;
import dev.wsplab.load.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Correct callouts raise nothing, whatever the stack and the scheduler do: an inspector that pends
 * every connect, accept and first datagram and decides later, beside one that only looks, while
 * filters change, injections fail and operations are given up. 1,000 seeds at {@code
 * -Dwsplab.scale=1}, for each scheduler (WFP-64).
 */
class SeededCalloutsTest {
  private static final int OPERATIONS = 30;

  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void givenCorrectCallouts_whenRunWithManySeeds_thenNothingIsReportedAndAllIsDecided(int threads)
      throws InterruptedException {
    int seeds = Scale.of(1000, 20);
    for (int seed = 0; seed < seeds; seed++) {
      run(seed, threads);
    }
  }

  private static void run(int seed, int threads) throws InterruptedException {
    Random random = new Random(seed);
    WfpFaults faults = faults(random.nextLong());
    boolean queued = random.nextBoolean();
    Irql level = random.nextBoolean() ? Irql.PASSIVE_LEVEL : Irql.DISPATCH_LEVEL;
    try (WfpBench bench =
        WfpBench.with(
            it -> {
              FilterEngineSettings settings = threads == 0 ? it : it.threads(threads);
              settings.faults(faults).classifyIrql(level).completionIrql(level);
              return queued ? settings.queueReauthorization() : settings;
            })) {
      long injection = bench.injectionHandle();
      Predicate<Inspector.Record> judge = record -> record.remotePort % 2 == 0;
      Inspector inspector = new Inspector(bench.fwps, injection, judge).automatic();
      bench.callout(
          "inspector",
          inspector,
          ALE_AUTH_CONNECT_V4,
          ALE_AUTH_CONNECT_V6,
          ALE_AUTH_RECV_ACCEPT_V4,
          ALE_AUTH_RECV_ACCEPT_V6);
      bench.calloutIn(
          new FwpmSublayer("looks", 1),
          "looks",
          (values, metadata, packet, token, filter, flow, out) -> {
            if (packet != null) {
              bench.fwps.fwpsReferenceNetBufferList0(packet, false);
              bench.fwps.ioQueueWorkItem(() -> bench.fwps.fwpsDereferenceNetBufferList0(packet));
            }
          },
          ALE_AUTH_CONNECT_V4);
      List<AleOperation> begun = begin(bench, random, threads == 0);
      CountDownLatch all = new CountDownLatch(begun.size());
      begun.forEach(operation -> operation.whenDecided(over -> all.countDown()));
      if (threads == 0) {
        bench.run();
      }
      assertThat(all.await(60, TimeUnit.SECONDS)).as("seed %d: %s", seed, begun).isTrue();
      settle(bench, threads);
      bench.fwps.fwpsInjectionHandleDestroy0(injection);
      bench.engine.stop();

      assertThat(bench.engine.violations())
          .as("seed %d: %s", seed, bench.engine.trace().events())
          .isEmpty();
      assertThat(bench.engine.owed()).as("seed %d", seed).isEmpty();
    }
  }

  /** Completion functions and queued sends may come after the decision. */
  private static void settle(WfpBench bench, int threads) throws InterruptedException {
    if (threads == 0) {
      bench.run();
      return;
    }
    CountDownLatch done = new CountDownLatch(threads);
    for (int i = 0; i < threads; i++) {
      bench.fwps.ioQueueWorkItem(
          () -> {
            done.countDown();
            try {
              done.await(60, TimeUnit.SECONDS); // each thread takes one: all before it are over
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          });
    }
    assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
  }

  private static List<AleOperation> begin(WfpBench bench, Random random, boolean manual) {
    List<AleOperation> begun = new ArrayList<>();
    for (int i = 0; i < OPERATIONS; i++) {
      int port = 1000 + i;
      begun.add(
          switch (random.nextInt(6)) {
            case 0 -> bench.stack.accept(WfpBench.tcp(port));
            case 1 -> bench.stack.send(WfpBench.udp(port), WfpBench.HELLO);
            case 2 -> bench.stack.receive(WfpBench.udp(port), WfpBench.HELLO);
            case 3 -> bench.stack.send(WfpBench.udp6(port), WfpBench.HELLO);
            case 4 -> bench.stack.connect(WfpBench.tcp6(port));
            default -> bench.stack.connect(WfpBench.tcp(port));
          });
      AleOperation last = begun.get(begun.size() - 1);
      switch (random.nextInt(8)) {
        case 0 -> bench.filter(FwpmFilter.permitting("new " + i, ALE_AUTH_CONNECT_V4).weighing(0));
        case 1 -> {
          AleRequest other = begun.get(random.nextInt(begun.size())).request();
          begun.add(bench.stack.receive(other, new byte[] {1}));
        }
        case 2 -> begun.add(bench.stack.send(last.request(), new byte[] {2}));
        default -> {
          if (manual) {
            bench.engine.scheduler().runOne();
          }
        }
      }
    }
    return begun;
  }

  /** Pends that fail; clones that fail; handles never. */
  private static WfpFaults faults(long seed) {
    return (point, ordinal) ->
        (point == WfpFaults.Point.PEND || point == WfpFaults.Point.ALLOCATE)
            && new Random(seed + ordinal * 31 + point.ordinal()).nextInt(10) == 0;
  }
}
