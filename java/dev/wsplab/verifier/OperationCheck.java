package dev.wsplab.verifier;

/**
 * What the verifier looks for in overlapped operations: one constant for each message that it can
 * give, with the rule that is broken and its cure. {@code docs/verifier.md} is written from them
 * and from {@link Check}.
 */
public enum OperationCheck {
  // ---- starts

  /** Structure used again while its operation is pending. */
  STRUCTURE_REUSED(
      "OVL-6",
      "structure used again while its operation is pending",
      "Give each pending operation a WSAOVERLAPPED of its own; use one again only after"
          + " its event, packet or routine has come."),
  /** Structure freed while its operation is pending. */
  STRUCTURE_FREED(
      "OVL-6",
      "structure freed while its operation is pending",
      "Keep the WSAOVERLAPPED until the event, packet or routine has come; closing the"
          + " socket does not free you from that."),
  /** The client's structure was passed to the provider below on another handle. */
  STRUCTURE_PASSED_DOWN(
      "WPU-CREATE-6",
      "the client's structure was passed to the provider below on another handle",
      "Start the operation below with a WSAOVERLAPPED of the layer, and complete the"
          + " client's from there by WPUCompleteOverlappedRequest."),
  /** The call failed, but the provider below has started the operation. */
  FAILED_BUT_STARTED_BELOW(
      "WPU-COMPLETE-18",
      "the call failed, but the provider below has started the operation",
      "Return success or WSA_IO_PENDING as the lower function did; its completion is on"
          + " its way."),
  /** Completed although the start failed. */
  COMPLETED_AND_FAILED(
      "WPU-COMPLETE-18",
      "completed although the start failed",
      "Return WSA_IO_PENDING when the operation has been completed with an error, or do"
          + " not complete it."),
  /** Success without an indication. */
  SUCCESS_WITHOUT_INDICATION(
      "WSP-IO-16",
      "success without an indication",
      "Call WPUCompleteOverlappedRequest before returning 0, or return WSA_IO_PENDING and"
          + " complete later."),
  /** Success without an indication. */
  SUCCESS_WITHOUT_APC(
      "WSP-IO-16",
      "success without an indication",
      "Call WPUQueueApc before returning 0, or return WSA_IO_PENDING and complete later."),
  /** Flags written on WSA_IO_PENDING. */
  FLAGS_WHEN_PENDING(
      "WSP-RECV-6",
      "flags written on WSA_IO_PENDING",
      "Leave *lpFlags alone when the operation is pending; put the flags into Offset at"
          + " the completion."),
  /** Byte count written on WSA_IO_PENDING. */
  COUNT_WHEN_PENDING(
      "WSP-IO-14",
      "byte count written on WSA_IO_PENDING",
      "Leave the byte count alone when the operation is pending; it belongs to the"
          + " completion."),
  /** Event not reset at the start. */
  EVENT_NOT_RESET(
      "WSP-IO-5",
      "event not reset at the start",
      "Call WPUResetEvent for hEvent (bit 0 masked) before the operation starts."),

  // ---- completions

