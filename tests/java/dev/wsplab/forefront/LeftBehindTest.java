package dev.wsplab.forefront;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.operation.Violation;
import dev.wsplab.verifier.Verifier;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** FWX-93: what threads of a filter still do when the service has stopped. */
@Timeout(60)
class LeftBehindTest {
  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(50, TimeUnit.SECONDS)).as("came in time").isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** What is left besides the bench's own handle and objects. */
  private static List<String> leftByThreads(Bench bench) {
    return bench.service.violations().stream()
        .filter(violation -> violation.rule().equals("FWX-93"))
        .map(Violation::seen)
        .filter(seen -> !seen.contains("was never"))
        .toList();
  }

  /** FWX-93, FWX-63: the section of a thread of the filter's own, nested or not, counts once. */
  @Test
  void givenThreadInsideASection_whenTheServiceStops_thenTheOpenSectionIsReported()
      throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    try (Bench bench = Bench.manual()) {
      FwxFirewall firewall = bench.service.firewall();
      Thread own =
          new Thread(
              () -> {
                firewall.startHeavyBlockingOperation();
                firewall.startHeavyBlockingOperation();
                inside.countDown();
                await(over);
              });
      own.start();
      await(inside);

      bench.service.stop();

      assertThat(leftByThreads(bench)).containsExactly("1 threads in heavy-blocking sections");
      over.countDown();
      own.join();
    }
  }

  /** FWX-93: a section that was ended is none that is left, also when Start was called twice. */
  @Test
  void givenSectionsThatHaveEnded_whenTheServiceStops_thenNoneIsReported() {
    try (Bench bench = Bench.manual()) {
      FwxFirewall firewall = bench.service.firewall();
      firewall.startHeavyBlockingOperation();
      firewall.startHeavyBlockingOperation();
      firewall.endHeavyBlockingOperation();
      firewall.endHeavyBlockingOperation();

      bench.service.stop();

      assertThat(leftByThreads(bench)).isEmpty();
    }
  }

  /**
   * FWX-93, FWX-82: a callback that does not return within the stop limit is told by its thread.
   */
  @Test
  void givenCallbackThatDoesNotReturn_whenTheTimeToStopIsOver_thenItsThreadIsReported()
      throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    FwxServiceBuilder builder =
        FwxService.builder()
            .workers(1)
            .verify(Verifier.Mode.REPORT)
            .stopLimit(Duration.ofMillis(50));
    Notes stuck =
        new Notes(
            call -> {
              inside.countDown();
              await(over);
            });
    try (Bench bench = new Bench(builder)) {
      bench.read(bench.object(stuck, 1), 0, 10);
      await(inside);

      bench.service.stop();

      assertThat(leftByThreads(bench))
          .containsExactly(
              "1 callbacks have not ended", "wsplab forefront worker 1 is still in a callback");
      over.countDown();
      stuck.only().thread().join(); // the port is closed: the worker ends
      assertThat(bench.service.faults()).isEmpty();
    }
  }

  /** FWX-93: a worker that takes its time, and returns before the limit, is not left behind. */
  @Test
  void givenCallbackThatReturnsDuringTheStop_whenTheServiceHasStopped_thenNoThreadIsReported() {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    Notes slow =
        new Notes(
            call -> {
              inside.countDown();
              await(over);
            });
    class Filter extends CountedObject implements FwxFilter {
      Filter() {
        super("filter", InterfaceIds.FILTER);
      }

      @Override
      public int filterInit(FwxFirewall firewall) {
        return Notes.OK;
      }

      @Override
      public int filterShutdown() {
        over.countDown(); // the stop is under way
        return Notes.OK;
      }
    }

    try (Bench bench = new Bench(FwxService.builder().workers(1).verify(Verifier.Mode.REPORT))) {
      assertThat(bench.service.start(new Filter())).isZero();
      bench.read(bench.object(slow, 1), 0, 10);
      await(inside);

      bench.service.stop();

      assertThat(leftByThreads(bench)).isEmpty();
      assertThat(slow.only().success()).isTrue();
    }
  }
}
