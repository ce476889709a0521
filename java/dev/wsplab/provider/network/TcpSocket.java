package dev.wsplab.provider.network;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import java.util.concurrent.locks.ReentrantLock;
import org.checkerframework.checker.initialization.qual.NotOnlyInitialized;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One socket: its state, its socket below, its queues. Everything is guarded by its lock, unless
 * said otherwise; nobody is called while it is held. A thread that holds the lock of a listener may
 * take that of an accepting socket, never the other way round.
 *
 * <pre>
 *  OPEN --bind--> BOUND --listen--> LISTENING
 *    |              |
 *    +---connect----+--> CONNECTING --> CONNECTED        any --close--> CLOSED
 *    +---AcceptEx--------------------------^
 * </pre>
 */
final class TcpSocket implements ReadinessListener {
  private final TcpEnvironment environment;
  private final ProtocolInfo protocol;
  private final boolean overlapped;
  private final ReentrantLock lock = new ReentrantLock();
  private final SocketQueues queues = new SocketQueues(lock);
  private final Descriptors descriptors;
  private final TcpSettings settings = new TcpSettings();
  private final DatagramState datagrams = new DatagramState();
  private final Backlog backlog = new Backlog();
  private final @NotOnlyInitialized NetworkEvents events;

  private NetworkSocket host;
  private SocketState state;
  private MissingContext missingContext = MissingContext.NONE;
  private boolean watched;
  private boolean sendShut;
  private boolean receiveShut;
  private boolean peerGone;
  private int broken;
  private int pendingError;
  private long connectedAt;
  private @Nullable Claim claim;

  /**
   * Makes a socket without a handle.
   *
   * @param overlapped whether it has the overlapped attribute (WSP-SOCKET-2)
   */
  TcpSocket(
      TcpEnvironment environment,
      ProtocolInfo protocol,
      boolean overlapped,
      NetworkSocket host,
      SocketState state) {
    this.environment = environment;
    this.protocol = protocol;
    this.overlapped = overlapped;
    this.host = host;
    this.state = state;
    this.connectedAt = System.nanoTime();
    this.descriptors = new Descriptors(environment.socketIo(), environment.handleUses());
    this.events = new NetworkEvents(this);
  }

  // What never changes, or needs no lock

  ProtocolInfo protocol() {
    return protocol;
  }

  int family() {
    return protocol.addressFamily();
  }

  boolean isDatagram() {
    return protocol.socketType() == Winsock2.SOCK_DGRAM;
  }

  boolean hasOverlappedAttribute() {
    return overlapped;
  }

  ReentrantLock lock() {
    return lock;
  }

  OperationQueue in() {
    return queues.in();
  }

  OperationQueue out() {
    return queues.out();
  }

  OperationQueue urgent() {
    return queues.urgent();
  }

  /** Its handles, and who keeps them from being closed. */
  Descriptors descriptors() {
    return descriptors;
  }

  SocketHandle handle() {
    return descriptors.first();
  }

  // Guarded by the lock

  NetworkSocket host() {
    return host;
  }

  SocketState state() {
    return state;
  }

  void state(SocketState next) {
    state = next;
  }

  boolean isClosed() {
    return state == SocketState.CLOSED;
  }

  TcpSettings settings() {
    return settings;
  }

  DatagramState datagrams() {
    return datagrams;
  }

  Backlog backlog() {
    return backlog;
  }

  NetworkEvents events() {
    return events;
  }

  MissingContext missingContext() {
    return missingContext;
  }

  void missingContext(MissingContext missing) {
    missingContext = missing;
  }

  boolean isSendShut() {
    return sendShut;
  }

  void shutSend() {
    sendShut = true;
  }

  boolean isReceiveShut() {
    return receiveShut;
  }

  void shutReceive() {
    receiveShut = true;
  }

  /** The AcceptEx request that this socket was given to, until its connection has come. */
  @Nullable Claim claim() {
    return claim;
  }

  void claim(Claim request) {
    claim = request;
  }

  /** Whether the peer has closed its side, as far as the system has said so. */
  boolean peerHasGone() {
    return peerGone;
  }

  /** The error that broke the connection, 0 while it holds: every later transfer fails with it. */
  int broken() {
    return broken;
  }

  /** Takes note of an error of the system; those that end the connection stay. Returns it. */
  int noteError(int error) {
    if (ConnectionErrors.breaksConnection(error)) {
      broken = error;
    }
    return error;
  }

  void breakConnection(WsaError error) {
    broken = error.code();
  }

  /** {@code SO_ERROR}: kept until it is asked for (CLI-8). */
  void pendingError(int error) {
    pendingError = error;
  }

  int takePendingError() {
    int error = pendingError;
    pendingError = 0;
    return error;
  }

