package dev.wsplab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Row first-use: from the start of a fresh JVM to its end, with one completion between. The peer is
 * a JVM that does nothing.
 */
public class FirstUse {
  /** An empty folder for the library, and what starts a JVM. */
  @State(Scope.Benchmark)
  public static class Fresh {
    private Path folder;

    @Setup
    public void open() throws IOException {
      folder = Files.createTempDirectory("wsplab-first-use");
    }

    private void run(Class<?> program) throws IOException, InterruptedException {
      Path empty = Files.createTempDirectory(folder, "run");
      Process process =
          new ProcessBuilder(
                  List.of(
                      ProcessHandle.current().info().command().orElseThrow(),
                      "--enable-native-access=ALL-UNNAMED",
                      "-Dwsplab.tmpdir=" + empty,
                      "-Djava.io.tmpdir=" + empty,
                      "-cp",
                      System.getProperty("java.class.path"),
                      program.getName()))
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes());
      int status = process.waitFor();
      if (status != 0) {
        throw new IllegalStateException("status " + status + ": " + output);
      }
    }

    @TearDown
    public void close() throws IOException {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  @Benchmark
  public void ours(Fresh state) throws IOException, InterruptedException {
    state.run(FirstCompletion.class);
  }

  @Benchmark
  public void peer(Fresh state) throws IOException, InterruptedException {
    state.run(NoCompletion.class);
  }
}
