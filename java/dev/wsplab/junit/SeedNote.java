package dev.wsplab.junit;

/** Not a failure: stands beside one, so that every report shows how to repeat it. */
final class SeedNote extends RuntimeException {
  private static final long serialVersionUID = 1;

  SeedNote(Seed seed) {
    super(
        "the seed was " + seed + "; to run with it again: -D" + Seed.PROPERTY + "=" + seed,
        null,
        false,
        false); // where it was made says nothing
  }
}
