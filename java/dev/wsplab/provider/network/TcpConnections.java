package dev.wsplab.provider.network;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.AcceptCondition;
import dev.wsplab.spi.AcceptResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Bind, listen, accept, connect, shutdown, and the names of both ends. */
final class TcpConnections {
  private static final int LARGEST_BACKLOG = 4096;

  private final TcpEnvironment environment;
  private final AddressRules addresses;
  private final Permissions permissions;

  TcpConnections(TcpEnvironment environment) {
    this.environment = environment;
    this.permissions = new Permissions(environment);
    this.addresses = new AddressRules(environment.isLoopbackOnly());
  }

  /** Opens a socket and gives it its handle. */
  SocketResult open(ProtocolInfo protocol, boolean overlapped) {
    Network.Opened opened =
        environment
            .network()
            .open(protocol.addressFamily(), protocol.socketType(), protocol.protocol());
    NetworkSocket host = opened.socket();
    if (host == null) {
      return SocketResult.failed(opened.error());
    }
    TcpSocket socket = new TcpSocket(environment, protocol, overlapped, host, SocketState.OPEN);
    SocketResult published = environment.publish(socket);
    if (!published.succeeded()) {
      host.close();
    }
    return published;
  }

  CallResult bind(TcpSocket socket, Sockaddr name) {
    int refusal = bindRefusal(socket, name);
    if (refusal != 0) {
      return CallResult.failed(refusal);
    }
    Permissions.Place place = permissions.toBind(socket, addresses.bindTarget(name));
    return place.error() == 0 ? bindTo(socket, place.at()) : CallResult.failed(place.error());
  }

  private int bindRefusal(TcpSocket socket, Sockaddr name) {
    socket.lock().lock();
    try {
      if (socket.isClosed()) {
        return WsaError.WSAENOTSOCK.code();
      }
      if (socket.state() != SocketState.OPEN || socket.claim() != null) {
        return WsaError.WSAEINVAL.code();
      }
      return addresses.bindRefusal(socket.family(), name);
    } finally {
      socket.lock().unlock();
    }
  }

  private CallResult bindTo(TcpSocket socket, Sockaddr at) {
    socket.lock().lock();
    try {
      int refusal = bindRefusal(socket, at);
      if (refusal != 0) {
        return CallResult.failed(refusal);
      }
      TcpSettings settings = socket.settings();
      int error = socket.host().bind(at, settings.reuseAddress, settings.exclusiveAddress);
      if (error == 0) {
        socket.state(SocketState.BOUND);
        settings.bound = true;
        socket.events().changed();
      }
      return result(error);
    } finally {
      socket.lock().unlock();
    }
  }

  CallResult listen(TcpSocket socket, int backlog) {
    WsaError refusal = listenRefusal(socket);
    if (refusal != null) {
      return CallResult.failed(refusal);
    }
    int blocked = permissions.toListen(socket);
    return blocked == 0 ? listenNow(socket, backlog) : CallResult.failed(blocked);
  }

  private static @Nullable WsaError listenRefusal(TcpSocket socket) {
    socket.lock().lock();
    try {
      return switch (socket.state()) {
        case BOUND, LISTENING -> null;
        case OPEN -> WsaError.WSAEINVAL;
        case CONNECTING, CONNECTED -> WsaError.WSAEISCONN;
        case CLOSED -> WsaError.WSAENOTSOCK;
      };
    } finally {
      socket.lock().unlock();
    }
  }

  private static CallResult listenNow(TcpSocket socket, int backlog) {
    socket.lock().lock();
    try {
      WsaError refusal = listenRefusal(socket);
      if (refusal != null) {
        return CallResult.failed(refusal);
      }
      int error = socket.host().listen(backlogOf(backlog));
      if (error == 0) {
        socket.state(SocketState.LISTENING);
        socket.events().changed();
      }
      return result(error);
    } finally {
      socket.lock().unlock();
    }
  }

  /** SOMAXCONN and the negative SOMAXCONN_HINT mean a large one. */
  private static int backlogOf(int requested) {
    int wanted = requested < 0 ? -(requested + 1) : requested;
    return Math.max(1, Math.min(LARGEST_BACKLOG, wanted));
  }

