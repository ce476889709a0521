package dev.wsplab.cli;

import dev.wsplab.conformance.field.ProcessEnvironment;
import dev.wsplab.provider.nativehost.ClientProgram;
import dev.wsplab.spi.WinsockException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import org.apache.commons.lang3.SystemProperties;
import picocli.CommandLine;

/**
 * A program for Windows, run in a process of its own: this command starts it there, and is called
 * again in that process, by {@link #begin}, before the program begins.
 */
final class ProgramProcess {
  private static final Duration ANY = Duration.ofMillis(Long.MAX_VALUE);

  private final Path file;
  private final List<String> arguments;

  /**
   * Names a program.
   *
   * @param arguments what stands behind its name
   */
  ProgramProcess(Path file, List<String> arguments) {
    this.file = file;
    this.arguments = arguments;
  }

  /** Whether a file is such a program; elsewhere than on Windows none is. */
  static boolean isProgram(Path file) {
    boolean windows = SystemProperties.getOsName().startsWith("Windows");
    return windows && file.toString().toLowerCase(Locale.ROOT).endsWith(".exe");
  }

  // ---- in the program's process

  /** Called there by the shim; 0: the program may begin. */
  static int begin(String[] command) {
    return Main.commandLine().execute(command);
  }

  /** Gives the program to an environment of {@code check --client}. */
  @SuppressWarnings("builder:required.method.not.called") // the program's end ends it
  static int adoptOver(String label, Path report) {
    ProcessEnvironment environment = ProcessEnvironment.begin(label, report);
    environment
        .winsock()
        .adoptProgram(
            status -> {
              try {
                environment.end();
              } catch (IOException e) {
                throw new UncheckedIOException("report=" + report + ": it cannot be written", e);
              }
              return status;
            });
    return Main.OK;
  }

  // ---- in the command's

  /**
   * Runs it to its end.
   *
   * @param command what {@link #begin} is given: a command of ours
   * @param teller tells of its preparation
   * @return its status, or what its preparation has returned
   */
  int run(List<String> command, CommandLine teller) throws SetUpException, InterruptedException {
    try {
      return told(command, teller).await(ANY);
    } catch (ClientProgram.RefusedException e) {
      return e.status();
    } catch (WinsockException e) {
      throw new SetUpException("PROGRAM " + e.reason());
    } catch (TimeoutException e) {
      throw new IllegalStateException("the program has outlived its time", e);
    }
  }

  private ClientProgram told(List<String> command, CommandLine teller)
      throws ClientProgram.RefusedException {
    Ticker ticker = Ticker.on(teller, () -> "PROGRAM is prepared");
    try (ticker) {
      return start(command);
    }
  }

  /** Runs it over a field layer, as {@code ClientProcess} says. */
  int runOver(String label, Path report, Duration limit)
      throws IOException, TimeoutException, InterruptedException {
    List<String> command =
        List.of("run", "--adopt", "--over", label, "--report", report + "", "--", file + "");
    ClientProgram program;
    try {
      program = start(command);
    } catch (ClientProgram.RefusedException | WinsockException e) {
      throw new IOException(e.getMessage(), e);
    }
    boolean ended = false;
    try {
      int status = program.await(limit);
      ended = true;
      return status;
    } finally {
      if (!ended) {
        program.kill();
      }
    }
  }

  private ClientProgram start(List<String> command) throws ClientProgram.RefusedException {
    return ClientProgram.start(
        file,
        arguments,
        new ClientProgram.Preparation(
            ProgramProcess.class, command, List.of("--enable-native-access=ALL-UNNAMED")));
  }
}
