package dev.wsplab.facts;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What docs/rules/windows-facts.md states, which the jar carries. */
final class FactSheet {
  private static final String FILE = "windows-facts.md";
  private static final Pattern ROW = Pattern.compile("\\| (?<id>WIN-\\d+) \\| (?<fact>.*?) \\|.*");
  private static final int WIDEST = 100;

  private FactSheet() {}

  /** The facts by their ids, in the order of the sheet, as text without marks. */
  static Map<String, String> read() {
    try (InputStream in = FactSheet.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + " is missing in the jar: build it again");
      }
      Map<String, String> facts = new LinkedHashMap<>();
      new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
          .lines()
          .map(ROW::matcher)
          .filter(Matcher::matches)
          .forEach(row -> facts.put(group(row, "id"), plain(group(row, "fact"))));
      return facts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As much of a fact as one line takes, whole words. */
  static String inShort(String fact) {
    if (fact.length() <= WIDEST) {
      return fact;
    }
    String cut = fact.substring(0, WIDEST - 3);
    return cut.substring(0, cut.lastIndexOf(' ')).replaceFirst("[:;,]$", "") + " ...";
  }

  /** For consoles that know ASCII alone. */
  private static String plain(String fact) {
    return fact.replace("**", "").replace("\u2192", "->");
  }

  private static String group(Matcher matched, String name) {
    return String.valueOf(matched.group(name));
  }
}