  AcceptResult accept(TcpSocket listener, @Nullable AcceptCondition condition, long data) {
    AcceptResult result = take(listener, condition, data);
    if (result.errno() != WsaError.WSATRY_AGAIN.code()) {
      listener.events().enable(Winsock2.FD_ACCEPT);
    }
    return result;
  }

  private AcceptResult take(TcpSocket listener, @Nullable AcceptCondition condition, long data) {
    AcceptAttempt attempt = new AcceptAttempt(listener);
    int error = takeConnection(listener, attempt);
    NetworkSocket connection = attempt.connection();
    if (error != 0 || connection == null) {
      return AcceptResult.failed(TcpStarts.blockingError(error));
    }
    Sockaddr peer = connection.peerName().address();
    if (peer == null || isWithdrawn(connection)) {
      connection.close();
      return AcceptResult.failed(WsaError.WSAEACCES); // WSP-ACCEPT-2
    }
    int decision = decide(listener, connection, peer, condition, data);
    if (decision == Winsock2.CF_REJECT) {
      connection.reset();
      return failed(WsaError.WSAECONNREFUSED, peer);
    }
    if (decision != Winsock2.CF_ACCEPT) {
      putBack(listener, connection);
      return failed(
          decision == Winsock2.CF_DEFER ? WsaError.WSATRY_AGAIN : WsaError.WSAEINVAL, peer);
    }
    return accepted(listener, connection, peer);
  }

  /** The peer has reset the connection since it was queued. */
  private static boolean isWithdrawn(NetworkSocket connection) {
    long found = connection.probe();
    return found < 0 && found != -WsaError.WSAEWOULDBLOCK.code();
  }

  private int takeConnection(TcpSocket listener, AcceptAttempt attempt) {
    boolean nonBlocking;
    listener.lock().lock();
    try {
      if (listener.isClosed()) {
        return WsaError.WSAENOTSOCK.code();
      }
      if (listener.state() != SocketState.LISTENING) {
        return WsaError.WSAEINVAL.code();
      }
      nonBlocking = listener.settings().nonBlocking;
    } finally {
      listener.lock().unlock();
    }
    Outcome outcome =
        nonBlocking
            ? listener.tryNow(listener.in(), attempt)
            : environment.blocking().run(listener, listener.in(), attempt, BlockingCalls.FOREVER);
    return outcome == null ? WsaError.WSAEWOULDBLOCK.code() : outcome.error();
  }

  /** The condition function runs in the caller's thread, without locks (WSP-ACCEPT-1). */
  private static int decide(
      TcpSocket listener,
      NetworkSocket connection,
      @Nullable Sockaddr peer,
      @Nullable AcceptCondition condition,
      long data) {
    if (condition == null) {
      return Winsock2.CF_ACCEPT;
    }
    boolean decided = false;
    try {
      int decision = ConditionCall.decide(condition, peer, connection.localName().address(), data);
      decided = true;
      return decision;
    } finally {
      if (!decided) {
        putBack(listener, connection);
      }
    }
  }

  /** Whoever waits next gets it. */
  private static void putBack(TcpSocket listener, NetworkSocket connection) {
    boolean closed;
    listener.lock().lock();
    try {
      closed = listener.isClosed();
      if (!closed) {
        listener.backlog().putBack(connection);
      }
    } finally {
      listener.lock().unlock();
    }
    if (closed) {
      connection.reset();
    } else {
      listener.proceedIn();
    }
  }

  private AcceptResult accepted(
      TcpSocket listener, NetworkSocket connection, @Nullable Sockaddr peer) {
    TcpSocket socket =
        new TcpSocket(
            environment,
            listener.protocol(),
            listener.hasOverlappedAttribute(),
            connection,
            SocketState.CONNECTED);
    listener.lock().lock();
    try {
      socket.settings().inherit(listener.settings());
      socket.settings().nonBlocking = listener.settings().nonBlocking;
      socket.events().inherit(listener.events());
    } finally {
      listener.lock().unlock();
    }
    SocketResult published = environment.publish(socket);
    if (!published.succeeded()) {
      socket.events().closed();
      putBack(listener, connection); // nobody has lost it: another accept may find a handle
      return AcceptResult.failed(published.errno());
    }
    socket.events().enable(0);
    return AcceptResult.of(published.socket(), peer);
  }

