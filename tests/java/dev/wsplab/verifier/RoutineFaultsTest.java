package dev.wsplab.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.operation.Violation;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.verifier.faulty.CompletesAfterFailing;
import dev.wsplab.verifier.faulty.CompletesEventByApc;
import dev.wsplab.verifier.faulty.CompletesRoutineByEvent;
import dev.wsplab.verifier.faulty.NestsRoutines;
import dev.wsplab.verifier.faulty.RoutineAfterCleanup;
import dev.wsplab.verifier.faulty.RoutineAtOnce;
import dev.wsplab.verifier.faulty.RoutineBeforeTheStatus;
import dev.wsplab.verifier.faulty.RoutineCountsOneMore;
import dev.wsplab.verifier.faulty.RoutineGetsAnotherStructure;
import dev.wsplab.verifier.faulty.RoutineInAnotherThread;
import dev.wsplab.verifier.faulty.RoutineTwice;
import org.junit.jupiter.api.Test;

/** Providers that call completion routines as they must not. */
class RoutineFaultsTest {
  private static final CompletionRoutine NOTHING = (error, bytes, overlapped, flags) -> {};

  @Test
  void givenPendingStatus_whenTheRoutineIsEntered_thenItIsFound_WPU_APC_8() {
    try (WatchedWorld world = WatchedWorld.base(RoutineBeforeTheStatus::new)) {
      world.recv(world.structure(0), NOTHING);
      world.dataCome();
      world.waitAlertably();

      assertThat(world.broken().rule()).isEqualTo("WPU-APC-8");
      assertThat(world.broken().what())
          .isEqualTo("Internal still said pending when the routine was entered");
      assertThat(world.broken().remedy()).contains("InternalHigh, then Internal");
    }
  }

  @Test
  void givenAnotherCount_whenTheRoutineIsEntered_thenItIsFound_WPU_APC_8() {
    try (WatchedWorld world = WatchedWorld.base(RoutineCountsOneMore::new)) {
      world.recv(world.structure(0), NOTHING);
      world.dataCome();
      world.waitAlertably();

      assertThat(world.broken("WPU-APC-8").get(0).seen()).contains("the routine got 4");
      assertThat(world.broken("GOR-1")).hasSize(1);
    }
  }

  @Test
  void givenSystemHandle_whenTheRoutineGetsAnotherCount_thenItIsFound_WSP_IO_9() {
    try (WatchedWorld world = WatchedWorld.systemBase(RoutineCountsOneMore::new)) {
      world.recv(world.structure(0), NOTHING);
      world.dataCome();
      world.waitAlertably();

      assertThat(world.broken("WSP-IO-9").get(0).expected()).isEqualTo("error 0, 3 bytes");
    }
  }

  @Test
  void givenAnotherStructure_whenTheRoutineGetsIt_thenItIsFound_WPU_COMPLETE_13() {
    try (OverlappedBlock other = OverlappedBlock.allocate(1);
        WatchedWorld world =
            WatchedWorld.base(
                correct -> new RoutineGetsAnotherStructure(correct, other.overlapped()))) {
      world.recv(world.structure(0), NOTHING);
      world.dataCome();
      world.waitAlertably();

      assertThat(world.broken().rule()).isEqualTo("WPU-COMPLETE-13");
    }
  }

  @Test
  void givenRoutine_whenCompletedByEventAndPacket_thenItIsFound_WPU_COMPLETE_3() {
    try (WatchedWorld world = WatchedWorld.base(CompletesRoutineByEvent::new)) {
      world.recv(world.structure(0), NOTHING);
      world.dataCome();

      assertThat(world.broken().rule()).isEqualTo("WPU-COMPLETE-3");
      assertThat(world.broken().remedy()).contains("call WPUQueueApc");
    }
  }

  @Test
  void givenSystemHandle_whenARoutineIsForgotten_thenItIsFound_WPU_COMPLETE_3() {
    try (WatchedWorld world = WatchedWorld.systemBase(CompletesRoutineByEvent::new)) {
      world.recv(world.structure(0), NOTHING);
      world.dataCome();

      assertThat(world.broken().rule()).isEqualTo("WPU-COMPLETE-3");
    }
  }

