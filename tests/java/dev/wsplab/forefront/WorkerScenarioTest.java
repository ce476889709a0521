package dev.wsplab.forefront;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.operation.OperationEvent;
import dev.wsplab.operation.OperationListener;
import dev.wsplab.verifier.Verifier;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The scenarios that need workers of the service. */
@Timeout(60)
class WorkerScenarioTest {
  private static FwxServiceBuilder workers(int count) {
    return FwxService.builder().workers(count).verify(Verifier.Mode.REPORT);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).as("came in time").isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** FWX-S1 on a pool thread, with FWX-6, FWX-54. */
  @Test
  void givenWorkers_whenAReadEnds_thenAPoolThreadCallsBack() {
    try (Bench bench = new Bench(workers(2))) {
      Notes notes = new Notes();
      bench.read(bench.object(notes, 1), 0, 10);
      assertThat(notes.next().thread().getName()).startsWith("wsplab forefront worker");
    }
  }

  /** FWX-S12 with workers, with FWX-27. */
  @Test
  void givenOneWorker_whenACallbackThrows_thenTheSameWorkerServesTheNext() {
    try (Bench bench = new Bench(workers(1))) {
      Notes bad =
          new Notes(
              call -> {
                throw new IllegalStateException("of the filter");
              });
      Notes good = new Notes();
      bench.read(bench.object(bad, 1), 0, 10);
      bench.read(bench.object(good, 2), 0, 10);
      assertThat(good.next().thread()).isSameAs(bad.next().thread());
      assertThat(bench.service.faults()).hasSize(1);
      assertThat(bench.service.workers()).isEqualTo(1);
    }
  }

  /** FWX-S13, with FWX-58, FWX-60, FWX-61. */
  @Test
  void givenOneWorkerBlockedInASection_whenAnotherReadEnds_thenItsCallbackRunsMeanwhile() {
    CountDownLatch second = new CountDownLatch(1);
    try (Bench bench = new Bench(workers(1))) {
      FwxFirewall firewall = bench.service.firewall();
      BlockingQueue<HResult> results = new LinkedBlockingQueue<>();
      Notes blocking =
          new Notes(
              call -> {
                results.add(firewall.startHeavyBlockingOperation());
                await(second);
                results.add(firewall.endHeavyBlockingOperation());
              });
      Notes other = new Notes(call -> second.countDown());
      bench.read(bench.object(blocking, 1), 0, 10);
      bench.read(bench.object(other, 2), 0, 10);
      blocking.next();
      assertThat(other.only().thread()).isNotSameAs(blocking.only().thread());
      assertThat(results).containsExactly(HResult.S_OK, HResult.S_OK);
      assertThat(bench.rules()).isEmpty();
    }
  }

  /** FWX-S14, with FWX-59, FWX-62, FWX-63, FWX-64. */
  @Test
  void givenStartCalledTwice_whenEnded_thenTwoEndsSucceedAndAThirdFails() {
    try (Bench bench = Bench.manual()) {
      FwxFirewall firewall = bench.service.firewall();
      assertThat(firewall.startHeavyBlockingOperation().value()).isZero();
      assertThat(firewall.startHeavyBlockingOperation().value()).isEqualTo(0xC0040003);
      assertThat(firewall.endHeavyBlockingOperation().value()).isZero();
      assertThat(firewall.endHeavyBlockingOperation().value()).isZero();
      assertThat(firewall.endHeavyBlockingOperation().value()).isEqualTo(0xC0040004);
    }
  }

  /** FWX-66 is about the callback's own: a section of the pumping thread stays open. */
  @Test
  void givenSectionOfThePumpingThread_whenACallbackReturns_thenItIsStillOpen() {
    try (Bench bench = Bench.manual()) {
      FwxFirewall firewall = bench.service.firewall();
      firewall.startHeavyBlockingOperation();
      bench.read(bench.object(new Notes(), 1), 0, 10);
      bench.runAll();
      assertThat(bench.rules()).isEmpty();
      assertThat(firewall.endHeavyBlockingOperation()).isEqualTo(HResult.S_OK);
    }
  }

