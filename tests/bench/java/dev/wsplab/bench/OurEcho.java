package dev.wsplab.bench;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.SocketPair;
import dev.wsplab.kernel.CompletionEntries;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.verifier.Verifier;

/**
 * Connections with one message under way each. The calling thread is the client's, and a server's
 * thread sends back; both wait for packets of a port of their own.
 */
final class OurEcho implements AutoCloseable {
  private final int size;
  private final Winsock winsock;
  private final EchoServer server;
  private final CompletionPort port;
  private final CompletionEntries entries = new CompletionEntries(64);
  private final SocketPair[] pairs;
  private final EchoEnd[] clients;
  private final EchoEnd[] servers;
  private final int[] arrived;
  private final int[] round;
  private int running;

  /**
   * Connects them.
   *
   * @param size of a message, in bytes
   * @param layers how many layers in Java there are over the base in memory
   * @param watch off, history or stacks
   */
  OurEcho(int connections, int size, int layers, String watch) {
    this.size = size;
    this.winsock = build(layers, watch);
    this.server = new EchoServer(winsock);
    this.port = winsock.completionPort();
    this.pairs = new SocketPair[connections];
    this.clients = new EchoEnd[connections];
    this.servers = new EchoEnd[connections];
    this.arrived = new int[connections];
    this.round = new int[connections];
    for (int i = 0; i < connections; i++) {
      pairs[i] = winsock.connectedPair();
      clients[i] = new EchoEnd(pairs[i].client(), size);
      servers[i] = new EchoEnd(pairs[i].server(), size);
      port.associate(clients[i].socket().handle(), i);
      server.add(servers[i]);
    }
    server.start();
  }

  private static Winsock build(int layers, String watch) {
    WinsockBuilder builder = Winsock.builder().base(LoopbackProvider.create());
    for (int i = 0; i < layers; i++) {
      builder.layer(new LayeredProvider() {});
    }
    return switch (watch) {
      case "off" -> builder.build();
      case "history" -> builder.verify(Verifier.Mode.FAIL).build();
      case "stacks" -> builder.verify(Verifier.Mode.FAIL).stacks().build();
      default -> throw new IllegalArgumentException("watch=" + watch + ": off, history or stacks");
    };
  }

  /** Lets each connection send so many messages, each when the last one is back; waits for all. */
  void run(int rounds) {
    running = clients.length;
    for (int i = 0; i < clients.length; i++) {
      round[i] = 0;
      begin(i);
    }
    while (running > 0) {
      winsock
          .kernel32()
          .getQueuedCompletionStatusEx(port.handle(), entries, Completions.INFINITE, false)
          .orThrow("GetQueuedCompletionStatusEx");
      for (int k = 0; k < entries.count(); k++) {
        int i = (int) entries.key(k);
        if (entries.status(k) != 0) {
          throw new IllegalStateException(
              "client: status 0x" + Integer.toHexString(entries.status(k)));
        }
        finished(i, clients[i].isReceive(entries.overlapped(k)), entries.bytes(k), rounds);
      }
    }
  }

  private void begin(int i) {
    Stamp.put(clients[i].data, size, i, round[i]);
    arrived[i] = 0;
    clients[i].send(size);
  }

  private void finished(int i, boolean isReceive, int bytes, int rounds) {
    if (!isReceive) {
      requireBytes(i, bytes, size);
      // What comes back may overwrite what was sent from here on.
      clients[i].receive(0);
      return;
    }
    if (bytes == 0) {
      requireBytes(i, arrived[i], size);
    }
    arrived[i] += bytes;
    if (arrived[i] < size) {
      clients[i].receive(arrived[i]);
      return;
    }
    Stamp.require(clients[i].data, size, i, round[i]);
    round[i]++;
    if (round[i] < rounds) {
      begin(i);
    } else {
      running--;
    }
  }

  private static void requireBytes(int connection, int found, int expected) {
    if (found != expected) {
      throw new IllegalStateException(
          "connection " + connection + ": expected " + expected + " bytes, found " + found);
    }
  }

  @Override
  public void close() {
    server.stop();
    for (SocketPair pair : pairs) {
      pair.close();
    }
    server.close();
    port.close();
    winsock.close();
    for (int i = 0; i < clients.length; i++) {
      clients[i].close();
      servers[i].close();
    }
    entries.close();
  }
}
