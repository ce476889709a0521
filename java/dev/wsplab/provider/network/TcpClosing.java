package dev.wsplab.provider.network;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.WsaError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/** {@code WSPCloseSocket}, and the end of all sockets at the final {@code WSPCleanup}. */
final class TcpClosing {
  private static final Outcome ABORTED = Outcome.failed(WsaError.WSA_OPERATION_ABORTED);

  private final TcpEnvironment environment;

  TcpClosing(TcpEnvironment environment) {
    this.environment = environment;
  }

  /** How the socket below is to be closed (WSP-CLOSE-6). */
  private enum Manner {
    /** Return at once, send what is left in the background. */
    GRACEFUL,
    /** Wait until what is left has been sent, for some seconds at most. */
    WAITING,
    /** Reset the connection. */
    HARD
  }

  /**
   * Closes a name of a socket; with the last one the socket (WSP-CLOSE-7, WIN-23): what is pending
   * completes with its notification, then the handle goes (DEC-12); the handle of an operation that
   * another thread is just telling goes when it has been told.
   */
  CallResult close(TcpSocket socket, SocketHandle name) {
    boolean hasOthers =
        environment.socketIo().closeName(name) || environment.closeOneOfSeveral(socket, name);
    return hasOthers ? CallResult.OK : closeLast(socket, name);
  }

  private CallResult closeLast(TcpSocket socket, SocketHandle name) {
    Manner manner;
    int seconds;
    @Nullable Claim claim;
    Map<TcpSocket, PendingOperation> waitingForData;
    socket.lock().lock();
    try {
      // Somebody else may have closed this one of several just now.
      if (socket.isClosed() || environment.useOf(socket, name) == null) {
        return CallResult.failed(WsaError.WSAENOTSOCK);
      }
      manner = manner(socket.settings());
      seconds = socket.settings().lingerSeconds;
      if (manner == Manner.WAITING && socket.settings().nonBlocking && hasUnsent(socket)) {
        return CallResult.failed(WsaError.WSAEWOULDBLOCK);
      }
      claim = socket.claim();
      waitingForData = socket.backlog().waitingForData();
      manner = end(socket, manner);
    } finally {
      socket.lock().unlock();
    }
    socket.drain();
    // An AcceptEx that waits for data goes with its listener (WIN-22).
    waitingForData.forEach(AcceptExAttempt::endWaitForData);
    if (claim != null) {
      // CLI-ACCEPTEX-7, WIN-25: on the listener's key.
      claim.listener().end(claim.listener().in(), claim.operation(), ABORTED);
    }
    if (manner == Manner.WAITING) {
      socket.host().closeWaiting(seconds);
    }
    socket.descriptors().releaseAll();
    return CallResult.OK;
  }

  private static Manner manner(TcpSettings settings) {
    if (!settings.linger) {
      return Manner.GRACEFUL;
    }
    return settings.lingerSeconds == 0 ? Manner.HARD : Manner.WAITING;
  }

  /** Sends of ours that the network has not taken yet, or that have not arrived. */
  private static boolean hasUnsent(TcpSocket socket) {
    return !socket.out().isEmpty() || socket.host().hasUnsent();
  }

  /** With the lock held. From here on nobody finds the socket, and no attempt is made on it. */
  private Manner end(TcpSocket socket, Manner wanted) {
    Outcome how = Outcome.failed(endOf(socket));
    socket.state(SocketState.CLOSED);
    environment.forget(socket);
    socket.events().closed();
    boolean lost = socket.queues().endAll(how);
    socket.stopWatching();
    socket.backlog().resetAll();
    // Unsent data are lost with their operations: the peer must not take the end for a graceful
    // one.
    Manner manner = lost ? Manner.HARD : wanted;
    if (manner == Manner.HARD) {
      socket.host().reset();
    } else if (manner == Manner.GRACEFUL) {
      socket.host().close();
    }
    return manner;
  }

  /**
   * CANCEL-7: a connected socket's requests end as aborted by the connection, all others as
   * cancelled.
   */
  private static WsaError endOf(TcpSocket socket) {
    return socket.state() == SocketState.CONNECTED && !socket.isDatagram()
        ? WsaError.WSAECONNABORTED
        : WsaError.WSA_OPERATION_ABORTED;
  }

  /**
   * Ends all sockets silently (DEC-13, WSP-CLEAN-2, WSP-CLEAN-3): results are stored, nothing is
   * indicated; blocking calls return {@code WSAEINTR}. Connections are reset (WSP-CLEAN-4), but
   * only when every socket has been ended: the other end may be one of ours.
   */
  void endAll() {
    Map<TcpSocket, List<PendingOperation>> ended = new LinkedHashMap<>();
    for (TcpSocket socket : environment.sockets()) {
      endSilently(socket, ended);
    }
    ended.forEach(
        (socket, pending) -> {
          socket.host().reset();
          pending.forEach(operation -> operation.endSilently(ABORTED));
          socket.descriptors().releaseAll();
        });
  }

  private void endSilently(TcpSocket socket, Map<TcpSocket, List<PendingOperation>> ended) {
    socket.lock().lock();
    try {
      if (!socket.isClosed() && environment.forget(socket)) {
        socket.state(SocketState.CLOSED);
        socket.events().closed();
        ended.put(socket, socket.queues().withdrawAll());
        socket.stopWatching();
        socket.backlog().resetAll();
      }
    } finally {
      socket.lock().unlock();
    }
  }
}
