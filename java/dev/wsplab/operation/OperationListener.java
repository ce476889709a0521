package dev.wsplab.operation;

/**
 * Is told of every step of every operation of an environment, in the thread in which it happens.
 */
@FunctionalInterface
public interface OperationListener {
  /**
   * Something happened. Called without locks held; must be quick, thread-safe, and must not throw.
   *
   * @param event what
   */
  void onEvent(OperationEvent event);
}
