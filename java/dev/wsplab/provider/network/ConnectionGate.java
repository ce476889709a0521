package dev.wsplab.provider.network;

import dev.wsplab.spi.Sockaddr;

/**
 * What a connection passes before it comes about, on a network that can make the one who connects
 * wait for it.
 */
@FunctionalInterface
public interface ConnectionGate {
  /**
   * A connection wants in. Called without a lock, by the thread that connects.
   *
   * @param local the address that was connected to
   * @param remote where it comes from
   * @param arrival what is to become of it: one of its two methods is called, once, from any thread
   * @return is run, without a lock, when it has been given up by the one who connects
   */
  Runnable arrives(Sockaddr local, Sockaddr remote, Arrival arrival);

  /** A connection that waits at the gate. Called without a lock. */
  interface Arrival {
    /**
     * Lets it in.
     *
     * @return false when it can no longer come about
     */
    boolean permit();

    /**
     * Ends it; the connect at the other end fails with this error.
     *
     * @param error Winsock's error number
     */
    void block(int error);
  }
}
