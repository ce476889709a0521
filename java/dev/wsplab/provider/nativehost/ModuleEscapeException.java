package dev.wsplab.provider.nativehost;

/**
 * A function of a hosted module did not return: it threw a C++ exception, asked for the end of its
 * thread, or, where that can be caught, did what the processor refuses. None of these can pass
 * through Java; what the function held is lost.
 */
final class ModuleEscapeException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int THREW = 1;
  private static final int ENDED_THREAD = 2;
  private static final int FAULTED = 3;

  private final int how;
  private final int exitCode;

  /** Called by the shim; the code is that of a thread that was ended. */
  ModuleEscapeException(int how, int exitCode) {
    super(message(how));
    this.how = how;
    this.exitCode = exitCode;
  }

  private static String message(int how) {
    return switch (how) {
      case THREW -> "a C++ exception left the function: it must be caught inside (WSP-ERR-3)";
      case FAULTED ->
          "the processor refused what the function did, such as the use of a bad pointer";
      default -> "the function ended its thread, which is not its own: it must return (WSP-ERR-3)";
    };
  }

  ModuleEscapeException(String where, ModuleEscapeException escape) {
    super(where + ": " + escape.getMessage(), escape);
    this.how = escape.how;
    this.exitCode = escape.exitCode;
  }

  /** Whether the function asked for the end of its thread. */
  boolean endsThread() {
    return how == ENDED_THREAD;
  }

  /** What the thread was to end with. */
  int exitCode() {
    return exitCode;
  }
}
