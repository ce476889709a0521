package dev.wsplab.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The file of {@code --junit}. */
final class JunitFile {
  private JunitFile() {}

  /** Before a long run: whether it could be written. */
  static void check(@Nullable Path file) throws SetUpException {
    if (file == null) {
      return;
    }
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file) || folder == null || !Files.isWritable(folder)) {
      throw new SetUpException(
          "--junit " + file + ": it cannot be written; expected a file in a folder that exists");
    }
  }

  /** Writes it, if one was named. */
  static void write(@Nullable Path file, String xml) throws SetUpException {
    if (file == null) {
      return;
    }
    try {
      Files.writeString(file, xml, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new SetUpException("--junit " + file + ": it could not be written: " + e.getMessage());
    }
  }
}
