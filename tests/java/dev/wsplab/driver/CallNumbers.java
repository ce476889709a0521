package dev.wsplab.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Names of functions in the headers of include/compat/km, in the order of their numbers. */
public final class CallNumbers {
  private CallNumbers() {}

  /** Those of a list, without what enum constants write otherwise. */
  public static List<String> of(String header, String list) throws IOException {
    String text = Files.readString(Path.of("include", "compat", "km", header));
    String rest = text.substring(text.indexOf("#define " + list + "(X)"));
    return Pattern.compile("X\\((\\w{2,})\\)")
        .matcher(rest.substring(0, rest.indexOf("enum ")))
        .results()
        .map((MatchResult it) -> it.group(1).toLowerCase(Locale.ROOT))
        .toList();
  }

  /** The second argument of each row of a list of pairs. */
  public static List<String> rows(String header, String list) throws IOException {
    String text = Files.readString(Path.of("include", "compat", "km", header));
    String rest = text.substring(text.indexOf("#define " + list));
    return Pattern.compile("X\\(L, (\\w+)\\)")
        .matcher(rest.substring(0, rest.indexOf("\n\n")))
        .results()
        .map((MatchResult it) -> it.group(1).toLowerCase(Locale.ROOT))
        .toList();
  }

  /** The same of enum constants. */
  public static List<String> of(Enum<?>[] constants) {
    return Arrays.stream(constants)
        .map(it -> it.name().replace("_", "").toLowerCase(Locale.ROOT))
        .toList();
  }
}
