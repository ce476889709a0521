package dev.wsplab.fltmgr;

import static dev.wsplab.fltmgr.FltStatus.*;

import dev.wsplab.driver.Irql;
import dev.wsplab.driver.KEvent;
import java.util.Objects;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What minifilters call: one method for each function of fltKernel.h and wdm.h, under its name.
 * Thread-safe. IRQL is per thread; a call at a level that is too high is reported and goes on.
 *
 * <p>Statuses are NTSTATUS values, {@link FltStatus} has names. Pointers are addresses of native
 * memory that the caller owns and keeps until the I/O is over.
 */
public final class FltMgr {
  private final FilterManager manager;
  private final Perform perform;
  private final Cancelling cancelling;
  private final FileCalls files;

  // It is handed this manager, and looks at it when it is called.
  @SuppressWarnings({"nullness:argument", "nullness:assignment"})
  FltMgr(FilterManager manager) {
    this.manager = manager;
    this.perform = new Perform(manager);
    this.cancelling = new Cancelling(manager);
    this.files = new FileCalls(manager, perform);
  }

  // ---- callback data

  /**
   * {@code FltAllocateCallbackData}: data for one I/O of this instance at a time (FLT-11, FLT-14).
   *
   * @param instance whose they are
   * @param fileObject the file, or null as for a create
   * @return STATUS_SUCCESS, or STATUS_INSUFFICIENT_RESOURCES without data
   */
  public AllocateResult fltAllocateCallbackData(
      FltInstance instance, @Nullable FltFileObject fileObject) {
    return fltAllocateCallbackDataEx(instance, fileObject, false);
  }

  /**
   * {@code FltAllocateCallbackDataEx} (FLT-12).
   *
   * @param instance whose I/O it is: what is below it sees it
   * @param fileObject the file that the I/O is for, or null
   * @param preallocate {@code FLT_ALLOCATE_CALLBACK_DATA_PREALLOCATE_ALL_MEMORY}: sending it cannot
   *     fail for want of the Filter Manager's memory (FLT-13)
   * @return as {@link #fltAllocateCallbackData}
   */
  public AllocateResult fltAllocateCallbackDataEx(
      FltInstance instance, @Nullable FltFileObject fileObject, boolean preallocate) {
    Objects.requireNonNull(instance, "instance");
    manager
        .checks()
        .irqlOf("FltAllocateCallbackData", manager.frames().irql(), Irql.APC_LEVEL, instance);
    if (manager.allocator().allocationFails()) {
      return new AllocateResult(STATUS_INSUFFICIENT_RESOURCES, null);
    }
    return new AllocateResult(STATUS_SUCCESS, manager.newData(instance, fileObject, preallocate));
  }

  /**
   * {@code FltReuseCallbackData}: makes them ready for another I/O on the same file (FLT-16,
   * FLT-17). What is in flight, freed or another's stays as it is, and is reported.
   *
   * @param data what {@link #fltAllocateCallbackData} gave, or what a callback was given
   */
  public void fltReuseCallbackData(FltCallbackData data) {
    if (isFreed(data, "FltReuseCallbackData") || isForeign(data, FltCheck.FOREIGN_FREED)) {
      return;
    }
    level("FltReuseCallbackData", manager.settings().reuseLevel(), data); // FLT-21
    if (data.state() == CallbackDataState.IN_FLIGHT) {
      report(FltCheck.REUSED_IN_FLIGHT, data, "the completion callback before it");
      return;
    }
    DataAllocator.initialize(
        data,
        data.memory().pointer(FltLayout.DATA_SIZE + FltLayout.TARGET_FILE_OBJECT),
        data.memory().pointer(FltLayout.DATA_SIZE + FltLayout.TARGET_INSTANCE));
    data.io(null);
    data.moves(CallbackDataState.CALLED_BACK, CallbackDataState.ALLOCATED);
  }

  /**
   * {@code FltFreeCallbackData} (FLT-18). What is in flight, freed or another's stays as it is, and
   * is reported.
   *
   * @param data what {@link #fltAllocateCallbackData} gave, or what a callback was given
   */
  public void fltFreeCallbackData(FltCallbackData data) {
    level("FltFreeCallbackData", Irql.DISPATCH_LEVEL, data);
    if (data.state() == CallbackDataState.FREED) {
      report(FltCheck.FREED_TWICE, data, "one FltFreeCallbackData");
      return;
    }
    if (isForeign(data, FltCheck.FOREIGN_FREED)) {
      return;
    }
    boolean mine =
        data.moves(CallbackDataState.CALLED_BACK, CallbackDataState.FREED)
            || data.moves(CallbackDataState.ALLOCATED, CallbackDataState.FREED);
    if (mine) {
      manager.allocator().free(data);
    } else if (data.state() == CallbackDataState.IN_FLIGHT) {
      report(FltCheck.FREED_IN_FLIGHT, data, "the completion callback before it");
    } else {
      report(FltCheck.FREED_TWICE, data, "one FltFreeCallbackData");
    }
  }

