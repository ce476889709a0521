package dev.wsplab.provider.tcp;

import dev.wsplab.kernel.HostSockets;
import dev.wsplab.provider.network.Network;
import dev.wsplab.provider.network.SocketOption;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import java.nio.ByteBuffer;

/** The system's sockets, with its numbers turned into Winsock's. Thread-safe. */
final class HostNetwork implements Network {
  private static final int NO_CONSTANT = -1;

  private final HostSockets sockets;
  private final HostErrors errors;
  private final HostReadiness readiness;
  private final int oob;
  private final int peek;
  private final int dontRoute;
  private final boolean winsock;
  private final WsaBuffers scratch = WsaBuffers.of(ByteBuffer.allocateDirect(1));

  HostNetwork(HostSockets sockets) {
    this.sockets = sockets;
    this.errors = new HostErrors(sockets);
    this.readiness = new HostReadiness(this);
    this.oob = sockets.constant("MSG_OOB");
    this.peek = sockets.constant("MSG_PEEK");
    this.dontRoute = sockets.constant("MSG_DONTROUTE");
    this.winsock = sockets.constant("SO_EXCLUSIVEADDRUSE") != NO_CONSTANT;
  }

  @Override
  public Opened open(int family, int type, int protocol) {
    int made = sockets.open(family, type, protocol);
    if (made < 0) {
      return new Opened(errorOf(made), null);
    }
    HostSocket socket = new HostSocket(this, made);
    if (family == Winsock2.AF_INET6) {
      socket.setOption(SocketOption.IPV6_ONLY, 1);
    }
    return new Opened(0, socket);
  }

  /** Nothing: the readiness thread tells. */
  @Override
  public void tellReady() {}

  /** Ends the readiness thread. */
  @Override
  public void close() {
    readiness.stop();
  }

  HostReadiness readiness() {
    return readiness;
  }

  HostSockets sockets() {
    return sockets;
  }

  /**
   * Whether the system's sockets are Winsock's own, so that its rules need not be imitated: who may
   * bind an address again, what {@code struct linger} looks like, when a stream is at its mark.
   */
  boolean isWinsock() {
    return winsock;
  }

  /** The Winsock error of a result of the system, 0 unless it is below 0. */
  int errorOf(long result) {
    return result < 0 ? errors.winsockOf((int) -result) : 0;
  }

  /** The Winsock error of a host error number. */
  int winsockOf(int hostError) {
    return errors.winsockOf(hostError);
  }

  /** The host's {@code MSG_*} for Winsock's. */
  int hostFlags(int flags) {
    return ((flags & Winsock2.MSG_OOB) != 0 ? oob : 0)
        | ((flags & Winsock2.MSG_PEEK) != 0 ? peek : 0)
        | ((flags & Winsock2.MSG_DONTROUTE) != 0 ? dontRoute : 0);
  }

  /** Address of a byte that anybody may overwrite and nobody reads. */
  long scratch() {
    return scratch.address(0);
  }
}
