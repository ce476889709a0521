package dev.wsplab.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A fenced block of a page, with the comment on the line above it, which says where it was copied
 * from or what runs it.
 *
 * @param place the page and the line of the fence
 * @param mark what the comment says, empty when there is none
 * @param language what stands behind the fence
 * @param lines without indentation and empty lines
 */
record PageBlock(String place, String mark, String language, List<String> lines) {
  private static final String FENCE = "```";

  PageBlock {
    lines = List.copyOf(lines);
  }

  /** Of the README and all pages in docs. */
  static List<PageBlock> ofAllPages() throws IOException {
    return pages().stream().flatMap(page -> in(page.toString(), read(page)).stream()).toList();
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.list(Path.of("docs"))) {
      return Stream.concat(Stream.of(Path.of("README.md")), docs.sorted())
          .filter(page -> page.toString().endsWith(".md"))
          .toList();
    }
  }

  /** Where the README and the pages in docs have blocks that are no fenced ones. */
  static List<String> indentedOfAllPages() throws IOException {
    return pages().stream()
        .flatMap(page -> indentedIn(page.toString(), read(page)).stream())
        .toList();
  }

  /** Where blocks begin that indentation alone makes: what belongs to a list is none. */
  static List<String> indentedIn(String page, String text) {
    List<String> found = new ArrayList<>();
    List<String> lines = text.lines().toList();
    boolean fenced = false;
    boolean inList = false;
    boolean inBlock = false;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      fenced ^= line.strip().startsWith(FENCE);
      if (fenced || line.isBlank()) {
        continue;
      }
      boolean isIndented = line.startsWith("    ");
      if (isIndented && !inList && !inBlock && i > 0 && lines.get(i - 1).isBlank()) {
        found.add(page + ":" + (i + 1));
      }
      inBlock = isIndented && !inList;
      inList = line.matches("([-*]|\\d+\\.) .*") || inList && line.startsWith(" ");
    }
    return found;
  }

  static List<PageBlock> in(String page, String text) {
    List<PageBlock> found = new ArrayList<>();
    List<String> lines = text.lines().map(String::strip).toList();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith(FENCE)) {
        int end = i + 1 + lines.subList(i + 1, lines.size()).indexOf(FENCE);
        found.add(
            new PageBlock(
                page + ":" + (i + 1),
                i == 0 ? "" : markIn(lines.get(i - 1)),
                lines.get(i).substring(FENCE.length()),
                stripped(lines.subList(i + 1, end))));
        i = end;
      }
    }
    return found;
  }

  private static String markIn(String line) {
    return line.startsWith("<!-- ") && line.endsWith(" -->")
        ? line.substring("<!-- ".length(), line.length() - " -->".length())
        : "";
  }

  /** What stands behind this word in the mark; null when it begins otherwise. */
  @Nullable String after(String word) {
    return mark.startsWith(word + ": ") ? mark.substring(word.length() + 2) : null;
  }

  /** Its lines, in parts where a line begins with three dots: something is left out there. */
  List<String> parts() {
    List<List<String>> parts = new ArrayList<>(List.of(new ArrayList<>()));
    for (String line : lines) {
      if (line.startsWith("...")) {
        parts.add(new ArrayList<>());
      } else {
        parts.get(parts.size() - 1).add(line);
      }
    }
    return parts.stream().map(part -> String.join("\n", part)).toList();
  }

  static List<String> stripped(List<String> lines) {
    return lines.stream().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  private static String read(Path page) {
    try {
      return Files.readString(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
