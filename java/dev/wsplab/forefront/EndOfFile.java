package dev.wsplab.forefront;

/** Where a read at the end of an emulated file fails with 38 (FWX-39). */
public enum EndOfFile {
  /** In the callback. */
  LATER,
  /** In the call that issues it: nothing is called back. */
  AT_ISSUE
}
