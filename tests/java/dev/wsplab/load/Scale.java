package dev.wsplab.load;

/** How large load tests are: {@code -Dwsplab.scale=1} is the full size. */
public final class Scale {
  private Scale() {}

  /** Returns the full count, scaled; at least the given one. */
  public static int of(int full, int atLeast) {
    double scale = Double.parseDouble(System.getProperty("wsplab.scale", "0.02"));
    return (int) Math.max(atLeast, full * scale);
  }
}
