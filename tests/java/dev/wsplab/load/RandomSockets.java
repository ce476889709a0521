package dev.wsplab.load;

import dev.wsplab.client.Kernel32;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.Winsock2;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The sockets of one run: streams, two datagram sockets and a listener, some of them with a port.
 * Where calls fail, there are fewer. Used by one thread.
 */
final class RandomSockets {
  private static final int MOST_TRIES = 100;

  private final Ws2_32 ws2;
  private final Kernel32 kernel32;
  private final Random random;
  private final PortHandle port;
  private final Set<SocketHandle> open = new LinkedHashSet<>();
  private final List<SocketHandle> streams = new ArrayList<>();
  private final List<SocketHandle> datagrams = new ArrayList<>();
  private final Set<SocketHandle> ported = new HashSet<>();
  private @Nullable SocketHandle listener;
  private @Nullable Sockaddr listening;

  RandomSockets(Ws2_32 ws2, Kernel32 kernel32, Random random, PortHandle port) {
    this.ws2 = ws2;
    this.kernel32 = kernel32;
    this.random = random;
    this.port = port;
  }

  /** The run has begun with these two, which are connected. */
  void add(SocketHandle client, SocketHandle server) {
    addStream(client);
    addStream(server);
    for (int i = 0; i < 2; i++) {
      SocketHandle s = bound(Winsock2.SOCK_DGRAM);
      if (s != null) {
        datagrams.add(s);
      }
    }
    SocketHandle made = bound(Winsock2.SOCK_STREAM);
    if (made != null && ws2.listen(made, 5).succeeded()) {
      listener = made;
      listening = ws2.getsockname(made).address();
    }
  }

  /** A connected socket is there. */
  void addStream(SocketHandle s) {
    open.add(s);
    streams.add(s);
    mayHavePort(s);
  }

  /** A socket is being connected: calls on it fail until it is, and are the client's to try. */
  void connecting(SocketHandle s) {
    streams.add(s);
  }

  private void mayHavePort(SocketHandle s) {
    if (random.nextBoolean() && !ported.contains(s)) {
      kernel32.createIoCompletionPort(s, port, s.value(), 0).orThrow();
      ported.add(s);
    }
  }

  boolean hasPort(SocketHandle s) {
    return ported.contains(s);
  }

  @Nullable SocketHandle stream() {
    return one(streams);
  }

  @Nullable SocketHandle datagram() {
    return one(datagrams);
  }

  @Nullable SocketHandle listener() {
    return listener;
  }

  /** Where the listener is. */
  @Nullable Sockaddr listening() {
    return listening;
  }

  /** The address of a datagram socket. */
  @Nullable Sockaddr someDatagrams() {
    SocketHandle s = datagram();
    return s == null ? null : ws2.getsockname(s).address();
  }

  private @Nullable SocketHandle one(List<SocketHandle> sockets) {
    return sockets.isEmpty() ? null : sockets.get(random.nextInt(sockets.size()));
  }

  /** A socket that AcceptEx can take; null when none is made. */
  @Nullable SocketHandle fresh() {
    SocketResult made = ws2.socket(Winsock2.AF_INET, Winsock2.SOCK_STREAM, 0);
    if (made.socket().isInvalid()) {
      return null;
    }
    open.add(made.socket());
    return made.socket();
  }

  /** A socket that is bound; ConnectEx can take it. */
  @Nullable SocketHandle bound(int type) {
    SocketResult made = ws2.socket(Winsock2.AF_INET, type, 0);
    if (made.socket().isInvalid()) {
      return null;
    }
    open.add(made.socket());
    if (!ws2.bind(made.socket(), Sockaddr.loopback(0)).succeeded()) {
      close(made.socket());
      return null;
    }
    mayHavePort(made.socket());
    return made.socket();
  }

  /** Closes a socket, and tries again when that fails. */
  void close(SocketHandle s) {
    if (!open.remove(s)) {
      return;
    }
    streams.remove(s);
    datagrams.remove(s);
    if (s.equals(listener)) {
      listener = null;
    }
    CallResult result = ws2.closesocket(s);
    for (int tries = 1; !result.succeeded() && tries < MOST_TRIES; tries++) {
      result = ws2.closesocket(s);
    }
    result.orThrow("closesocket");
  }

  /** Closes all, in any order. */
  void closeAll() {
    List<SocketHandle> left = new ArrayList<>(open);
    Collections.shuffle(left, random);
    left.forEach(this::close);
  }
}
