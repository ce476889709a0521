package dev.wsplab.fltmgr;

import dev.wsplab.driver.Irql;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What {@code FltDoCompletionProcessingWhenSafe} gives.
 *
 * @param done TRUE: the safe callback has run, or will run in a worker thread; FALSE: neither, and
 *     the caller has to clean up itself
 * @param status what the postoperation callback is to return
 */
public record SafeCompletion(boolean done, int status) {
  /** {@code FltDoCompletionProcessingWhenSafe}: in this thread when its level allows it. */
  static SafeCompletion process(
      FilterManager manager,
      FltCallbackData data,
      FltRelatedObjects objects,
      @Nullable Object context,
      int flags,
      FltPostOperation safe) {
    if (manager.frames().irql().atMost(Irql.APC_LEVEL)) {
      return new SafeCompletion(true, safe.postOperation(data, objects, context, flags));
    }
    int queued =
        manager
            .functions()
            .fltQueueDeferredIoWorkItem(
                data, (of, with) -> runSafely(manager, of, objects, with, flags, safe), context);
    return FltStatus.isSuccess(queued)
        ? new SafeCompletion(true, FltPostOperation.FLT_POSTOP_MORE_PROCESSING_REQUIRED)
        : new SafeCompletion(false, FltPostOperation.FLT_POSTOP_FINISHED_PROCESSING);
  }

  /**
   * In a worker thread: the Filter Manager goes on with the operation unless the safe callback says
   * MORE_PROCESSING_REQUIRED; then the minifilter completes it (page of
   * FltDoCompletionProcessingWhenSafe).
   */
  private static void runSafely(
      FilterManager manager,
      FltCallbackData data,
      FltRelatedObjects objects,
      @Nullable Object context,
      int flags,
      FltPostOperation safe) {
    int status = FltPostOperation.FLT_POSTOP_FINISHED_PROCESSING;
    try {
      status = safe.postOperation(data, objects, context, flags);
    } finally {
      if (status != FltPostOperation.FLT_POSTOP_MORE_PROCESSING_REQUIRED) {
        manager.functions().fltCompletePendedPostOperation(data);
      }
    }
  }
}