  /** It is connected from now on. */
  void connected(MissingContext missing) {
    state = SocketState.CONNECTED;
    missingContext = missing;
    connectedAt = System.nanoTime();
  }

  /** Whole seconds since it was connected. */
  int secondsConnected() {
    return (int) ((System.nanoTime() - connectedAt) / 1_000_000_000L);
  }

  /** AcceptEx has a connection for it: its own socket below is given up. */
  void adopt(NetworkSocket connection) {
    stopWatching();
    host.close();
    host = connection;
    claim = null;
    connected(MissingContext.ACCEPT);
  }

  /** Goes on with a new socket below, unconnected; what waits to receive ends: drain it. */
  void renew(NetworkSocket fresh) {
    Outcome aborted = Outcome.failed(WsaError.WSAECONNABORTED);
    in().endAll(aborted);
    urgent().endAll(aborted);
    stopWatching();
    host.close();
    host = fresh;
    state = SocketState.OPEN;
    missingContext = MissingContext.NONE;
    sendShut = false;
    receiveShut = false;
    peerGone = false;
    broken = 0;
    pendingError = 0;
  }

  /** The network tells its readiness from now on; an error means that it does not. */
  int watch() {
    if (watched) {
      return 0;
    }
    int error = host.watch(this);
    watched = error == 0;
    return error;
  }

  void stopWatching() {
    if (watched) {
      host.stopWatching();
      watched = false;
    }
  }

  // Takes the lock

  /** Makes one attempt now if no operation waits before it; null when it would have to wait. */
  @Nullable Outcome tryNow(OperationQueue queue, Attempt attempt) {
    lock.lock();
    try {
      if (isClosed()) {
        return Outcome.failed(WsaError.WSAENOTSOCK);
      }
      return queue.isEmpty() ? attempt.attempt() : null;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Starts an operation in its turn.
   *
   * @return null: it is queued, and its waiter is told later; call {@link #drain}. A failure: it
   *     was not started. Else it has ended in this call: tell it by {@link
   *     OperationQueue#drainAfter}, before anything else.
   */
  @Nullable Outcome start(OperationQueue queue, PendingOperation operation) {
    lock.lock();
    try {
      if (isClosed()) {
        return Outcome.failed(WsaError.WSAENOTSOCK);
      }
      if (!queue.isIdle() || !operation.proceed()) {
        return enqueue(queue, operation);
      }
      events.changed();
      Outcome outcome = operation.outcome();
      if (outcome != null && outcome.isIndicated()) {
        queue.reserveDraining();
      }
      return outcome;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Outcome enqueue(OperationQueue queue, PendingOperation operation) {
    int error = watch();
    if (error != 0) {
      return Outcome.failed(error);
    }
    queue.add(operation);
    queue.progress();
    events.changed();
    return null;
  }

  /** The AcceptEx request has ended: the socket may be used for something else. */
  void giveUpClaim() {
    lock.lock();
    try {
      claim = null;
    } finally {
      lock.unlock();
    }
  }

  /** Takes an operation back that still waits; false when it has ended. */
  boolean withdraw(OperationQueue queue, PendingOperation operation) {
    lock.lock();
    try {
      return queue.withdraw(operation);
    } finally {
      lock.unlock();
    }
  }

  /** Ends an operation that still waits, and has its waiter told. */
  void end(OperationQueue queue, PendingOperation operation, Outcome how) {
    lock.lock();
    try {
      queue.end(operation, how);
    } finally {
      lock.unlock();
    }
    queue.drain();
  }

  @Override
  public void ready(boolean readable, boolean writable, boolean exceptional, boolean gone) {
    lock.lock();
    try {
      if (isClosed()) {
        return;
      }
      peerGone |= gone && state == SocketState.CONNECTED;
      if (writable || gone) {
        events.mayBeWritable();
      }
      queues.progress(readable || gone, writable || gone, exceptional || gone);
      events.changed();
    } finally {
      lock.unlock();
    }
    drain();
  }

  /** Lets what waits to receive get on, for another reason than readiness. */
  void proceedIn() {
    lock.lock();
    try {
      if (!isClosed()) {
        in().progress();
        events.changed();
      }
    } finally {
      lock.unlock();
    }
    in().drain();
  }

  /** Lets what waits for other addresses get on. */
  void addressesChanged() {
    lock.lock();
    try {
      if (!isClosed()) {
        queues.addresses().progress();
      }
    } finally {
      lock.unlock();
    }
    queues.addresses().drain();
  }

  /** Tells the waiters of what has ended. Called without the lock. */
  void drain() {
    queues.drain();
  }

  /** All that waits. */
  SocketQueues queues() {
    return queues;
  }
}