  /** FWX-S15, with FWX-59, FWX-64. */
  @Test
  void givenAnotherThreadInASection_whenEndIsCalledHere_thenThereIsNone() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    try (Bench bench = Bench.manual()) {
      FwxFirewall firewall = bench.service.firewall();
      Thread other =
          new Thread(
              () -> {
                firewall.startHeavyBlockingOperation();
                inside.countDown();
                await(done);
                firewall.endHeavyBlockingOperation();
              });
      other.start();
      await(inside);
      assertThat(firewall.endHeavyBlockingOperation()).isEqualTo(HResult.FWX_E_NOT_IN_BLOCKING_OP);
      done.countDown();
      other.join();
    }
  }

  /** FWX-S18 with workers, with FWX-82, FWX-84. */
  @Test
  void givenHeldReads_whenTheServiceStops_thenWorkersRunTheCallbacksAndEnd() {
    Notes notes = new Notes();
    try (Bench bench = new Bench(workers(2).faults(IoFaultPlan.every(IoFault.held())))) {
      bench.read(bench.object(notes, 1), 0, 10);
      bench.read(bench.object(notes, 2), 0, 10);
      bench.service.stop();
      assertThat(notes.all()).extracting(Notes.Call::error).containsExactly(995, 995);
      assertThat(bench.service.workers()).isZero();
    }
  }

  /** FWX-5, FWX-56: two callbacks at once, of one notification object too. */
  @Test
  void givenTwoWorkers_whenTwoReadsEnd_thenBothCallbacksRunAtOnce() {
    CountDownLatch both = new CountDownLatch(2);
    Notes notes =
        new Notes(
            call -> {
              both.countDown();
              await(both);
            });
    try (Bench bench = new Bench(workers(2))) {
      bench.read(bench.object(notes, 1), 0, 10);
      bench.read(bench.object(notes, 2), 0, 10);
      notes.next();
      notes.next();
      assertThat(bench.service.faults()).isEmpty();
    }
  }

  /** FWX-55: the callback is over before the issuing call returns. */
  @Test
  void givenAnIssueThatTakesLong_whenTheReadHasEnded_thenTheCallbackDoesNotWaitForIt() {
    Notes notes = new Notes();
    OperationListener slow =
        event -> {
          if (event.step() == OperationEvent.Step.PENDED) {
            notes.next(); // still inside the issuing call
          }
        };
    try (Bench bench = new Bench(workers(1).listener(slow))) {
      bench.read(bench.object(notes, 1), 0, 10);
      assertThat(notes.only().bytes()).isEqualTo(10);
      assertThat(bench.service.faults()).isEmpty();
    }
  }

  /** FWX-61: the worker that was added goes again. */
  @Test
  void givenSectionsThatHaveEnded_whenCallbacksGoOn_thenThePoolShrinksAgain() {
    CountDownLatch second = new CountDownLatch(1);
    try (Bench bench = new Bench(workers(1))) {
      FwxFirewall firewall = bench.service.firewall();
      Notes blocking =
          new Notes(
              call -> {
                firewall.startHeavyBlockingOperation();
                await(second);
                firewall.endHeavyBlockingOperation();
              });
      Notes other = new Notes(call -> second.countDown());
      bench.read(bench.object(blocking, 1), 0, 10);
      bench.read(bench.object(other, 2), 0, 10);
      blocking.next();
      other.next();
      Notes last = new Notes();
      FwxOverlapped object = bench.object(last, 3);
      long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (bench.service.workers() > 1 && System.nanoTime() < deadline) {
        bench.read(object, 0, 10);
        last.next(); // each packet lets one worker look whether it is needed
      }
      assertThat(bench.service.workers()).isEqualTo(1);
    }
  }
}
