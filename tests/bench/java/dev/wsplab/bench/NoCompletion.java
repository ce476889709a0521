package dev.wsplab.bench;

/** A program that does nothing. */
public final class NoCompletion {
  private NoCompletion() {}

  /** Does nothing. */
  public static void main(String[] arguments) {}
}