  /**
   * {@code FltSetCallbackDataDirty}: the parameters were changed on purpose (FLT-8).
   *
   * @param data what {@link #fltAllocateCallbackData} gave, or what a callback was given
   */
  public void fltSetCallbackDataDirty(FltCallbackData data) {
    if (!isFreed(data, "FltSetCallbackDataDirty")) {
      data.flags(FltCallbackData.FLTFL_CALLBACK_DATA_DIRTY, 0);
    }
  }

  /**
   * {@code FltClearCallbackDataDirty}.
   *
   * @param data what {@link #fltAllocateCallbackData} gave, or what a callback was given
   */
  public void fltClearCallbackDataDirty(FltCallbackData data) {
    if (!isFreed(data, "FltClearCallbackDataDirty")) {
      data.flags(0, FltCallbackData.FLTFL_CALLBACK_DATA_DIRTY);
    }
  }

  // ---- sending

  /**
   * {@code FltPerformAsynchronousIo}: sends it to what is below its instance. The callback comes
   * exactly once for what is accepted, also when this returns a failure, and perhaps before it
   * returns (FLT-25, FLT-28).
   *
   * @param data data of this minifilter's, filled in
   * @param callback is told that it is over
   * @param context is handed to it
   * @return STATUS_SUCCESS: over; STATUS_PENDING: initiated; STATUS_FLT_IO_COMPLETE: over,
   *     completed by a lower minifilter; STATUS_FLT_INVALID_ASYNCHRONOUS_REQUEST for a create;
   *     STATUS_INSUFFICIENT_RESOURCES; STATUS_INVALID_PARAMETER. How the I/O went is only in {@code
   *     IoStatus}, in the callback (FLT-30)
   */
  public int fltPerformAsynchronousIo(
      FltCallbackData data, @Nullable FltCompletedAsyncIo callback, @Nullable Object context) {
    return perform.asynchronously(data, callback, context);
  }

  /**
   * {@code FltPerformSynchronousIo}: sends it and returns when it is over; the result is in {@code
   * IoStatus} (FLT-43). Creates are allowed, of a file object that {@link FltVolume#fileObject} has
   * made.
   *
   * @param data what {@link #fltAllocateCallbackData} gave, or what a callback was given
   */
  public void fltPerformSynchronousIo(FltCallbackData data) {
    perform.synchronously(data);
  }

  /**
   * {@code FltReissueSynchronousIo}: sends the same data once more (FLT-46).
   *
   * @param instance the instance that has sent them
   * @param data what {@link #fltAllocateCallbackData} gave, or what a callback was given
   */
  public void fltReissueSynchronousIo(FltInstance instance, FltCallbackData data) {
    perform.reissue(instance, data);
  }

  /**
   * {@code FltReadFile}.
   *
   * @param instance whose read it is: what is below it sees it
   * @param file an open file
   * @param byteOffset where, or null for the file's current position, which is then moved
   * @param length in bytes
   * @param buffer address of at least that much memory
   * @param flags {@link FileCalls#FLTFL_IO_OPERATION_NON_CACHED} and its like, or 0
   * @param callback is told that it is over; null waits (FLT-35)
   * @param context is handed to it
   * @return the status, and the byte count where it has waited
   */
  public TransferResult fltReadFile(
      FltInstance instance,
      FltFileObject file,
      @Nullable Long byteOffset,
      int length,
      long buffer,
      int flags,
      @Nullable FltCompletedAsyncIo callback,
      @Nullable Object context) {
    FileCalls.Where where = new FileCalls.Where(byteOffset, length, buffer, flags);
    return files.transfer(MajorFunction.IRP_MJ_READ, instance, file, where, callback, context);
  }

