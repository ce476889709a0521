package dev.wsplab.conformance.field;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.operation.Violation;
import dev.wsplab.verifier.Verifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.checkerframework.checker.calledmethods.qual.EnsuresCalledMethods;
import org.checkerframework.checker.mustcall.qual.MustCall;
import org.checkerframework.checker.mustcall.qual.Owning;

/**
 * The environment of a client that {@link ClientCheck#ofProcess} runs, in the client's process.
 * Thread-safe as far as a {@link Winsock} is; to be ended once.
 */
@MustCall("end")
public final class ProcessEnvironment {
  static final String COUNT = "count ";
  static final String PENDING = "pending ";
  static final String PROBLEM = "problem ";

  private final @Owning Winsock winsock;
  private final Path report;
  private final Tally tally = new Tally();

  private ProcessEnvironment(@Owning Winsock winsock, Path report) {
    this.winsock = winsock;
    this.report = report;
  }

  /**
   * Makes the environment of this process.
   *
   * @param label of a {@link FieldLayer}, or {@link LayerRun#BARE}
   * @param report the file that {@link #end} writes
   * @return the environment with its layer, which the caller closes
   * @throws IllegalArgumentException when there is no such layer
   */
  public static @Owning ProcessEnvironment begin(String label, Path report) {
    WinsockBuilder builder = Winsock.builder().verify(Verifier.Mode.REPORT).stacks().watchClient();
    if (!label.equals(LayerRun.BARE)) {
      FieldLayer.named(label).install(builder);
    }
    ProcessEnvironment made = new ProcessEnvironment(builder.build(), report);
    made.winsock.addListener(made.tally);
    return made;
  }

  /** {@return what the client is to use} */
  public Winsock winsock() {
    return winsock;
  }

  /**
   * Closes it, and writes what it has seen.
   *
   * @throws IOException when the file cannot be written
   */
  @EnsuresCalledMethods(value = "winsock", methods = "close")
  public void end() throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(PENDING + winsock.pendingOperations().size());
    tally.lines().forEach(line -> lines.add(COUNT + line));
    winsock.close(); // what is left open is told now
    winsock.violations().stream()
        .map(Violation::report)
        .map(text -> Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)))
        .forEach(text -> lines.add(PROBLEM + text));
    Files.write(report, lines);
  }
}
