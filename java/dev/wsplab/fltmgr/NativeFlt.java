package dev.wsplab.fltmgr;

import static dev.wsplab.driver.CallArguments.bool;
import static dev.wsplab.driver.CallArguments.done;
import static dev.wsplab.driver.CallArguments.memory;
import static dev.wsplab.driver.CallArguments.status;

import com.sun.jna.Native;
import dev.wsplab.driver.BadPointerException;
import dev.wsplab.driver.CallArguments;
import dev.wsplab.driver.DriverCalls;
import dev.wsplab.driver.KernelCalls;
import dev.wsplab.driver.NativeWords;
import dev.wsplab.fltmgr.NativeWork.Kind;
import java.util.function.IntSupplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Where the calls of one module in C arrive. Pointers come from strangers: what is none is reported
 * (FLT-85) and the call fails. Nothing is thrown; after the end every call fails. Thread-safe.
 */
// Looks at a manager that is somebody else's, and closes nothing.
@SuppressWarnings({"builder:required.method.not.called", "resourceleak:required.method.not.called"})
final class NativeFlt implements DriverCalls {
  /** What the functions work on: dropped at the end, so that a module that stays holds nothing. */
  record Parts(
      FilterManager manager,
      NativeMinifilter minifilter,
      NativeObjects objects,
      NativeCallbacks callbacks,
      KernelCalls kernel) {}

  private volatile @Nullable Parts parts;

  void serve(@Nullable Parts now) {
    parts = now;
  }

  /** Called by the shim, in any thread. */
  @Override
  public long call(int function, long arguments, long failure) {
    Parts now = parts;
    if (now == null) {
      return failure == 0 ? 0 : status(FltStatus.STATUS_FLT_DELETING_OBJECT);
    }
    return now.kernel()
        .answer(
            function,
            arguments,
            failure,
            number -> NativeFunction.of(number).name(),
            (number, with) -> new Call(now, with).run(NativeFunction.of(number)));
  }

  /** One call with its arguments. */
  private record Call(Parts parts, CallArguments with) {
    private FltMgr flt() {
      return parts.manager().functions();
    }

    long run(NativeFunction called) {
      return switch (called) {
        case FLT_REGISTER_FILTER -> parts.minifilter().register(word(1), word(2));
        case FLT_START_FILTERING -> parts.minifilter().start(filter(0));
        case FLT_UNREGISTER_FILTER -> done(() -> parts.minifilter().unregister(filter(0)));
        case FLT_ALLOCATE_CALLBACK_DATA_EX -> allocate();
        case FLT_REUSE_CALLBACK_DATA -> done(() -> flt().fltReuseCallbackData(data(0)));
        case FLT_FREE_CALLBACK_DATA -> done(() -> flt().fltFreeCallbackData(data(0)));
        case FLT_PERFORM_ASYNCHRONOUS_IO -> performAsynchronously();
        case FLT_PERFORM_SYNCHRONOUS_IO -> done(() -> flt().fltPerformSynchronousIo(data(0)));
        case FLT_REISSUE_SYNCHRONOUS_IO ->
            done(() -> flt().fltReissueSynchronousIo(instance(0), data(1)));
        case FLT_COMPLETE_PENDED_PRE_OPERATION ->
            done(() -> flt().fltCompletePendedPreOperation(data(0), number(1), context(2)));
        case FLT_COMPLETE_PENDED_POST_OPERATION ->
            done(() -> flt().fltCompletePendedPostOperation(data(0)));
        case FLT_DO_COMPLETION_PROCESSING_WHEN_SAFE -> completeWhenSafe();
        case FLT_ALLOCATE_DEFERRED_IO_WORK_ITEM -> work().allocate(Kind.DEFERRED);
        case FLT_FREE_DEFERRED_IO_WORK_ITEM -> done(() -> work().free(Kind.DEFERRED, word(0)));
        case FLT_QUEUE_DEFERRED_IO_WORK_ITEM -> queueDeferred();
        case FLT_ALLOCATE_GENERIC_WORK_ITEM -> work().allocate(Kind.GENERIC);
        case FLT_FREE_GENERIC_WORK_ITEM -> done(() -> work().free(Kind.GENERIC, word(0)));
        case FLT_QUEUE_GENERIC_WORK_ITEM -> queueGeneric();
        case FLT_CANCEL_IO -> bool(flt().fltCancelIo(data(0)));
        case FLT_SET_CANCEL_COMPLETION ->
            status(flt().fltSetCancelCompletion(data(0), parts.callbacks().canceled(function(1))));
        case FLT_CLEAR_CANCEL_COMPLETION -> status(flt().fltClearCancelCompletion(data(0)));
        case FLT_IS_IO_CANCELED -> bool(flt().fltIsIoCanceled(data(0)));
        case FLT_READ_FILE -> transfer(true);
        case FLT_WRITE_FILE -> transfer(false);
        case FLT_SET_CALLBACK_DATA_DIRTY -> done(() -> flt().fltSetCallbackDataDirty(data(0)));
        case FLT_CLEAR_CALLBACK_DATA_DIRTY -> done(() -> flt().fltClearCallbackDataDirty(data(0)));
        case IO_SET_TOP_LEVEL_IRP -> done(() -> flt().ioSetTopLevelIrp(word(0)));
      };
    }