  @Test
  void givenNoRoutine_whenCompletedOutOfAnApc_thenItIsFound_WPU_COMPLETE_3() {
    try (WatchedWorld world = WatchedWorld.base(CompletesEventByApc::new)) {
      world.recv(world.structure(0));
      world.dataCome();
      world.waitAlertably();

      assertThat(world.broken().rule()).isEqualTo("WPU-COMPLETE-3");
      assertThat(world.broken().what()).contains("out of an APC");
    }
  }

  @Test
  void givenAnotherThread_whenTheRoutineRunsThere_thenItIsFound_WSP_IO_8() {
    try (WatchedWorld world = WatchedWorld.base(RoutineInAnotherThread::new)) {
      world.recv(world.structure(0), NOTHING);
      world.dataCome();

      assertThat(world.broken().rule()).isEqualTo("WSP-IO-8");
      assertThat(world.broken().seen()).contains("faulty-worker");
    }
  }

  @Test
  void givenNoAlertableWait_whenTheRoutineRuns_thenItIsFound_WPU_APC_3() {
    try (WatchedWorld world = WatchedWorld.base(RoutineAtOnce::new)) {
      world.recv(world.structure(0), NOTHING);
      world.dataCome();

      assertThat(world.broken().rule()).isEqualTo("WPU-APC-3");
      assertThat(world.broken().what()).isEqualTo("routine called outside an alertable wait");
    }
  }

  @Test
  void givenSendThatFinishesAtOnce_whenTheRoutineRunsInTheCall_thenItIsFound_WIN_49() {
    try (WatchedWorld world = WatchedWorld.base(RoutineAtOnce::new)) {
      world.send(world.structure(0), NOTHING);

      assertThat(world.broken("WIN-49").get(0).what()).isEqualTo("routine called inline");
    }
  }

  @Test
  void givenSecondApc_whenItCallsTheRoutine_thenItIsFound_WPU_COMPLETE_18() {
    try (WatchedWorld world = WatchedWorld.base(RoutineTwice::new)) {
      world.recv(world.structure(0), NOTHING);
      world.dataCome();
      world.waitAlertably();

      assertThat(world.broken().rule()).isEqualTo("WPU-COMPLETE-18");
      assertThat(world.broken().seen()).contains("the routine was called again");
    }
  }

  @Test
  void givenRunningRoutine_whenAnotherOfTheSocketRunsInside_thenItIsFound_WSP_IO_10() {
    try (WatchedWorld world = WatchedWorld.base(NestsRoutines::new)) {
      world.recv(world.structure(0), (error, bytes, overlapped, flags) -> world.waitAlertably());
      world.recv(world.structure(1), NOTHING);
      world.dataCome();
      world.dataCome();
      world.waitAlertably();

      assertThat(world.broken("WSP-IO-10")).hasSize(1);
    }
  }

  @Test
  void givenFailedStart_whenTheRoutineIsCalledAllTheSame_thenItIsFound_WIN_50() {
    try (WatchedWorld world = WatchedWorld.base(CompletesAfterFailing::new)) {
      assertThat(world.recv(world.structure(0), NOTHING).started()).isFalse();
      world.dataCome();
      world.waitAlertably();

      assertThat(world.broken("WIN-50").get(0).what())
          .isEqualTo("routine called after an immediate failure");
      assertThat(world.rules()).containsOnly("WIN-50");
    }
  }

  @Test
  void givenEndedEnvironment_whenARoutineIsCalled_thenItIsFound_WSP_CLEAN_3() {
    RoutineAfterCleanup[] faulty = new RoutineAfterCleanup[1];
    WatchedWorld world = WatchedWorld.base(correct -> faulty[0] = new RoutineAfterCleanup(correct));
    world.recv(world.structure(0), NOTHING);
    world.dataCome();
    world.winsock.close();

    faulty[0].now();

    assertThat(world.broken("WSP-CLEAN-3"))
        .extracting(Violation::what)
        .contains("routine called after WSPCleanup");
    world.close();
  }
}