  /** Completed after WSPCleanup. */
  COMPLETED_AFTER_CLEANUP(
      "WSP-CLEAN-3",
      "completed after WSPCleanup",
      "Before WSPCleanup returns, stop whatever completes operations, and store"
          + " WSA_OPERATION_ABORTED in those that are pending without indicating them."),
  /** Completed an operation that was never started. */
  NEVER_STARTED(
      "WPU-COMPLETE-18",
      "completed an operation that was never started",
      "Pass the lpOverlapped that the starting function was given, and complete it once."),
  /** The provider's own structure was completed instead of the client's. */
  OWN_STRUCTURE_COMPLETED(
      "WPU-COMPLETE-13",
      "the provider's own structure was completed instead of the client's",
      "Keep the client's lpOverlapped with each operation and pass that one upward."),
  /** Indication after an immediate failure. */
  INDICATED_AFTER_FAILURE(
      "WPU-COMPLETE-18",
      "indication after an immediate failure",
      "Do not complete an operation whose starting function returned an error other than"
          + " WSA_IO_PENDING."),
  /** Completed twice. */
  COMPLETED_TWICE(
      "WPU-COMPLETE-18",
      "completed twice",
      "Call WPUCompleteOverlappedRequest once for each operation; take it from your list"
          + " of pending ones first, so that only one thread can."),
  /** Completed on the wrong socket. */
  WRONG_SOCKET(
      "WPU-CREATE-5",
      "completed on the wrong socket",
      "Pass the socket that the operation was started on; its port and key tell the" + " client."),
  /** Completed on a closed socket. */
  ON_A_CLOSED_SOCKET(
      "WPU-CLOSE-3",
      "completed on a closed socket",
      "Keep the handle open until its last pending operation has been completed, then"
          + " call WPUCloseSocketHandle."),
  /** WSPCleanup indicated a pending operation. */
  CLEANUP_INDICATED(
      "WSP-CLEAN-3",
      "WSPCleanup indicated a pending operation",
      "In the final WSPCleanup store the result in the structure and do not call"
          + " WPUCompleteOverlappedRequest."),
  /** An operation with a completion routine was completed by event and packet. */
  ROUTINE_BY_EVENT(
      "WPU-COMPLETE-3",
      "an operation with a completion routine was completed by event and packet",
      "If lpCompletionRoutine is given, store the result in the structure and call"
          + " WPUQueueApc."),
  /** An operation without a routine was completed out of an APC of its thread. */
  EVENT_BY_APC(
      "WPU-COMPLETE-3",
      "an operation without a routine was completed out of an APC of its thread",
      "Call WPUQueueApc only for operations with a completion routine; complete the"
          + " others from a thread of your own."),
  /** Structure changed or freed while its operation is pending. */
  STRUCTURE_CHANGED(
      "OVL-6",
      "structure changed or freed while its operation is pending",
      "Leave the WSAOVERLAPPED alone until the event, packet or routine has come."),
  /** Internal no longer said pending when the completion was entered. */
  PUBLISHED_TOO_SOON(
      "WPU-COMPLETE-9",
      "Internal no longer said pending when the completion was entered",
      "Set Internal to WSS_OPERATION_IN_PROGRESS at the start and leave it;"
          + " WPUCompleteOverlappedRequest stores the final status after the byte count."),
  /** Offset and OffsetHigh are swapped. */
  OFFSETS_SWAPPED(
      "WPU-COMPLETE-11",
      "Offset and OffsetHigh are swapped",
      "Before WPUCompleteOverlappedRequest store the Winsock error in OffsetHigh and the"
          + " flags in Offset."),
  /** OffsetHigh is not the error. */
  ERROR_NOT_STORED(
      "WPU-COMPLETE-11",
      "OffsetHigh is not the error",
      "Before WPUCompleteOverlappedRequest store the Winsock error in OffsetHigh and the"
          + " flags in Offset."),

  // ---- events

  /** HEvent was signalled although there is a completion routine. */
  EVENT_OF_A_ROUTINE(
      "WSP-IO-4",
      "hEvent was signalled although there is a completion routine",
      "If lpCompletionRoutine is given, never look at hEvent."),
  /** Event signalled early. */
  EVENT_SET_EARLY(
      "WPU-COMPLETE-12",
      "event signalled early",
      "Do not set hEvent yourself; call WPUCompleteOverlappedRequest."),

  // ---- routines

  /** Routine called after an immediate failure. */
  ROUTINE_AFTER_FAILURE(
      "WIN-50",
      "routine called after an immediate failure",
      "Do not queue the APC of an operation whose starting function returned an error"
          + " other than WSA_IO_PENDING."),
  /** Completed twice. */
  ROUTINE_TWICE("WPU-COMPLETE-18", "completed twice", "Queue one APC for each operation."),
  /** Routine called after WSPCleanup. */
  ROUTINE_AFTER_CLEANUP(
      "WSP-CLEAN-3",
      "routine called after WSPCleanup",
      "Forget the routines of pending operations in WSPCleanup."),
  /** Routine called inline. */
  ROUTINE_INLINE(
      "WIN-49",
      "routine called inline",
      "Call WPUQueueApc with the WSATHREADID that the starting function was given, and"
          + " the routine from the APC."),
  /** Routine called in the wrong thread. */
  ROUTINE_IN_WRONG_THREAD(
      "WSP-IO-8",
      "routine called in the wrong thread",
      "Call WPUQueueApc with the WSATHREADID that the starting function was given, and"
          + " the routine from the APC."),
  /** Routine called outside an alertable wait. */
  ROUTINE_OUTSIDE_WAIT(
      "WPU-APC-3",
      "routine called outside an alertable wait",
      "Call WPUQueueApc with the WSATHREADID that the starting function was given, and"
          + " the routine from the APC."),
  /** Routines of one socket are nested. */
  ROUTINES_NESTED(
      "WSP-IO-10",
      "routines of one socket are nested",
      "Keep a list for each socket and thread: while a routine of the socket runs, put"
          + " off the next one until it returns."),
  /** The routine was given another structure. */
  ROUTINE_GETS_OTHER_STRUCTURE(
      "WPU-COMPLETE-13",
      "the routine was given another structure",
      "Pass the client's own lpOverlapped to its routine."),
  /** Internal still said pending when the routine was entered. */
  PENDING_IN_ROUTINE(
      "WPU-APC-8",
      "Internal still said pending when the routine was entered",
      "Store InternalHigh, then Internal, before the client's routine is called."),
  /** The byte count of routine and structure differ. */
  ROUTINE_AND_STRUCTURE_DIFFER(
      "WPU-APC-8",
      "the byte count of routine and structure differ",
      "Store the byte count in InternalHigh before the client's routine is called."),
  /** The routine was given another result than the completion. */
  ROUTINE_AND_COMPLETION_DIFFER(
      "WSP-IO-9",
      "the routine was given another result than the completion",
      "Pass the routine the error and the byte count that the operation was completed" + " with."),

