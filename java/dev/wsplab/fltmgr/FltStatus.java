package dev.wsplab.fltmgr;

import java.util.Map;

/**
 * NTSTATUS values that the Filter Manager and file systems give, as in ntstatus.h. A filter may set
 * any other; so all methods take and return plain numbers.
 */
public final class FltStatus {
  /** Done, or initiated and already complete. */
  public static final int STATUS_SUCCESS = 0;

  /** Under way. */
  public static final int STATUS_PENDING = 0x103;

  /** A directory query that has more entries than fit. */
  public static final int STATUS_BUFFER_OVERFLOW = 0x80000005;

  /** No more entries in a directory. */
  public static final int STATUS_NO_MORE_FILES = 0x80000006;

  /** A failure without a name of its own. */
  public static final int STATUS_UNSUCCESSFUL = 0xC0000001;

  /** The information class is not known. */
  public static final int STATUS_INVALID_INFO_CLASS = 0xC0000003;

  /** The buffer is shorter than the fixed part of the answer. */
  public static final int STATUS_INFO_LENGTH_MISMATCH = 0xC0000004;

  /** A buffer is no memory. */
  public static final int STATUS_ACCESS_VIOLATION = 0xC0000005;

  /** An argument is wrong. */
  public static final int STATUS_INVALID_PARAMETER = 0xC000000D;

  /** No such file in the folder. */
  public static final int STATUS_NO_SUCH_FILE = 0xC000000F;

  /** The file system does not serve this code. */
  public static final int STATUS_INVALID_DEVICE_REQUEST = 0xC0000010;

  /** A read at or past the end of the file. */
  public static final int STATUS_END_OF_FILE = 0xC0000011;

  /** Not allowed. */
  public static final int STATUS_ACCESS_DENIED = 0xC0000022;

  /** The name has characters that no name has. */
  public static final int STATUS_OBJECT_NAME_INVALID = 0xC0000033;

  /** The name does not exist. */
  public static final int STATUS_OBJECT_NAME_NOT_FOUND = 0xC0000034;

  /** The name exists. */
  public static final int STATUS_OBJECT_NAME_COLLISION = 0xC0000035;

  /** A folder on the way does not exist. */
  public static final int STATUS_OBJECT_PATH_NOT_FOUND = 0xC000003A;

  /** A range is locked by another file object. */
  public static final int STATUS_FILE_LOCK_CONFLICT = 0xC0000054;

  /** A lock is not granted at once. */
  public static final int STATUS_LOCK_NOT_GRANTED = 0xC0000055;

  /** An unlock of a range that is not locked. */
  public static final int STATUS_RANGE_NOT_LOCKED = 0xC000007E;

  /** No memory. */
  public static final int STATUS_INSUFFICIENT_RESOURCES = 0xC000009A;

  /** A folder where a file is wanted. */
  public static final int STATUS_FILE_IS_A_DIRECTORY = 0xC00000BA;

  /** Not supported. */
  public static final int STATUS_NOT_SUPPORTED = 0xC00000BB;

  /** A folder is not empty. */
  public static final int STATUS_DIRECTORY_NOT_EMPTY = 0xC0000101;

  /** A file where a folder is wanted. */
  public static final int STATUS_NOT_A_DIRECTORY = 0xC0000103;

  /** Cancelled. */
  public static final int STATUS_CANCELLED = 0xC0000120;

  /** The file object is closed. */
  public static final int STATUS_FILE_CLOSED = 0xC0000128;

  /** The system could not carry it out. */
  public static final int STATUS_IO_DEVICE_ERROR = 0xC0000185;

  /** A lower minifilter's preoperation callback has completed the I/O. */
  public static final int STATUS_FLT_IO_COMPLETE = 0x001C0001;

  /** No such handler. */
  public static final int STATUS_FLT_NO_HANDLER_DEFINED = 0xC01C0001;

  /** A create cannot be sent asynchronously. */
  public static final int STATUS_FLT_INVALID_ASYNCHRONOUS_REQUEST = 0xC01C0003;

  /** Fast I/O is refused. */
  public static final int STATUS_FLT_DISALLOW_FAST_IO = 0xC01C0004;

  /** The operation cannot be posted to a worker thread. */
  public static final int STATUS_FLT_NOT_SAFE_TO_POST_OPERATION = 0xC01C0006;

  /** The object is being torn down. */
  public static final int STATUS_FLT_DELETING_OBJECT = 0xC01C000B;

  /** Two instances of one volume at one altitude. */
  public static final int STATUS_FLT_INSTANCE_ALTITUDE_COLLISION = 0xC01C0011;

  /** A minifilter does not want to be attached to the volume. */
  public static final int STATUS_FLT_DO_NOT_ATTACH = 0xC01C000F;

