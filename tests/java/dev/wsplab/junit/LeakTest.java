package dev.wsplab.junit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a user sees of a test that leaves something behind. */
class LeakTest {
  private static final String CASES = "dev.wsplab.junit.LeakingCases$";

  @Test
  void givenForgottenSocket_whenTheTestEnds_thenItFailsWithThePlaceWhereItWasMade() {
    Throwable failure = CaseRun.of(LeakingCases.OpenSocket.class).failure();

    assertThat(failure)
        .isInstanceOf(LeakError.class)
        .hasMessageStartingWith("left behind: 1 open handle\nsocket ")
        .hasMessageContaining("made by WSASocket:\n      at " + CASES + "OpenSocket.forgets")
        .hasMessageContaining("remedy:  close it");
  }

  @Test
  void givenFailedTest_whenItLeavesAnEvent_thenTheLeakIsAddedToItsOwnFailure() {
    Throwable failure = CaseRun.of(LeakingCases.OpenAfterAFailure.class).failure();

    assertThat(failure).hasMessageContaining("the test's own failure");
    assertThat(failure.getSuppressed())
        .singleElement()
        .satisfies(leak -> assertThat(leak).hasMessageContaining("made by CreateEvent"));
  }

  @Test
  void givenLeaksNotAskedFor_whenASocketIsForgotten_thenTheTestPasses() {
    assertThat(CaseRun.of(LeakingCases.OpenButNotAskedFor.class).succeeded()).isEqualTo(1);
  }

  @Test
  void givenSharedEnvironment_whenASocketIsForgotten_thenTheClassFails() {
    CaseRun run = CaseRun.of(LeakingCases.OpenInAClass.class);

    assertThat(run.succeeded()).isEqualTo(1);
    assertThat(run.classFailure()).hasMessageContaining("made by WSASocket");
  }

  @Test
  void givenPendingReceive_whenTheTestEnds_thenItFailsWithPlaceAndHistory() {
    Throwable failure = CaseRun.of(LeakingCases.Pending.class).failure();

    assertThat(failure)
        .hasMessageStartingWith("left behind: 2 open handles, 1 pending operation\n#1 WSARecv on")
        .hasMessageContaining("started:\n      at dev.wsplab.junit.LeakingCases$Pending.forgets")
        .hasMessageContaining("cancel it, or close its socket")
        .hasMessageContaining("client STARTED WSARecv #1")
        .hasMessageContaining("client PENDED WSARecv #1");
  }

  /** WSP-CLOSE-3: closing a socket completes what is pending on it; the provider owes that. */
  @Test
  void givenClosedSocket_whenTheProviderHasNotCompleted_thenTheMessageSaysWhatToCall() {
    Throwable failure = CaseRun.of(LeakingCases.Owed.class).failure();

    Throwable leak = leakOf(failure);
    assertThat(leak)
        .hasMessageStartingWith("left behind: 1 pending operation\n#1 WSARecv on socket ")
        .hasMessageContaining("must call WPUCompleteOverlappedRequest once")
        .hasMessageContaining("WPU-COMPLETE-18")
        .hasMessageEndingWith("history: with WPU-CLOSE-3, which is reported, too");
    assertThat(failure).hasStackTraceContaining("SwallowingLayer RETURNED WSPRecv"); // once
  }

  @Test
  void givenThreadThatNeverWaits_whenTheTestEnds_thenTheRoutineThatHasNotRunIsNamed() {
    Throwable failure = CaseRun.of(LeakingCases.RoutineThatNeverRan.class).failure();

    assertThat(failure)
        .hasMessageStartingWith("left behind: 1 untaken completion\n#1 WSARecv")
        .hasMessageContaining("must wait alertably (APC-1)");
  }

  @Test
  void givenEnvironmentThatTheTestClosed_whenItEnds_thenNothingIsLeftBehind() {
    assertThat(CaseRun.of(LeakingCases.ClosedByTheTestItself.class).succeeded()).isEqualTo(1);
  }

  /** The verifier may have said the same, from the provider's side, first. */
  private static Throwable leakOf(Throwable failure) {
    if (failure instanceof LeakError) {
      return failure;
    }
    for (Throwable suppressed : failure.getSuppressed()) {
      if (suppressed instanceof LeakError) {
        return suppressed;
      }
    }
    throw new AssertionError("no leak was reported", failure);
  }
}
