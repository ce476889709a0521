package dev.wsplab.provider.network;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What an operation does when its turn has come. Called with the lock of its socket held; must not
 * call out.
 */
@FunctionalInterface
interface Attempt {
  /**
   * Goes on as far as it can without waiting; null when it must wait for the socket to become
   * ready.
   */
  @Nullable Outcome attempt();
}
