package dev.wsplab.cli;

import dev.wsplab.Winsock;
import dev.wsplab.client.ClientSocket;
import dev.wsplab.kernel.SocketHandle;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.checkerframework.checker.mustcall.qual.MustCall;
import org.checkerframework.checker.mustcall.qual.Owning;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * An HTTP/1.1 file server over a completion port: GET and HEAD, keep-alive. Built on the client API
 * alone, as an application for Winsock would be. Thread-safe.
 *
 * <p>It sets no time limits: a client that says nothing keeps its connection.
 */
@MustCall("close")
final class HttpServer implements AutoCloseable {
  private static final int ACCEPTS = 8;
  private static final int BACKLOG = 512;
  private static final Duration LONGEST_STOP = Duration.ofSeconds(30);

  private final Winsock winsock;
  private final FileTree files;
  private final ServedCounts counts = new ServedCounts();
  private final CompletionLoop loop;
  private final ClientSocket listener;

  private final InetSocketAddress address;
  private final List<AcceptSlot> accepts = new ArrayList<>();
  private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final AtomicReference<@Nullable Throwable> fault;

  @SuppressWarnings("builder:required.method.not.called") // close() closes the listener
  private HttpServer(
      Winsock winsock,
      FileTree files,
      InetSocketAddress at,
      int threads,
      Consumer<Throwable> onFault) {
    AtomicReference<@Nullable Throwable> first = new AtomicReference<>();
    this.fault = first;
    this.winsock = winsock;
    this.files = files;
    this.listener = winsock.tcpSocket();
    try {
      listener.bind(at).listen(BACKLOG);
      this.address = listener.localAddress();
    } catch (RuntimeException e) {
      listener.close();
      throw e;
    }
    this.loop =
        new CompletionLoop(
            winsock,
            threads,
            e -> {
              first.compareAndSet(null, e);
              onFault.accept(e);
            });
  }

  /**
   * Starts to serve.
   *
   * @param winsock what it runs on; must outlive it
   * @param at where to listen; port 0 takes a free one
   * @param onFault is told at once what a worker thread threw; the connection is closed, the server
   *     goes on
   * @throws IOException when the folder is not there
   * @throws dev.wsplab.spi.WinsockException when it cannot listen there
   */
  static @Owning HttpServer start(
      Winsock winsock, Path root, InetSocketAddress at, int threads, Consumer<Throwable> onFault)
      throws IOException {
    HttpServer server = new HttpServer(winsock, new FileTree(root), at, threads, onFault);
    try {
      server.open();
      return server;
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /** Returns where it listens. */
  InetSocketAddress address() {
    return address;
  }

  ServedCounts counts() {
    return counts;
  }

  /** Returns what a worker thread threw first, or null: then nothing went wrong inside. */
  @Nullable Throwable fault() {
    return fault.get();
  }

  /**
   * Stops: closes all sockets, waits until every operation was told, then frees the memory. A
   * second call does nothing.
   *
   * @throws IllegalStateException when an operation is not told within 30 s; its memory is then
   *     kept
   */
  @Override
  public void close() {
    if (!stopped.compareAndSet(false, true)) {
      return;
    }
    accepts.forEach(AcceptSlot::stop);
    listener.close();
    connections.forEach(HttpConnection::stop);
    loop.awaitIdle(LONGEST_STOP);
    loop.close();
    accepts.forEach(AcceptSlot::free);
  }

  private void open() {
    loop.associate(listener.handle());
    for (int i = 0; i < ACCEPTS; i++) {
      accepts.add(new AcceptSlot(winsock.ws2_32(), loop, listener.handle(), this::accepted));
    }
    loop.start();
    accepts.forEach(AcceptSlot::arm);
  }

  private void accepted(SocketHandle socket) {
    loop.associate(socket);
    counts.connection();
    HttpConnection connection =
        new HttpConnection(winsock.ws2_32(), loop, files, counts, socket, this::released);
    connections.add(connection);
    if (stopped.get()) {
      connection.stop(); // it was not yet to be seen when the others were stopped
    }
    connection.begin();
  }

  private void released(HttpConnection connection) {
    connections.remove(connection);
    accepts.forEach(AcceptSlot::arm); // there is a socket more again
  }
}
