package dev.wsplab.cli;

import java.util.List;
import picocli.CommandLine;

/** A command cannot begin: the message says what was wrong, what was expected and what to do. */
final class SetUpException extends Exception {
  private static final long serialVersionUID = 1L;

  SetUpException(String message) {
    super(message);
  }

  /**
   * An option that would do nothing is a mistake of whoever gave it.
   *
   * @param names the options that would
   * @param why the rest of a sentence about one of them
   */
  static void refuse(CommandLine command, List<String> names, String why) throws SetUpException {
    for (String name : names) {
      if (command.getParseResult().hasMatchedOption(name)) {
        throw new SetUpException(name + ": it " + why + "; leave it out");
      }
    }
  }
}
