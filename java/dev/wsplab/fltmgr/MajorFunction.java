package dev.wsplab.fltmgr;

import java.util.Map;

/** Major function codes, as in wdm.h and fltKernel.h; one unsigned byte each. */
public final class MajorFunction {
  /** Open or create. */
  public static final int IRP_MJ_CREATE = 0x00;

  /** The last reference to a file object is gone. */
  public static final int IRP_MJ_CLOSE = 0x02;

  /** Read. */
  public static final int IRP_MJ_READ = 0x03;

  /** Write. */
  public static final int IRP_MJ_WRITE = 0x04;

  /** Ask about a file. */
  public static final int IRP_MJ_QUERY_INFORMATION = 0x05;

  /** Change what is known about a file. */
  public static final int IRP_MJ_SET_INFORMATION = 0x06;

  /** Bring what was written to the disk. */
  public static final int IRP_MJ_FLUSH_BUFFERS = 0x09;

  /** Ask for the entries of a folder, or to be told of its changes. */
  public static final int IRP_MJ_DIRECTORY_CONTROL = 0x0C;

  /** Controls of the file system. */
  public static final int IRP_MJ_FILE_SYSTEM_CONTROL = 0x0D;

  /** Controls of the device. */
  public static final int IRP_MJ_DEVICE_CONTROL = 0x0E;

  /** Lock and unlock ranges. */
  public static final int IRP_MJ_LOCK_CONTROL = 0x11;

  /** The last handle to a file object is gone. */
  public static final int IRP_MJ_CLEANUP = 0x12;

  /** The highest code that is sent in an IRP. */
  public static final int IRP_MJ_PNP = 0x1B;

  /** {@code IRP_MN_USER_FS_REQUEST}, a file system control of a user's. */
  public static final int IRP_MN_USER_FS_REQUEST = 0x00;

  /** Of a directory control: entries. */
  public static final int IRP_MN_QUERY_DIRECTORY = 0x01;

  /** Of a directory control: to be told of changes. */
  public static final int IRP_MN_NOTIFY_CHANGE_DIRECTORY = 0x02;

  /** Of a lock control: lock. */
  public static final int IRP_MN_LOCK = 0x01;

  /** Of a lock control: unlock one range. */
  public static final int IRP_MN_UNLOCK_SINGLE = 0x02;

  /** Of a lock control: unlock all ranges of the file object. */
  public static final int IRP_MN_UNLOCK_ALL = 0x03;

  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(IRP_MJ_CREATE, "IRP_MJ_CREATE"),
          Map.entry(IRP_MJ_CLOSE, "IRP_MJ_CLOSE"),
          Map.entry(IRP_MJ_READ, "IRP_MJ_READ"),
          Map.entry(IRP_MJ_WRITE, "IRP_MJ_WRITE"),
          Map.entry(IRP_MJ_QUERY_INFORMATION, "IRP_MJ_QUERY_INFORMATION"),
          Map.entry(IRP_MJ_SET_INFORMATION, "IRP_MJ_SET_INFORMATION"),
          Map.entry(IRP_MJ_FLUSH_BUFFERS, "IRP_MJ_FLUSH_BUFFERS"),
          Map.entry(IRP_MJ_DIRECTORY_CONTROL, "IRP_MJ_DIRECTORY_CONTROL"),
          Map.entry(IRP_MJ_FILE_SYSTEM_CONTROL, "IRP_MJ_FILE_SYSTEM_CONTROL"),
          Map.entry(IRP_MJ_DEVICE_CONTROL, "IRP_MJ_DEVICE_CONTROL"),
          Map.entry(IRP_MJ_LOCK_CONTROL, "IRP_MJ_LOCK_CONTROL"),
          Map.entry(IRP_MJ_CLEANUP, "IRP_MJ_CLEANUP"),
          Map.entry(IRP_MJ_PNP, "IRP_MJ_PNP"));

  private MajorFunction() {}

  /**
   * {@return whether a code is sent in an IRP; the others are those of fast I/O and FsFilter}
   *
   * @param code a major function, {@code IRP_MJ_}
   */
  public static boolean isIrp(int code) {
    return code >= 0 && code <= IRP_MJ_PNP; // FLT-68
  }

  /** Whether {@code IRP_PAGING_IO} may stand with it (FLT-34). */
  static boolean allowsPaging(int code) {
    return code == IRP_MJ_READ
        || code == IRP_MJ_WRITE
        || code == IRP_MJ_QUERY_INFORMATION
        || code == IRP_MJ_SET_INFORMATION;
  }

  /**
   * {@return a code for people}
   *
   * @param code a major function, {@code IRP_MJ_}
   */
  public static String nameOf(int code) {
    return NAMES.getOrDefault(code, String.format("major function 0x%02X", code & 0xFF));
  }
}
