package dev.wsplab.archfixture.provider;

import java.util.HashMap;
import java.util.Map;

/** Keeps a static map that can change, behind the type of one that cannot. */
final class Remembers {
  static final Map<String, String> SEEN = new HashMap<>();
}
