package dev.wsplab.fltmgr;

/**
 * What the Filter Manager looks for in a minifilter: one constant for each message, with the rule
 * that is broken and its cure. {@code docs/verifier.md} lists them.
 */
public enum FltCheck {
  /** Free during the I/O. */
  FREED_IN_FLIGHT(
      "FLT-81",
      "callback data freed while in flight",
      "free them in the completion callback or later; after FltCancelIo wait for it"),
  /** Reuse during the I/O. */
  REUSED_IN_FLIGHT(
      "FLT-82",
      "callback data reused while in flight",
      "call FltReuseCallbackData in the completion callback or later"),
  /** Sent twice. */
  SENT_IN_FLIGHT(
      "FLT-83",
      "callback data sent again while in flight",
      "allocate callback data for each outstanding I/O"),
  /** Free twice. */
  FREED_TWICE(
      "FLT-84",
      "callback data freed twice",
      "free them at one place: the callback comes for a failing FltPerformAsynchronousIo, too"),
  /** Use after free. */
  USED_AFTER_FREE(
      "FLT-85",
      "callback data used after they were freed",
      "look at them only until they are freed, which the callback may do before"
          + " FltPerformAsynchronousIo returns; those from above are gone when their I/O is over"),
  /** A pointer of a module in C that is none. */
  BAD_POINTER(
      "FLT-85",
      "a pointer to nothing that is there",
      "give the function what the Filter Manager gave, once, and not after it was freed"),
  /** Free or reuse of another's. */
  FOREIGN_FREED(
      "FLT-86",
      "callback data freed or reused by another than who allocated them",
      "free and reuse only what this minifilter's FltAllocateCallbackData gave"),
  /** Perform with another's. */
  FOREIGN_SENT(
      "FLT-87",
      "callback data of another sent",
      "allocate callback data of your own and copy the parameters that fit"),
  /** Sent again without reuse. */
  SENT_WITHOUT_REUSE(
      "FLT-88",
      "callback data sent again without FltReuseCallbackData",
      "call FltReuseCallbackData first"),
  /** No callback. */
  NO_CALLBACK(
      "FLT-89",
      "no callback routine",
      "give FltPerformAsynchronousIo a routine, or call FltPerformSynchronousIo"),
  /** A call at an IRQL that does not allow it. */
  WRONG_IRQL(
      "FLT-90",
      "called at an IRQL that is too high",
      "queue the work to a worker thread, where the level is PASSIVE_LEVEL"),
  /** IRP_PAGING_IO where it may not be. */
  PAGING_NOT_ALLOWED(
      "FLT-91",
      "IRP_PAGING_IO with a code that does not allow it",
      "clear IRP_PAGING_IO: only reads, writes, and queries and sets of information have it"),
  /** Preoperation status without a meaning. */
  UNKNOWN_PREOP_STATUS(
      "FLT-92", "unknown status of a preoperation callback", "return one of FLT_PREOP_..."),
  /** Completed with a status that is none. */
  BAD_FINAL_STATUS(
      "FLT-93",
      "FLT_PREOP_COMPLETE with a status that is not final",
      "set IoStatus.Status to the result: never STATUS_PENDING, and a success for cleanup and close"),
  /** A postoperation callback is wanted that is not registered. */
  NO_POSTOP(
      "FLT-94",
      "postoperation callback wanted, and none registered",
      "register one for this major function, or return FLT_PREOP_SUCCESS_NO_CALLBACK"),
  /** A status for fast I/O. */
  FAST_IO_STATUS(
      "FLT-95",
      "FLT_PREOP_DISALLOW_FASTIO for an IRP",
      "look at FLT_IS_FASTIO_OPERATION before; an IRP is completed, pended or sent down"),
  /** A status for the query of an open. */
  FS_FILTER_STATUS(
      "FLT-61a",
      "FLT_PREOP_DISALLOW_FSFILTER_IO for an IRP",
      "return it for a query of an open only; an IRP is completed, pended or sent down"),
  /** A context with a status that has none. */
  CONTEXT_NOT_ALLOWED(
      "FLT-96",
      "completion context with a status that has none",
      "leave the context NULL unless the status is SUCCESS_WITH_CALLBACK or SYNCHRONIZE"),
  /** A wrong status for a pended operation. */
  BAD_RESUME_STATUS(
      "FLT-97",
      "illegal status for FltCompletePendedPreOperation",
      "give it COMPLETE, SUCCESS_NO_CALLBACK or SUCCESS_WITH_CALLBACK"),
  /** A pended operation is completed twice, or was never pended. */
  RESUMED_TWICE(
      "FLT-98",
      "pended operation completed that is not pended",
      "complete each pended operation once"),
  /** A pended operation is never completed. */
  NEVER_RESUMED(
      "FLT-98",
      "pended operation never completed",
      "call FltCompletePendedPreOperation for each FLT_PREOP_PENDING"),
  /** More processing that never ends. */
  POST_NEVER_RESUMED(
      "FLT-99",
      "FLT_POSTOP_MORE_PROCESSING_REQUIRED never resumed",
      "queue work that calls FltCompletePendedPostOperation"),
  /** More processing, and nothing that could do it. */
  POST_NOT_QUEUED(
      "FLT-99",
      "FLT_POSTOP_MORE_PROCESSING_REQUIRED without queued work",
      "queue a work item for the operation in the callback, or return FLT_POSTOP_FINISHED_PROCESSING"
          + " when it cannot be queued"),
  /** Parameters changed without a word. */
  CHANGED_WITHOUT_DIRTY(
      "FLT-100",
      "parameters changed without FltSetCallbackDataDirty",
      "call FltSetCallbackDataDirty after changing Iopb; the changes were ignored"),
  /** The major function changed. */
  MAJOR_CHANGED(
      "FLT-100", "MajorFunction changed", "complete the operation and send one of your own"),
  /** Something is left at unload. */
  LEFT_BEHIND(
      "FLT-101",
      "left behind at unload",
      "free every callback data, complete every pended operation, wait for every callback"),
  /** A callback throws. */
  CALLBACK_THREW("FLT-42", "exception escaped from a callback", "catch it inside the callback"),
  /** A synchronize that is not allowed. */
  SYNCHRONIZE_NOT_ALLOWED(
      "FLT-59",
      "FLT_PREOP_SYNCHRONIZE where it may not be",
      "pend the operation, or let it go down; never wait for notifications, locks or oplocks"),
  /** A code that no IRP has. */
  NOT_AN_IRP("FLT-68", "a code sent that no IRP has", "send IRP_MJ_ codes from 0x00 to 0x1B only"),
  /** A target that is not allowed. */
  BAD_TARGET(
      "FLT-10",
      "TargetInstance or TargetFileObject changed to what it may not be",
      "give it your instance at the same altitude on another volume, and a file of that volume"),
  /** A file where none may be. */
  CREATE_WITH_FILE(
      "FLT-11",
      "create sent with callback data that were allocated for a file",
      "give FltAllocateCallbackData a null FileObject, and set Iopb->TargetFileObject"),
  /** No file. */
  NO_FILE_OBJECT(
      "FLT-72",
      "no TargetFileObject for an operation on a file",
      "give FltAllocateCallbackData the file, or set Iopb->TargetFileObject"),
  /** Cancel of what is over. */
  CANCELLED_COMPLETE(
      "FLT-80",
      "FltCancelIo for an operation that is complete",
      "synchronize with the completion callback: cancel only what is in flight"),
  /** Waiting where nothing may wait. */
  WAITED_AT_DISPATCH(
      "FLT-38",
      "waited at DISPATCH_LEVEL",
      "queue a work item and wait there; in the callback set an event instead"),
  /** A postoperation status that does not fit. */
  BAD_POSTOP_STATUS(
      "FLT-67",
      "status that no postoperation callback may return here",
      "return FLT_POSTOP_FINISHED_PROCESSING or FLT_POSTOP_MORE_PROCESSING_REQUIRED; when draining,"
          + " only the first");

  private final String rule;
  private final String what;
  private final String remedy;

  FltCheck(String rule, String what, String remedy) {
    this.rule = rule;
    this.what = what;
    this.remedy = remedy;
  }

  /** {@return the id of the rule that is broken, as docs/coverage.md lists it} */
  public String rule() {
    return rule;
  }

  /** {@return the rule in a few words, as broken} */
  public String what() {
    return what;
  }

  /** {@return what to change} */
  public String remedy() {
    return remedy;
  }
}
