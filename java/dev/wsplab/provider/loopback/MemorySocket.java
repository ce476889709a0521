package dev.wsplab.provider.loopback;

import dev.wsplab.provider.network.ConnectionGate;
import dev.wsplab.provider.network.Iovec;
import dev.wsplab.provider.network.NetworkSocket;
import dev.wsplab.provider.network.ReadinessListener;
import dev.wsplab.provider.network.SocketOption;
import dev.wsplab.spi.AddressResult;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.WsaError;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToLongFunction;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A socket of the network in memory. All is guarded by the lock of the network, which each call
 * takes, since the socket at the other end changes this one.
 */
final class MemorySocket implements NetworkSocket, Watched {
  private static final int WOULD_BLOCK = WsaError.WSAEWOULDBLOCK.code();
  private static final long NOT_CONNECTED = -WsaError.WSAENOTCONN.code();

  private final MemoryNetwork network;
  private final ReentrantLock lock;
  private final int family;
  private final MemoryOptions options;
  private final LocalAddress address;
  private final Deque<MemorySocket> unaccepted = new ArrayDeque<>();

  private volatile @Nullable ReadinessListener listener;
  private @Nullable Endpoint local;
  private @Nullable Endpoint remote;
  private @Nullable ConnectionEnd end;
  private @Nullable ConnectionGate gate;
  private @Nullable WaitingConnect waiting;
  private int atGate;
  private int backlog;
  private int connectError;

  MemorySocket(MemoryNetwork network, int family) {
    this(network, family, new MemoryOptions());
  }

  private MemorySocket(MemoryNetwork network, int family, MemoryOptions options) {
    this.network = network;
    this.lock = network.lock();
    this.family = family;
    this.options = options;
    this.address = new LocalAddress(network.ports(), family);
  }

  // Readiness

  @Override
  public @Nullable ReadinessListener listener() {
    return listener;
  }

