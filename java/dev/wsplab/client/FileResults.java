package dev.wsplab.client;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.Handle;
import dev.wsplab.kernel.NtStatus;
import dev.wsplab.kernel.WaitResult;
import dev.wsplab.kernel.Waits;
import dev.wsplab.kernel.Win32Error;
import dev.wsplab.overlapped.Overlapped;
import org.checkerframework.checker.nullness.qual.Nullable;

/** {@code GetOverlappedResult} and {@code GetOverlappedResultEx}, from Windows 10 1809 up. */
final class FileResults {
  private static final int INFINITE = -1;

  private final Waits waits;

  FileResults(Waits waits) {
    this.waits = waits;
  }

  FileResult plain(@Nullable Handle file, @Nullable Overlapped overlapped, boolean wait) {
    if (overlapped == null) {
      return noAccess();
    }
    try {
      if (!overlapped.isPending()) {
        return told(overlapped); // WIN-36: neither handle nor event is looked at
      }
      return wait ? afterWait(file, overlapped, INFINITE, false) : incomplete();
    } catch (AccessViolationException e) {
      return noAccess();
    }
  }

  FileResult extended(
      @Nullable Handle file,
      @Nullable Overlapped overlapped,
      int timeoutMillis,
      boolean alertable) {
    if (overlapped == null) {
      return noAccess();
    }
    try {
      if (timeoutMillis == 0) {
        return overlapped.isPending() ? incomplete() : told(overlapped); // WIN-38: no APC runs
      }
      boolean lowBit = file != null && (file.value() & 1) != 0;
      return lowBit && !overlapped.isPending()
          ? told(overlapped)
          : afterWait(file, overlapped, timeoutMillis, alertable);
    } catch (AccessViolationException e) {
      return noAccess();
    }
  }

  /** WIN-37: on the event, or on the file when there is none. */
  private FileResult afterWait(
      @Nullable Handle file, Overlapped overlapped, int timeoutMillis, boolean alertable) {
    long hEvent = overlapped.hEvent();
    Handle object = hEvent != 0 ? EventHandle.ofOverlapped(hEvent) : file;
    if (object == null) {
      return FileResult.failed(Win32Error.ERROR_INVALID_HANDLE.code());
    }
    WaitResult waited = waits.waitForSingleObject(object, timeoutMillis, alertable);
    return switch (waited.returnValue()) {
      case 0 -> told(overlapped);
      case WaitResult.WAIT_TIMEOUT, WaitResult.WAIT_IO_COMPLETION ->
          FileResult.failed(waited.returnValue());
      default -> FileResult.failed(waited.error());
    };
  }

  /**
   * The bytes are InternalHigh, with an error too; a status that still says pending is no error.
   */
  private static FileResult told(Overlapped overlapped) {
    int status = overlapped.internal();
    int bytes = (int) overlapped.internalHigh();
    return new FileResult(NtStatus.isSuccess(status), NtStatus.toWin32(status), true, bytes);
  }

  private static FileResult incomplete() {
    return FileResult.failed(Win32Error.ERROR_IO_INCOMPLETE.code());
  }

  private static FileResult noAccess() {
    return FileResult.failed(Win32Error.ERROR_NOACCESS.code());
  }
}
