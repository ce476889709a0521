package dev.wsplab.kernel;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Win32 error numbers that the completion functions give; {@link #describe} keeps unknown ones. */
public enum Win32Error {
  /** The operation succeeded. */
  ERROR_SUCCESS(0, "the operation succeeded"),
  /** The handle is not valid, or of another kind. */
  ERROR_INVALID_HANDLE(6, "the handle is not valid, or of another kind"),
  /** Memory is short. */
  ERROR_NOT_ENOUGH_MEMORY(8, "memory is short"),
  /** The thread has ended. */
  ERROR_GEN_FAILURE(31, "the thread has ended"),
  /** The connection was reset or closed by the other side. */
  ERROR_NETNAME_DELETED(64, "the connection was reset or closed by the other side"),
  /** A parameter is not valid. */
  ERROR_INVALID_PARAMETER(87, "a parameter is not valid"),
  /** The function is not implemented. */
  ERROR_CALL_NOT_IMPLEMENTED(120, "the function is not implemented"),
  /** APCs ran. */
  WAIT_IO_COMPLETION(192, "APCs ran"),
  /** The message was larger than the buffers. */
  ERROR_MORE_DATA(234, "the message was larger than the buffers"),
  /** The time is over. */
  WAIT_TIMEOUT(258, "the time is over"),
  /** There is nothing more. */
  ERROR_NO_MORE_ITEMS(259, "there is nothing more"),
  /** The status has no Win32 error. */
  ERROR_MR_MID_NOT_FOUND(317, "the status has no Win32 error"),
  /** The port was closed during the wait. */
  ERROR_ABANDONED_WAIT_0(735, "the port was closed during the wait"),
  /** The operation was cancelled. */
  ERROR_OPERATION_ABORTED(995, "the operation was cancelled"),
  /** The operation has not finished yet. */
  ERROR_IO_INCOMPLETE(996, "the operation has not finished yet"),
  /** The operation was started; its completion comes later. */
  ERROR_IO_PENDING(997, "the operation was started; its completion comes later"),
  /** Memory cannot be read or written. */
  ERROR_NOACCESS(998, "memory cannot be read or written"),
  /** There is nothing to cancel. */
  ERROR_NOT_FOUND(1168, "there is nothing to cancel"),
  /** The connection was refused. */
  ERROR_CONNECTION_REFUSED(1225, "the connection was refused"),
  /** The connection was aborted on this machine. */
  ERROR_CONNECTION_ABORTED(1236, "the connection was aborted on this machine"),
  /** There is no such window. */
  ERROR_INVALID_WINDOW_HANDLE(1400, "there is no such window"),
  /** No more handles. */
  ERROR_NOT_ENOUGH_QUOTA(1816, "no more handles");

  private static final Map<Integer, Win32Error> BY_CODE =
      Stream.of(values())
          .collect(Collectors.toUnmodifiableMap(Win32Error::code, Function.identity()));

  private final int code;
  private final String meaning;

  Win32Error(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  /** {@return the number} */
  public int code() {
    return code;
  }

  /** {@return the meaning in one line} */
  public String meaning() {
    return meaning;
  }

  /**
   * {@return {@code "ERROR_INVALID_HANDLE (6): ..."}, or the bare number when it has no constant}
   *
   * @param code a Win32 error number
   */
  public static String describe(int code) {
    Win32Error known = BY_CODE.get(code);
    return known == null ? "error " + code : known.name() + " (" + code + "): " + known.meaning;
  }

  /**
   * {@return {@code "ERROR_INVALID_HANDLE (6)"}, the bare number when it has no constant, and
   * {@code "0"} for 0}
   *
   * @param code a Win32 error number
   */
  public static String nameOf(int code) {
    Win32Error known = BY_CODE.get(code);
    return known == null || code == 0 ? String.valueOf(code) : known.name() + " (" + code + ")";
  }
}
