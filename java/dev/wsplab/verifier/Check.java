package dev.wsplab.verifier;

/**
 * What the verifier looks for: one constant for each message that it can give, with the rule that
 * is broken and its cure. {@code docs/verifier.md} is written from them.
 */
public enum Check {
  // ---- calls: what a provider's functions return

  /** A function fails with a code that its page does not list. */
  UNDOCUMENTED_ERROR(
      "WSP-ERR-1",
      "error code outside the documented list",
      "translate the error into one that the function's page lists before returning it;"
          + " what comes from the system or from the provider below is not passed on unseen"),
  /** Return value and error code contradict each other. */
  RESULT_MISFIT(
      "WSP-ERR-2",
      "return value and error code do not fit",
      "on failure return SOCKET_ERROR, INVALID_SOCKET or FALSE and store a code other than 0;"
          + " WSA_IO_PENDING only from a call that was given an overlapped structure"),
  /** An exception leaves a function. */
  EXCEPTION_ESCAPED(
      "WSP-ERR-3",
      "exception thrown through the boundary",
      "catch it inside the function and return a documented error; the caller is C code, which"
          + " cannot unwind"),
  /** A set of a select call comes back with a socket that was not in it. */
  SELECT_FOREIGN_SOCKET(
      "WSP-SELECT-1",
      "fd_set returned with a socket that was not put in",
      "return the caller's own handles: translate the handles of the provider below back, and add"
          + " none"),
  /** The count of a select call is not the number of sockets in its sets. */
  SELECT_COUNT(
      "WSP-SELECT-1",
      "select counts other sockets than it returns",
      "return the sum of the sockets in the three sets after they were reduced"),

  // ---- start and end

  /** A start succeeds with an incomplete procedure table. */
  INCOMPLETE_TABLE(
      "LAY-PT-2",
      "procedure table incomplete although WSPStartup returned 0",
      "fill in all thirty entries before returning 0; a layer without an own version of a function"
          + " puts in one that calls the provider below"),
  /** A successful start below has no matching cleanup. */
  STARTUP_WITHOUT_CLEANUP(
      "WSP-START-7",
      "WSPStartup of the provider below without WSPCleanup",
      "call WSPCleanup of the provider below once for each successful WSPStartup, in the final"
          + " WSPCleanup of the layer"),
  /** A cleanup below has no matching start. */
  CLEANUP_WITHOUT_STARTUP(
      "WSP-START-7",
      "WSPCleanup of the provider below without WSPStartup",
      "call WSPCleanup of the provider below once for each successful WSPStartup and not again;"
          + " a WSPStartup that failed has none"),
  /** A provider refuses the cleanup that a start of it is owed. */
  CLEANUP_REFUSED(
      "WSP-CLEAN-1",
      "WSPCleanup failed although WSPStartup had succeeded",
      "count the successful WSPStartup calls, and let as many WSPCleanup calls succeed"),
  /** A provider calls ws2_32 after its final cleanup has returned. */
  UPCALL_AFTER_CLEANUP(
      "WSP-CLEAN-5",
      "upcall after the final WSPCleanup",
      "end every thread and timer of the provider before the final WSPCleanup returns: the module"
          + " may be unloaded then"),

  // ---- handles and threads

