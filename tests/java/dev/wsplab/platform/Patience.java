package dev.wsplab.platform;

/**
 * How long a test waits for what comes at once when all is well. {@code -Dwsplab.patience=MILLIS}
 * makes it less where tests are to fail soon, as when mutants are looked for.
 */
public final class Patience {
  /** In milliseconds. */
  public static final int MILLIS = Integer.getInteger("wsplab.patience", 10_000);

  private Patience() {}
}
