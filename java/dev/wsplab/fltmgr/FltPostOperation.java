package dev.wsplab.fltmgr;

import org.checkerframework.checker.nullness.qual.Nullable;

/** A postoperation callback, {@code PFLT_POST_OPERATION_CALLBACK}. */
@FunctionalInterface
public interface FltPostOperation {
  /** Go on upwards (FLT-65). */
  int FLT_POSTOP_FINISHED_PROCESSING = 0;

  /** The filter goes on with it later: {@code FltCompletePendedPostOperation} (FLT-66). */
  int FLT_POSTOP_MORE_PROCESSING_REQUIRED = 1;

  /** Never here (FLT-67). */
  int FLT_POSTOP_DISALLOW_FSFILTER_IO = 2;

  /** In the flags: the instance is being torn down, and the data are a copy (FLT-51). */
  int FLTFL_POST_OPERATION_DRAINING = 1;

  /**
   * Is called when what is below has finished, in any thread (FLT-64).
   *
   * @param data the I/O, with its result
   * @param objects whose callback this is, and where
   * @param context what the preoperation callback gave
   * @param flags 0 or {@link #FLTFL_POST_OPERATION_DRAINING}
   * @return one of the constants
   */
  int postOperation(
      FltCallbackData data, FltRelatedObjects objects, @Nullable Object context, int flags);
}
