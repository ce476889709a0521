package dev.wsplab.provider.network;

/** Is told that a socket of the network below became ready. */
@FunctionalInterface
public interface ReadinessListener {
  /**
   * The socket may have become ready for what is true here: who waits tries again. Called without
   * any lock of the network.
   *
   * @param readable there is something to receive or to accept
   * @param writable there is room to send, or a connect has ended
   * @param exceptional an urgent byte has come
   * @param gone the peer has closed its side, or the connection has ended
   */
  void ready(boolean readable, boolean writable, boolean exceptional, boolean gone);
}
