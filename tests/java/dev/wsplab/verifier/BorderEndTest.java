package dev.wsplab.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.Pages;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a provider owes when its sockets are closed and when it ends. */
class BorderEndTest {
  private static final Duration LONG = Duration.ofMinutes(2);

  private static void closed(BorderRig rig) {
    rig.watch.ends().socketClosed(rig.border, rig.socket.value());
  }

  @Test
  void givenClosedSocket_whenItsOperationIsNeverCompleted_thenTheReportSaysSo_WSP_CLOSE_3() {
    try (BorderRig rig = new BorderRig()) {
      BorderOperation operation = rig.pend(rig.structure(0));
      closed(rig);

      rig.watch.ends().ending(rig.border);

      assertThat(rig.found())
          .singleElement()
          .satisfies(
              found -> {
                assertThat(found.rule()).isEqualTo("WSP-CLOSE-3");
                assertThat(found.seen())
                    .isEqualTo(
                        "the socket was closed, and nothing was indicated (" + operation + ")");
              });
    }
  }

  /** WSP-CLOSE-4: the completion may come after the close has returned. */
  @Test
  void givenClosedSocket_whenTheCompletionIsOnItsWay_thenTheEndWaitsForIt_WSP_CLOSE_4()
      throws InterruptedException {
    try (BorderRig rig = new BorderRig(LONG)) {
      BorderOperation operation = rig.pend(rig.structure(0));
      closed(rig);
      Thread ending = new Thread(() -> rig.watch.ends().ending(rig.border));

      ending.start();
      long limit = System.nanoTime() + LONG.toNanos() / 2;
      while (ending.getState() != Thread.State.TIMED_WAITING && System.nanoTime() < limit) {
        Thread.onSpinWait();
      }
      assertThat(ending.isAlive()).as("it waits").isTrue();
      rig.complete(operation, 995, 0);
      ending.join();

      assertThat(rig.what()).isEmpty();
    }
  }

  @Test
  void givenOpenSocket_whenTheProviderIsToEnd_thenNothingIsOwed_WSP_CLOSE_3() {
    try (BorderRig rig = new BorderRig()) {
      rig.pend(rig.structure(0));
      rig.watch.ends().socketClosed(rig.border, 8); // another socket
      rig.watch.ends().socketClosed(new Border("other", false), rig.socket.value());

      rig.watch.ends().ending(rig.border);

      assertThat(rig.what()).isEmpty();
    }
  }

  /** The thread of a routine need never wait alertably again. */
  @Test
  void givenClosedSocket_whenTheRoutinesApcIsQueued_thenItIsAsGoodAsTold_WSP_CLOSE_3() {
    try (BorderRig rig = new BorderRig()) {
      rig.pendWithRoutine(rig.structure(0));
      rig.border.apcQueued();
      closed(rig);

      rig.watch.ends().ending(rig.border);

      assertThat(rig.what()).isEmpty();
    }
  }

  @Test
  void givenClosedSocket_whenTheRoutinesFieldsAreFinal_thenItIsAsGoodAsTold_WSP_CLOSE_3() {
    try (BorderRig rig = new BorderRig()) {
      rig.pendWithRoutine(rig.structure(0));
      rig.structure(0).publish(0, 0xC0000120);
      closed(rig);

      rig.watch.ends().ending(rig.border);

      assertThat(rig.what()).isEmpty();
    }
  }

  @Test
  void givenClosedSocket_whenNoApcIsUnderWayForItsRoutine_thenItIsFound_WSP_CLOSE_3() {
    try (BorderRig rig = new BorderRig()) {
      rig.pendWithRoutine(rig.structure(0));
      rig.border.apcQueued();
      rig.border.apcRun(); // another's
      closed(rig);

      rig.watch.ends().ending(rig.border);

      assertThat(rig.found()).extracting("rule").containsExactly("WSP-CLOSE-3");
    }
  }

  /** An event or a packet is due even if an APC of the provider is under way. */
  @Test
  void givenClosedSocket_whenAnOperationHasNoRoutine_thenAnApcDoesNotTellOfIt_WSP_CLOSE_3() {
    try (BorderRig rig = new BorderRig()) {
      rig.pend(rig.structure(0));
      rig.border.apcQueued();
      closed(rig);

      rig.watch.ends().ending(rig.border);

      assertThat(rig.found()).extracting("rule").containsExactly("WSP-CLOSE-3");
    }
  }