  /** A socket that the client closed keeps its handle. */
  HANDLE_NOT_CLOSED(
      "WSP-CLOSE-5",
      "socket handle not closed although the client closed the socket",
      "call WPUCloseSocketHandle once the last operation on the socket has been completed; a base"
          + " provider with system handles closes the system's"),
  /** The final cleanup leaves a handle open. */
  HANDLE_LEAKED(
      "WSP-CLEAN-4",
      "socket handle still open after the final WSPCleanup",
      "in the final WSPCleanup close the handle of every socket that the client has left open; also"
          + " of sockets that were made and never handed out"),
  /** A handle is closed while operations on it are pending. */
  CLOSED_WHILE_PENDING(
      "WPU-CLOSE-3",
      "socket handle closed with operations pending",
      "complete every pending operation with WSA_OPERATION_ABORTED first, then call"
          + " WPUCloseSocketHandle: afterwards WPUCompleteOverlappedRequest fails with WSAEINVAL"),
  /** A handle is closed a second time. */
  CLOSED_TWICE(
      "WPU-CLOSE-2",
      "socket handle closed twice",
      "call WPUCloseSocketHandle once for each handle: its value may already be somebody else's"),
  /** A layer goes on using a socket of the provider below that it has closed. */
  USED_AFTER_CLOSE(
      "WSP-CLOSE-1",
      "socket of the provider below used after it was closed",
      "forget the lower handle before closing it, and let calls that still need it end first: its"
          + " value may already be somebody else's"),
  /** Handles of ws2_32 under an entry that promises system handles. */
  FLAG_BUT_OWN_HANDLE(
      "WPU-CREATE-4",
      "entry has XP1_IFS_HANDLES, but the handle is from WPUCreateSocketHandle",
      "clear XP1_IFS_HANDLES in the catalog entry, or hand out system handles passed through"
          + " WPUModifyIFSHandle"),
  /** System handles under an entry that does not promise them. */
  SYSTEM_HANDLE_WITHOUT_FLAG(
      "CAT-3",
      "entry lacks XP1_IFS_HANDLES, but the handle is a system handle",
      "set XP1_IFS_HANDLES in the catalog entry, or make a handle with WPUCreateSocketHandle"),
  /** A handle that ws2_32 was not told of. */
  HANDLE_NOT_REGISTERED(
      "WPU-GEN-5",
      "handle handed out that is neither from WPUCreateSocketHandle nor from WPUModifyIFSHandle",
      "a non-IFS provider makes each handle with WPUCreateSocketHandle; an IFS provider passes each"
          + " through WPUModifyIFSHandle with an entry of its own and hands out what that returns"),
  /** An opened thread is never closed. */
  THREAD_NOT_CLOSED(
      "WPU-THREAD-2",
      "thread opened and not closed",
      "call WPUCloseThread with the structure that WPUOpenCurrentThread filled in, once the last"
          + " operation that names the thread has ended"),

  // ---- buffers and data

  /** The array of buffers is looked at after the call. */
  BUFFER_ARRAY_KEPT(
      "WSP-IO-7",
      "WSABUF array used after the call returned",
      "copy the WSABUF array before the function returns; the client's array may be on a stack"
          + " that is gone. The data buffers themselves stay"),
  /** The byte count is written after the call. */
  COUNT_WRITTEN_LATE(
      "WSP-IO-14",
      "byte count written after WSA_IO_PENDING was returned",
      "keep no pointer to the caller's byte count: when the call has returned WSA_IO_PENDING, pass"
          + " the count to WPUCompleteOverlappedRequest or to the routine"),
  /** The flags are written after the call. */
  FLAGS_WRITTEN_LATE(
      "WSP-RECV-6",
      "flags written after WSA_IO_PENDING was returned",
      "keep no pointer to the caller's flags: put the flags of the result into Offset before"
          + " WPUCompleteOverlappedRequest, and pass them to the routine"),
  /** The structure that names the thread is looked at after the call. */
  THREAD_ID_KEPT(
      "WPU-APC-4",
      "lpThreadId used after the call returned",
      "copy the WSATHREADID itself before the function returns, and pass the copy to WPUQueueApc"),
  /** A module gives an upcall an address where nothing is. */
  BAD_ADDRESS(
      "WPU-GEN-6",
      "upcall given an address that cannot be used",
      "look where the parameter comes from: memory that is freed, a structure that was not filled"
          + " in, a number in the place of an address. Windows may end the process there"),
  /** More bytes are reported than the buffers hold. */
  TOO_MANY_BYTES(
      "WSP-IO-20",
      "more bytes than the buffers hold",
      "report the bytes that were transferred from or into the client's own buffers; a layer that"
          + " changes the size of data reports the client's size"),
  /** The bytes of a stream come in another order than they were sent in. */
  STREAM_DISORDER(
      "WSP-IO-11",
      "stream data out of order",
      "fill receive buffers strictly in the order in which they were posted, and start the receives"
          + " below in that order, one thread at a time");

  private final String rule;
  private final String what;
  private final String remedy;

  Check(String rule, String what, String remedy) {
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
