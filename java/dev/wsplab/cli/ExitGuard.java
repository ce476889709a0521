package dev.wsplab.cli;

import dev.wsplab.provider.nativehost.ExitWatch;
import java.io.PrintWriter;

/**
 * While it is open, an end of the process is a failure that is told: what is checked may call
 * {@code System.exit(0)}, or {@code exit(0)} in C, which must not pass for a good run.
 */
final class ExitGuard implements AutoCloseable {
  private final Thread hook;
  private final ExitWatch inC;

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
    Runnable tell =
        () -> {
          err.println(
              "wsplab: the process was ended while "
                  + what
                  + ": interrupted, or by an exit in what is checked; nothing can be said of the rest. "
                  + remedy);
          err.flush();
          last.run();
        };
    ExitWatch watch =
        ExitWatch.open(
            status -> {
              tell.run();
              return Main.FAILED;
            });
    inC = watch;
    hook = new Thread(() -> end(watch, tell), "exit guard");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private static void end(ExitWatch inC, Runnable tell) {
    inC.close();
    try {
      tell.run();
    } finally {
      Runtime.getRuntime().halt(Main.FAILED);
    }
  }

  @Override
  public void close() {
    inC.close();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending: the hook tells it.
    }
  }
}
