package dev.wsplab.tables;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds the names of functions in the name of a test. */
final class FunctionsNamed {
  /** Names that are everyday words as well: a test is about these only if it says WSA or WSP. */
  private static final Set<String> WORDS = Set.of("socket", "startup", "cleanup");

  /** At the end of a test's name: what it is about is a rule, which may have a function's name. */
  private static final Pattern RULE = Pattern.compile("(?:_[A-Z]+)+_\\d+$");

  private final List<String> stems;

  FunctionsNamed(Collection<String> functions) {
    // The longest first: RecvDisconnect is not about Recv.
    this.stems =
        functions.stream()
            .map(FunctionsNamed::stem)
            .map(stem -> stem.toLowerCase(Locale.ROOT))
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  /** The name without WSP, WPU, WSC or WSA. */
  private static String stem(String function) {
    return function.replaceFirst("^(WSP|WPU|WSC|WSA)(?=[A-Z])", "");
  }

  /** Whether a test's name names a function. */
  boolean names(String test, String function) {
    String stem = stem(function).toLowerCase(Locale.ROOT);
    return in(test).contains(stem)
        && (!WORDS.contains(stem) || test.matches(".*(?:WSP|WSA)(?i:" + stem + ")(?![a-z]).*"));
  }

  /** The stems that stand in a test's name as words of their own. */
  private Set<String> in(String test) {
    Set<String> found = new HashSet<>();
    String rest = RULE.matcher(test).replaceFirst("");
    for (String stem : stems) {
      String without = rest.replaceAll("(?=[A-Z])(?i:" + stem + ")(?![a-z])", "~");
      if (!without.equals(rest)) {
        found.add(stem);
        rest = without;
      }
    }
    return found;
  }
}
