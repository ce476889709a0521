package dev.wsplab.forefront;

/**
 * What strict mode looks for in a filter: one constant for each message, with the rule that is
 * broken and its cure. {@code docs/verifier.md} lists them.
 */
public enum ForefrontCheck {
  /** A hooked handle is used with a record that the service did not make. */
  FOREIGN_OVERLAPPED(
      "FWX-8",
      "private OVERLAPPED on a hooked handle",
      "take the record from CreateOverlapped and GetOverlapped; the service cannot map another one"
          + " back to a callback"),
  /** The callback gives an error back. */
  CALLBACK_FAILED(
      "FWX-26",
      "CompleteAsyncIO did not return S_OK",
      "handle every error inside the method and return S_OK; the service can do nothing with it"),
  /** An exception leaves the callback. */
  CALLBACK_THREW(
      "FWX-27",
      "exception escaped from a completion method",
      "catch it inside the method; the caller is the service's worker"),
  /** A record serves two I/Os at once. */
  RECORD_IN_USE(
      "FWX-34",
      "overlapped object used again before its callback",
      "give each outstanding I/O an overlapped object of its own, and reuse it in the callback at"
          + " the earliest"),
  /** A record serves a read and a write at once. */
  READ_AND_WRITE(
      "FWX-96",
      "one overlapped object for a read and a write at once",
      "use one object for reads and another for writes"),
  /** Something is used up because the call returned TRUE. */
  TRUE_TAKEN_FOR_DONE(
      "FWX-94",
      "TRUE taken for the end of the I/O",
      "treat TRUE and ERROR_IO_PENDING alike: the callback comes in both cases"),
  /** The offset is changed during the I/O. */
  OFFSET_CHANGED(
      "FWX-35",
      "Offset or OffsetHigh changed while the I/O was under way",
      "set the offset of the next I/O in the callback"),
  /** Data to be written changes during the write. */
  DATA_CHANGED(
      "FWX-90",
      "buffer changed while it was being written",
      "leave the buffer alone until the callback; use a second one to prepare the next write"),
  /** The buffer goes during the I/O. */
  BUFFER_FREED(
      "FWX-97",
      "buffer freed before the callback",
      "free the buffer in the callback, never after the issuing call"),
  /** The object is released during the I/O. */
  RELEASED_IN_FLIGHT(
      "FWX-71",
      "overlapped object released while its I/O was in flight",
      "keep the reference from CreateOverlapped until the callback, and release it there"),
  /** A reference is released that the filter does not hold. */
  RELEASED_WITHOUT_REFERENCE(
      "FWX-68",
      "Release without a reference of the filter's own",
      "pOverlapped carries no reference: release only what CreateOverlapped or AddRef gave"),
  /** An object is used after its last release. */
  USED_AFTER_RELEASE(
      "FWX-72",
      "object used after its last release",
      "keep a reference while the object is used, and release it once at the end"),
  /** A handle is used before it is hooked. */
  NEVER_HOOKED(
      "FWX-74b",
      "I/O on a handle that was never hooked",
      "call HookToCompletionPort for the handle before its first I/O; otherwise nothing is called"
          + " back"),
  /** Nobody is to be told. */
  NO_NOTIFICATION(
      "FWX-74c",
      "I/O without a notification interface",
      "call SetNotificationInterface before the I/O"),
  /** A sequential reader does not move on. */
  OFFSET_NOT_ADVANCED(
      "FWX-95",
      "same block read a third time in a row",
      "add the byte count to the 64-bit offset: the service never does"),
  /** A reader goes on after the end of the file. */
  END_NOT_NOTICED(
      "FWX-98",
      "read again after the end of the file",
      "the end of the file is (FALSE, 0, ERROR_HANDLE_EOF), never a success with 0 bytes"),
  /** An argument is used that is not specified. */
  UNSPECIFIED_USED(
      "FWX-99",
      "argument used that is not specified",
      "look at Win32ErrorCode only when fSuccess is FALSE, and at the byte count only when it is"
          + " TRUE"),
  /** Count and error are mixed up. */
  ARGUMENTS_MIXED(
      "FWX-101",
      "error code used as byte count",
      "the byte count is the second argument here and the error the third; IFWXIOCompletion has the"
          + " error second"),
  /** A buffer is used again after it was sent. */
  SENT_BUFFER_USED(
      "FWX-77",
      "buffer used again after it was sent",
      "take another buffer for the next data: the end of a send means only that the next filter has"
          + " taken this one"),
  /** All workers are blocked. */
  POOL_STARVED(
      "FWX-100",
      "all workers blocked outside a heavy-blocking section",
      "call StartHeavyBlockingOperation before the blocking call and EndHeavyBlockingOperation"
          + " after it"),
  /** A section is left open. */
  SECTION_LEFT_OPEN(
      "FWX-66",
      "heavy-blocking section open when the callback returned",
      "call EndHeavyBlockingOperation once for each StartHeavyBlockingOperation, on the same"
          + " thread"),
  /** Something is left at the end. */
  LEFT_BEHIND(
      "FWX-93",
      "left behind when the service stopped",
      "release every overlapped object, socket and buffer, close every hooked handle, and wait for"
          + " the callbacks");

  private final String rule;
  private final String what;
  private final String remedy;

  ForefrontCheck(String rule, String what, String remedy) {
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
