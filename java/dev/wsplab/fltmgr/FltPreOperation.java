package dev.wsplab.fltmgr;

/** A preoperation callback, {@code PFLT_PRE_OPERATION_CALLBACK}. */
@FunctionalInterface
public interface FltPreOperation {
  /** Go down; the postoperation callback is called (FLT-52). */
  int FLT_PREOP_SUCCESS_WITH_CALLBACK = 0;

  /** Go down; it is not called (FLT-53). */
  int FLT_PREOP_SUCCESS_NO_CALLBACK = 1;

  /** The filter goes on with it later: {@code FltCompletePendedPreOperation} (FLT-56). */
  int FLT_PREOP_PENDING = 2;

  /** Fast I/O is refused; never here (FLT-61). */
  int FLT_PREOP_DISALLOW_FASTIO = 3;

  /** The filter has set {@code IoStatus}; nothing below sees the I/O (FLT-54). */
  int FLT_PREOP_COMPLETE = 4;

  /** Go down and wait: the postoperation callback comes in this thread (FLT-59). */
  int FLT_PREOP_SYNCHRONIZE = 5;

  /** The fast query of an open is refused; never here (FLT-61a). */
  int FLT_PREOP_DISALLOW_FSFILTER_IO = 6;

  /**
   * Is called before what is below sees the I/O.
   *
   * @param data the I/O; edits of its parameters count after {@code fltSetCallbackDataDirty}
   *     (FLT-8)
   * @param objects whose callback this is, and where
   * @param context what the postoperation callback is to get
   * @return one of the constants; any other number is reported (FLT-92)
   */
  int preOperation(FltCallbackData data, FltRelatedObjects objects, CompletionContext context);
}
