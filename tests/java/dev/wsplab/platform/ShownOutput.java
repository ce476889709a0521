package dev.wsplab.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a page shows as the output of a test, in a block below {@code <!-- printed by: HangTest
 * -->}. It is compared with what that test has printed as scripts/lib/docs.py compares: line by
 * line, but for what differs in each run, and for what three dots stand for, in a line or instead
 * of lines. What differs, and the cases that both are tested with, stand in one file.
 */
public final class ShownOutput {
  private static final String DOTS = "...";

  private final List<Pattern> varies;

  private ShownOutput() {
    List<Pattern> kinds = new ArrayList<>();
    file().get("varies").forEach(kind -> kinds.add(Pattern.compile(kind.asText())));
    varies = List.copyOf(kinds);
  }

  /** What the comparison in scripts/lib/docs.py reads, too. */
  static JsonNode file() {
    Path file = Path.of("tests", "resources", "pages", "shown-output.json");
    try {
      return new ObjectMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fails unless each block that is marked with the name of this test shows what it printed. */
  public static void assertShows(String test, String printed) {
    List<PageBlock> blocks = blocksOf(test);
    assertThat(blocks).as("blocks of pages that are printed by " + test).isNotEmpty();
    for (PageBlock block : blocks) {
      assertThat(notPrinted(block.lines(), printed.lines().toList()))
          .as(
              "%s shows a line that %s does not print there, or leaves out lines above it without"
                  + " three dots; it prints:%n%s",
              block.place(), test, printed)
          .isEmpty();
    }
  }

  private static List<PageBlock> blocksOf(String test) {
    try {
      return PageBlock.ofAllPages().stream()
          .filter(block -> test.equals(block.after("printed by")))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The first line that is shown, and was not printed there: one after the other, but where a line
   * of three dots stands between them.
   */
  static Optional<String> notPrinted(List<String> shown, List<String> printed) {
    ShownOutput rule = new ShownOutput();
    List<String> rest = PageBlock.stripped(printed);
    for (List<String> run : runsOf(PageBlock.stripped(shown))) {
      List<Pattern> patterns = run.stream().map(rule::pattern).toList();
      int begin = 0;
      int most = 0;
      while (begin <= rest.size()) {
        int fit = fitting(patterns, rest.subList(begin, rest.size()));
        most = Math.max(most, fit);
        if (fit == run.size()) {
          break;
        }
        begin++;
      }
      if (most < run.size()) {
        return Optional.of(run.get(most));
      }
      rest = rest.subList(begin + run.size(), rest.size());
    }
    return Optional.empty();
  }

  /** The lines between those of three dots alone. */
  private static List<List<String>> runsOf(List<String> shown) {
    List<List<String>> runs = new ArrayList<>(List.of(new ArrayList<>()));
    for (String line : shown) {
      if (line.equals(DOTS)) {
        runs.add(new ArrayList<>());
      } else {
        runs.get(runs.size() - 1).add(line);
      }
    }
    return runs;
  }

  private static int fitting(List<Pattern> patterns, List<String> lines) {
    int fit = 0;
    while (fit < patterns.size()
        && fit < lines.size()
        && patterns.get(fit).matcher(lines.get(fit)).matches()) {
      fit++;
    }
    return fit;
  }

  private Pattern pattern(String line) {
    StringBuilder pattern = new StringBuilder();
    int at = 0;
    while (at < line.length()) {
      if (line.startsWith(DOTS, at)) {
        pattern.append(".*");
        at += DOTS.length();
        continue;
      }
      Optional<Matcher> found = whatVaries(line, at);
      pattern.append(
          found
              .map(it -> it.pattern().pattern())
              .orElse(Pattern.quote(line.substring(at, at + 1))));
      at = found.map(Matcher::end).orElse(at + 1);
    }
    return Pattern.compile(pattern.toString());
  }

  private Optional<Matcher> whatVaries(String line, int at) {
    return varies.stream()
        .map(kind -> kind.matcher(line).region(at, line.length()).useTransparentBounds(true))
        .filter(Matcher::lookingAt)
        .findFirst();
  }
}
