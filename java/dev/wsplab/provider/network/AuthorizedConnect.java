package dev.wsplab.provider.network;

import dev.wsplab.spi.AddressResult;
import dev.wsplab.spi.AuthorizationRequest;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.WsaError;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One connect of a stream. What the authorizer has said is kept until the connect is asked how it
 * goes, by the thread that owns the socket.
 *
 * <pre>
 *  begins --not bound: asks to bind, binds--> asks to connect --permitted--> connects below --> ended
 *                      |                            |
 *                      +--blocked-------------------+--> failed
 * </pre>
 */
final class AuthorizedConnect {
  private static final int WOULD_BLOCK = WsaError.WSAEWOULDBLOCK.code();

  private final AuthorizedNetwork network;
  private final AuthorizedStream stream;
  private final NetworkSocket below;
  private final Sockaddr to;

  private volatile int error;
  private volatile @Nullable Sockaddr target;
  private volatile @Nullable AuthorizationRequest asked;
  private boolean begun; // by the owner of the socket

  AuthorizedConnect(AuthorizedNetwork network, AuthorizedStream stream, Sockaddr to) {
    this.network = network;
    this.stream = stream;
    this.below = stream.below();
    this.to = to;
  }

  /** Asks. Without a lock. */
  void begin() {
    if (boundAt() != null) {
      askToConnect();
    } else {
      stream.askToBind(wildcard(), this::mayBind);
    }
  }

  private @Nullable Sockaddr boundAt() {
    AddressResult name =
        stream.questions().whileOpen(below::localName, AddressResult.failed(WsaError.WSAENOTSOCK));
    Sockaddr address = name.address();
    return address == null || address.port() == 0 ? null : address;
  }

  private Sockaddr wildcard() {
    byte[] host = new byte[to.toInetSocketAddress().getAddress().getAddress().length];
    try {
      return Sockaddr.of(InetAddress.getByAddress(host), 0);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("length=" + host.length + ": 4 or 16", e);
    }
  }

  private void mayBind(Question.Answer answer) {
    Sockaddr elsewhere = answer.elsewhere();
    Sockaddr at = elsewhere == null ? wildcard() : elsewhere;
    int refused = answer.error();
    if (refused == 0) {
      refused =
          stream
              .questions()
              .whileOpen(() -> below.bind(at, false, false), WsaError.WSAENOTSOCK.code());
    }
    if (refused == 0) {
      askToConnect();
    } else {
      end(refused, answer);
    }
  }

  private void askToConnect() {
    Sockaddr bound = boundAt();
    if (bound == null) {
      return; // closed meanwhile
    }
    Sockaddr local = network.localTowards(bound, to);
    AuthorizationRequest request = network.request(stream.endpoint(), local, to);
    asked = request;
    stream.questions().ask(request, true, this::mayConnect, network::askToConnect);
  }

  private void mayConnect(Question.Answer answer) {
    if (answer.error() == 0) {
      Sockaddr elsewhere = answer.elsewhere();
      target = elsewhere == null ? to : elsewhere;
      stream.answered(false);
    } else {
      end(answer.error(), answer);
    }
  }

  private void end(int refused, Question.Answer answer) {
    error = refused;
    if (answer != Question.Answer.WITHDRAWN) {
      stream.answered(false);
    }
  }

  /** How it goes, as {@link NetworkSocket#connectResult}. */
  int result() {
    if (error != 0) {
      return error;
    }
    Sockaddr permitted = target;
    if (permitted == null) {
      return WOULD_BLOCK;
    }
    int result = WOULD_BLOCK;
    if (!begun) {
      begun = true;
      result = below.connect(permitted);
    }
    // Nothing may become ready on a network that knows at once how it ends.
    if (result == WOULD_BLOCK) {
      result = below.connectResult(permitted);
    }
    AuthorizationRequest request = asked;
    if (result == 0 && request != null) {
      stream.established(request);
    }
    return result;
  }
}
