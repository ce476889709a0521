package dev.wsplab.provider.nativehost;

/**
 * A function of a hosted module did not return: it threw a C++ exception, asked for the end of its
 * thread, or, where that can be caught, did what the processor refuses. None of these can pass
 * through Java; what the function held is lost.
 */
final class ModuleEscapeException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int THREW = 1;
  private static final int FAULTED = 3;

  /** Called by the shim. */
  ModuleEscapeException(int how) {
    super(message(how));
  }

  private static String message(int how) {
    return switch (how) {
      case THREW -> "a C++ exception left the function: it must be caught inside";
      case FAULTED ->
          "the processor refused what the function did, such as the use of a bad pointer";
      default -> "the function ended its thread, which is not its own: it must return";
    };
  }

  ModuleEscapeException(String where, ModuleEscapeException escape) {
    super(where + ": " + escape.getMessage(), escape);
  }
}
