package dev.wsplab.provider.nativehost;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntUnaryOperator;

/**
 * While it is open, somebody is told when C code ends this process by {@code exit}: no shutdown
 * hook of Java runs then, and what was to be said at the end would not be said. On Linux and macOS;
 * on Windows nothing is told here: there a program is not a library in our process, and {@link
 * ClientProgram#adopt} is told of its end.
 *
 * <p>Not told: an {@code _exit}, a crash, an {@code exit} of a thread that Java does not know,
 * which never called anything of ours.
 *
 * <p>Thread-safe. Each costs some dozens of bytes of native memory for ever.
 */
public final class ExitWatch implements AutoCloseable {
  private final AtomicLong watch;

  private ExitWatch(long watch) {
    this.watch = new AtomicLong(watch);
  }

  /**
   * Opens one; the caller closes it before Java ends the process itself, by {@code halt} too.
   *
   * @param end is called at most once, in the thread that ends the process, with its status (0 on
   *     macOS, which does not tell it), and returns the status that the process ends with
   * @return the watch
   */
  public static ExitWatch open(IntUnaryOperator end) {
    return new ExitWatch(ProgramNatives.watchExit(end));
  }

  /** Nobody is told from now on. */
  @Override
  public void close() {
    long open = watch.getAndSet(0);
    if (open != 0) {
      ProgramNatives.unwatchExit(open);
    }
  }
}