  @Test
  void givenPendingOperation_whenTheCleanupHasReturned_thenItIsFoundOnce_WSP_CLEAN_3() {
    try (BorderRig rig = new BorderRig()) {
      BorderOperation operation = rig.pend(rig.structure(0));

      rig.watch.ends().ended(rig.border);
      rig.watch.ends().ended(rig.border);

      assertThat(rig.found())
          .singleElement()
          .satisfies(
              found -> {
                assertThat(found.rule()).isEqualTo("WSP-CLEAN-3");
                assertThat(found.seen())
                    .isEqualTo(
                        "WSPCleanup has returned, and Internal still says pending ("
                            + operation
                            + ")");
              });
      assertThat(rig.watch.book().find(operation.address())).as("forgotten").isNull();
    }
  }

  @Test
  void givenOneProviderThatHasEnded_whenOthersGoOn_thenTheirOperationsAndWhatHasEndedAreKnown() {
    try (BorderRig rig = new BorderRig()) {
      BorderOperation others = rig.begin(new Border("other", false), rig.structure(0), false);
      BorderOperation completed = rig.pend(rig.structure(1));
      rig.complete(completed, 0, 3);

      rig.watch.ends().ended(rig.border);

      assertThat(rig.watch.book().find(others.address())).isSameAs(others);
      assertThat(rig.watch.book().find(completed.address())).isSameAs(completed);
      assertThat(rig.what()).isEmpty();
    }
  }

  /** OVL-6: who freed it is told before the cleanup; the provider is not asked for anything. */
  @Test
  void givenFreedStructure_whenTheProviderEnds_thenTheClientAloneIsBlamed_OVL_6() {
    long page = Pages.map(1);
    try (BorderRig rig = new BorderRig()) {
      rig.pend(Overlapped.at(page));
      closed(rig);
      Pages.makeInaccessible(page);

      rig.watch.ends().ending(rig.border);
      assertThat(rig.what()).containsExactly("structure freed while its operation is pending");
      rig.watch.ends().ended(rig.border);

      assertThat(rig.what()).hasSize(1);
    } finally {
      Pages.unmap(page);
    }
  }

  @Test
  void givenStructureFreedInTheCleanup_whenThatReturns_thenNothingMoreIsFound_WSP_CLEAN_3() {
    long page = Pages.map(1);
    try (BorderRig rig = new BorderRig()) {
      rig.pend(Overlapped.at(page));
      Pages.makeInaccessible(page);

      rig.watch.ends().ended(rig.border);

      assertThat(rig.what()).isEmpty();
    } finally {
      Pages.unmap(page);
    }
  }

  /** WSP-CLEAN-3, WSP-CLEAN-5: whose last start is owed, and who has ended. */
  @Test
  void givenProviderThatIsStartedTwice_whenItIsCleanedUp_thenOnlyTheSecondIsItsLast() {
    Border border = new Border("provider", false);
    assertThat(border.isStarted()).isFalse();
    assertThat(border.hasEnded()).as("before it was started").isFalse();
    assertThat(border.isLastStart()).isFalse();

    border.started(null, null);
    border.started(null, null);
    assertThat(border.isLastStart()).isFalse();
    border.cleanedUp();
    assertThat(border.isLastStart()).isTrue();
    assertThat(border.isStarted()).isTrue();
    assertThat(border.hasEnded()).isFalse();
    border.cleanedUp();
    assertThat(border.isStarted()).isFalse();
    assertThat(border.hasEnded()).isTrue();
    border.cleanedUp();
    assertThat(border.hasEnded()).as("one cleanup too many").isTrue();
    assertThat(border.isStarted()).isFalse();

    border.started(null, null);
    assertThat(border.isLastStart()).as("what was too many is forgotten").isTrue();
    assertThat(border.hasEnded()).isFalse();
  }

  @Test
  void givenProviderWithoutSystemHandles_whenAskedForASocketsName_thenItIsItself() {
    Border border = new Border("provider", false);

    assertThat(border.firstName(new SocketHandle(4))).isEqualTo(4);
    assertThat(border.isSystem(new SocketHandle(4))).isFalse();
  }
}
