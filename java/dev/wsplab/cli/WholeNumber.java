package dev.wsplab.cli;

import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A number that an option takes; what is none is refused in words that are not Java's. */
final class WholeNumber {
  private WholeNumber() {}

  /** For all options of a command and of those in it. */
  static void addTo(CommandLine command) {
    ITypeConverter<Integer> ofInt = text -> (int) parse(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
    ITypeConverter<Long> ofLong = text -> parse(text, Long.MIN_VALUE, Long.MAX_VALUE);
    command.registerConverter(int.class, ofInt);
    command.registerConverter(Integer.class, ofInt);
    command.registerConverter(long.class, ofLong);
    command.registerConverter(Long.class, ofLong);
  }

  private static long parse(String text, long least, long most) {
    try {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // as one that is too great: said below
    }
    throw new TypeConversionException(
        "'" + text + "'; expected a whole number in digits, from " + least + " to " + most);
  }
}
