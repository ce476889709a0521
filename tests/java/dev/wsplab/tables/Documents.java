package dev.wsplab.tables;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The checked-in documents that tests compare with what they find out. */
final class Documents {
  static final Path FUNCTIONS = Path.of("docs", "functions.md");
  static final Path COVERAGE = Path.of("docs", "coverage.md");

  private Documents() {}

  /** Whether this run writes the documents instead of comparing: {@code scripts/tables}. */
  static boolean areWritten() {
    return Boolean.getBoolean("wsplab.tables.write");
  }

  /** The text of a file with line feeds only, whatever the checkout made of them; "" if none. */
  static String read(Path file) {
    try {
      return Files.exists(file)
          ? Files.readString(file, StandardCharsets.UTF_8).replace("\r\n", "\n")
          : "";
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The rule sheets. */
  static String sheets() {
    Path folder = Path.of("docs", "rules");
    return read(folder.resolve("winsock-spi.md")) + read(folder.resolve("windows-facts.md"));
  }
}
