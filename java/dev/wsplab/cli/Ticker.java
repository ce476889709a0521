package dev.wsplab.cli;

import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.checkerframework.checker.mustcall.qual.MustCall;
import org.checkerframework.checker.mustcall.qual.NotOwning;
import picocli.CommandLine;

/** Tells on the error stream every so often how far a command has come, until closed. */
@MustCall("close")
final class Ticker implements AutoCloseable {
  private final Runnable end;

  private Ticker(Runnable end) {
    this.end = end;
  }

  /**
   * Tells at the pace of the whole command.
   *
   * @param state what is said before the seconds that have passed
   */
  @SuppressWarnings("builder:required.method.not.called") // picocli's
  static Ticker on(CommandLine command, Supplier<String> state) {
    return on(Main.pace(command), command.getErr(), state);
  }

  /**
   * Tells at a pace.
   *
   * @param state what is said before the seconds that have passed
   */
  static Ticker on(Pace pace, @NotOwning PrintWriter err, Supplier<String> state) {
    long begin = System.nanoTime();
    return new Ticker(
        pace.begin(
            () -> {
              long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
              err.println(state.get() + ", " + seconds + " s");
              err.flush();
            }));
  }

  /** Nothing is told any more once this has returned. */
  @Override
  public void close() {
    end.run();
  }
}
