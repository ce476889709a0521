package dev.wsplab.provider.nativehost;

/** A module cannot be loaded; the message names it, and says what was expected. */
final class ModuleLoadException extends Exception {
  private static final long serialVersionUID = 1L;

  ModuleLoadException(String message) {
    super(message);
  }

  ModuleLoadException(String message, Throwable cause) {
    super(message, cause);
  }
}
