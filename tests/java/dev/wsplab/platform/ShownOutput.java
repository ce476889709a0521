package dev.wsplab.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a page shows as the output of a test, in a block below {@code <!-- printed by: HangTest
 * -->}. It is compared with what that test has printed as scripts/lib/docs.py compares: each line
 * that is shown, in this order, but for numbers and for what three dots stand for.
 */
public final class ShownOutput {
  /** What a line may have otherwise in another run. */
  private static final Pattern CHANGES =
      Pattern.compile("\\.\\.\\.|0x[0-9a-f]+|\\d[\\d.]*|\\s+|(?:(?!\\.\\.\\.)[^\\d\\s])+");

  private ShownOutput() {}

  /** Fails unless each block that is marked with the name of this test shows what it printed. */
  public static void assertShows(String test, String printed) {
    List<PageBlock> blocks = blocksOf(test);
    assertThat(blocks).as("blocks of pages that are printed by " + test).isNotEmpty();
    for (PageBlock block : blocks) {
      assertThat(missing(printed, block))
          .as(
              "%s shows a line that %s does not print there; it prints:%n%s",
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

  /** The first line that is shown, and was not printed, or not in this order. */
  static Optional<String> missing(String printed, PageBlock block) {
    Iterator<String> rest = printed.lines().map(String::strip).iterator();
    return block.lines().stream()
        .filter(line -> !line.startsWith("..."))
        .filter(line -> !comes(pattern(line), rest))
        .findFirst();
  }

  private static boolean comes(Pattern line, Iterator<String> rest) {
    while (rest.hasNext()) {
      if (line.matcher(rest.next()).matches()) {
        return true;
      }
    }
    return false;
  }

  private static Pattern pattern(String line) {
    StringBuilder pattern = new StringBuilder();
    Matcher parts = CHANGES.matcher(line);
    while (parts.find()) {
      pattern.append(inAnotherRun(parts.group()));
    }
    return Pattern.compile(pattern.toString());
  }

  private static String inAnotherRun(String part) {
    if (part.equals("...")) {
      return ".*";
    }
    if (part.startsWith("0x")) {
      return "0x[0-9a-f]+";
    }
    if (Character.isDigit(part.charAt(0))) {
      return "\\d[\\d.]*";
    }
    return part.isBlank() ? "\\s+" : Pattern.quote(part);
  }
}
