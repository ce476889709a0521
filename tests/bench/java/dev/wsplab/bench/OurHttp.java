package dev.wsplab.bench;

import dev.wsplab.Winsock;
import dev.wsplab.client.ClientSocket;
import dev.wsplab.client.CompletionPort;
import dev.wsplab.kernel.CompletionEntries;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.WsaBuffers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A server for the file, over the system's sockets and through one layer; one thread. */
final class OurHttp implements AutoCloseable {
  private static final long STOP = -1;

  private final Winsock winsock = Winsock.builder().layer(new LayeredProvider() {}).build();
  private final CompletionPort port = winsock.completionPort();
  private final CompletionEntries entries = new CompletionEntries(64);
  private final ClientSocket listener = winsock.tcpSocket();
  private final List<Connection> connections = new ArrayList<>();
  private final Partner thread = new Partner();
  private final FileChannel file;

  OurHttp(Path path, int backlog) throws IOException {
    file = FileChannel.open(path);
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).listen(backlog);
  }

  InetSocketAddress address() {
    return listener.localAddress();
  }

  /** Before {@link #start}: accepts one. */
  void accept() {
    ClientSocket socket = listener.accept();
    port.associate(socket.handle(), connections.size());
    connections.add(new Connection(socket));
  }

  void start() {
    thread.start(
        () -> {
          connections.forEach(Connection::receive);
          while (serve()) {
            // until it is told to stop
          }
        });
  }

  private boolean serve() {
    winsock
        .kernel32()
        .getQueuedCompletionStatusEx(port.handle(), entries, Completions.INFINITE, false)
        .orThrow("GetQueuedCompletionStatusEx");
    for (int i = 0; i < entries.count(); i++) {
      if (entries.key(i) == STOP) {
        return false;
      }
      if (entries.status(i) != 0) {
        throw new IllegalStateException("status 0x" + Integer.toHexString(entries.status(i)));
      }
      connections.get((int) entries.key(i)).finished(entries.overlapped(i), entries.bytes(i));
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    port.post(0, STOP, null);
    thread.close();
    connections.forEach(connection -> connection.socket.close());
    listener.close();
    port.close();
    winsock.close();
    connections.forEach(Connection::free);
    entries.close();
    file.close();
  }

  /** One connection: a request is received, then its answer is sent in parts. */
  private final class Connection {
    private final ClientSocket socket;
    private final OverlappedBlock structures = OverlappedBlock.allocate(2);
    private final Overlapped receives = structures.overlapped(0);
    private final Overlapped sends = structures.overlapped(1);
    private final NativeBlock request = NativeBlock.allocate(HttpContent.REQUEST.length);
    private final NativeBlock part = NativeBlock.allocate(HttpPart.SIZE);
    private final ByteBuffer data = part.buffer();
    private final HttpPart answer = new HttpPart(file, data);
    private int asked;

    Connection(ClientSocket socket) {
      this.socket = socket;
    }

    void receive() {
      socket.startRecv(WsaBuffers.of(request, asked, HttpContent.REQUEST.length - asked), receives);
    }

    private void finished(long overlapped, int bytes) {
      if (overlapped == receives.address()) {
        asked += bytes;
        if (bytes > 0 && asked < HttpContent.REQUEST.length) {
          receive();
        } else if (bytes > 0) {
          asked = 0;
          answer.begin();
          send();
        }
      } else if (bytes != data.limit()) {
        throw new IllegalStateException("expected " + data.limit() + " bytes, sent " + bytes);
      } else if (answer.isOver()) {
        receive();
      } else {
        send();
      }
    }

    private void send() {
      answer.next();
      socket.startSend(WsaBuffers.of(part, 0, data.limit()), sends);
    }

    void free() {
      structures.close();
      request.close();
      part.close();
    }
  }
}
