package dev.wsplab.kernel;

/**
 * {@link Thread#interrupt} ended a wait. The thread's interrupt status is still set; the objects
 * waited for are as they were, and no packet was taken.
 */
public final class WaitInterruptedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WaitInterruptedException(String wait) {
    super(wait + ": the waiting thread was interrupted");
  }
}
