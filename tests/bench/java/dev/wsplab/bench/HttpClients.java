package dev.wsplab.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Connections that ask for the file again and again: one thread, with the JDK's selector. */
final class HttpClients implements AutoCloseable {
  private final Selector selector = Selector.open();
  private final List<Connection> connections = new ArrayList<>();
  private final ByteBuffer room = ByteBuffer.allocateDirect(128 << 10);
  private final byte[] head = HttpContent.head();
  private int running;

  /** One connection, and how much of its answer has come. */
  private static final class Connection {
    final SocketChannel channel;
    int arrived;
    int answers;

    Connection(SocketChannel channel) {
      this.channel = channel;
    }
  }

  HttpClients() throws IOException {}

  /** Connects one more. */
  void connect(InetSocketAddress server) throws IOException {
    SocketChannel channel = SocketChannel.open(server);
    Connection connection = new Connection(channel);
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ, connection);
    connections.add(connection);
  }

  /** Gets the file so many times on each connection. */
  void run(int times) throws IOException {
    running = connections.size();
    for (Connection connection : connections) {
      connection.answers = 0;
      ask(connection);
    }
    while (running > 0) {
      selector.select();
      for (SelectionKey key : selector.selectedKeys()) {
        read((Connection) key.attachment(), times);
      }
      selector.selectedKeys().clear();
    }
  }

  private static void ask(Connection connection) throws IOException {
    connection.arrived = 0;
    int sent = connection.channel.write(ByteBuffer.wrap(HttpContent.REQUEST));
    if (sent != HttpContent.REQUEST.length) {
      throw new IOException("only " + sent + " bytes of a request were taken");
    }
  }

  private void read(Connection connection, int times) throws IOException {
    room.clear();
    int bytes = connection.channel.read(room);
    if (bytes < 0) {
      throw new IOException("the server has closed after " + connection.arrived + " bytes");
    }
    if (bytes == 0) {
      return;
    }
    require(connection.arrived, room.get(0));
    connection.arrived += bytes;
    require(connection.arrived - 1, room.get(bytes - 1));
    if (connection.arrived == HttpContent.answerLength()) {
      connection.answers++;
      if (connection.answers < times) {
        ask(connection);
      } else {
        running--;
      }
    }
  }

  private void require(int place, byte found) throws IOException {
    if (place >= HttpContent.answerLength() || found != HttpContent.at(head, place)) {
      throw new IOException("byte " + place + " of an answer is wrong: " + found);
    }
  }

  @Override
  public void close() throws IOException {
    for (Connection connection : connections) {
      connection.channel.close();
    }
    selector.close();
  }
}
