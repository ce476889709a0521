package dev.wsplab.fltmgr;

import static dev.wsplab.fltmgr.FltStatus.*;

import dev.wsplab.driver.Irql;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Cancels I/O (sheet, 11). Thread-safe. */
final class Cancelling {
  private final FilterManager manager;

  Cancelling(FilterManager manager) {
    this.manager = manager;
  }

  /** FLT-75 to FLT-78, FLT-80. */
  boolean cancel(FltCallbackData data) {
    CallbackDataState state = data.state();
    if (state == CallbackDataState.FREED) {
      manager.checks().usedAfterFree(data, "FltCancelIo");
      return false;
    }
    manager.checks().irql("FltCancelIo", manager.frames().irql(), Irql.DISPATCH_LEVEL, data);
    if (state == CallbackDataState.CALLED_BACK && !data.isTold()) {
      return false; // a race that nobody can avoid: its filter does not know yet
    }
    if (state == CallbackDataState.CALLED_BACK) {
      manager
          .checks()
          .byCall(
              FltCheck.CANCELLED_COMPLETE,
              data,
              "an operation in flight",
              "its callback has returned");
      return false;
    }
    if (!data.cancels()) {
      return false; // FLT-77: cancelled before
    }
    IoControl io = data.io();
    Runnable routine = io == null ? null : io.takeCancelRoutine();
    if (routine == null) {
      return false; // FLT-77
    }
    routine.run();
    return true;
  }

  int set(FltCallbackData data, CanceledCallback canceled) {
    if (data.state() == CallbackDataState.FREED) {
      manager.checks().usedAfterFree(data, "FltSetCancelCompletion");
      return STATUS_INVALID_PARAMETER;
    }
    IoControl io = data.io();
    if (io == null) {
      return STATUS_INVALID_PARAMETER; // never sent
    }
    if ((data.iopb().irpFlags() & FltIoParameterBlock.IRP_PAGING_IO) != 0) {
      return STATUS_INVALID_PARAMETER; // FLT-79: never for paging I/O
    }
    FltInstance who = manager.frames().instance();
    io.cancelRoutine(() -> cancelled(who, canceled, data));
    return STATUS_SUCCESS;
  }

  /** In the name of who has set it, whoever cancels. */
  private void cancelled(
      @Nullable FltInstance who, CanceledCallback canceled, FltCallbackData data) {
    if (who != null) {
      manager.frames().enter(who);
    }
    try {
      canceled.canceled(data);
    } catch (RuntimeException | Error thrown) {
      manager.checks().taskThrew(thrown);
    } finally {
      if (who != null) {
        manager.frames().leave();
      }
    }
  }

  int clear(FltCallbackData data) {
    if (data.state() == CallbackDataState.FREED) {
      manager.checks().usedAfterFree(data, "FltClearCancelCompletion");
      return STATUS_CANCELLED;
    }
    IoControl io = data.io();
    boolean ours = io != null && io.takeCancelRoutine() != null;
    return ours ? STATUS_SUCCESS : STATUS_CANCELLED;
  }
}
