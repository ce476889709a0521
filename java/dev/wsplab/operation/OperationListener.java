package dev.wsplab.operation;

/**
 * Is told of every step of every operation of an environment, in the thread in which it happens.
 * Called without locks held; must be quick and thread-safe. What it throws goes to the thread's
 * handler of uncaught exceptions, and changes nothing.
 */
@FunctionalInterface
public interface OperationListener {
  /**
   * Something happened to an operation that a client started.
   *
   * @param event what
   */
  void onEvent(OperationEvent event);

  /**
   * A call went into a provider or came out of it; told only while somebody traces providers.
   *
   * @param event what
   */
  default void onProviderEvent(ProviderEvent event) {}

  /**
   * A packet was taken from a port, in the taking thread and before its taker sees it: any packet,
   * posted ones and those of unknown structures too. Comes before the {@code DEQUEUED} of the
   * operation, if there is one.
   *
   * @param packet what its taker sees
   */
  default void onPacket(PortPacket packet) {}

  /**
   * The client is about to queue a packet of its own, by {@code PostQueuedCompletionStatus}.
   *
   * @param packet what it gives; the port may be none
   */
  default void onPosted(PortPacket packet) {}
}
