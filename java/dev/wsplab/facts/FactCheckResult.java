package dev.wsplab.facts;

/**
 * What came of one check of a fact. Immutable.
 *
 * @param name what was done and what was expected, in words
 * @param place of what it was asked: {@code TCP} or {@code LOOPBACK}, wsplab's base providers, or
 *     {@code system}
 * @param seen what was seen instead; empty when it passed
 * @param millis how long it took, in milliseconds
 */
public record FactCheckResult(String name, String place, String seen, long millis) {
  /** {@return whether what was expected was seen} */
  public boolean passed() {
    return seen.isEmpty();
  }
}
