package dev.wsplab.provider.nativehost;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A command line as the C runtime of Windows takes it apart. Source: the page "Parsing C
 * command-line arguments".
 */
final class CommandLine {
  private CommandLine() {}

  /** All in one line, quoted where a program would read something else. */
  static String of(List<String> arguments) {
    return arguments.stream().map(CommandLine::quoted).collect(Collectors.joining(" "));
  }

  /** Backslashes mean themselves, unless a quote follows them. */
  private static String quoted(String argument) {
    if (!argument.isEmpty() && argument.chars().noneMatch(c -> c == ' ' || c == '\t' || c == '"')) {
      return argument;
    }
    StringBuilder quoted = new StringBuilder("\"");
    int slashes = 0;
    for (char c : argument.toCharArray()) {
      if (c == '"') {
        quoted.append("\\".repeat(slashes + 1));
      }
      slashes = c == '\\' ? slashes + 1 : 0;
      quoted.append(c);
    }
    return quoted.append("\\".repeat(slashes)).append('"').toString();
  }
}
