package dev.wsplab.provider.network;

import dev.wsplab.provider.network.NetworkSocket.Accepted;
import dev.wsplab.spi.AuthorizationRequest;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.WsaError;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The connections to a listener that its authorizer is asked about. On a network with gates they
 * wait there, and come about when they are permitted; on any other they have come about, and are
 * kept here until then. Thread-safe.
 */
final class AuthorizedArrivals implements ConnectionGate {
  private static final Accepted NONE = new Accepted(WsaError.WSAEWOULDBLOCK.code(), null);

  private final AuthorizedNetwork network;
  private final AuthorizedStream listener;
  // Guarded by the questions of the listener.
  private final Deque<Accepted> permitted = new ArrayDeque<>();
  // Has come about, was told as a flow, and nobody has accepted it.
  private final Map<Ends, AuthorizationRequest> established = new ConcurrentHashMap<>();

  @SuppressWarnings("nullness:methodref.receiver.bound") // called when all is made
  private final OneAtATime taking = new OneAtATime(this::takeAll);

  private volatile int room;
  private volatile boolean gated;

  /** The names of a connection. */
  private record Ends(@Nullable Sockaddr local, @Nullable Sockaddr remote) {}

  AuthorizedArrivals(AuthorizedNetwork network, AuthorizedStream listener) {
    this.network = network;
    this.listener = listener;
  }

  /** It listens from now on. */
  void begin(int backlog) {
    room = backlog;
    gated = listener.below().gate(this);
  }

  private boolean takesItself() {
    return room > 0 && !gated;
  }

  // With gates

  @Override
  public Runnable arrives(Sockaddr local, Sockaddr remote, Arrival arrival) {
    AuthorizationRequest request = network.request(listener.endpoint(), local, remote);
    Question question =
        listener
            .questions()
            .ask(request, false, a -> decided(request, a, arrival), network::askToAccept);
    return () -> givenUp(question);
  }

  private void decided(AuthorizationRequest request, Question.Answer answer, Arrival arrival) {
    if (answer == Question.Answer.WITHDRAWN) {
      arrival.block(WsaError.WSAECONNREFUSED.code());
      return;
    }
    if (answer.error() == 0) {
      permitted(request, arrival);
    } else {
      arrival.block(answer.error());
    }
    network.tellReady(false);
  }

  private void permitted(AuthorizationRequest request, Arrival arrival) {
    Ends ends = new Ends(request.local(), request.remote());
    established.put(ends, request);
    if (arrival.permit()) {
      network.tellEstablished(request);
    } else {
      established.remove(ends);
    }
  }

  private void givenUp(Question question) {
    if (question.withdraw()) {
      network.tellWithdrawn(question.request());
    }
  }

  // Without

  /** Takes what has come and asks about it. Without a lock. */
  void take() {
    if (takesItself()) {
      taking.run();
    }
  }

  private void takeAll() {
    Accepted next = listener.questions().whileOpen(this::takeOne, NONE);
    while (!next.wouldBlock()) {
      NetworkSocket connection = next.socket();
      if (connection == null) {
        keep(next);
        listener.answered(true);
        return;
      }
      askAbout(connection);
      next = listener.questions().whileOpen(this::takeOne, NONE);
    }
  }

  private Accepted takeOne() {
    boolean full = permitted.size() + listener.questions().count() >= room;
    return full ? NONE : listener.below().accept();
  }

  private void askAbout(NetworkSocket connection) {
    Sockaddr local = connection.localName().address();
    Sockaddr remote = connection.peerName().address();
    if (local == null || remote == null) {
      connection.close(); // the peer has gone
      return;
    }
    AuthorizationRequest request = network.request(listener.endpoint(), local, remote);
    listener
        .questions()
        .ask(request, false, answer -> decided(request, answer, connection), network::askToAccept);
  }

  private void decided(
      AuthorizationRequest request, Question.Answer answer, NetworkSocket connection) {
    if (answer.error() != 0) {
      connection.reset();
      if (answer != Question.Answer.WITHDRAWN) {
        network.later(this::take); // there is room for another one
        network.tellReady(false);
      }
      return;
    }
    AuthorizedStream stream = AuthorizedStream.accepted(network, connection, listener);
    stream.established(request);
    keep(Accepted.of(stream));
    listener.answered(true);
  }

  private void keep(Accepted next) {
    boolean kept = listener.questions().whileOpen(() -> permitted.add(next), false);
    NetworkSocket connection = next.socket();
    if (!kept && connection != null) {
      connection.reset();
    }
  }

  /** The oldest connection that is permitted. */
  Accepted next() {
    if (!takesItself()) {
      return wrapped(listener.below().accept());
    }
    // There may be room for more now, or nobody is told of what arrives.
    network.later(this::take);
    Accepted oldest = listener.questions().whileOpen(permitted::poll, null);
    return oldest == null ? NONE : oldest;
  }

  private Accepted wrapped(Accepted accepted) {
    NetworkSocket connection = accepted.socket();
    if (connection == null) {
      return accepted;
    }
    AuthorizedStream stream = AuthorizedStream.accepted(network, connection, listener);
    Ends ends = new Ends(connection.localName().address(), connection.peerName().address());
    AuthorizationRequest request = established.remove(ends);
    if (request != null) {
      stream.flow(request);
    }
    return Accepted.of(stream);
  }

  /** The listener is closed, and no question is open any more. */
  void end() {
    established.values().forEach(network::tellClosed);
    established.clear();
    for (Accepted left : permitted) {
      NetworkSocket connection = left.socket();
      if (connection != null) {
        connection.reset();
      }
    }
    permitted.clear();
  }
}
