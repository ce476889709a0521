package dev.wsplab.provider.loopback;

import dev.wsplab.provider.loopback.PortTable.Binding;
import dev.wsplab.provider.network.Iovec;
import dev.wsplab.provider.network.NetworkSocket;
import dev.wsplab.provider.network.ReadinessListener;
import dev.wsplab.provider.network.SocketOption;
import dev.wsplab.spi.AddressResult;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A socket of the network in memory. All is guarded by the lock of the network, which each call
 * takes, since the socket at the other end changes this one.
 */
final class MemorySocket implements NetworkSocket {
  private static final int WOULD_BLOCK = WsaError.WSAEWOULDBLOCK.code();

  private final MemoryNetwork network;
  private final ReentrantLock lock;
  private final int family;
  private final MemoryOptions options;
  private final Deque<MemorySocket> unaccepted = new ArrayDeque<>();

  private volatile @Nullable ReadinessListener listener;
  private @Nullable Binding binding;
  private @Nullable Endpoint local;
  private @Nullable Endpoint remote;
  private @Nullable Connection connection;
  private boolean implicitlyBound;
  private int backlog;
  private int connectError;
  private boolean endedSending;
  private boolean closed;
  private int broken;
  private boolean brokenTold;
  private boolean wantsRoom;

  MemorySocket(MemoryNetwork network, int family) {
    this(network, family, new MemoryOptions());
  }

  private MemorySocket(MemoryNetwork network, int family, MemoryOptions options) {
    this.network = network;
    this.lock = network.lock();
    this.family = family;
    this.options = options;
  }

  // Readiness

  @Nullable ReadinessListener listener() {
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
    Connection connected = connection;
    if (connected == null) {
      return unaccepted.isEmpty() ? 0 : ReadyChanges.READABLE;
    }
    Pipe in = connected.to(this);
    boolean gone = broken != 0 || in.hasEnded();
    return ReadyChanges.WRITABLE
        | (gone || in.available() > 0 ? ReadyChanges.READABLE : 0)
        | (in.hasUrgent() ? ReadyChanges.EXCEPTIONAL : 0)
        | (gone ? ReadyChanges.GONE : 0);
  }

  /** With the lock held: its listener is told later. */
  void changed(int changes) {
    if (listener != null && changes != 0) {
      network.changes().add(this, changes);
    }
  }

  // Bind, listen, connect, accept

  @Override
  public int bind(Sockaddr address, boolean reuse, boolean exclusive) {
    lock.lock();
    try {
      return bind(Endpoint.of(address), reuse, exclusive);
    } finally {
      lock.unlock();
    }
  }

  private int bind(Endpoint wanted, boolean reuse, boolean exclusive) {
    if (binding != null) {
      return WsaError.WSAEINVAL.code();
    }
    boolean exists = wanted.isWildcard() || wanted.isLoopback();
    if (!exists || !speaks(wanted)) {
      return WsaError.WSAEADDRNOTAVAIL.code();
    }
    Endpoint at = wanted.port() == 0 ? wanted.withPort(network.ports().allocate()) : wanted;
    if (at.port() == 0) {
      return WsaError.WSAENOBUFS.code();
    }
    Binding made = new Binding(this, at, speaksBoth(), reuse, exclusive);
    int error = network.ports().add(made);
    if (error == 0) {
      binding = made;
      local = at;
    }
    return error;
  }

  private boolean speaksBoth() {
    return family == Winsock2.AF_INET6 && !options.isIpv6Only();
  }

