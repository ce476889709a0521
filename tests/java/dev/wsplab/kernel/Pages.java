package dev.wsplab.kernel;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import dev.wsplab.platform.RunningOn;

/** Pages of memory with a protection of their own, by the system's own calls. */
public final class Pages {
  public static final int SIZE = 4096;
  private static final Pages.Calls CALLS = RunningOn.isWindows() ? new OfWindows() : new OfPosix();

  private interface Calls {
    long map(long bytes);

    void makeReadOnly(Pointer page);

    void makeInaccessible(Pointer page);

    void unmap(Pointer page);
  }

  private Pages() {}

  /** Maps pages that can be read and written. */
  public static long map(int count) {
    return CALLS.map((long) count * SIZE);
  }

  public static void makeReadOnly(long page) {
    CALLS.makeReadOnly(new Pointer(page));
  }

  /** As if it were not mapped, but nobody else can get it. */
  public static void makeInaccessible(long page) {
    CALLS.makeInaccessible(new Pointer(page));
  }

  public static void unmap(long page) {
    CALLS.unmap(new Pointer(page));
  }

  interface LibC extends Library {
    Pointer mmap(Pointer at, long length, int protection, int flags, int file, long offset);

    int mprotect(Pointer at, long length, int protection);

    int munmap(Pointer at, long length);
  }

  private static final class OfPosix implements Calls {
    private static final int READ = 1;
    private static final int WRITE = 2;
    private static final int PRIVATE_ANONYMOUS = 0x22;
    private final LibC libc = Native.load("c", LibC.class);

    @Override
    public long map(long bytes) {
      Pointer pages = libc.mmap(Pointer.NULL, bytes, READ | WRITE, PRIVATE_ANONYMOUS, -1, 0);
      return Pointer.nativeValue(pages);
    }

    @Override
    public void makeReadOnly(Pointer page) {
      libc.mprotect(page, SIZE, READ);
    }

    @Override
    public void makeInaccessible(Pointer page) {
      libc.mprotect(page, SIZE, 0);
    }

    @Override
    public void unmap(Pointer page) {
      libc.munmap(page, SIZE);
    }
  }

  interface Kernel32 extends Library {
    Pointer VirtualAlloc(Pointer at, Pointer length, int type, int protection);

    boolean VirtualProtect(Pointer at, Pointer length, int protection, IntByReference before);

    boolean VirtualFree(Pointer at, Pointer length, int type);
  }

  // Pages of one reservation go one by one: they are taken back, the reservation stays.
  private static final class OfWindows implements Calls {
    private static final int RESERVE_AND_COMMIT = 0x3000;
    private static final int DECOMMIT = 0x4000;
    private static final int NO_ACCESS = 0x1;
    private static final int READ_ONLY = 0x2;
    private static final int READ_WRITE = 0x4;
    private final Kernel32 kernel32 = Native.load("kernel32", Kernel32.class);

    @Override
    public long map(long bytes) {
      return Pointer.nativeValue(
          kernel32.VirtualAlloc(Pointer.NULL, new Pointer(bytes), RESERVE_AND_COMMIT, READ_WRITE));
    }

    @Override
    public void makeReadOnly(Pointer page) {
      kernel32.VirtualProtect(page, new Pointer(SIZE), READ_ONLY, new IntByReference());
    }

    @Override
    public void makeInaccessible(Pointer page) {
      kernel32.VirtualProtect(page, new Pointer(SIZE), NO_ACCESS, new IntByReference());
    }

    @Override
    public void unmap(Pointer page) {
      kernel32.VirtualFree(page, new Pointer(SIZE), DECOMMIT);
    }
  }
}
