package dev.wsplab.provider.network;

import dev.wsplab.operation.UserFault;
import dev.wsplab.spi.AddressResult;
import dev.wsplab.spi.AuthorizationRequest;
import dev.wsplab.spi.ConnectionAuthorizer;
import dev.wsplab.spi.DatagramAnswer;
import dev.wsplab.spi.DatagramRequest;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A network whose sockets ask an authorizer before they do anything. It stands before any other
 * network. Thread-safe.
 */
final class AuthorizedNetwork implements Network {
  private static final int ENTRY_SHIFT = 32;

  private final Network below;
  private final ConnectionAuthorizer authorizer;
  private final AtomicLong ids;
  private final LaterCalls later = new LaterCalls();

  /**
   * Stands before a network.
   *
   * @param entry a catalog entry of the provider, which makes its ids unique in the process
   */
  AuthorizedNetwork(Network below, ConnectionAuthorizer authorizer, int entry) {
    this.below = below;
    this.authorizer = authorizer;
    this.ids = new AtomicLong(Integer.toUnsignedLong(entry) << ENTRY_SHIFT);
  }

  @Override
  public Opened open(int family, int type, int protocol) {
    Opened opened = below.open(family, type, protocol);
    NetworkSocket socket = opened.socket();
    if (socket == null) {
      return opened;
    }
    Endpoint endpoint = new Endpoint(nextId(), family, protocol);
    return new Opened(
        0,
        type == Winsock2.SOCK_DGRAM
            ? AuthorizedDatagrams.of(this, socket, endpoint)
            : AuthorizedStream.opened(this, socket, endpoint));
  }

  /** A socket as an authorizer knows it. */
  record Endpoint(long id, int family, int protocol) {}

  long nextId() {
    return ids.incrementAndGet();
  }

  AuthorizationRequest request(Endpoint endpoint, Sockaddr local, @Nullable Sockaddr remote) {
    return new AuthorizationRequest(
        nextId(), endpoint.id(), endpoint.family(), endpoint.protocol(), local, remote);
  }

  // Asking; without a lock

  void askToBind(Question question) {
    ask(question, authorizer::bind);
  }

  void askToListen(Question question) {
    ask(question, authorizer::listen);
  }

  void askToConnect(Question question) {
    ask(question, authorizer::connect);
  }

  void askToAccept(Question question) {
    ask(question, authorizer::accept);
  }

  /** A method of the authorizer. */
  @FunctionalInterface
  private interface Asked {
    /** Asks. */
    void ask(AuthorizationRequest request, Question answer);
  }

  private static void ask(Question question, Asked method) {
    try {
      method.ask(question.request(), question);
    } catch (Throwable e) {
      UserFault.report(e);
      question.block(WsaError.WSAEACCES.code());
    }
  }

  void askAboutDatagram(DatagramRequest request, DatagramAnswer answer) {
    try {
      authorizer.datagram(request, answer);
    } catch (Throwable e) {
      UserFault.report(e);
      answer.block(WsaError.WSAEACCES.code());
    }
  }

  // Telling; with or without a lock

  void tellEstablished(AuthorizationRequest request) {
    tellLater(() -> authorizer.flowEstablished(request));
  }

  void tellClosed(AuthorizationRequest request) {
    tellLater(() -> authorizer.flowClosed(request));
  }

  void tellWithdrawn(AuthorizationRequest request) {
    tellLater(() -> authorizer.withdrawn(request));
  }

  void tellEndpointClosed(Endpoint endpoint) {
    tellLater(() -> authorizer.endpointClosed(endpoint.id()));
  }

  private void tellLater(Runnable call) {
    later.add(
        () -> {
          try {
            call.run();
          } catch (Throwable e) {
            UserFault.report(e);
          }
        });
  }

  /** Has a call made when the thread holds no lock; {@link #tellReady} at the latest. */
  void later(Runnable call) {
    later.add(call);
  }

  /** The address that data to another one leave from, for what is bound to the wildcard. */
  Sockaddr localTowards(Sockaddr bound, Sockaddr remote) {
    if (!bound.toInetSocketAddress().getAddress().isAnyLocalAddress()) {
      return bound;
    }
    AddressResult route = below.routeTo(remote);
    Sockaddr from = route.address();
    boolean within = remote.toInetSocketAddress().getAddress().isLoopbackAddress();
    if (from == null && !within) {
      return bound;
    }
    Sockaddr host = from == null ? remote : from;
    return Sockaddr.of(host.toInetSocketAddress().getAddress(), bound.port());
  }

  @Override
  public void tellReady(boolean beforeWait) {
    boolean more = true;
    while (more) {
      later.run(beforeWait);
      below.tellReady(beforeWait);
      more = later.run(beforeWait);
    }
  }

  @Override
  public List<Sockaddr> addresses(int family) {
    return below.addresses(family);
  }

  @Override
  public AddressResult routeTo(Sockaddr to) {
    return below.routeTo(to);
  }

  @Override
  public void close() {
    later.run(true);
    below.close();
  }
}
