package dev.wsplab.forefront;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.operation.Violation;
import dev.wsplab.verifier.Verifier;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** In which order a service ends, and what a filter may rely on meanwhile. */
@Timeout(60)
class EndOfServiceTest {
  private static final int OK = HResult.S_OK.value();

  /**
   * A filter with a thread of its own, which has an I/O under way until the filter is shut down.
   */
  private static final class Threaded extends CountedObject implements FwxFilter {
    private final List<String> steps = new CopyOnWriteArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final Bench bench;
    private final FwxOverlapped object;
    private final Notes notes;
    private final Thread own;

    Threaded(Bench bench) {
      super("threaded filter", InterfaceIds.FILTER);
      this.bench = bench;
      this.notes = new Notes(call -> steps.add("callback " + call.error()));
      this.object = bench.object(notes, 1);
      this.own = new Thread(this::work);
    }

    @Override
    public int filterInit(FwxFirewall firewall) {
      steps.add("issued " + bench.read(object, 0, 10).error());
      own.start();
      return OK;
    }

    private void work() {
      try {
        over.await(60, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      object.addRef();
      steps.add("own thread: its I/O pends: " + object.record().isPending());
      object.release();
    }

    @Override
    public int filterShutdown() {
      over.countDown();
      try {
        own.join(); // FWX-83: all of its own is over before it returns
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      steps.add("shut down");
      return OK;
    }
  }

  /**
   * FWX-83: while {@code FilterShutdown} runs, nothing of the filter's has been ended: a thread of
   * its own that is finished there has found its object and its I/O as they were.
   */
  @Test
  void givenFilterWithAThread_whenItIsShutDown_thenItsIoIsEndedOnlyWhenThatHasReturned() {
    try (Bench bench = Bench.manual(IoFaultPlan.every(IoFault.held()))) {
      Threaded filter = new Threaded(bench);
      assertThat(bench.service.start(filter)).isEqualTo(OK);
      bench.service.stop();
      assertThat(filter.steps)
          .containsExactly(
              "issued 997", "own thread: its I/O pends: true", "shut down", "callback 995");
      assertThat(filter.references()).isEqualTo(1);
      assertThat(bench.service.faults()).isEmpty();
    }
  }

  /**
   * FWX-84: new calls are refused from the beginning of a stop, undecided I/O ends with 995, the
   * callbacks that are owed for ended I/O, for tasks and for this run before the stop returns, and
   * the workers end last.
   */
  @Test
  void givenIoAndATask_whenTheServiceStops_thenRefusalsThenCallbacksThenTheWorkersEnd() {
    List<String> steps = new CopyOnWriteArrayList<>();
    IoFaultPlan secondHeld = request -> request.ordinal() == 2 ? IoFault.held() : IoFault.none();
    CountDownLatch go = new CountDownLatch(1);
    try (Bench bench =
        new Bench(
            FwxService.builder().workers(1).verify(Verifier.Mode.REPORT).faults(secondHeld))) {
      FwxFirewall firewall = bench.service.firewall();
      class Filter extends CountedObject implements FwxFilter {
        Filter() {
          super("filter", InterfaceIds.FILTER);
        }

        @Override
        public int filterInit(FwxFirewall given) {
          return OK;
        }

        @Override
        public int filterShutdown() {
          steps.add("hook " + firewall.hookToCompletionPort(bench.file));
          steps.add("create " + firewall.createOverlapped().hresult());
          steps.add("start " + bench.service.start(this));
          go.countDown();
          return OK;
        }
      }

      Notes notes =
          new Notes(
              call -> {
                if (call.userData() == 1) {
                  awaitQuietly(go); // the only worker is inside until the stop has begun
                }
                steps.add("callback " + call.userData() + ", error " + call.error());
              });
      assertThat(bench.service.start(new Filter())).isEqualTo(OK);
      bench.read(bench.object(notes, 1), 0, 10);
      bench.read(bench.object(notes, 2), 0, 10);
      Tasks tasks = new Tasks();
      assertThat(firewall.postTaskCompletion(tasks, 3)).isEqualTo(HResult.S_OK);
      bench.service.stop();
      assertThat(steps)
          .startsWith(
              "hook FWX_E_TERMINATING",
              "create FWX_E_TERMINATING",
              "start " + HResult.FWX_E_TERMINATING.value())
          .contains("callback 1, error 0", "callback 2, error 995")
          .hasSize(5);
      assertThat(tasks.values()).containsExactly(3L);
      assertThat(bench.service.workers()).isZero();
      assertThat(bench.service.owed()).isZero();
    }
  }

  /**
   * FWX-63, FWX-74: a stop refuses a thread's first section, which owes no End; a section that was
   * open when it began stays as it was, so that Starts and Ends inside of it still pair.
   */
  @Test
  void givenOpenSection_whenTheServiceStops_thenAnInnerOneIsPairedAndTheNextIsRefused() {
    CountDownLatch stopping = new CountDownLatch(1);
    List<HResult> answers = new CopyOnWriteArrayList<>();
    class Filter extends CountedObject implements FwxFilter {
      Filter() {
        super("filter", InterfaceIds.FILTER);
      }

      @Override
      public int filterInit(FwxFirewall firewall) {
        return OK;
      }

      @Override
      public int filterShutdown() {
        stopping.countDown();
        return OK;
      }
    }

    FwxServiceBuilder builder = FwxService.builder().workers(1).verify(Verifier.Mode.REPORT);
    try (Bench bench = new Bench(builder)) {
      FwxFirewall firewall = bench.service.firewall();
      CountDownLatch inside = new CountDownLatch(1);
      Notes notes =
          new Notes(
              call -> {
                answers.add(firewall.startHeavyBlockingOperation());
                inside.countDown();
                awaitQuietly(stopping);
                answers.add(firewall.startHeavyBlockingOperation());
                answers.add(firewall.endHeavyBlockingOperation());
                answers.add(firewall.endHeavyBlockingOperation());
                answers.add(firewall.startHeavyBlockingOperation());
                call.overlapped().release();
                bench.service.files().closeHandle(bench.file);
              });
      assertThat(bench.service.start(new Filter())).isEqualTo(OK);
      FwxOverlapped object = bench.object(notes, 1);
      bench.read(object, 0, 10);
      object.release(); // the I/O under way holds it
      awaitQuietly(inside);

      bench.service.stop();

      assertThat(answers)
          .containsExactly(
              HResult.S_OK,
              HResult.FWX_E_ALREADY_IN_BLOCKING_OP,
              HResult.S_OK,
              HResult.S_OK,
              HResult.FWX_E_TERMINATING);
      assertThat(bench.rules()).doesNotContain("FWX-63", "FWX-64", "FWX-66");
    }
  }

  /** FWX-93: whoever pumps by hand and has slow callbacks is told how many are owed still. */
  @Test
  void givenSlowCallbacks_whenTheTimeToStopIsOver_thenWhatHasNotRunIsToldAndAllIsGivenBack() {
    FwxServiceBuilder builder =
        FwxService.builder()
            .manualPump()
            .verify(Verifier.Mode.REPORT)
            .stopLimit(Duration.ofMillis(20));
    try (Bench bench = new Bench(builder)) {
      Threaded filter = new Threaded(bench);
      filter.over.countDown();
      assertThat(bench.service.start(filter)).isEqualTo(OK);
      Notes slow =
          new Notes(
              call -> {
                long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(40);
                while (System.nanoTime() < end) {
                  Thread.onSpinWait(); // its work
                }
              });
      FwxOverlapped first = bench.object(slow, 1);
      FwxOverlapped second = bench.object(slow, 2);
      bench.read(first, 0, 10);
      bench.read(second, 0, 10);

      bench.service.stop();

      assertThat(bench.service.violations())
          .extracting(Violation::seen)
          .anyMatch(seen -> seen.endsWith("callbacks have not ended"));
      assertThat(bench.rules()).containsOnly("FWX-93");
      assertThat(filter.references()).as("the service's is given back").isEqualTo(1);
    }
  }

  /** FWX-27: also when it is no exception but an error that comes of a last Release. */
  @Test
  void givenFilterWhoseReleaseFails_whenTheServiceStops_thenItIsToldAndTheOthersAreReleased() {
    class Failing extends CountedObject implements FwxFilter {
      private final boolean fails;

      Failing(boolean fails) {
        super("filter", InterfaceIds.FILTER);
        this.fails = fails;
      }

      @Override
      public int filterInit(FwxFirewall firewall) {
        return OK;
      }

      @Override
      public int filterShutdown() {
        return OK;
      }

      @Override
      public int release() {
        int left = super.release();
        if (fails) {
          throw new AssertionError("thrown by the test");
        }
        return left;
      }
    }

    try (Bench bench = Bench.manual()) {
      Failing first = new Failing(true);
      Failing second = new Failing(false);
      assertThat(bench.service.start(first)).isEqualTo(OK);
      assertThat(bench.service.start(second)).isEqualTo(OK);
      bench.service.stop();
      assertThat(second.references()).isEqualTo(1);
      assertThat(bench.service.faults()).singleElement().asString().contains("thrown by the test");
      assertThat(bench.rules()).contains("FWX-27");
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await(50, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