  /** A minifilter does not want to be detached or unloaded. */
  public static final int STATUS_FLT_DO_NOT_DETACH = 0xC01C0010;

  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(STATUS_SUCCESS, "STATUS_SUCCESS"),
          Map.entry(STATUS_PENDING, "STATUS_PENDING"),
          Map.entry(STATUS_BUFFER_OVERFLOW, "STATUS_BUFFER_OVERFLOW"),
          Map.entry(STATUS_NO_MORE_FILES, "STATUS_NO_MORE_FILES"),
          Map.entry(STATUS_UNSUCCESSFUL, "STATUS_UNSUCCESSFUL"),
          Map.entry(STATUS_INVALID_INFO_CLASS, "STATUS_INVALID_INFO_CLASS"),
          Map.entry(STATUS_INFO_LENGTH_MISMATCH, "STATUS_INFO_LENGTH_MISMATCH"),
          Map.entry(STATUS_ACCESS_VIOLATION, "STATUS_ACCESS_VIOLATION"),
          Map.entry(STATUS_INVALID_PARAMETER, "STATUS_INVALID_PARAMETER"),
          Map.entry(STATUS_NO_SUCH_FILE, "STATUS_NO_SUCH_FILE"),
          Map.entry(STATUS_INVALID_DEVICE_REQUEST, "STATUS_INVALID_DEVICE_REQUEST"),
          Map.entry(STATUS_END_OF_FILE, "STATUS_END_OF_FILE"),
          Map.entry(STATUS_ACCESS_DENIED, "STATUS_ACCESS_DENIED"),
          Map.entry(STATUS_OBJECT_NAME_INVALID, "STATUS_OBJECT_NAME_INVALID"),
          Map.entry(STATUS_OBJECT_NAME_NOT_FOUND, "STATUS_OBJECT_NAME_NOT_FOUND"),
          Map.entry(STATUS_OBJECT_NAME_COLLISION, "STATUS_OBJECT_NAME_COLLISION"),
          Map.entry(STATUS_OBJECT_PATH_NOT_FOUND, "STATUS_OBJECT_PATH_NOT_FOUND"),
          Map.entry(STATUS_FILE_LOCK_CONFLICT, "STATUS_FILE_LOCK_CONFLICT"),
          Map.entry(STATUS_LOCK_NOT_GRANTED, "STATUS_LOCK_NOT_GRANTED"),
          Map.entry(STATUS_RANGE_NOT_LOCKED, "STATUS_RANGE_NOT_LOCKED"),
          Map.entry(STATUS_INSUFFICIENT_RESOURCES, "STATUS_INSUFFICIENT_RESOURCES"),
          Map.entry(STATUS_FILE_IS_A_DIRECTORY, "STATUS_FILE_IS_A_DIRECTORY"),
          Map.entry(STATUS_NOT_SUPPORTED, "STATUS_NOT_SUPPORTED"),
          Map.entry(STATUS_DIRECTORY_NOT_EMPTY, "STATUS_DIRECTORY_NOT_EMPTY"),
          Map.entry(STATUS_NOT_A_DIRECTORY, "STATUS_NOT_A_DIRECTORY"),
          Map.entry(STATUS_CANCELLED, "STATUS_CANCELLED"),
          Map.entry(STATUS_FILE_CLOSED, "STATUS_FILE_CLOSED"),
          Map.entry(STATUS_IO_DEVICE_ERROR, "STATUS_IO_DEVICE_ERROR"),
          Map.entry(STATUS_FLT_IO_COMPLETE, "STATUS_FLT_IO_COMPLETE"),
          Map.entry(STATUS_FLT_NO_HANDLER_DEFINED, "STATUS_FLT_NO_HANDLER_DEFINED"),
          Map.entry(
              STATUS_FLT_INVALID_ASYNCHRONOUS_REQUEST, "STATUS_FLT_INVALID_ASYNCHRONOUS_REQUEST"),
          Map.entry(STATUS_FLT_DISALLOW_FAST_IO, "STATUS_FLT_DISALLOW_FAST_IO"),
          Map.entry(STATUS_FLT_NOT_SAFE_TO_POST_OPERATION, "STATUS_FLT_NOT_SAFE_TO_POST_OPERATION"),
          Map.entry(STATUS_FLT_DELETING_OBJECT, "STATUS_FLT_DELETING_OBJECT"),
          Map.entry(
              STATUS_FLT_INSTANCE_ALTITUDE_COLLISION, "STATUS_FLT_INSTANCE_ALTITUDE_COLLISION"),
          Map.entry(STATUS_FLT_DO_NOT_ATTACH, "STATUS_FLT_DO_NOT_ATTACH"),
          Map.entry(STATUS_FLT_DO_NOT_DETACH, "STATUS_FLT_DO_NOT_DETACH"));

  private FltStatus() {}

  /**
   * {@return whether a status is a success or tells of something: {@code NT_SUCCESS} (FLT-33)}
   *
   * @param status an NTSTATUS
   */
  public static boolean isSuccess(int status) {
    return status >= 0;
  }

  /**
   * {@return a status for people: its name, or its number where it has none here}
   *
   * @param status an NTSTATUS
   */
  public static String nameOf(int status) {
    return NAMES.getOrDefault(status, String.format("0x%08X", status));
  }
}
