package dev.wsplab.grid;

import dev.wsplab.platform.RunningOn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A table of outcomes, a row for each parameter of a function: {@code row: value=outcome, ...}. */
public final class GridTable {
  private final Path file;
  private final String head;

  public GridTable(Path file, String head) {
    this.file = file;
    this.head = head;
  }

  public void write(Map<String, String> rows) throws IOException {
    StringBuilder text = new StringBuilder(head);
    rows.forEach((row, outcomes) -> text.append(row).append(": ").append(outcomes).append('\n'));
    Files.writeString(file, text);
  }

  public Map<String, String> read() throws IOException {
    Map<String, String> rows = new LinkedHashMap<>();
    if (Files.exists(file)) {
      Files.readAllLines(file).stream()
          .filter(line -> !line.startsWith("#") && !line.isBlank())
          .map(line -> line.split(": ", 2))
          .forEach(parts -> rows.put(parts[0], parts[1]));
    }
    return rows;
  }

  /** What the table says for this platform, against what came. */
  public static List<String> differences(Map<String, String> expected, Map<String, String> actual) {
    List<String> wrong = new ArrayList<>();
    actual.forEach(
        (row, outcomes) -> {
          String said = onThisPlatform(expected.getOrDefault(row, ""));
          if (!said.equals(outcomes)) {
            wrong.add(row + "\n  expected " + said + "\n  but was  " + outcomes);
          }
        });
    return wrong;
  }

  static String onThisPlatform(String outcomes) {
    Pattern both = Pattern.compile("=([\\w-]+)/([\\w-]+)");
    return both.matcher(outcomes).replaceAll(RunningOn.isWindows() ? "=$2" : "=$1");
  }
}
