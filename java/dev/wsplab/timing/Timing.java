package dev.wsplab.timing;

import dev.wsplab.host.CompletionTiming;
import java.util.function.Supplier;

/**
 * When the results that providers give to {@code WPUCompleteOverlappedRequest} become visible, for
 * {@code WinsockBuilder.timing}. Immutable: one value may serve many environments.
 */
public final class Timing {
  private static final String IMMEDIATE = "immediate";

  private final String name;
  private final Supplier<CompletionTiming> maker;

  private Timing(String name, Supplier<CompletionTiming> maker) {
    this.name = name;
    this.maker = maker;
  }

  /**
   * Before {@code WPUCompleteOverlappedRequest} returns: what every environment does unless told.
   *
   * @return this timing
   */
  public static Timing immediate() {
    return new Timing(IMMEDIATE, CompletionTiming::immediate);
  }

  /**
   * Some of them a little after {@code WPUCompleteOverlappedRequest} has returned 0, as the
   * documentation allows (WPU-COMPLETE-10, DEC-2). Three of four results are put off until the
   * client has made 1 to 6 more calls, but 0.2 to 3 milliseconds at most: then a thread of the
   * environment makes them visible. Which, and for how long, follows from the seed, the number of
   * the socket and the number of the operation on it alone.
   *
   * <p>What stays: the fields come before the event and the packet (WPU-COMPLETE-9,
   * WPU-COMPLETE-12); results of one socket come in the order in which they were completed; errors
   * are told at once; event, port and key are those of the moment of completion. Everything is
   * visible when a starting call returns success, when {@code WPUCloseSocketHandle} of its socket
   * returns, before a port or event is closed, and when {@code WSACleanup} ends the providers.
   *
   * <p>System handles and completion routines are not affected: {@code
   * WPUCompleteOverlappedRequest} has no part in them.
   *
   * @param seed any number
   * @return this timing
   */
  public static Timing deferred(long seed) {
    Chance chance = new Chance(seed);
    return deferred(
        "deferred(" + seed + ")", (socket, operation) -> Delay.of(chance, socket, operation));
  }

  /** By these delays. */
  static Timing deferred(String name, DeferredTiming.Delays delays) {
    return new Timing(name, () -> new DeferredTiming(delays));
  }

  /** {@return whether it is that of {@link #immediate}} */
  public boolean isImmediate() {
    return name.equals(IMMEDIATE);
  }

  /**
   * Makes the timing of one environment; {@code WinsockBuilder} calls this.
   *
   * @return the timing, for that environment alone
   */
  public CompletionTiming start() {
    return maker.get();
  }

  /** Returns {@code immediate} or {@code deferred(seed)}. */
  @Override
  public String toString() {
    return name;
  }
}
