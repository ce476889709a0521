package dev.wsplab.junit;

/**
 * The number that random decisions of a test come from: a parameter of tests and of {@link
 * ConfigureWinsock} methods. Drawn once for each run; {@code -Dwsplab.seed=42} gives that one
 * again. A test that has taken it reports it, and names it when it fails.
 *
 * @param value the number
 */
public record Seed(long value) {
  static final String PROPERTY = "wsplab.seed";

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
