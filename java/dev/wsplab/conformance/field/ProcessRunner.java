package dev.wsplab.conformance.field;

import dev.wsplab.conformance.StateReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Runs a client that has a process for each layer, and reads what the process has written. */
final class ProcessRunner implements ClientRunner {
  private final ClientProcess client;
  private final Duration timeout;
  private final Tally bare = new Tally();
  private int leftByBare;
  private boolean worksBare;

  ProcessRunner(ClientProcess client, Duration timeout) {
    this.client = client;
    this.timeout = timeout;
  }

  @Override
  public LayerRun run(@Nullable FieldLayer layer) throws InterruptedException {
    long start = System.nanoTime();
    List<String> problems = new ArrayList<>();
    List<String> differences = new ArrayList<>();
    try {
      Path report = Files.createTempFile("wsplab-client", ".txt");
      try {
        play(layer, report, problems, differences);
      } finally {
        Files.deleteIfExists(report);
      }
    } catch (IOException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
    worksBare |= layer == null && problems.isEmpty();
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    return new LayerRun(layer, millis, problems, differences);
  }

  @Override
  public boolean worksBare() {
    return worksBare;
  }

  private void play(
      @Nullable FieldLayer layer, Path report, List<String> problems, List<String> differences)
      throws IOException, InterruptedException {
    try {
      int status = client.run(LayerRun.labelOf(layer), report, timeout);
      if (status != 0) {
        problems.add("its process ended with " + status);
      }
      read(layer, Files.readAllLines(report), problems, differences);
    } catch (TimeoutException e) {
      problems.add("it has not ended after " + timeout.toMillis() + " ms; its process was ended");
    }
  }

  private void read(
      @Nullable FieldLayer layer,
      List<String> lines,
      List<String> problems,
      List<String> differences) {
    if (lines.isEmpty()) {
      problems.add(
          "its process ended without a word: by TerminateProcess or a fault, or it did not begin");
      return;
    }
    Tally tally = layer == null ? bare : new Tally();
    int left = 0;
    for (String line : lines) {
      if (line.startsWith(ProcessEnvironment.COUNT)) {
        tally.add(line.substring(ProcessEnvironment.COUNT.length()));
      } else if (line.startsWith(ProcessEnvironment.PENDING)) {
        left = Integer.parseInt(line.substring(ProcessEnvironment.PENDING.length()));
      } else {
        byte[] text =
            Base64.getDecoder().decode(line.substring(ProcessEnvironment.PROBLEM.length()));
        problems.add(new String(text, StandardCharsets.UTF_8));
      }
    }
    if (layer == null) {
      leftByBare = left;
      return;
    }
    differences.addAll(tally.differences(bare));
    if (left != leftByBare) {
      differences.add(
          StateReport.count(left, "operation") + " pending at the end (bare: " + leftByBare + ")");
    }
  }
}
