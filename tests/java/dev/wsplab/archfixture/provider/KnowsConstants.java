package dev.wsplab.archfixture.provider;

import java.util.Map;

/** Keeps a static map that cannot change. */
final class KnowsConstants {
  static final Map<String, Integer> NUMBERS = Map.of("one", 1);
}