  private static AcceptResult failed(WsaError error, @Nullable Sockaddr peer) {
    // The address is told whatever the condition function said (WSP-ACCEPT-2).
    return new AcceptResult(SocketHandle.INVALID, error.code(), peer);
  }

  CallResult connect(TcpSocket socket, Sockaddr name) {
    boolean nonBlocking;
    socket.lock().lock();
    try {
      int refusal = ConnectAttempt.refusal(socket);
      if (refusal == 0) {
        refusal = addresses.connectRefusal(socket.family(), name);
      }
      if (refusal != 0) {
        return CallResult.failed(refusal);
      }
      nonBlocking = socket.settings().nonBlocking;
      socket.events().connectBegins();
    } finally {
      socket.lock().unlock();
    }
    ConnectAttempt attempt = new ConnectAttempt(socket, name, MissingContext.NONE);
    return nonBlocking ? connectInBackground(socket, attempt) : connectBlocking(socket, attempt);
  }

  /** Why a socket cannot be connected to an address by ConnectEx, or 0. */
  int connectRefusal(TcpSocket socket, Sockaddr name) {
    return addresses.connectRefusal(socket.family(), name);
  }

  private CallResult connectBlocking(TcpSocket socket, ConnectAttempt attempt) {
    try {
      Outcome outcome =
          environment.blocking().run(socket, socket.out(), attempt, BlockingCalls.FOREVER);
      if (outcome.error() == WsaError.WSAEINTR.code()) {
        connectInBackground(socket, attempt);
      }
      return result(TcpStarts.blockingError(outcome.error()));
    } catch (RuntimeException e) {
      // Interrupted, or the client's hook threw. The system goes on connecting: somebody has to
      // notice.
      connectInBackground(socket, attempt);
      throw e;
    }
  }

  private static CallResult connectInBackground(TcpSocket socket, ConnectAttempt attempt) {
    PendingOperation operation =
        new PendingOperation(() -> attemptForLater(socket, attempt), Waiter.NOBODY);
    Outcome now = socket.start(socket.out(), operation);
    if (now == null) {
      socket.drain();
      return CallResult.failed(WsaError.WSAEWOULDBLOCK);
    }
    if (now.isIndicated()) {
      socket.out().drainAfter(operation);
    }
    return result(now.error());
  }

  /** A failure that no call returns is kept for {@code SO_ERROR} (CLI-8). */
  private static @Nullable Outcome attemptForLater(TcpSocket socket, ConnectAttempt attempt) {
    Outcome outcome = attempt.attempt();
    if (outcome != null) {
      if (!outcome.succeeded()) {
        socket.pendingError(outcome.error());
      }
      socket.events().connectEnded(outcome.error());
    }
    return outcome;
  }

  /** The end of the data follows what has been queued; the call never waits. */
  CallResult shutdown(TcpSocket socket, int how) {
    if (how < Winsock2.SD_RECEIVE || how > Winsock2.SD_BOTH) {
      return CallResult.failed(WsaError.WSAEINVAL);
    }
    socket.lock().lock();
    try {
      if (socket.isClosed()) {
        return CallResult.failed(WsaError.WSAENOTSOCK);
      }
      if (socket.state() != SocketState.CONNECTED
          || socket.missingContext() != MissingContext.NONE) {
        return CallResult.failed(WsaError.WSAENOTCONN);
      }
      if (how != Winsock2.SD_SEND) {
        socket.shutReceive();
      }
      if (how != Winsock2.SD_RECEIVE && !socket.isSendShut()) {
        socket.shutSend();
        endSending(socket);
      }
    } finally {
      socket.lock().unlock();
    }
    socket.drain();
    return CallResult.OK;
  }

  private static void endSending(TcpSocket socket) {
    Attempt end =
        () -> {
          socket.host().shutdownSend();
          return Outcome.DONE;
        };
    socket.out().add(new PendingOperation(end, Waiter.NOBODY));
    socket.out().progress();
  }

  private static CallResult result(int error) {
    return error == 0 ? CallResult.OK : CallResult.failed(error);
  }
}
