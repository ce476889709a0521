package dev.wsplab.provider.tcp;

import dev.wsplab.kernel.HostSockets;
import dev.wsplab.provider.network.Network;
import dev.wsplab.provider.network.NetworkSocket;
import dev.wsplab.provider.network.SocketOption;
import dev.wsplab.spi.AddressResult;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;

/** The system's sockets, with its numbers turned into Winsock's. Thread-safe. */
final class HostNetwork implements Network {
  // Addresses for documentation: nobody's, and reached by the way to all others.
  private static final Sockaddr ELSEWHERE = address(192, 0, 2, 1);
  private static final Sockaddr ELSEWHERE_IPV6 =
      address(0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);

  private static final int NO_CONSTANT = -1;

  private final HostSockets sockets;
  private final HostErrors errors;
  private final HostReadiness readiness;
  private final int oob;
  private final int peek;
  private final int dontRoute;
  private final boolean winsock;
  private final int truncated;
  private final int errorQueue;
  private final WsaBuffers scratch = WsaBuffers.of(ByteBuffer.allocateDirect(1));

  HostNetwork(HostSockets sockets) {
    this.sockets = sockets;
    this.errors = new HostErrors(sockets);
    this.readiness = new HostReadiness(errors, work -> new Thread(work, "wsplab-tcp-readiness"));
    this.oob = sockets.constant("MSG_OOB");
    this.peek = sockets.constant("MSG_PEEK");
    this.dontRoute = sockets.constant("MSG_DONTROUTE");
    this.truncated = sockets.constant("MSG_TRUNC");
    this.errorQueue = sockets.constant("MSG_ERRQUEUE");
    this.winsock = sockets.constant("SO_EXCLUSIVEADDRUSE") != NO_CONSTANT;
  }

  @Override
  public Opened open(int family, int type, int protocol) {
    int made = sockets.open(family, type, protocol);
    if (made < 0) {
      return new Opened(errorOf(made), null);
    }
    HostSocket socket = type == Winsock2.SOCK_DGRAM ? datagrams(made, family) : stream(made);
    if (family == Winsock2.AF_INET6) {
      socket.setOption(SocketOption.IPV6_ONLY, 1);
    }
    return new Opened(0, socket);
  }

  private HostSocket stream(int number) {
    return new HostSocket(this, number);
  }

  private HostSocket datagrams(int number, int family) {
    HostDatagramSocket socket = new HostDatagramSocket(this, number, family);
    socket.begin();
    return socket;
  }

  /** Whether the system keeps the errors of datagrams in a queue of their own. */
  boolean hasErrorQueue() {
    return errorQueue != NO_CONSTANT;
  }

  /** The host's {@code MSG_ERRQUEUE}. */
  int errorQueueFlag() {
    return errorQueue;
  }

  /** The host's flags for looking how large a datagram is. */
  int sizeOfNextFlags() {
    return peek | truncated;
  }

  /** Whether the flags of a received message say that it was cut. */
  boolean isTruncated(int messageFlags) {
    return (messageFlags & truncated) != 0;
  }

  /**
   * The one that data to elsewhere leave from, or the loopback address when there is no way out:
   * the system is not asked for all that it has.
   */
  @Override
  public List<Sockaddr> addresses(int family) {
    Sockaddr from = routeTo(family == Winsock2.AF_INET6 ? ELSEWHERE_IPV6 : ELSEWHERE).address();
    return from == null
        ? Network.super.addresses(family)
        : List.of(Sockaddr.of(from.toInetSocketAddress().getAddress(), 0));
  }

  /** The system knows when a datagram socket is connected, which sends nothing. */
  @Override
  public AddressResult routeTo(Sockaddr to) {
    Opened opened = open(to.family(), Winsock2.SOCK_DGRAM, Winsock2.IPPROTO_UDP);
    NetworkSocket socket = opened.socket();
    if (socket == null) {
      return AddressResult.failed(opened.error());
    }
    try {
      InetAddress host = to.toInetSocketAddress().getAddress();
      int error = socket.connect(Sockaddr.of(host, Math.max(1, to.port())));
      return error == 0 ? socket.localName() : AddressResult.failed(error);
    } finally {
      socket.close();
    }
  }

  private static Sockaddr address(int... raw) {
    byte[] bytes = new byte[raw.length];
    for (int i = 0; i < raw.length; i++) {
      bytes[i] = (byte) raw[i];
    }
    try {
      return Sockaddr.of(InetAddress.getByAddress(bytes), 1);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("length=" + raw.length + ": 4 or 16", e);
    }
  }

  /** Nothing: the readiness thread tells. */
  @Override
  public void tellReady(boolean beforeWait) {}

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
    return errors.errorOf(result);
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
