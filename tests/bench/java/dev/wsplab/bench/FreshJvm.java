package dev.wsplab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Runs programs in JVMs of their own, each with an empty folder for the library. */
@State(Scope.Benchmark)
public class FreshJvm {
  private Path folder;

  /** Makes the folder of all. */
  @Setup
  public void open() throws IOException {
    folder = Files.createTempDirectory("wsplab-fresh");
  }

  /** Returns what a program has printed; fails unless its status is 0. */
  String run(Class<?> program, String... arguments) throws IOException, InterruptedException {
    Path empty = Files.createTempDirectory(folder, "run");
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Dwsplab.tmpdir=" + empty);
    command.add("-Djava.io.tmpdir=" + empty);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(program.getName());
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(empty.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    int status = process.waitFor();
    if (status != 0) {
      throw new IllegalStateException("status " + status + ": " + output);
    }
    return output;
  }

  /** Deletes it with all that is in it. */
  @TearDown
  public void close() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
