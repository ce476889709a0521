package dev.wsplab.tables;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The checked-in documents that tests compare with what they find out. */
final class Documents {
  static final Path FUNCTIONS = Path.of("docs", "functions.md");
  static final Path OPTIONS = Path.of("docs", "options.md");
  static final Path COVERAGE = Path.of("docs", "coverage.md");
  static final Path VERIFIER = Path.of("docs", "verifier.md");

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

  /** The files of a folder whose names end like this, by name. */
  static List<Path> files(Path folder, String end) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
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

  /**
   * A list of {@code name: text}, one a line, beside comments. What is no longer wanted is taken
   * off when the documents are written.
   */
  static Map<String, String> list(Path file, Predicate<String> isWanted) {
    if (areWritten()) {
      String kept =
          read(file)
              .lines()
              .filter(l -> l.startsWith("#") || isWanted.test(l.split(": ", 2)[0]))
              .collect(Collectors.joining("\n", "", "\n"));
      write(file, kept);
    }
    Map<String, String> list = new TreeMap<>();
    read(file)
        .lines()
        .filter(line -> !line.startsWith("#") && !line.isBlank())
        .map(line -> line.split(": ", 2))
        .forEach(
            parts -> {
              if (list.put(parts[0], parts.length > 1 ? parts[1] : "") != null) {
                throw new AssertionError("twice: " + parts[0]);
              }
            });
    return list;
  }

  /** The rule sheets. */
  static String sheets() {
    return winsockSheets()
        + sheet("forefront-fwx.md")
        + sheet("fltmgr-async-io.md")
        + sheet("wfp-pend-complete.md");
  }

  /** Those that say which functions of Winsock there are. */
  static String winsockSheets() {
    return sheet("winsock-spi.md") + sheet("windows-facts.md");
  }

  private static String sheet(String name) {
    return read(Path.of("docs", "rules", name));
  }
}
