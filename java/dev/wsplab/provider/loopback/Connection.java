package dev.wsplab.provider.loopback;

import java.util.concurrent.locks.Condition;

/** Two ends and what flows between them. Guarded by the lock of the network. */
final class Connection {
  private final ConnectionEnd client;
  private final ConnectionEnd server;
  private final Pipe toServer;
  private final Pipe toClient;
  private long bytesUntilReset;

  /**
   * Connects two sockets.
   *
   * @param bytesUntilReset how many bytes may arrive, at both ends together
   */
  // The ends ask nothing of it before it is complete.
  @SuppressWarnings({"nullness:argument", "nullness:assignment"})
  Connection(
      MemoryNetwork network, MemorySocket client, MemorySocket server, long bytesUntilReset) {
    Condition moved = network.moved();
    this.toServer = new Pipe(network.memory());
    this.toClient = new Pipe(network.memory());
    this.bytesUntilReset = bytesUntilReset;
    this.client = new ConnectionEnd(client, this, moved);
    this.server = new ConnectionEnd(server, this, moved);
  }

  ConnectionEnd client() {
    return client;
  }

  ConnectionEnd server() {
    return server;
  }

  ConnectionEnd peerOf(ConnectionEnd end) {
    return end == client ? server : client;
  }

  /** What an end sends. */
  Pipe from(ConnectionEnd end) {
    return end == client ? toServer : toClient;
  }

  /** What an end receives. */
  Pipe to(ConnectionEnd end) {
    return end == client ? toClient : toServer;
  }

  /** How much the pipe from an end holds. */
  long roomFrom(ConnectionEnd end) {
    return (long) end.options().sendBuffer() + peerOf(end).options().receiveBuffer();
  }

  /**
   * Lets what an end has sent arrive, as far as the receiver has room, who is told. The connection
   * is reset when as much has arrived as may.
   */
  void move(ConnectionEnd sender) {
    Pipe pipe = from(sender);
    ConnectionEnd receiver = peerOf(sender);
    bytesUntilReset -= pipe.move(receiver.options().receiveBuffer(), bytesUntilReset);
    receiver.changed(pipe.news());
    resetIfUsedUp();
  }

  /**
   * Lets as much arrive as a receive of this end has room for, though the end itself has none
   * (WSP-RECV-10): it goes straight into the client's buffers.
   */
  void lend(ConnectionEnd receiver, long room) {
    Pipe pipe = to(receiver);
    bytesUntilReset -= pipe.move(room, bytesUntilReset);
    receiver.changed(pipe.news());
    resetIfUsedUp();
  }

  /** A connection that may carry nothing is reset as soon as it is made. */
  void begin() {
    resetIfUsedUp();
  }

  private void resetIfUsedUp() {
    if (bytesUntilReset == 0) {
      reset(client);
      reset(server);
    }
  }

  /** One end has reset the connection, or the network has: the other one is told. */
  void reset(ConnectionEnd by) {
    toServer.dropUnsent();
    toClient.dropUnsent();
    peerOf(by).wasReset();
  }
}