  private boolean speaks(Endpoint other) {
    return other.isIpv4() == (family == Winsock2.AF_INET) || speaksBoth();
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

  /** With the lock held. */
  boolean isListening() {
    return backlog > 0 && !closed;
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
    if (!to.isLoopback() || !speaks(to)) {
      return WsaError.WSAENETUNREACH.code();
    }
    int error = binding == null ? bindImplicitly(to) : 0;
    if (error != 0) {
      return error;
    }
    MemorySocket target = network.ports().listener(to);
    if (target == null || target.unaccepted.size() >= target.backlog) {
      unbindImplicit();
      return WsaError.WSAECONNREFUSED.code();
    }
    establish(target, to);
    return 0;
  }

  private int bindImplicitly(Endpoint to) {
    int error = bind(to.withPort(0), false, false);
    implicitlyBound = error == 0;
    return error;
  }

  private void unbindImplicit() {
    if (implicitlyBound) {
      unbind();
      local = null;
      implicitlyBound = false;
    }
  }

  private void unbind() {
    Binding held = binding;
    if (held != null) {
      network.ports().remove(held);
      binding = null;
    }
  }

  private void establish(MemorySocket target, Endpoint to) {
    MemorySocket server = new MemorySocket(network, target.family, target.options.copy());
    Endpoint from = local;
    if (from == null || from.isWildcard()) {
      from = to.withPort(from == null ? 0 : from.port());
    }
    Connection made =
        new Connection(network.memory(), this, server, network.failures().bytesUntilReset(to));
    join(made, from, to);
    server.join(made, to, from);
    target.unaccepted.add(server);
    target.changed(ReadyChanges.READABLE);
    changed(ReadyChanges.WRITABLE);
    made.begin();
  }

  private void join(Connection made, Endpoint at, Endpoint peer) {
    connection = made;
    local = at;
    remote = peer;
  }

  @Override
  public int connectResult(Sockaddr to) {
    lock.lock();
    try {
      int error = connectError;
      if (error == ConnectionFailures.NO_ANSWER) {
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
    lock.lock();
    try {
      Connection connected = connection;
      int refusal = sendRefusal(connected);
      if (connected == null || refusal != 0) {
        return -refusal;
      }
      return sendOn(connected, data, (flags & Winsock2.MSG_OOB) != 0);
    } finally {
      lock.unlock();
    }
  }

  private int sendRefusal(@Nullable Connection connected) {
    if (connected == null) {
      return WsaError.WSAENOTCONN.code();
    }
    return endedSending ? WsaError.WSAESHUTDOWN.code() : takeBroken();
  }

  private int takeBroken() {
    brokenTold |= broken != 0;
    return broken;
  }

  private long sendOn(Connection connected, Iovec data, boolean urgent) {
    MemorySocket peer = connected.peerOf(this);
    Pipe out = connected.from(this);
    long taken =
        out.write(data, urgent, connected.roomFrom(this), peer.options.wantsUrgentInline());
    // Whoever sends again although there was no room is told when there is some.
    wantsRoom = taken == -WOULD_BLOCK;
    if (taken > 0) {
      if (peer.closed) {
        // Nobody is there any more: the answer is a reset.
        connected.reset(peer);
      } else {
        connected.move(this);
      }
    }
    return taken;
  }

  @Override
  public long receive(Iovec room, int flags) {
    lock.lock();
    try {
      Connection connected = connection;
      if (connected == null) {
        return -WsaError.WSAENOTCONN.code();
      }
      boolean peek = (flags & Winsock2.MSG_PEEK) != 0;
      if ((flags & Winsock2.MSG_OOB) != 0) {
        return receiveUrgent(connected, room, peek);
      }
      long received = connected.to(this).read(room, peek);
      if (received > 0 && !peek) {
        madeRoom(connected);
      }
      return received != 0 ? received : nothingThere(connected);
    } finally {
      lock.unlock();
    }
  }

  private long receiveUrgent(Connection connected, Iovec room, boolean peek) {
    long received = connected.to(this).readUrgent(room, peek);
    if (received > 0 && !peek) {
      madeRoom(connected);
    }
    if (received != 0) {
      return received;
    }
    int error = takeBroken();
    return error != 0 ? -error : -WOULD_BLOCK;
  }

  /** What a receive finds after the last byte: 0 at the end, or a negated error. */
  private long nothingThere(Connection connected) {
    int error = takeBroken();
    if (error != 0) {
      return -error;
    }
    return connected.to(this).hasEnded() ? 0 : -WOULD_BLOCK;
  }

  private void madeRoom(Connection connected) {
    MemorySocket sender = connected.peerOf(this);
    connected.move(sender);
    if (sender.wantsRoom) {
      sender.wantsRoom = false;
      sender.changed(ReadyChanges.WRITABLE);
    }
    network.moved().signalAll();
  }

  @Override
  public long probe() {
    lock.lock();
    try {
      Connection connected = connection;
      if (connected == null) {
        return -WsaError.WSAENOTCONN.code();
      }
      return connected.to(this).available() > 0 ? 1 : nothingThere(connected);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long available() {
    lock.lock();
    try {
      Connection connected = connection;
      return connected == null ? 0 : connected.to(this).available();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long isAtMark(boolean inline) {
    lock.lock();
    try {
      Connection connected = connection;
      return connected == null || connected.to(this).isAtMark() ? 1 : 0;
    } finally {
      lock.unlock();
    }
  }

  // Names and options

  @Override
  public AddressResult localName() {
    lock.lock();
    try {
      return name(local, WsaError.WSAEINVAL);
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
      if (option == SocketOption.IPV6_ONLY && binding != null) {
        return WsaError.WSAEINVAL.code();
      }
      options.set(option, value);
      Connection connected = connection;
      if (connected != null && !closed) {
        // There may be more room than before.
        changed(ReadyChanges.WRITABLE);
        madeRoom(connected);
      }
      return 0;
    } finally {
      lock.unlock();
    }
  }

  /** With the lock held. */
  int sendBuffer() {
    return options.sendBuffer();
  }

  /** With the lock held. */
  int receiveBuffer() {
    return options.receiveBuffer();
  }

  @Override
  public int takeError() {
    lock.lock();
    try {
      return brokenTold ? 0 : takeBroken();
    } finally {
      lock.unlock();
    }
  }

  // The end

  /** With the lock held: the connection is no more. */
  void wasReset() {
    if (broken == 0 && !closed) {
      broken = WsaError.WSAECONNRESET.code();
      changed(
          ReadyChanges.READABLE
              | ReadyChanges.WRITABLE
              | ReadyChanges.EXCEPTIONAL
              | ReadyChanges.GONE);
      network.moved().signalAll();
    }
  }

  @Override
  public void shutdownSend() {
    lock.lock();
    try {
      endSending();
    } finally {
      lock.unlock();
    }
  }

  private void endSending() {
    Connection connected = connection;
    if (connected != null && !endedSending) {
      endedSending = true;
      connected.from(this).end();
      connected.move(this);
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      Connection connected = connection;
      if (connected != null && !connected.to(this).isEmpty()) {
        // What has been sent here will never be read: its sender must know.
        resetNow();
        return;
      }
      endSending();
      closeNow();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void closeWaiting(int seconds) {
    // The receiver may wait for this thread to tell it.
    network.tellReady(true);
    lock.lock();
    try {
      endSending();
      if (allArrives(TimeUnit.SECONDS.toNanos(seconds))) {
        close();
      } else {
        resetNow();
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean allArrives(long nanos) {
    boolean interrupted = false;
    long left = nanos;
    while (unsent() > 0 && broken == 0 && left > 0) {
      try {
        left = network.moved().awaitNanos(left);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return unsent() == 0;
  }

  private long unsent() {
    Connection connected = connection;
    return connected == null ? 0 : connected.from(this).unsent();
  }

  @Override
  public void reset() {
    lock.lock();
    try {
      resetNow();
    } finally {
      lock.unlock();
    }
  }

  private void resetNow() {
    Connection connected = connection;
    if (connected != null && !closed) {
      connected.reset(this);
    }
    closeNow();
  }

  private void closeNow() {
    closed = true;
    listener = null;
    unbind();
    for (MemorySocket nobodyTook : unaccepted) {
      nobodyTook.resetNow();
    }
    unaccepted.clear();
  }
}
