package dev.wsplab.archfixture.provider;

import java.io.IOException;
import java.net.Socket;

/** Carries bytes over a socket of java.net. */
final class OpensSocket {
  int read(Socket socket) throws IOException {
    return socket.getInputStream().read();
  }
}
