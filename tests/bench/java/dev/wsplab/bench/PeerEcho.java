package dev.wsplab.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The same as {@link OurEcho} over 127.0.0.1 with the JDK's channels: one thread on each side. */
final class PeerEcho implements AutoCloseable {
  private final int size;
  private final AsynchronousChannelGroup clientThread = group();
  private final AsynchronousChannelGroup serverThread = group();
  private final Client[] clients;
  private final Server[] servers;
  private final AtomicBoolean closing = new AtomicBoolean();

  PeerEcho(int connections, int size) throws Exception {
    this.size = size;
    this.clients = new Client[connections];
    this.servers = new Server[connections];
    try (AsynchronousServerSocketChannel listener =
        AsynchronousServerSocketChannel.open(serverThread)) {
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), connections);
      for (int i = 0; i < connections; i++) {
        AsynchronousSocketChannel client = AsynchronousSocketChannel.open(clientThread);
        client.connect(listener.getLocalAddress()).get();
        clients[i] = new Client(client, i);
        servers[i] = new Server(listener.accept().get());
      }
    }
    for (Server server : servers) {
      server.read();
    }
  }

  private static AsynchronousChannelGroup group() {
    try {
      return AsynchronousChannelGroup.withFixedThreadPool(1, Executors.defaultThreadFactory());
    } catch (IOException e) {
      throw new IllegalStateException("no group", e);
    }
  }

  /** As {@link OurEcho#run}. */
  void run(int rounds) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(clients.length);
    for (Client client : clients) {
      client.start(rounds, done);
    }
    done.await();
  }

  @Override
  public void close() throws IOException {
    closing.set(true);
    clientThread.shutdownNow();
    serverThread.shutdownNow();
    try {
      clientThread.awaitTermination(10, TimeUnit.SECONDS);
      serverThread.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** What both ends have. */
  private abstract class End implements CompletionHandler<Integer, Boolean> {
    final AsynchronousSocketChannel channel;
    final ByteBuffer data = ByteBuffer.allocateDirect(size);

    End(AsynchronousSocketChannel channel) throws IOException {
      this.channel = channel;
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    final void read() {
      channel.read(data, true, this);
    }

    final void write() {
      channel.write(data, false, this);
    }

    @Override
    public final void failed(Throwable failure, Boolean reads) {
      if (!closing.get()) {
        failure.printStackTrace();
        Runtime.getRuntime().halt(3); // whoever waits for the rest would wait for ever
      }
    }

    @Override
    public final void completed(Integer bytes, Boolean reads) {
      try {
        finished(bytes, reads);
      } catch (RuntimeException e) {
        failed(e, reads);
      }
    }

    abstract void finished(int bytes, boolean reads);
  }

  private final class Server extends End {
    Server(AsynchronousSocketChannel channel) throws IOException {
      super(channel);
    }

    @Override
    void finished(int bytes, boolean reads) {
      if (reads) {
        if (bytes > 0) {
          data.flip();
          write();
        }
      } else if (data.hasRemaining()) {
        write();
      } else {
        data.clear();
        read();
      }
    }
  }

  private final class Client extends End {
    private final int number;
    private int rounds;
    private int round;
    private CountDownLatch done = new CountDownLatch(0);

    Client(AsynchronousSocketChannel channel, int number) throws IOException {
      super(channel);
      this.number = number;
    }

    void start(int count, CountDownLatch whenDone) {
      rounds = count;
      done = whenDone;
      round = 0;
      begin();
    }

    private void begin() {
      data.clear();
      Stamp.put(data, size, number, round);
      write();
    }

    @Override
    void finished(int bytes, boolean reads) {
      if (!reads) {
        if (data.hasRemaining()) {
          write();
        } else {
          data.clear();
          read();
        }
        return;
      }
      if (bytes < 0) {
        throw new IllegalStateException("connection " + number + " has ended");
      }
      if (data.hasRemaining()) {
        read();
        return;
      }
      Stamp.require(data, size, number, round);
      round++;
      if (round < rounds) {
        begin();
      } else {
        done.countDown();
      }
    }
  }
}
