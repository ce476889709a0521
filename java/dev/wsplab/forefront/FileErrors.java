package dev.wsplab.forefront;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.NtStatus;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;

/** The Win32 numbers of file I/O (FWX-74d), and the NTSTATUS that a packet carries for each. */
final class FileErrors {
  static final int SUCCESS = 0;
  static final int FILE_NOT_FOUND = 2;
  static final int PATH_NOT_FOUND = 3;
  static final int ACCESS_DENIED = 5;
  static final int INVALID_HANDLE = 6;
  static final int HANDLE_EOF = 38;
  static final int FILE_EXISTS = 80;
  static final int INVALID_PARAMETER = 87;
  static final int DISK_FULL = 112;
  static final int INVALID_NAME = 123;
  static final int ALREADY_EXISTS = 183;
  static final int OPERATION_ABORTED = 995;
  static final int IO_PENDING = 997;
  static final int NOACCESS = 998;
  static final int IO_DEVICE = 1117;
  static final int NOT_FOUND = 1168;

  private static final Map<Integer, Integer> STATUS_OF =
      Map.of(
          SUCCESS, 0,
          FILE_NOT_FOUND, 0xC0000034,
          ACCESS_DENIED, 0xC0000022,
          INVALID_HANDLE, 0xC0000008,
          HANDLE_EOF, 0xC0000011,
          INVALID_PARAMETER, 0xC000000D,
          DISK_FULL, 0xC000007F,
          OPERATION_ABORTED, 0xC0000120,
          NOACCESS, 0xC0000005,
          IO_DEVICE, 0xC0000185);
  private static final Map<Integer, Integer> ERROR_OF =
      STATUS_OF.entrySet().stream()
          .collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));

  /** Facility NTWIN32: a status that is a Win32 error in disguise. */
  private static final int WIN32_FACILITY = 0xC0070000;

  private static final ErrnoTexts TEXTS = ErrnoTexts.ofThisProcess();

  private FileErrors() {}

  /** The status that stands for an error. */
  static int statusOf(int win32Error) {
    return STATUS_OF.getOrDefault(win32Error, WIN32_FACILITY | win32Error & 0xFFFF);
  }

  /** The error that a status stands for; 0 for success. */
  static int errorOf(int status) {
    if (NtStatus.isSuccess(status)) {
      return SUCCESS;
    }
    Integer known = ERROR_OF.get(status);
    if (known != null) {
      return known;
    }
    return (status & 0xFFFF0000) == WIN32_FACILITY ? status & 0xFFFF : NtStatus.toWin32(status);
  }

  /** The one place where exceptions become errors (FWX-87). */
  static int of(Throwable thrown) {
    if (thrown instanceof ClosedChannelException || thrown instanceof CancellationException) {
      return OPERATION_ABORTED; // the subclass for a channel closed meanwhile, too
    }
    if (thrown instanceof AccessDeniedException
        || thrown instanceof NonReadableChannelException
        || thrown instanceof NonWritableChannelException) {
      return ACCESS_DENIED;
    }
    if (thrown instanceof NoSuchFileException) {
      return FILE_NOT_FOUND;
    }
    if (thrown instanceof FileAlreadyExistsException) {
      return FILE_EXISTS;
    }
    if (thrown instanceof AccessViolationException) {
      return NOACCESS;
    }
    return thrown instanceof IOException io ? ofText(io) : IO_DEVICE;
  }

  // Java has no type for these; the text is the system's.
  private static int ofText(IOException thrown) {
    String reason = thrown instanceof FileSystemException f ? f.getReason() : thrown.getMessage();
    int error = TEXTS.errorOf(reason);
    return error == 0 ? IO_DEVICE : error;
  }
}
