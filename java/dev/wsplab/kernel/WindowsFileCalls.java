package dev.wsplab.kernel;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;

/** Files of Windows, opened for overlapped use or not, and associated with a port or not. */
final class WindowsFileCalls implements SystemFile.Calls {
  private static final int FILE_TYPE_DISK = 1;
  private static final int FILE_BEGIN = 0;
  private static final int FILE_CURRENT = 1;
  private static final int ERROR_HANDLE_EOF = 38;
  private static final int ERROR_IO_PENDING = 997;
  private static final int TRUE = 1;

  // OVERLAPPED in words of this process: Internal, InternalHigh, two halves of the offset, hEvent.
  private static final int OFFSET = 2 * Native.POINTER_SIZE;
  private static final int EVENT = OFFSET + 2 * Integer.BYTES;
  private static final int OVERLAPPED = EVENT + Native.POINTER_SIZE;

  private static int call(String name, Object... arguments) {
    return Function.getFunction("kernel32", name, Function.ALT_CONVENTION).invokeInt(arguments);
  }

  private static void checked(String name, Object... arguments) throws IOException {
    if (call(name, arguments) == 0) {
      throw new IOException(name + ": error " + Native.getLastError());
    }
  }

  @Override
  public boolean isFile(long handle) {
    return call("GetFileType", new Pointer(handle)) == FILE_TYPE_DISK;
  }

  @Override
  public long size(long handle) throws IOException {
    try (Memory size = new Memory(Long.BYTES)) {
      checked("GetFileSizeEx", new Pointer(handle), size);
      return size.getLong(0);
    }
  }

  @Override
  public long position(long handle) throws IOException {
    try (Memory position = new Memory(Long.BYTES)) {
      checked("SetFilePointerEx", new Pointer(handle), 0L, position, FILE_CURRENT);
      return position.getLong(0);
    }
  }

  /** A file that is not for overlapped use moves its position with each read: it is put back. */
  @Override
  public int read(long handle, Pointer room, int length, long at) throws IOException {
    long before = position(handle);
    try {
      return readAt(handle, room, length, at);
    } finally {
      checked("SetFilePointerEx", new Pointer(handle), before, Pointer.NULL, FILE_BEGIN);
    }
  }

  private static int readAt(long handle, Pointer room, int length, long at) throws IOException {
    Pointer event =
        Function.getFunction("kernel32", "CreateEventW", Function.ALT_CONVENTION)
            .invokePointer(new Object[] {Pointer.NULL, TRUE, 0, Pointer.NULL});
    try (Memory overlapped = new Memory(OVERLAPPED);
        Memory count = new Memory(Integer.BYTES)) {
      overlapped.clear();
      overlapped.setLong(OFFSET, at);
      // The low bit: no packet to a port that the file may be associated with (IOCP-EVT-3).
      overlapped.setPointer(EVENT, new Pointer(Pointer.nativeValue(event) | 1));
      Pointer file = new Pointer(handle);
      if (call("ReadFile", file, room, length, Pointer.NULL, overlapped) == 0
          && Native.getLastError() != ERROR_IO_PENDING) {
        return endOrError("ReadFile");
      }
      return call("GetOverlappedResult", file, overlapped, count, TRUE) == 0
          ? endOrError("GetOverlappedResult")
          : count.getInt(0);
    } finally {
      call("CloseHandle", event);
    }
  }

  private static int endOrError(String name) throws IOException {
    int error = Native.getLastError();
    if (error == ERROR_HANDLE_EOF) {
      return 0;
    }
    throw new IOException(name + ": error " + error);
  }
}
