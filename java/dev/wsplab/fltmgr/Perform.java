package dev.wsplab.fltmgr;

import static dev.wsplab.fltmgr.FltStatus.*;

import dev.wsplab.driver.Irql;
import dev.wsplab.fltmgr.IoControl.Outcome;
import dev.wsplab.verifier.ContractViolationError;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Sends what minifilters start (sheet, 4, 6 and 10). Thread-safe. */
final class Perform {
  /** What is to be told at the end. */
  private record Target(@Nullable FltCompletedAsyncIo callback, @Nullable Object context) {}

  private final FilterManager manager;

  Perform(FilterManager manager) {
    this.manager = manager;
  }

  // ---- asynchronously

  int asynchronously(
      FltCallbackData data, @Nullable FltCompletedAsyncIo callback, @Nullable Object context) {
    if (data.state() == CallbackDataState.FREED) {
      manager.checks().usedAfterFree(data, "FltPerformAsynchronousIo");
      return STATUS_INVALID_PARAMETER;
    }
    if (callback == null) {
      manager
          .checks()
          .byCall(FltCheck.NO_CALLBACK, data, "a callback routine", "a null CallbackRoutine");
      return STATUS_INVALID_PARAMETER; // FLT-89
    }
    if (!accepts(data)) {
      return STATUS_INVALID_PARAMETER;
    }
    data.synchronous(false);
    Target target = new Target(callback, context);
    int refused =
        sent(
            data,
            CallbackDataState.ALLOCATED,
            () -> {
              checkLevel(data, "FltPerformAsynchronousIo", Irql.PASSIVE_LEVEL);
              return data.iopb().majorFunction() == MajorFunction.IRP_MJ_CREATE
                  ? STATUS_FLT_INVALID_ASYNCHRONOUS_REQUEST // FLT-27
                  : refusal(data);
            });
    if (refused != 0) {
      data.ioStatus(refused, 0);
      tell(data, target, 0); // FLT-29
      return refused;
    }
    IoControl io = start(data, it -> tell(data, target, it.number()));
    Outcome outcome = io.send();
    int returned = returned(outcome);
    if (outcome != Outcome.PENDED) {
      io.finish();
    }
    manager.trace().add(io.number(), "return", nameOf(returned));
    return returned;
  }

  private static int returned(Outcome outcome) {
    return switch (outcome) {
      case DONE -> STATUS_SUCCESS; // FLT-24
      case COMPLETED_BY_FILTER -> STATUS_FLT_IO_COMPLETE; // FLT-26
      case PENDED -> STATUS_PENDING; // FLT-25
    };
  }

  private void tell(FltCallbackData data, Target target, long number) {
    data.moved(CallbackDataState.CALLED_BACK);
    IoControl io = data.io();
    manager.trace().add(number, "callback", nameOf(data.memory().int32(FltLayout.STATUS)));
    FltCompletedAsyncIo callback = target.callback();
    FltInstance owner = data.owner();
    if (callback != null && owner != null) {
      manager.frames().enter(owner);
      try {
        manager.atCompletionIrql(() -> callback.completed(data, target.context()));
      } catch (RuntimeException | Error thrown) {
        manager
            .checks()
            .callbackThrew(owner, null, "a return from the completion callback", thrown);
      } finally {
        manager.frames().leave();
      }
    }
    if (data.state() == CallbackDataState.CALLED_BACK && data.io() == io) {
      data.told(true);
    }
    if (io != null) {
      manager.ended(io);
    }
  }

  // ---- synchronously

  void synchronously(FltCallbackData data) {
    synchronously(data, FsResult::new);
  }

  /** The same; what it gave, taken while the data are there for sure; null when not accepted. */
  <R> @Nullable R synchronously(FltCallbackData data, Taking<R> taking) {
    if (data.state() == CallbackDataState.FREED) {
      manager.checks().usedAfterFree(data, "FltPerformSynchronousIo");
      return null;
    }
    if (!accepts(data)) {
      return null;
    }
    return sent(
        data,
        CallbackDataState.ALLOCATED,
        () -> {
          checkLevel(data, "FltPerformSynchronousIo", Irql.PASSIVE_LEVEL);
          return run(data, taking);
        });
  }