  // ---- what the client is told

  /** The provider's own structure came in the client's packet. */
  OWN_STRUCTURE_IN_PACKET(
      "WPU-COMPLETE-13",
      "the provider's own structure came in the client's packet",
      "Associate the lower handle with a port of the layer, and complete the client's"
          + " structure on the layer's own handle."),
  /** A packet came although bit 0 of hEvent is set. */
  PACKET_DESPITE_LOW_BIT(
      "IOCP-EVT-3",
      "a packet came although bit 0 of hEvent is set",
      "Queue no packets of your own; WPUCompleteOverlappedRequest decides whether one is"
          + " due."),
  /** A packet came that no completion has queued. */
  OWN_PACKET(
      "WPU-CREATE-5",
      "a packet came that no completion has queued",
      "Queue no packets of your own; call WPUCompleteOverlappedRequest."),
  /** Told twice. */
  TOLD_TWICE(
      "WPU-COMPLETE-18",
      "told twice",
      "Queue no packets of your own beside that of WPUCompleteOverlappedRequest."),
  /** The byte count of packet and completion differ. */
  PACKET_COUNTS_OTHERWISE(
      "WPU-COMPLETE-13",
      "the byte count of packet and completion differ",
      "Queue no packets of your own; WPUCompleteOverlappedRequest puts cbTransferred in."),
  /** The structure was changed after its completion. */
  CHANGED_AFTER_COMPLETION(
      "WPU-COMPLETE-12",
      "the structure was changed after its completion",
      "Write Offset and OffsetHigh before WPUCompleteOverlappedRequest, and nothing after"
          + " it: the client may be using the structure again."),
  /** WSPGetOverlappedResult threw in the thread that was told. */
  QUERY_THREW(
      "GOR-13",
      "WSPGetOverlappedResult threw in the thread that was told",
      "Answer result queries in any thread, also while the client is being told."),
  /** Finished, but never indicated. */
  FINISHED_WITHOUT_INDICATION(
      "WPU-COMPLETE-18",
      "finished, but never indicated",
      "Let WPUCompleteOverlappedRequest store the final status: it sets the event and"
          + " queues the packet, too."),
  /** WSPGetOverlappedResult gives another result than the completion. */
  QUERY_DIFFERS(
      "GOR-1",
      "WSPGetOverlappedResult gives another result than the completion",
      "Read the byte count from InternalHigh, the error from OffsetHigh and the flags"
          + " from Offset, as they were stored at the completion."),

  // ---- the end

  /** Never completed. */
  NOT_COMPLETED_AT_CLOSE(
      "WSP-CLOSE-3",
      "never completed",
      "In WSPCloseSocket complete each pending operation of the socket with"
          + " WSA_OPERATION_ABORTED, then call WPUCloseSocketHandle."),
  /** Never completed. */
  NOT_COMPLETED_AT_CLEANUP(
      "WSP-CLEAN-3",
      "never completed",
      "Complete the operation; if nothing ends it, in WSPCleanup store OffsetHigh=995,"
          + " InternalHigh=0 and then Internal=c0000120, without an indication.");

  private final String rule;
  private final String what;
  private final String remedy;

  OperationCheck(String rule, String what, String remedy) {
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
