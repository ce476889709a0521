package dev.wsplab.fltmgr;

import java.math.BigDecimal;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Where an instance stands in the stack of a volume: a decimal number of any precision, the higher
 * the farther from the file system. Compared as a number (FLT-48).
 */
public final class Altitude implements Comparable<Altitude> {
  private static final Pattern DECIMAL = Pattern.compile("[0-9]+(\\.[0-9]+)?");

  private final String text;
  private final BigDecimal value;

  private Altitude(String text) {
    this.text = text;
    this.value = new BigDecimal(text);
  }

  /**
   * Reads one.
   *
   * @param text digits, with a decimal point and more digits if wanted: {@code 325000.3}
   * @return the altitude
   * @throws IllegalArgumentException for any other text
   */
  public static Altitude of(String text) {
    if (!DECIMAL.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "altitude=\"" + text + "\": a decimal number such as 325000 or 325000.3 is needed");
    }
    return new Altitude(text);
  }

  @Override
  public int compareTo(Altitude other) {
    return value.compareTo(other.value);
  }

  /** Returns whether both are the same number: {@code 1.5} is {@code 1.50}. */
  @Override
  public boolean equals(@org.checkerframework.checker.nullness.qual.Nullable Object other) {
    return other instanceof Altitude that && value.compareTo(that.value) == 0;
  }

  @Override
  public int hashCode() {
    return Objects.hash(value.stripTrailingZeros());
  }

  /** Returns the text it was read from. */
  @Override
  public String toString() {
    return text;
  }
}