    // ---- those with more to them than their arguments

    private long allocate() {
      NativeWords.store(word(3), 0); // before there is anything that could be lost
      AllocateResult result =
          flt().fltAllocateCallbackDataEx(instance(0), fileOrNull(1), (number(2) & 1) != 0);
      FltCallbackData data = result.data();
      NativeWords.store(word(3), data == null ? 0 : data.address());
      return status(result.status());
    }

    private long performAsynchronously() {
      return status(
          flt()
              .fltPerformAsynchronousIo(data(0), parts.callbacks().completed(word(1)), context(2)));
    }

    private long completeWhenSafe() {
      FltPostOperation safe = parts.callbacks().post(function(4));
      FltCallbackData data = data(0);
      // FLT_RELATED_OBJECTS: two USHORT, then filter, volume, instance, file object.
      FltInstance instance = instanceAt(NativeWords.pointer(word(1) + 3L * Native.POINTER_SIZE));
      FltFileObject file =
          parts.manager().fileObject(NativeWords.pointer(word(1) + 4L * Native.POINTER_SIZE));
      FltRelatedObjects related =
          new FltRelatedObjects(instance.filter(), instance.volume(), instance, file);
      if (safe == null) {
        throw new BadPointerException("a SafePostCallback", 0);
      }
      SafeCompletion result =
          flt().fltDoCompletionProcessingWhenSafe(data, related, context(2), number(3), safe);
      memory().storeInt(word(5), result.status());
      return bool(result.done());
    }

    private long transfer(boolean reads) {
      long at = word(2);
      Long offset = at == 0 ? null : memory().loadLong(at);
      FltCompletedAsyncIo callback = parts.callbacks().completed(word(7));
      FltInstance instance = instance(0);
      FltFileObject file = file(1);
      TransferResult result =
          reads
              ? flt()
                  .fltReadFile(
                      instance, file, offset, number(3), word(4), number(5), callback, context(8))
              : flt()
                  .fltWriteFile(
                      instance, file, offset, number(3), word(4), number(5), callback, context(8));
      if (word(6) != 0 && callback == null) {
        memory().storeInt(word(6), (int) result.bytes());
      }
      return status(result.status());
    }

    private NativeWork work() {
      return parts.objects().work();
    }

    private long queueDeferred() {
      FltCallbackData data = data(1);
      long routine = function(2);
      NativeWork.Item item = work().queues(Kind.DEFERRED, word(0));
      return queued(
          item,
          () ->
              flt()
                  .fltQueueDeferredIoWorkItem(
                      data, parts.callbacks().work(routine, item), context(4)));
    }

    private long queueGeneric() {
      long object = word(1);
      FltInstance instance = parts.manager().instance(object);
      FltFilter filter = instance == null ? filter(1) : instance.filter();
      long routine = function(2);
      NativeWork.Item item = work().queues(Kind.GENERIC, word(0));
      Runnable worker = parts.callbacks().genericWork(routine, item, object, word(4));
      return queued(item, () -> parts.manager().workItems().queueGeneric(filter, instance, worker));
    }

    /** What is not queued may be queued again, or freed. */
    private static long queued(NativeWork.Item item, IntSupplier queueing) {
      boolean done = false;
      try {
        int status = queueing.getAsInt();
        done = FltStatus.isSuccess(status);
        return status(status);
      } finally {
        if (!done) {
          item.isFree();
        }
      }
    }

    // ---- arguments

    private long word(int index) {
      return with.word(index);
    }

    private int number(int index) {
      return with.number(index);
    }

    /** A context of the module: nothing for NULL. */
    private @Nullable Long context(int index) {
      long word = word(index);
      return word == 0 ? null : Long.valueOf(word);
    }

    private long function(int index) {
      return with.function(index);
    }

    private FltCallbackData data(int index) {
      FltCallbackData data = parts.manager().allocator().at(word(index));
      if (data == null) {
        throw new BadPointerException("callback data", word(index));
      }
      return data;
    }

    private FltInstance instance(int index) {
      return instanceAt(word(index));
    }

    private FltInstance instanceAt(long address) {
      FltInstance instance = parts.manager().instance(address);
      if (instance == null) {
        throw new BadPointerException("an instance", address);
      }
      return instance;
    }

    private @Nullable FltFileObject fileOrNull(int index) {
      return word(index) == 0 ? null : file(index);
    }

    private FltFileObject file(int index) {
      FltFileObject file = parts.manager().fileObject(word(index));
      if (file == null) {
        throw new BadPointerException("an open file object", word(index));
      }
      return file;
    }

    private FltFilter filter(int index) {
      FltFilter filter = parts.objects().filter(word(index));
      if (filter == null) {
        throw new BadPointerException("what FltRegisterFilter gave", word(index));
      }
      return filter;
    }
  }
}
