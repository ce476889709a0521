package dev.wsplab.provider.network;

/** What a socket is good for now. */
enum SocketState {
  OPEN,
  BOUND,
  LISTENING,
  CONNECTING,
  CONNECTED,
  CLOSED
}
