package dev.wsplab.spi;

/**
 * {@code LPWSAUSERAPC}: the provider's own function that {@code WPUQueueApc} queues (WPU-APC-5).
 */
@FunctionalInterface
public interface UserApc {
  /**
   * Runs in the thread it was queued to, in an alertable wait.
   *
   * @param context the number that was queued with it
   */
  void run(long context);
}
