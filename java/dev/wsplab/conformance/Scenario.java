package dev.wsplab.conformance;

import java.util.Set;

/** Something that is played with a provider. */
interface Scenario {
  /** Its name, unique in a run. */
  String name();

  /** What it plays on. */
  Setting setting();

  /** The overlapped function that it is about, by its name in the overview; empty for none. */
  String function();

  /** What it looks at. */
  Set<Check> checks();

  /**
   * Plays it; what is wrong goes to the world's findings.
   *
   * @throws NotApplicableException when it cannot be played
   */
  void play(World world);
}