  /**
   * {@code FltWriteFile}; as {@link #fltReadFile}.
   *
   * @param instance whose write it is: what is below it sees it
   * @param file an open file
   * @param byteOffset where, or null for the file's current position, which is then moved
   * @param length in bytes
   * @param buffer address of at least that much memory
   * @param flags {@link FileCalls#FLTFL_IO_OPERATION_NON_CACHED} and its like, or 0
   * @param callback is told that it is over; null waits (FLT-35)
   * @param context is handed to the callback
   * @return as {@link #fltReadFile}
   */
  public TransferResult fltWriteFile(
      FltInstance instance,
      FltFileObject file,
      @Nullable Long byteOffset,
      int length,
      long buffer,
      int flags,
      @Nullable FltCompletedAsyncIo callback,
      @Nullable Object context) {
    FileCalls.Where where = new FileCalls.Where(byteOffset, length, buffer, flags);
    return files.transfer(MajorFunction.IRP_MJ_WRITE, instance, file, where, callback, context);
  }

  /**
   * {@code FltCreateFile}: opens a file of a volume.
   *
   * @param volume where
   * @param instance what is below it sees the create; null for an application's, which all see
   * @param name with {@code /} between folders; empty is the volume's own folder
   * @param disposition one of {@link FileCalls#FILE_OPEN} and its like
   * @param options {@link FileCalls#FILE_DIRECTORY_FILE} and its like, or 0
   * @return the open file, or the status that says why there is none
   */
  public CreateResult fltCreateFile(
      FltVolume volume, @Nullable FltInstance instance, String name, int disposition, int options) {
    return files.create(volume, instance, name, disposition, options);
  }

  /**
   * {@code FltClose} and {@code ObDereferenceObject}: sends cleanup and close to all instances.
   *
   * @param file a file of {@link #fltCreateFile}
   */
  public void fltClose(FltFileObject file) {
    files.close(file);
  }

  // ---- pended operations

  /**
   * {@code FltCompletePendedPreOperation} (FLT-57).
   *
   * @param data what the preoperation callback got that returned PENDING
   * @param status FLT_PREOP_COMPLETE, SUCCESS_NO_CALLBACK or SUCCESS_WITH_CALLBACK; others are
   *     reported and do nothing
   * @param context for the postoperation callback; only with SUCCESS_WITH_CALLBACK
   */
  public void fltCompletePendedPreOperation(
      FltCallbackData data, int status, @Nullable Object context) {
    if (isFreed(data, "FltCompletePendedPreOperation")) {
      return;
    }
    boolean completes = status == FltPreOperation.FLT_PREOP_COMPLETE;
    level("FltCompletePendedPreOperation", completes ? Irql.DISPATCH_LEVEL : Irql.APC_LEVEL, data);
    boolean legal =
        completes
            || status == FltPreOperation.FLT_PREOP_SUCCESS_NO_CALLBACK
            || status == FltPreOperation.FLT_PREOP_SUCCESS_WITH_CALLBACK;
    if (!legal) {
      manager
          .checks()
          .byCall(
              FltCheck.BAD_RESUME_STATUS,
              data,
              "COMPLETE, SUCCESS_NO_CALLBACK or SUCCESS_WITH_CALLBACK",
              PreResult.nameOf(status));
      return;
    }
    IoControl io = data.io();
    if (io == null || !io.completePendedPre(status, context)) {
      report(FltCheck.RESUMED_TWICE, data, "an operation that a preoperation callback has pended");
    }
  }

  /**
   * {@code FltCompletePendedPostOperation} (FLT-66).
   *
   * @param data what {@link #fltAllocateCallbackData} gave, or what a callback was given
   */
  public void fltCompletePendedPostOperation(FltCallbackData data) {
    if (isFreed(data, "FltCompletePendedPostOperation")) {
      return;
    }
    level("FltCompletePendedPostOperation", Irql.DISPATCH_LEVEL, data);
    IoControl io = data.io();
    if (io == null || !io.completePendedPost()) {
      report(FltCheck.RESUMED_TWICE, data, "an operation that a postoperation callback has pended");
    }
  }

  /**
   * {@code FltQueueDeferredIoWorkItem}: runs something in a worker thread.
   *
   * @param data what {@link #fltAllocateCallbackData} gave, or what a callback was given
   * @param worker runs once
   * @param context is handed to it
   * @return STATUS_SUCCESS, STATUS_FLT_NOT_SAFE_TO_POST_OPERATION or STATUS_FLT_DELETING_OBJECT
   *     (FLT-63); STATUS_INVALID_PARAMETER with freed data
   */
  public int fltQueueDeferredIoWorkItem(
      FltCallbackData data, DeferredIoWorkItem worker, @Nullable Object context) {
    return manager.workItems().queueDeferred(data, worker, context);
  }

