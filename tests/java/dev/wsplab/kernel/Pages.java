package dev.wsplab.kernel;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;

/** Pages of memory with a protection of their own, by the system's own calls. */
final class Pages {
  static final int SIZE = 4096;
  private static final int READ = 1;
  private static final int WRITE = 2;
  private static final int PRIVATE_ANONYMOUS = 0x22;
  private static final LibC LIBC = Native.load("c", LibC.class);

  interface LibC extends Library {
    Pointer mmap(Pointer at, long length, int protection, int flags, int file, long offset);

    int mprotect(Pointer at, long length, int protection);

    int munmap(Pointer at, long length);
  }

  private Pages() {}

  /** Maps pages that can be read and written. */
  static long map(int count) {
    Pointer pages =
        LIBC.mmap(Pointer.NULL, (long) count * SIZE, READ | WRITE, PRIVATE_ANONYMOUS, -1, 0);
    return Pointer.nativeValue(pages);
  }

  static void makeReadOnly(long page) {
    LIBC.mprotect(new Pointer(page), SIZE, READ);
  }

  static void unmap(long page) {
    LIBC.munmap(new Pointer(page), SIZE);
  }
}
