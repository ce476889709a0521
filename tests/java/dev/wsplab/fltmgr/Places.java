package dev.wsplab.fltmgr;

import dev.wsplab.kernel.NativeBlock;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A place for each of many I/Os, in a file behind the bench's content, and in memory: who writes
 * succeeds exactly when its bytes are there afterwards. Thread-safe.
 */
final class Places {
  /** How many bytes each has. */
  static final int SIZE = 8;

  private static final int FIRST = 64;

  private final NativeBlock memory;
  private final boolean[] has; // guarded by itself: places that were written
  private final AtomicInteger written = new AtomicInteger();
  private final AtomicInteger cancelled = new AtomicInteger();

  Places(NativeBlock memory, int count) {
    this.memory = memory;
    this.has = new boolean[count];
  }

  /** Where it is in the file. */
  static long offset(int place) {
    return FIRST + (long) place * SIZE;
  }

  /** Where it is in memory. */
  long address(int place) {
    return memory.address() + (long) place * SIZE;
  }

  /** Fills in a read or a write of a place's bytes, there or elsewhere in the file. */
  void fill(FltCallbackData data, int major, int place, long offset) {
    if (major == MajorFunction.IRP_MJ_WRITE) {
      byte[] bytes = new byte[SIZE];
      Arrays.fill(bytes, (byte) (place + 1));
      memory.buffer().put(place * SIZE, bytes);
    }
    data.iopb().majorFunction(major).length(SIZE).byteOffset(offset).buffer(address(place));
  }

  /** One has ended. */
  void ended(int place, int major, int status) {
    if (status == FltStatus.STATUS_CANCELLED) {
      cancelled.incrementAndGet();
    }
    if (major == MajorFunction.IRP_MJ_WRITE && status == FltStatus.STATUS_SUCCESS) {
      written.incrementAndGet();
      synchronized (has) {
        has[place] = true;
      }
    }
  }

  /** How many writes have succeeded. */
  int written() {
    return written.get();
  }

  /** How many were cancelled. */
  int cancelled() {
    return cancelled.get();
  }

  /** What the file begins with when all is over. */
  byte[] expected() {
    byte[] content = FltBench.CONTENT.getBytes(StandardCharsets.US_ASCII);
    byte[] expected = Arrays.copyOf(content, (int) offset(has.length));
    synchronized (has) {
      for (int i = 0; i < has.length; i++) {
        if (has[i]) {
          Arrays.fill(expected, (int) offset(i), (int) offset(i + 1), (byte) (i + 1));
        }
      }
    }
    return expected;
  }
}