  /**
   * {@code FltQueueGenericWorkItem}: runs something in a worker thread that is about no operation.
   * The unload of its minifilter waits until it has returned.
   *
   * @param instance whose it is
   * @param worker runs once
   * @return STATUS_SUCCESS, or STATUS_FLT_DELETING_OBJECT when the instance or its minifilter is
   *     torn down
   */
  public int fltQueueGenericWorkItem(FltInstance instance, Runnable worker) {
    return manager.workItems().queueGeneric(instance.filter(), instance, worker);
  }

  /**
   * {@code FltDoCompletionProcessingWhenSafe}: runs the rest of a postoperation callback now, at
   * APC_LEVEL or lower, else in a worker thread, which goes on with the operation afterwards when
   * the rest has finished.
   *
   * @param data what the postoperation callback got; so are objects, context and flags
   * @param objects what the postoperation callback got
   * @param context what the postoperation callback got
   * @param flags what the postoperation callback got
   * @param safe the rest
   * @return whether the rest is taken care of, and what the postoperation callback is to return
   */
  public SafeCompletion fltDoCompletionProcessingWhenSafe(
      FltCallbackData data,
      FltRelatedObjects objects,
      @Nullable Object context,
      int flags,
      FltPostOperation safe) {
    return SafeCompletion.process(manager, data, objects, context, flags, safe);
  }

  // ---- cancelling

  /**
   * {@code FltCancelIo} (FLT-75 to FLT-78).
   *
   * @param data what {@link #fltAllocateCallbackData} gave, or what a callback was given
   * @return whether a cancel routine was called; the callback still comes, once
   */
  public boolean fltCancelIo(FltCallbackData data) {
    return cancelling.cancel(data);
  }

  /**
   * {@code FltSetCancelCompletion}: for a filter that has pended an operation (FLT-79).
   *
   * @param data what {@link #fltAllocateCallbackData} gave, or what a callback was given
   * @param canceled is called by a cancel, with no lock held; must end in completing the operation
   * @return STATUS_SUCCESS, or STATUS_INVALID_PARAMETER for paging I/O and for data that are freed
   *     or were never sent
   */
  public int fltSetCancelCompletion(FltCallbackData data, CanceledCallback canceled) {
    return cancelling.set(data, canceled);
  }

  /**
   * {@code FltClearCancelCompletion} (FLT-79a).
   *
   * @param data what {@link #fltAllocateCallbackData} gave, or what a callback was given
   * @return STATUS_SUCCESS: the caller completes the operation; STATUS_CANCELLED: the cancel
   *     routine does
   */
  public int fltClearCancelCompletion(FltCallbackData data) {
    return cancelling.clear(data);
  }

  /**
   * {@code FltIsIoCanceled}.
   *
   * @param data what {@link #fltAllocateCallbackData} gave, or what a callback was given
   * @return whether a cancel has come; false for data that are freed
   */
  public boolean fltIsIoCanceled(FltCallbackData data) {
    return !isFreed(data, "FltIsIoCanceled") && data.cancelBit();
  }

  // ---- wdm.h

  /** {@return the level of the calling thread: {@code KeGetCurrentIrql}} */
  public Irql keGetCurrentIrql() {
    return manager.frames().irql();
  }

  /**
   * {@code KeRaiseIrql} or {@code KeLowerIrql}: sets the level of the calling thread.
   *
   * @param level the new level, higher or lower
   * @return the level before
   */
  public Irql keSetIrql(Irql level) {
    return manager.frames().irql(level);
  }

  /**
   * {@code IoSetTopLevelIrp}, of the calling thread; 0 for none.
   *
   * @param irp the value to set
   */
  public void ioSetTopLevelIrp(long irp) {
    manager.frames().topLevelIrp(irp);
  }

  /**
   * Makes a {@code KEVENT} (FLT-38).
   *
   * @return the event, not signalled
   */
  public KEvent event() {
    return new KEvent(new FltPlatform(manager), false, false);
  }

  // ---- common to all

  private boolean isFreed(FltCallbackData data, String function) {
    if (data.state() != CallbackDataState.FREED) {
      return false;
    }
    manager.checks().usedAfterFree(data, function);
    return true;
  }

  /** Whether it is not the caller's (FLT-19); reports it. */
  private boolean isForeign(FltCallbackData data, FltCheck check) {
    return perform.isForeign(data, check);
  }

  private void level(String function, Irql highest, FltCallbackData data) {
    manager.checks().irql(function, manager.frames().irql(), highest, data);
  }

  private void report(FltCheck check, FltCallbackData data, String expected) {
    manager.checks().byCall(check, data, expected, "a call in state " + data.state());
  }
}
