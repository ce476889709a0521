package dev.wsplab.kernel;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The native library of wsplab could not be used; the message says what was tried and what to do.
 */
public final class ShimLoadException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ShimLoadException(String message) {
    super(message);
  }

  /** Says again what went wrong the first time. */
  ShimLoadException(@Nullable ShimLoadException first) {
    super(first == null ? "The library could not be loaded." : first.getMessage(), first);
  }

  ShimLoadException(String message, Throwable cause) {
    super(message, cause);
  }
}
