package dev.wsplab.cli;

import java.io.PrintWriter;

/**
 * While it is open, an end of the process is a failure that is told: what is checked may call
 * {@code System.exit(0)}, which must not pass for a good run.
 */
final class ExitGuard implements AutoCloseable {
  private final Thread hook;

  /**
   * Opens it.
   *
   * @param err gets the message
   * @param what what was going on, for the message
   * @param remedy what to do about it
   */
  ExitGuard(PrintWriter err, String what, String remedy) {
    this(err, what, remedy, () -> {});
  }

  /**
   * Opens one that does something more before the end.
   *
   * @param last is done after the message; the process ends whatever it throws
   */
  ExitGuard(PrintWriter err, String what, String remedy, Runnable last) {
    hook =
        new Thread(
            () -> {
              err.println(
                  "wsplab: the process was ended while "
                      + what
                      + ": interrupted, or by an exit in what is checked; nothing can be said of the rest. "
                      + remedy);
              err.flush();
              try {
                last.run();
              } finally {
                Runtime.getRuntime().halt(Main.FAILED);
              }
            },
            "exit guard");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending: the hook tells it.
    }
  }
}
