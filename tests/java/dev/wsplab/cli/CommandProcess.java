package dev.wsplab.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The command in a process of its own, which it may end. */
final class CommandProcess {
  private static final int MINUTES = 4;

  private CommandProcess() {}

  /** How a command has ended, and what it has printed. */
  record Ended(int status, String out, String err) {}

  /** Runs {@code wsplab} with these arguments. */
  static Ended wsplab(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).start();
    try {
      CompletableFuture<String> err =
          CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
      CompletableFuture<String> out =
          CompletableFuture.supplyAsync(() -> text(process.getInputStream()));
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        throw new IOException(command + " has not ended after " + MINUTES + " minutes");
      }
      return new Ended(
          process.exitValue(),
          out.orTimeout(MINUTES, TimeUnit.MINUTES).join(),
          err.orTimeout(MINUTES, TimeUnit.MINUTES).join());
    } finally {
      process.destroyForcibly();
    }
  }

  /** A stream of its own kind: that of a file asks for a length, which Wine's pipes do not have. */
  private static String text(InputStream file) {
    try (InputStream stream = new BufferedInputStream(file)) {
      return new String(stream.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
