package dev.wsplab.fuzz;

/** What calls are made to: the emulator, or the model of it. Not thread-safe. */
interface FuzzSystem {
  /** The model's answer to a call that no client may make, or whose answer is left open. */
  String SKIPPED = "skipped";

  /** Makes a call; returns all that it said, in words. */
  String perform(FuzzCall call);
}