  /** Takes a result out of callback data. */
  @FunctionalInterface
  interface Taking<R> {
    R take(int status, long information);
  }

  /** When a check breaks off before anything is sent, the data are as before. */
  private static <R> R sent(FltCallbackData data, CallbackDataState before, Supplier<R> sending) {
    try {
      return sending.get();
    } catch (ContractViolationError broken) {
      data.moves(CallbackDataState.IN_FLIGHT, before);
      throw broken;
    }
  }

  /** FLT-46. */
  void reissue(FltInstance instance, FltCallbackData data) {
    if (data.state() == CallbackDataState.FREED) {
      manager.checks().usedAfterFree(data, "FltReissueSynchronousIo");
      return;
    }
    boolean again =
        data.owner() == instance
            && data.wasSynchronous()
            && data.moves(CallbackDataState.CALLED_BACK, CallbackDataState.IN_FLIGHT);
    if (!again) {
      manager
          .checks()
          .byCall(
              FltCheck.FOREIGN_SENT,
              data,
              "synchronous I/O of " + instance + " that is over",
              "a call in state " + data.state());
      return;
    }
    IoControl before = data.io();
    boolean cancelledCreate =
        before != null && before.majorFunction() == MajorFunction.IRP_MJ_CREATE && data.cancelBit();
    if (before != null && !data.is(FltCallbackData.FLTFL_CALLBACK_DATA_DIRTY)) {
      before.restoreParameters();
    }
    data.flags(
        FltCallbackData.FLTFL_CALLBACK_DATA_REISSUED_IO, FltCallbackData.FLTFL_CALLBACK_DATA_DIRTY);
    sent(
        data,
        CallbackDataState.CALLED_BACK,
        () -> {
          checkLevel(data, "FltReissueSynchronousIo", Irql.PASSIVE_LEVEL);
          if (cancelledCreate) {
            return refused(data, STATUS_CANCELLED, FsResult::new);
          }
          return run(data, FsResult::new);
        });
  }

  private static <R> R refused(FltCallbackData data, int status, Taking<R> taking) {
    data.ioStatus(status, 0);
    data.moved(CallbackDataState.CALLED_BACK);
    return taking.take(status, 0);
  }

  private <R> R run(FltCallbackData data, Taking<R> taking) {
    data.synchronous(true);
    int refused = refusal(data);
    if (refused != 0) {
      return refused(data, refused, taking);
    }
    CountDownLatch over = new CountDownLatch(1);
    IoControl io = start(data, it -> over.countDown());
    if (io.send() == Outcome.PENDED) {
      IoControl.awaitFully(over);
    } else {
      io.finish();
    }
    int status = data.memory().int32(FltLayout.STATUS);
    R result = taking.take(status, data.memory().pointer(FltLayout.INFORMATION));
    manager.trace().add(io.number(), "return", nameOf(status));
    data.told(true);
    data.moved(CallbackDataState.CALLED_BACK);
    manager.ended(io); // the last: a close frees the memory then
    return result;
  }

  // ---- common to both

  /** FLT-83, FLT-87, FLT-88: what is not accepted leaves no trace. */
  private boolean accepts(FltCallbackData data) {
    if (isForeign(data, FltCheck.FOREIGN_SENT)) {
      return false;
    }
    if (data.moves(CallbackDataState.ALLOCATED, CallbackDataState.IN_FLIGHT)) {
      return true;
    }
    FltCheck check =
        switch (data.state()) {
          case IN_FLIGHT -> FltCheck.SENT_IN_FLIGHT;
          case FREED -> FltCheck.USED_AFTER_FREE;
          default -> FltCheck.SENT_WITHOUT_REUSE;
        };
    manager
        .checks()
        .byCall(check, data, "callback data in state ALLOCATED", "state " + data.state());
    return false;
  }

