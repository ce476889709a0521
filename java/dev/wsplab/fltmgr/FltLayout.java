package dev.wsplab.fltmgr;

import com.sun.jna.Native;

/**
 * Where the members of {@code FLT_CALLBACK_DATA} and {@code FLT_IO_PARAMETER_BLOCK} lie, as the
 * compilers of this processor's Windows place them; fltKernel.h has the order.
 */
final class FltLayout {
  private static final int POINTER = Native.POINTER_SIZE;

  // ---- FLT_CALLBACK_DATA
  static final int FLAGS = 0;
  static final int THREAD = POINTER;
  static final int IOPB = 2 * POINTER;
  static final int STATUS = 3 * POINTER;
  static final int INFORMATION = 4 * POINTER;
  static final int TAG_DATA = 5 * POINTER;
  static final int FILTER_CONTEXT = 6 * POINTER;
  static final int REQUESTOR_MODE = 10 * POINTER;
  static final int DATA_SIZE = 11 * POINTER;

  // ---- FLT_IO_PARAMETER_BLOCK
  static final int IRP_FLAGS = 0;
  static final int MAJOR = 4;
  static final int MINOR = 5;
  static final int OPERATION_FLAGS = 6;
  static final int TARGET_FILE_OBJECT = 8;
  static final int TARGET_INSTANCE = 8 + POINTER;

  /** The union begins where its LARGE_INTEGER may. */
  static final int PARAMETERS = 8 + 2 * POINTER;

  // ---- its members, from PARAMETERS: each kind of operation has its own
  static final int LENGTH = 0;
  static final int READ_KEY = POINTER;
  static final int BYTE_OFFSET = align8(2 * POINTER);
  static final int BUFFER = BYTE_OFFSET + 8;
  static final int MDL = BUFFER + POINTER;
  static final int INFORMATION_CLASS = POINTER;
  static final int QUERY_INFO_BUFFER = 2 * POINTER;
  static final int SET_INFO_BUFFER = 4 * POINTER;
  static final int DIRECTORY_FILE_NAME = POINTER;
  static final int DIRECTORY_CLASS = 2 * POINTER;
  static final int DIRECTORY_INDEX = DIRECTORY_CLASS + (POINTER == 8 ? 8 : 4);
  static final int DIRECTORY_BUFFER = DIRECTORY_INDEX + POINTER;
  static final int NOTIFY_FILTER = POINTER;
  static final int LOCK_KEY = POINTER;
  static final int LOCK_OFFSET = align8(2 * POINTER);
  static final int LOCK_PROCESS = LOCK_OFFSET + 8;
  static final int LOCK_FAIL_IMMEDIATELY = LOCK_PROCESS + POINTER;
  static final int LOCK_EXCLUSIVE = LOCK_FAIL_IMMEDIATELY + 1;
  static final int CREATE_OPTIONS = POINTER;
  static final int FS_CONTROL_CODE = 2 * POINTER;

  /** The longest member: five pointers and a LARGE_INTEGER ({@code Others}). */
  static final int PARAMETERS_SIZE = align8(5 * POINTER) + 8;

  static final int IOPB_SIZE = PARAMETERS + PARAMETERS_SIZE;

  private FltLayout() {}

  private static int align8(int offset) {
    return (offset + 7) & ~7;
  }
}
