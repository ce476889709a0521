package dev.wsplab.bench;

import java.nio.file.Path;

/** What the JVM's boundary costs with nothing behind it: {@code tests/bench/native}. */
final class BareNatives {
  static {
    System.load(library("libwsplab-bench.so").toString());
  }

  private BareNatives() {}

  /** A file that {@code scripts/bench} has built. */
  static Path library(String name) {
    String folder = System.getProperty("wsplab.bench.native");
    if (folder == null) {
      throw new IllegalStateException(
          "wsplab.bench.native is not set: run the benchmarks with scripts/bench");
    }
    return Path.of(folder).toAbsolutePath().resolve(name);
  }

  /** Does nothing; returns the low half of the word. */
  static native int nothing(long word);

  /** Makes a queue: its address, or 0. */
  static native long queueCreate();

  static native void queueDestroy(long queue);

  /** Queues a packet: 0, or -1. */
  static native int queuePost(long queue, long key, long overlapped, int status, int bytes);

  /** Takes the oldest packet, 24 bytes, to this address: 0, or -1 when there is none. */
  static native int queueGet(long queue, long room);

  /** Calls {@link #called} so many times from C; returns the sum of what it returned. */
  static native long upcalls(int count);

  /** Called by C. */
  static long called(long number) {
    return number + 1;
  }
}
