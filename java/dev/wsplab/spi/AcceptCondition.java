package dev.wsplab.spi;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * {@code LPCONDITIONPROC}: decides whether {@code WSPAccept} takes a connection. Runs in the
 * caller's thread.
 */
@FunctionalInterface
public interface AcceptCondition {
  /**
   * Decides.
   *
   * @param caller address of the peer, when the protocol knows it
   * @param callee the local address
   * @param callbackData as given to {@code WSPAccept}
   * @return {@code CF_ACCEPT}, {@code CF_REJECT} or {@code CF_DEFER} (WSP-ACCEPT-1)
   */
  int decide(@Nullable Sockaddr caller, @Nullable Sockaddr callee, long callbackData);
}
