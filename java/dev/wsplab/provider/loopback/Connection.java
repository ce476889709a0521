package dev.wsplab.provider.loopback;

import dev.wsplab.kernel.GuardedMemory;

/**
 * Two sockets that are connected, and what flows between them. Guarded by the lock of the network.
 */
final class Connection {
  private final MemorySocket client;
  private final MemorySocket server;
  private final Pipe toServer;
  private final Pipe toClient;
  private long bytesUntilReset;

  /**
   * Connects two sockets.
   *
   * @param bytesUntilReset how many bytes may arrive, at both ends together
   */
  Connection(GuardedMemory memory, MemorySocket client, MemorySocket server, long bytesUntilReset) {
    this.client = client;
    this.server = server;
    this.toServer = new Pipe(memory);
    this.toClient = new Pipe(memory);
    this.bytesUntilReset = bytesUntilReset;
  }

  MemorySocket peerOf(MemorySocket socket) {
    return socket == client ? server : client;
  }

  /** What a socket sends. */
  Pipe from(MemorySocket socket) {
    return socket == client ? toServer : toClient;
  }

  /** What a socket receives. */
  Pipe to(MemorySocket socket) {
    return socket == client ? toClient : toServer;
  }

  /** How much the pipe from a socket holds. */
  long roomFrom(MemorySocket socket) {
    return (long) socket.sendBuffer() + peerOf(socket).receiveBuffer();
  }

  /**
   * Lets what a socket has sent arrive, as far as the receiver has room; both are told. The
   * connection is reset when as much has arrived as may.
   */
  void move(MemorySocket sender) {
    Pipe pipe = from(sender);
    MemorySocket receiver = peerOf(sender);
    bytesUntilReset -= pipe.move(receiver.receiveBuffer(), bytesUntilReset);
    receiver.changed(pipe.news());
    if (bytesUntilReset == 0) {
      breakAtBothEnds();
    }
  }

  /** A connection that may carry nothing is reset as soon as it is made. */
  void begin() {
    if (bytesUntilReset == 0) {
      breakAtBothEnds();
    }
  }

  private void breakAtBothEnds() {
    reset(client);
    reset(server);
  }

  /** One end has reset the connection, or the network has. */
  void reset(MemorySocket by) {
    toServer.dropUnsent();
    toClient.dropUnsent();
    peerOf(by).wasReset();
  }
}
