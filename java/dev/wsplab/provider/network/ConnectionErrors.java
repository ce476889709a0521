package dev.wsplab.provider.network;

import dev.wsplab.spi.WsaError;

/** What an error says about a connection. */
final class ConnectionErrors {
  private ConnectionErrors() {}

  /**
   * Whether a Winsock error means that the connection is no more: all later transfers fail with it.
   */
  static boolean breaksConnection(int error) {
    return error == WsaError.WSAECONNRESET.code()
        || error == WsaError.WSAECONNABORTED.code()
        || error == WsaError.WSAENETRESET.code()
        || error == WsaError.WSAETIMEDOUT.code();
  }

  /** Whether accepting failed because the connection was lost meanwhile; the listener is well. */
  static boolean concernsLostConnection(int error) {
    return breaksConnection(error)
        || error == WsaError.WSAENETDOWN.code()
        || error == WsaError.WSAENETUNREACH.code()
        || error == WsaError.WSAEHOSTDOWN.code()
        || error == WsaError.WSAEHOSTUNREACH.code();
  }
}
