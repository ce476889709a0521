package dev.wsplab.spi;

/** What a function with a trailing {@code lpErrno} returns. */
public interface ErrnoResult {
  /** {@return {@code *lpErrno}: counts when the return value says so, 0 else} */
  int errno();
}
