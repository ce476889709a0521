package dev.wsplab.kernel;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** File descriptors. The handle of one is {@link #TAG} with the descriptor in its low half. */
final class PosixFileCalls implements SystemFile.Calls {
  /** Larger than every handle of the library; as in {@code compat/io.h}. */
  private static final long TAG = 0x4644_0000_0000L;

  private static final int SEEK_CUR = 1;

  private static int descriptor(long handle) {
    return (int) (handle ^ TAG);
  }

  /** Its size is asked for by name: where it lies in {@code struct stat} differs. */
  private static Path name(long handle) {
    return Path.of(Platform.isMac() ? "/dev/fd" : "/proc/self/fd", "" + descriptor(handle));
  }

  private static Function function(String name) {
    return Function.getFunction("c", name);
  }

  @Override
  public boolean isFile(long handle) {
    return (handle ^ TAG) >>> Integer.SIZE == 0
        && descriptor(handle) >= 0
        && Files.isRegularFile(name(handle));
  }

  @Override
  public long size(long handle) throws IOException {
    return Files.size(name(handle));
  }

  @Override
  public long position(long handle) throws IOException {
    return checked(
        "lseek", function("lseek").invokeLong(new Object[] {descriptor(handle), 0L, SEEK_CUR}));
  }

  @Override
  public int read(long handle, Pointer room, int length, long at) throws IOException {
    Object[] arguments = {descriptor(handle), room, (long) length, at};
    return (int) checked("pread", function("pread").invokeLong(arguments));
  }

  private static long checked(String function, long result) throws IOException {
    if (result < 0) {
      throw new IOException(function + ": error " + Native.getLastError());
    }
    return result;
  }
}
