package dev.wsplab.host;

import dev.wsplab.kernel.SocketHandle;

/**
 * When the results that {@code WPUCompleteOverlappedRequest} is given become visible: before it
 * returns, or a little later, which the documentation allows (WPU-COMPLETE-10). One belongs to one
 * environment. Thread-safe.
 *
 * <p>Whatever it puts off, it makes visible by {@link Result#appear}, once, and those of one socket
 * in the order in which they came.
 */
public interface CompletionTiming {
  /** A result that was checked and can become visible (WPU-COMPLETE-12, after its first step). */
  interface Result {
    /** {@return the handle it was completed on} */
    SocketHandle socket();

    /** {@return the number of its socket: the how-manieth that was made in the environment} */
    long socketNumber();

    /** {@return the number of its operation: the how-manieth that was started on its socket} */
    long operationNumber();

    /**
     * Stores the fields, then sets the event and queues the packet (WPU-COMPLETE-9,
     * WPU-COMPLETE-12). Calls nobody, so a lock may be held.
     *
     * @return what {@code SocketObjects.complete} returns
     */
    int appear();

    /**
     * Says in the stream of events that the client was told. Calls listeners: no lock may be held.
     *
     * @param done what {@link #appear} returned
     */
    void told(int done);
  }

  /** {@return the timing that makes every result visible before the completing call returns} */
  static CompletionTiming immediate() {
    return new ImmediateTiming();
  }

  /**
   * Makes a result visible, now or later.
   *
   * @param result what the provider completed
   * @return what {@link Result#appear} returned, or 0 when it is put off
   */
  int complete(Result result);

  /** The client enters the environment by a call, whichever. */
  void entered();

  /**
   * Makes everything visible that was put off on a socket; it is when this returns.
   *
   * @param socket the handle that the results were completed on
   */
  void finish(SocketHandle socket);

  /** Makes everything visible that was put off; it is when this returns. */
  void finishAll();

  /** The environment ends: like {@link #finishAll}, and nothing is put off from now on. */
  void end();
}
