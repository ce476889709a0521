package dev.wsplab.spi;

/**
 * {@code LPCONDITIONPROC}: decides whether {@code WSPAccept} takes a connection. Runs in the
 * caller's thread, which holds no lock of ours.
 */
@FunctionalInterface
public interface AcceptCondition {
  /**
   * Decides. An exception goes through to the caller of {@code WSPAccept}; our base providers keep
   * the request in the queue then.
   *
   * @param request who asks, and what goes with it
   * @return {@code CF_ACCEPT}, {@code CF_REJECT} or {@code CF_DEFER} (WSP-ACCEPT-1); any other
   *     value gives {@code WSAEINVAL} and leaves the request in the queue
   */
  int decide(AcceptRequest request);
}
