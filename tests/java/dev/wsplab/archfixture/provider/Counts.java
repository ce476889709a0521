package dev.wsplab.archfixture.provider;

/** Keeps a static variable. */
final class Counts {
  static int count;
}
