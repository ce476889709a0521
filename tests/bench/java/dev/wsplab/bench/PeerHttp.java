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
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The same server with the JDK's channels; one thread. */
final class PeerHttp implements AutoCloseable {
  private final AsynchronousChannelGroup thread =
      AsynchronousChannelGroup.withFixedThreadPool(1, Executors.defaultThreadFactory());
  private final AsynchronousServerSocketChannel listener;
  private final List<Connection> connections = new ArrayList<>();
  private final FileChannel file;
  private volatile boolean closing;

  PeerHttp(Path path, int backlog) throws IOException {
    file = FileChannel.open(path);
    listener = AsynchronousServerSocketChannel.open(thread);
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), backlog);
  }

  InetSocketAddress address() throws IOException {
    return (InetSocketAddress) listener.getLocalAddress();
  }

  /** Before {@link #start}: accepts one. */
  void accept() throws IOException {
    try {
      connections.add(new Connection(listener.accept().get()));
    } catch (InterruptedException | ExecutionException e) {
      throw new IOException("not accepted", e);
    }
  }

  void start() {
    connections.forEach(Connection::receive);
  }

  @Override
  public void close() throws IOException {
    closing = true;
    thread.shutdownNow();
    try {
      thread.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
    file.close();
  }

  private final class Connection implements CompletionHandler<Integer, Boolean> {
    private final AsynchronousSocketChannel channel;
    private final ByteBuffer request = ByteBuffer.allocateDirect(HttpContent.REQUEST.length);
    private final ByteBuffer data = ByteBuffer.allocateDirect(HttpPart.SIZE);
    private final HttpPart answer = new HttpPart(file, data);

    Connection(AsynchronousSocketChannel channel) throws IOException {
      this.channel = channel;
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    void receive() {
      channel.read(request, true, this);
    }

    @Override
    public void completed(Integer bytes, Boolean reads) {
      if (reads && request.hasRemaining()) {
        if (bytes >= 0) {
          receive();
        }
      } else if (reads) {
        request.clear();
        answer.begin();
        answer.next();
        channel.write(data, false, this);
      } else if (data.hasRemaining()) {
        channel.write(data, false, this);
      } else if (answer.isOver()) {
        receive();
      } else {
        answer.next();
        channel.write(data, false, this);
      }
    }

    @Override
    public void failed(Throwable failure, Boolean reads) {
      if (!closing) {
        failure.printStackTrace();
        Runtime.getRuntime().halt(3); // whoever waits for the rest would wait for ever
      }
    }
  }
}
