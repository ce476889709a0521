package dev.wsplab.verifier;

/** A check that also looks at what is still owed when the environment closes. */
interface FinalCheck {
  /** Comes once, after the final cleanup and before handles are closed. */
  void finish();
}
