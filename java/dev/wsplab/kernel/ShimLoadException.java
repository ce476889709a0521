package dev.wsplab.kernel;

/**
 * The native library of wsplab could not be used; the message says what was tried and what to do.
 */
public final class ShimLoadException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ShimLoadException(String message) {
    super(message);
  }

  ShimLoadException(String message, Throwable cause) {
    super(message, cause);
  }
}