  /**
   * Whether data are not the caller's: another's, of an I/O from above, or of FltReadFile and
   * FltWriteFile, which free them when the callback has returned (FLT-19, FLT-86).
   */
  boolean isForeign(FltCallbackData data, FltCheck check) {
    FltInstance owner = data.owner();
    FltFilter caller = manager.frames().filter();
    boolean owns = owner != null && (caller == null || caller == owner.filter());
    if (owns && !data.isLent()) {
      return false;
    }
    manager
        .checks()
        .byCall(
            check,
            data,
            "callback data of the caller's own",
            "those of " + (data.isLent() ? "FltReadFile or FltWriteFile" : nameOfOwner(owner)));
    return true;
  }

  private static String nameOfOwner(@Nullable FltInstance owner) {
    return owner == null ? "an operation from above" : owner.toString();
  }

  /** FLT-34, FLT-90, FLT-91. */
  private void checkLevel(FltCallbackData data, String function, Irql highest) {
    boolean paging = (data.iopb().irpFlags() & FltIoParameterBlock.IRP_PAGING_IO) != 0;
    boolean allowed = MajorFunction.allowsPaging(data.iopb().majorFunction());
    if (paging && !allowed) {
      manager
          .checks()
          .byCall(
              FltCheck.PAGING_NOT_ALLOWED,
              data,
              "no IRP_PAGING_IO",
              "IRP_PAGING_IO with " + MajorFunction.nameOf(data.iopb().majorFunction()));
    }
    manager
        .checks()
        .irql(
            function, manager.frames().irql(), paging && allowed ? Irql.APC_LEVEL : highest, data);
  }

  /** Why it is not sent, 0 when it is. */
  private int refusal(FltCallbackData data) {
    int major = data.iopb().majorFunction();
    if (!MajorFunction.isIrp(major)) {
      manager
          .checks()
          .byCall(
              FltCheck.NOT_AN_IRP,
              data,
              "0x00 to 0x1B",
              String.format("MajorFunction 0x%02X", major));
      return STATUS_INVALID_PARAMETER; // FLT-69
    }
    if (major == MajorFunction.IRP_MJ_CREATE && data.isMadeForFile()) {
      manager
          .checks()
          .byCall(
              FltCheck.CREATE_WITH_FILE, data, "a null FileObject", "a file with IRP_MJ_CREATE");
      return STATUS_INVALID_PARAMETER; // FLT-11
    }
    if (!new Targets(manager).mayBeSentTo(data)) {
      return STATUS_INVALID_PARAMETER; // FLT-10
    }
    long file = data.iopb().targetFileObject();
    if (file == 0 && major != MajorFunction.IRP_MJ_CREATE && major != MajorFunction.IRP_MJ_PNP) {
      manager
          .checks()
          .byCall(
              FltCheck.NO_FILE_OBJECT, data, "a file", "none with " + MajorFunction.nameOf(major));
      return STATUS_INVALID_PARAMETER; // FLT-72
    }
    FltInstance owner = data.owner();
    if (owner != null && !owner.isAttached()) {
      return STATUS_FLT_DELETING_OBJECT;
    }
    if (!data.isPreallocated() && manager.allocator().performFails()) {
      return STATUS_INSUFFICIENT_RESOURCES; // FLT-13
    }
    return 0;
  }

  private IoControl start(FltCallbackData data, IoControl.Ended ended) {
    FltInstance owner = data.owner();
    if (owner == null) {
      throw new IllegalStateException("Nobody's callback data are never accepted.");
    }
    data.flags(0, FltCallbackData.FLTFL_CALLBACK_DATA_DIRTY); // of no meaning before (FLT-15)
    FltInstance target = manager.instance(data.iopb().targetInstance());
    FltInstance from = target == null ? owner : target;
    return manager.start(data, from.volume(), from, ended);
  }
}
