package dev.wsplab.provider.network;

import dev.wsplab.kernel.SocketHandle;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Where the network events of a socket go: what {@code WSPEventSelect} or {@code WSPAsyncSelect}
 * has asked for. Called with the lock of the socket held; calls nobody but ws2_32.
 */
interface Registration {
  /**
   * A network event has occurred.
   *
   * @param event one {@code FD_*} bit
   * @param error its error, 0 for none
   */
  void occurred(SocketHandle s, int event, int error);

  /** The same for an accepted socket (WSP-ACCEPT-1); null when the system has no more handles. */
  @Nullable Registration inherited();

  /** It is replaced, cancelled, or its socket closed. */
  void end();
}
