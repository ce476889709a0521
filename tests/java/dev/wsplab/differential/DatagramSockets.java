package dev.wsplab.differential;

/** Datagram sockets as all systems have them. No call waits. */
interface DatagramSockets extends NamedSockets {
  /**
   * Says whether a receive fails after a datagram to the default peer found nobody; at first none
   * does. POSIX has no such switch: there it always fails.
   */
  void hearOfUnreachable(int name, boolean hear);

  /** Makes the address of another socket the default peer. */
  Result connect(int name, int other);

  /** Dissolves the default peer; the socket stays bound to its port. */
  Result disconnect(int name);

  /** Makes the address to which everybody listens the default peer. */
  Result connectToBroadcast(int name);

  /** Sends to the default peer. */
  Result send(int name, byte[] data);

  /** Sends to the address of another socket. */
  Result sendTo(int name, byte[] data, int other);

  /** Sends with the flag {@code MSG_OOB}, which no datagram can have. */
  Result sendUrgently(int name, byte[] data, int other);

  /** Sends to the address to which everybody listens. */
  Result sendToBroadcast(int name, byte[] data);

  /** Sends to an address of the other family. */
  Result sendToOtherFamily(int name, byte[] data);

  /** Binds to an address that no interface of this machine has. */
  Result bindElsewhere(int name);

  /** Accepts, which no datagram socket can. */
  Result accept(int name);

  /** Receives, without being told from whom. */
  Result recv(int name, int room, boolean peek);

  /** Receives; the result names the sender, also when the datagram was cut. */
  Result recvFrom(int name, int room, boolean peek);
}
