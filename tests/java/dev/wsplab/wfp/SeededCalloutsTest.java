package dev.wsplab.wfp;

import static dev.wsplab.wfp.AleOperation.Outcome.*;
import static dev.wsplab.wfp.FwpsLayer.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.driver.Irql;
import dev.wsplab.load.Scale;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Correct callouts raise nothing, whatever the stack and the scheduler do: an inspector that pends
 * every bind, listen, connect, accept and first datagram and decides later, one that redirects by
 * FwpsPendClassify0, and one that only looks; while filters change, pends, clones and injections
 * fail, operations are given up, and sockets are closed. Each operation ends as what the callouts
 * were told says, and each datagram goes its way as often. 1,000 seeds at {@code -Dwsplab.scale=1},
 * for each scheduler (WFP-64, WFP-41, WFP-82, WFP-99, WFP-106).
 */
class SeededCalloutsTest {
  private static final String[] COME_UPON = {
    "BIND PERMITTED",
    "BIND BLOCKED",
    "LISTEN PERMITTED",
    "LISTEN BLOCKED",
    "CONNECT PERMITTED",
    "CONNECT BLOCKED",
    "ACCEPT PERMITTED",
    "ACCEPT BLOCKED",
    "SEND PERMITTED",
    "SEND BLOCKED",
    "RECEIVE PERMITTED",
    "RECEIVE BLOCKED",
    "CLOSE PERMITTED",
    "CLOSE BLOCKED",
    "injection failed"
  };

  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void givenCorrectCallouts_whenRunWithManySeeds_thenNothingIsReportedAndAllIsDecided(int threads) {
    int seeds = Scale.of(1000, 20);
    Set<String> ends = new HashSet<>();
    for (int seed = 0; seed < seeds; seed++) {
      run(seed, threads, ends);
    }
    assertThat(ends).as("what the seeds have come upon").contains(COME_UPON);
    if (threads == 0) { // with threads that is a matter of time
      assertThat(ends).contains("CONNECT WITHDRAWN", "ACCEPT WITHDRAWN", "SEND DROPPED");
    }
  }

  private static void run(int seed, int threads, Set<String> ends) {
    Random random = new Random(seed);
    WfpFaults faults = faults(random.nextLong());
    boolean queued = random.nextBoolean();
    boolean strictRace = random.nextInt(4) == 0;
    Irql level = random.nextBoolean() ? Irql.PASSIVE_LEVEL : Irql.DISPATCH_LEVEL;
    try (WfpBench bench =
        WfpBench.with(
            it -> {
              FilterEngineSettings settings = threads == 0 ? it : it.threads(threads);
              settings.faults(faults).classifyIrql(level).completionIrql(level);
              settings = strictRace ? settings.strictRace() : settings;
              return queued ? settings.queueReauthorization() : settings;
            })) {
      long injection = handle(bench);
      Inspector inspector =
          new Inspector(bench.fwps, injection, it -> (it.remotePort + it.localPort) % 2 == 0)
              .automatic()
              .retrying(random.nextInt(3));
      Redirector redirector = new Redirector(bench.fwps);
      AtomicInteger looking = new AtomicInteger();
      register(bench, inspector, redirector, looking);
      SeededOperations operations = new SeededOperations(bench, redirector, random, threads == 0);
      operations.begin();
      settle(
          bench,
          threads,
          () ->
              operations.areDecided()
                  && looking.get() == 0
                  && redirector.isIdle()
                  && inspector.journal().stream().allMatch(it -> it.over));
      bench.fwps.fwpsInjectionHandleDestroy0(injection);
      bench.engine.stop();

      assertThat(bench.engine.violations())
          .as("seed %d: %s", seed, bench.engine.trace().events())
          .isEmpty();
      assertThat(bench.engine.owed()).as("seed %d", seed).isEmpty();
      operations.judge("seed " + seed, inspector.journal());
      ends.addAll(operations.ends());
      if (inspector.journal().stream().anyMatch(SeededCalloutsTest::hasFailedToInject)) {
        ends.add("injection failed");
      }
    }
  }

  private static boolean hasFailedToInject(Inspected it) {
    return !it.connect && it.pended && Boolean.TRUE.equals(it.verdict) && !it.injected;
  }

  private static void register(
      WfpBench bench, Inspector inspector, Redirector redirector, AtomicInteger looking) {
    bench.callout(
        "inspector",
        inspector,
        ALE_RESOURCE_ASSIGNMENT_V4,
        ALE_RESOURCE_ASSIGNMENT_V6,
        ALE_AUTH_LISTEN_V4,
        ALE_AUTH_LISTEN_V6,
        ALE_AUTH_CONNECT_V4,
        ALE_AUTH_CONNECT_V6,
        ALE_AUTH_RECV_ACCEPT_V4,
        ALE_AUTH_RECV_ACCEPT_V6);
    bench.callout(
        "redirector",
        redirector,
        ALE_CONNECT_REDIRECT_V4,
        ALE_CONNECT_REDIRECT_V6,
        ALE_BIND_REDIRECT_V4,
        ALE_BIND_REDIRECT_V6,
        ALE_ENDPOINT_CLOSURE_V4,
        ALE_ENDPOINT_CLOSURE_V6);
    bench.calloutIn(
        new FwpmSublayer("looks", 1),
        "looks",
        (values, metadata, packet, token, filter, flow, out) -> {
          if (packet != null) {
            looking.incrementAndGet();
            bench.fwps.fwpsReferenceNetBufferList0(packet, false);
            bench.fwps.ioQueueWorkItem(
                () -> {
                  bench.fwps.fwpsDereferenceNetBufferList0(packet);
                  looking.decrementAndGet();
                });
          }
        },
        ALE_AUTH_CONNECT_V4);
  }

  /** Completion functions and queued sends may come after the decision. */
  private static void settle(WfpBench bench, int threads, BooleanSupplier isIdle) {
    if (threads == 0) {
      bench.run();
      assertThat(isIdle.getAsBoolean()).isTrue();
      return;
    }
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!isIdle.getAsBoolean()) {
      assertThat(System.nanoTime()).as("%s", bench.engine.owed()).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private static long handle(WfpBench bench) {
    HandleSlot slot = new HandleSlot();
    WfpBench.require(bench.fwps.fwpsInjectionHandleCreate0(Fwps.AF_UNSPEC, 0, slot));
    return slot.get();
  }

  /** Pends, clones and injections that fail, at once or later; handles never. */
  private static WfpFaults faults(long seed) {
    return (point, ordinal) ->
        point != WfpFaults.Point.HANDLE_CREATE
            && new Random(seed + ordinal * 31 + point.ordinal()).nextInt(10) == 0;
  }
}
