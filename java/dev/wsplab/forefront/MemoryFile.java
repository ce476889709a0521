package dev.wsplab.forefront;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.kernel.Kernel;
import java.util.HashMap;
import java.util.Map;
import org.apache.commons.lang3.Validate;

/**
 * A file in memory, with holes: what was never written takes no room and reads as 0, so that
 * offsets beyond 4 GiB cost nothing. Several handles may be open on it. Thread-safe.
 */
public final class MemoryFile {
  private static final int PAGE = 64 * 1024;

  private final GuardedMemory memory = Kernel.get().memory();
  private final Map<Long, byte[]> pages = new HashMap<>();
  private final long limit;
  private long size;

  private MemoryFile(long limit) {
    this.limit = limit;
  }

  /**
   * Makes an empty file.
   *
   * @return the file, which grows as it is written
   */
  public static MemoryFile empty() {
    return new MemoryFile(Long.MAX_VALUE);
  }

  /**
   * Makes an empty file on a disk that is soon full.
   *
   * @param limit how many bytes fit; a write beyond fails with 112
   * @return the file
   */
  public static MemoryFile ofLimit(long limit) {
    Validate.isTrue(limit >= 0, "limit=%d: 0 or more is expected", limit);
    return new MemoryFile(limit);
  }

  /**
   * Makes a file with this content.
   *
   * @param content the bytes; copied
   * @return the file
   */
  public static MemoryFile of(byte... content) {
    MemoryFile file = empty();
    file.put(0, content, content.length);
    return file;
  }

  /** {@return its size in bytes} */
  public synchronized long size() {
    return size;
  }

  /**
   * {@return a copy of some of its bytes; beyond its end they are 0}
   *
   * @param position of the first byte, 0 or more
   * @param length how many
   */
  public byte[] bytes(long position, int length) {
    byte[] copy = new byte[length];
    get(position, copy, length);
    return copy;
  }

  /** Nothing stands in it any more. */
  synchronized void truncate() {
    pages.clear();
    size = 0;
  }

  // Memory of strangers is touched between the locked parts: an access that fails throws.

  /** Reads into memory: how many bytes, or an error, negated. */
  int read(long position, long address, int length) {
    int count;
    synchronized (this) {
      if (position >= size) {
        return length == 0 ? 0 : -FileErrors.HANDLE_EOF; // FWX-39, FWX-86
      }
      count = (int) Math.min(length, size - position);
    }
    byte[] data = bytes(position, count);
    try {
      memory.write(data, 0, count, address);
    } catch (AccessViolationException e) {
      return -FileErrors.NOACCESS;
    }
    return count;
  }

  /** Writes from memory: how many bytes, or an error, negated. */
  int write(long position, long address, int length) {
    if (length > limit - position) {
      return -FileErrors.DISK_FULL;
    }
    byte[] data = new byte[length];
    try {
      memory.read(address, data, 0, length);
    } catch (AccessViolationException e) {
      return -FileErrors.NOACCESS;
    }
    put(position, data, length);
    return length;
  }

  private synchronized void get(long position, byte[] to, int length) {
    int done = 0;
    while (done < length) {
      long at = position + done;
      int inPage = (int) (at % PAGE);
      int count = Math.min(length - done, PAGE - inPage);
      byte[] page = pages.get(at / PAGE);
      if (page != null) {
        System.arraycopy(page, inPage, to, done, count);
      }
      done += count;
    }
  }

  private synchronized void put(long position, byte[] from, int length) {
    int done = 0;
    while (done < length) {
      long at = position + done;
      int inPage = (int) (at % PAGE);
      int count = Math.min(length - done, PAGE - inPage);
      byte[] page = pages.computeIfAbsent(at / PAGE, index -> new byte[PAGE]);
      System.arraycopy(from, done, page, inPage, count);
      done += count;
    }
    size = length == 0 ? size : Math.max(size, position + length);
  }
}