  @Override
  public int watch(ReadinessListener told) {
    lock.lock();
    try {
      listener = told;
      changed(readiness());
      return 0;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void stopWatching() {
    listener = null;
  }

  private int readiness() {
    ConnectionEnd connected = end;
    if (connected == null) {
      return unaccepted.isEmpty() ? 0 : ReadyChanges.READABLE;
    }
    return connected.readiness();
  }

  /** With the lock held: its listener is told later. */
  void changed(int changes) {
    if (listener != null && changes != 0) {
      network.changes().add(this, changes);
    }
  }

  // Bind, listen, connect, accept

  @Override
  public int bind(Sockaddr name, boolean reuse, boolean exclusive) {
    lock.lock();
    try {
      return address.bind(this, options, Endpoint.of(name), reuse, exclusive);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int listen(int length) {
    lock.lock();
    try {
      backlog = length;
      return 0;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean gate(ConnectionGate arrivals) {
    lock.lock();
    try {
      gate = arrivals;
      return true;
    } finally {
      lock.unlock();
    }
  }

  int family() {
    return family;
  }

  /** With the lock held. */
  boolean isListening() {
    return backlog > 0;
  }

  /** A connect no longer waits at its gate. With the lock held. */
  void leftGate() {
    atGate--;
  }

  /** How a connect ends is always asked for afterwards, as on a network that takes its time. */
  @Override
  public int connect(Sockaddr to) {
    lock.lock();
    try {
      connectError = connectTo(Endpoint.of(to));
      return WOULD_BLOCK;
    } finally {
      lock.unlock();
    }
  }

  private int connectTo(Endpoint to) {
    int failure = network.failures().connectError(to);
    if (failure != 0) {
      return failure;
    }
    if (!to.isLoopback() || !address.speaks(to, options)) {
      return WsaError.WSAENETUNREACH.code();
    }
    int error = address.bindFor(this, options, to);
    if (error == 0) {
      error = connectFrom(to);
    }
    if (error != 0) {
      address.connectFailed();
    }
    return error;
  }

  private int connectFrom(Endpoint to) {
    MemorySocket target = network.ports().listener(to);
    if (target == null || target.unaccepted.size() + target.atGate >= target.backlog) {
      return WsaError.WSAECONNREFUSED.code();
    }
    Endpoint bound = address.endpoint();
    Endpoint from = bound == null || bound.isWildcard() ? to.withPort(portOf(bound)) : bound;
    if (!address.connect(from, to)) {
      return WsaError.WSAEADDRINUSE.code();
    }
    ConnectionGate passed = target.gate;
    if (passed == null) {
      establish(target, from, to);
      return 0;
    }
    WaitingConnect made = new WaitingConnect(network, this, target, from, to);
    waiting = made;
    target.atGate++;
    network.later().add(() -> made.arrive(passed));
    return 0;
  }

  /** The gate has let its connect in. With the lock held. */
  void permitted(MemorySocket target, Endpoint from, Endpoint to) {
    waiting = null;
    connectError = 0;
    establish(target, from, to);
  }

  /** The gate has ended its connect. With the lock held. */
  void blocked(int error) {
    waiting = null;
    connectError = error;
    address.disconnect();
    address.connectFailed();
    changed(ReadyChanges.WRITABLE);
  }

  private static int portOf(@Nullable Endpoint endpoint) {
    return endpoint == null ? 0 : endpoint.port();
  }

  private void establish(MemorySocket target, Endpoint from, Endpoint to) {
    MemorySocket server = new MemorySocket(network, target.family, target.options.copy());
    Connection made = new Connection(network, this, server, network.failures().bytesUntilReset(to));
    join(made.client(), from, to);
    server.join(made.server(), to, from);
    target.unaccepted.add(server);
    target.changed(ReadyChanges.READABLE);
    changed(ReadyChanges.WRITABLE);
    made.begin();
  }

  private void join(ConnectionEnd made, Endpoint at, Endpoint peer) {
    end = made;
    local = at;
    remote = peer;
  }

  @Override
  public int connectResult(Sockaddr to) {
    lock.lock();
    try {
      int error = connectError;
      if (error == ConnectionFailures.NO_ANSWER || waiting != null) {
        return WOULD_BLOCK;
      }
      connectError = 0;
      return error;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Accepted accept() {
    lock.lock();
    try {
      MemorySocket oldest = unaccepted.poll();
      return oldest == null ? new Accepted(WOULD_BLOCK, null) : Accepted.of(oldest);
    } finally {
      lock.unlock();
    }
  }

  // Transfers

  @Override
  public long send(Iovec data, int flags) {
    return onConnection(connected -> connected.send(data, flags), NOT_CONNECTED);
  }

  @Override
  public long receive(Iovec room, int flags) {
    return onConnection(connected -> connected.receive(room, flags), NOT_CONNECTED);
  }

  @Override
  public long probe() {
    return onConnection(ConnectionEnd::probe, NOT_CONNECTED);
  }

  private long onConnection(ToLongFunction<ConnectionEnd> call, long otherwise) {
    lock.lock();
    try {
      ConnectionEnd connected = end;
      return connected == null ? otherwise : call.applyAsLong(connected);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long available() {
    return onConnection(ConnectionEnd::available, 0);
  }

  @Override
  public long isAtMark(boolean inline) {
    return onConnection(connected -> connected.isAtMark() ? 1 : 0, 1);
  }

  @Override
  public int takeError() {
    return (int) onConnection(ConnectionEnd::takeError, 0);
  }

  // Names and options

  @Override
  public AddressResult localName() {
    lock.lock();
    try {
      return name(local != null ? local : address.endpoint(), WsaError.WSAEINVAL);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public AddressResult peerName() {
    lock.lock();
    try {
      return name(remote, WsaError.WSAENOTCONN);
    } finally {
      lock.unlock();
    }
  }

  private AddressResult name(@Nullable Endpoint endpoint, WsaError otherwise) {
    return endpoint == null
        ? AddressResult.failed(otherwise)
        : AddressResult.of(endpoint.toSockaddr(family));
  }

  @Override
  public long option(SocketOption option) {
    lock.lock();
    try {
      return options.get(option);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int setOption(SocketOption option, int value) {
    lock.lock();
    try {
      if (option == SocketOption.IPV6_ONLY && (address.isBound() || end != null)) {
        return WsaError.WSAEINVAL.code();
      }
      options.set(option, value);
      ConnectionEnd connected = end;
      if (connected != null) {
        connected.buffersChanged();
      }
      return 0;
    } finally {
      lock.unlock();
    }
  }

  /** With the lock held. */
  MemoryOptions options() {
    return options;
  }

  // The end

  @Override
  public void shutdownSend() {
    lock.lock();
    try {
      ConnectionEnd connected = end;
      if (connected != null) {
        connected.endSending();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      ConnectionEnd connected = end;
      if (connected != null) {
        connected.close();
      }
      leave();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void closeWaiting(int seconds) {
    shutdownSend();
    // The receiver may depend on what this thread has to tell.
    network.tellReady(true);
    lock.lock();
    try {
      if (allArrives(TimeUnit.SECONDS.toNanos(seconds))) {
        close();
      } else {
        reset();
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean allArrives(long nanos) {
    boolean interrupted = false;
    long left = nanos;
    while (isSending() && left > 0) {
      try {
        left = network.moved().awaitNanos(left);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return !isSending();
  }

  @Override
  public boolean hasUnsent() {
    lock.lock();
    try {
      return isSending();
    } finally {
      lock.unlock();
    }
  }

  private boolean isSending() {
    ConnectionEnd connected = end;
    return connected != null && connected.isSending();
  }

  @Override
  public void reset() {
    lock.lock();
    try {
      ConnectionEnd connected = end;
      if (connected != null) {
        connected.reset();
      }
      leave();
    } finally {
      lock.unlock();
    }
  }

  private void leave() {
    listener = null;
    WaitingConnect given = waiting;
    if (given != null) {
      waiting = null;
      given.giveUp();
    }
    address.release();
    unaccepted.forEach(MemorySocket::reset);
    unaccepted.clear();
  }
}
