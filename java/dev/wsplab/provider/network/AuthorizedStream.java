package dev.wsplab.provider.network;

import dev.wsplab.provider.network.AuthorizedNetwork.Endpoint;
import dev.wsplab.spi.AuthorizationRequest;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.WsaError;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A stream whose connects, and the connections to it, are asked about. Its owner uses it as any
 * other; answers come from other threads.
 */
final class AuthorizedStream extends ForwardingSocket
    implements AuthorizedSocket, ReadinessListener {
  private final AuthorizedNetwork network;
  private final Endpoint endpoint;
  private final OpenQuestions questions = new OpenQuestions();
  private final AuthorizedArrivals arrivals;
  private final AtomicReference<@Nullable AuthorizationRequest> flow = new AtomicReference<>();

  private volatile @Nullable ReadinessListener listener;
  private @Nullable AuthorizedConnect connecting;
  private boolean watched;

  // What is made here looks at this one when something arrives.
  @SuppressWarnings({"nullness:argument", "nullness:assignment"})
  private AuthorizedStream(AuthorizedNetwork network, NetworkSocket below, Endpoint endpoint) {
    super(below);
    this.network = network;
    this.endpoint = endpoint;
    this.arrivals = new AuthorizedArrivals(network, this);
  }

  /** A new one. */
  static AuthorizedStream opened(
      AuthorizedNetwork network, NetworkSocket below, Endpoint endpoint) {
    return new AuthorizedStream(network, below, endpoint);
  }

  /** One that has come to a listener. */
  static AuthorizedStream accepted(
      AuthorizedNetwork network, NetworkSocket below, AuthorizedStream listener) {
    Endpoint parent = listener.endpoint;
    Endpoint own = new Endpoint(network.nextId(), parent.family(), parent.protocol());
    return new AuthorizedStream(network, below, own);
  }

  Endpoint endpoint() {
    return endpoint;
  }

  OpenQuestions questions() {
    return questions;
  }

  /** Its connection has come about. */
  void established(AuthorizationRequest request) {
    if (flow.compareAndSet(null, request)) {
      network.tellEstablished(request);
    }
  }

  /** It is the end of a connection that was told before. */
  void flow(AuthorizationRequest request) {
    flow.set(request);
  }

  // Readiness

  @Override
  public int watch(ReadinessListener told) {
    listener = told;
    if (watched) {
      network.later(() -> told.ready(true, false, false, false));
      return 0;
    }
    int error = below().watch(this);
    watched = error == 0;
    return error;
  }

  @Override
  public void stopWatching() {
    listener = null;
    if (watched) {
      watched = false;
      below().stopWatching();
    }
  }

  @Override
  public void ready(boolean readable, boolean writable, boolean exceptional, boolean gone) {
    arrivals.take();
    ReadinessListener told = listener;
    if (told != null) {
      told.ready(readable, writable, exceptional, gone);
    }
    network.tellReady(false);
  }

  /** Something was answered: who waits tries again. Without a lock. */
  void answered(boolean incoming) {
    ReadinessListener told = listener;
    if (told != null) {
      told.ready(incoming, !incoming, false, false);
    }
    network.tellReady(false);
  }

  // What is asked about

  @Override
  public Question askToBind(Sockaddr at, Consumer<Question.Answer> then) {
    return questions.ask(network.request(endpoint, at, null), true, then, network::askToBind);
  }

  @Override
  public @Nullable Question askToListen(Consumer<Question.Answer> then) {
    Sockaddr at = below().localName().address();
    return at == null
        ? null
        : questions.ask(network.request(endpoint, at, null), false, then, network::askToListen);
  }

  /** A stream has no datagrams. */
  @Override
  public int askToSend(Iovec data, @Nullable Sockaddr to) {
    return 0;
  }

  @Override
  public int connect(Sockaddr to) {
    AuthorizedConnect begun = new AuthorizedConnect(network, this, to);
    connecting = begun;
    network.later(begun::begin);
    return WsaError.WSAEWOULDBLOCK.code();
  }

  @Override
  public int connectResult(Sockaddr to) {
    AuthorizedConnect running = connecting;
    return running == null ? below().connectResult(to) : running.result();
  }

  @Override
  public int listen(int backlog) {
    int error = below().listen(backlog);
    if (error == 0) {
      arrivals.begin(backlog);
      if (!watched) {
        // Questions are asked when connections arrive, and not when somebody looks for them.
        watched = below().watch(this) == 0;
      }
    }
    return error;
  }

  @Override
  public Accepted accept() {
    return arrivals.next();
  }

  // The end

  @Override
  void ending() {
    stopWatching();
    if (questions.isClosed()) {
      return;
    }
    for (Question withdrawn : questions.close()) {
      network.tellWithdrawn(withdrawn.request());
    }
    arrivals.end();
    AuthorizationRequest ended = flow.getAndSet(null);
    if (ended != null) {
      network.tellClosed(ended);
    }
    network.tellEndpointClosed(endpoint);
  }
}
