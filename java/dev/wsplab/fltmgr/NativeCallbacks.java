package dev.wsplab.fltmgr;

import dev.wsplab.driver.NativeBreaks;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Callbacks of a module in C, as the Filter Manager calls them. What a call out of them has broken
 * with {@code breakAtOnce} ends the callback when it has returned. Thread-safe.
 */
final class NativeCallbacks {
  private static final int SKIP_PAGING_IO = 1;
  private static final int SKIP_CACHED_IO = 2;

  private final NativeObjects objects;
  private final NativeBreaks breaks;

  NativeCallbacks(NativeObjects objects, NativeBreaks breaks) {
    this.objects = objects;
    this.breaks = breaks;
  }

  /**
   * A preoperation callback that looks at its registration's flags; null where nothing is to do.
   */
  @Nullable FltPreOperation pre(long callback, int flags) {
    if (callback == 0 && flags == 0) {
      return null;
    }
    return (data, related, context) -> {
      if (isSkipped(data, flags)) {
        return FltPreOperation.FLT_PREOP_SUCCESS_NO_CALLBACK;
      }
      if (callback == 0) {
        return FltPreOperation.FLT_PREOP_SUCCESS_WITH_CALLBACK;
      }
      long[] words = words(related);
      int status = FltNatives.preOperation(callback, data.memory().address(), words);
      if (words[4] != 0) {
        context.set(words[4]);
      }
      breaks.after();
      return status;
    };
  }

  private static boolean isSkipped(FltCallbackData data, int flags) {
    int major = data.memory().int8(FltLayout.DATA_SIZE + FltLayout.MAJOR);
    int irpFlags = data.memory().int32(FltLayout.DATA_SIZE + FltLayout.IRP_FLAGS);
    boolean paging = (irpFlags & FltIoParameterBlock.IRP_PAGING_IO) != 0;
    boolean transfer = major == MajorFunction.IRP_MJ_READ || major == MajorFunction.IRP_MJ_WRITE;
    boolean cached = transfer && (irpFlags & FltIoParameterBlock.IRP_NOCACHE) == 0;
    return (flags & SKIP_PAGING_IO) != 0 && paging || (flags & SKIP_CACHED_IO) != 0 && cached;
  }

  @Nullable FltPostOperation post(long callback) {
    if (callback == 0) {
      return null;
    }
    return (data, related, context, flags) -> {
      int status =
          FltNatives.postOperation(
              callback, data.memory().address(), words(related), address(context), flags);
      breaks.after();
      return status;
    };
  }

  @Nullable FltCompletedAsyncIo completed(long callback) {
    if (callback == 0) {
      return null;
    }
    return (data, context) -> {
      FltNatives.completed(callback, data.memory().address(), address(context));
      breaks.after();
    };
  }

  DeferredIoWorkItem work(long callback, NativeWork.Item item) {
    return (data, context) -> {
      item.isFree();
      FltNatives.deferredWork(callback, item.address(), data.memory().address(), address(context));
      breaks.after();
    };
  }

  /** A {@code PFLT_GENERIC_WORKITEM_ROUTINE} gets the object where the other gets its data. */
  Runnable genericWork(long callback, NativeWork.Item item, long object, long context) {
    return () -> {
      item.isFree();
      FltNatives.deferredWork(callback, item.address(), object, context);
      breaks.after();
    };
  }

  CanceledCallback canceled(long callback) {
    return data -> {
      FltNatives.canceled(callback, data.memory().address());
      breaks.after();
    };
  }

  /** Filter, volume, instance, file object, and room for a context. */
  long[] words(FltRelatedObjects related) {
    FltFileObject file = related.fileObject();
    return new long[] {
      objects.address(related.filter()),
      objects.address(related.volume()),
      related.instance().address(),
      file == null ? 0 : file.address(),
      0
    };
  }

  /** A context of a module is an address; other minifilters' never come here. */
  private static long address(@Nullable Object context) {
    return context instanceof Long given ? given : 0;
  }
}
