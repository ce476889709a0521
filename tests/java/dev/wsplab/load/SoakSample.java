package dev.wsplab.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One moment of a soak.
 *
 * @param seconds since it began
 * @param operations told to clients so far
 * @param heap live bytes of the Java heap
 * @param handedOut bytes that malloc has handed out
 * @param resident bytes of the process in memory
 * @param handles open in the environment of the round trips
 * @param files open in the process
 * @param threads of the JVM
 * @param nanos round trips since the last sample, the shortest first
 */
record SoakSample(
    long seconds,
    long operations,
    long heap,
    long handedOut,
    long resident,
    long handles,
    long files,
    long threads,
    long[] nanos) {
  static final String HEAD =
      "seconds,operations,heap,malloc,resident,handles,files,threads,p50,p99,max";
  private static final Path STATUS = Path.of("/proc/self/status");

  static SoakSample now(long began, long operations, RoundTrip roundTrip) {
    long[] nanos = roundTrip.taken();
    Arrays.sort(nanos);
    MemoryInUse memory = MemoryInUse.now();
    return new SoakSample(
        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began),
        operations,
        memory.javaHeap(),
        memory.nativeHeap(),
        residentNow(),
        roundTrip.openHandles(),
        filesNow(),
        ManagementFactory.getThreadMXBean().getThreadCount(),
        nanos);
  }

  String line() {
    return Stream.of(
            seconds,
            operations,
            heap,
            handedOut,
            resident,
            handles,
            files,
            threads,
            share(0.5),
            share(0.99),
            share(1))
        .map(String::valueOf)
        .reduce((a, b) -> a + "," + b)
        .orElseThrow();
  }

  private long share(double share) {
    return nanos.length == 0 ? 0 : nanos[(int) Math.ceil(share * nanos.length) - 1];
  }

  private static long residentNow() {
    try (Stream<String> lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long filesNow() {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
