package dev.wsplab.provider.loopback;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.provider.network.Iovec;
import dev.wsplab.provider.network.NetworkSocket;
import dev.wsplab.provider.network.PacketInfo;
import dev.wsplab.provider.network.ReadinessListener;
import dev.wsplab.provider.network.SocketOption;
import dev.wsplab.spi.AddressResult;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A datagram socket of the network in memory. A datagram has arrived, or is lost, when the call
 * that sends it returns; a sender never waits. All is guarded by the lock of the network.
 */
final class MemoryDatagramSocket implements NetworkSocket, Watched {
  private static final int UNSUPPORTED = WsaError.WSAEOPNOTSUPP.code();
  private static final int WOULD_BLOCK = WsaError.WSAEWOULDBLOCK.code();

  private final MemoryNetwork network;
  private final ReentrantLock lock;
  private final int family;
  private final MemoryOptions options = new MemoryOptions();
  private final LocalAddress address;
  private final DatagramQueue queue = new DatagramQueue();

  private volatile @Nullable ReadinessListener listener;
  private @Nullable Endpoint remote;
  private long sent;

  MemoryDatagramSocket(MemoryNetwork network, int family) {
    this.network = network;
    this.lock = network.lock();
    this.family = family;
    this.address = new LocalAddress(network.datagramPorts(), family);
  }

  // Readiness

  @Override
  public @Nullable ReadinessListener listener() {
    return listener;
  }

  @Override
  public int watch(ReadinessListener told) {
    return locked(
        () -> {
          listener = told;
          int readable = queue.first() == null ? 0 : ReadyChanges.READABLE;
          changed(readable | ReadyChanges.WRITABLE);
          return 0;
        });
  }

  @Override
  public void stopWatching() {
    listener = null;
  }

  private void changed(int changes) {
    if (listener != null) {
      network.changes().add(this, changes);
    }
  }

  // Addresses

  @Override
  public int bind(Sockaddr name, boolean reuse, boolean exclusive) {
    return locked(() -> address.bind(this, options, Endpoint.of(name), reuse, exclusive));
  }

  @Override
  public int connect(Sockaddr to) {
    return locked(
        () -> {
          Endpoint target = Endpoint.of(to);
          int error = targetError(target);
          if (error == 0) {
            remote = target;
          }
          return error;
        });
  }

  @Override
  public int connectResult(Sockaddr to) {
    return 0;
  }

  @Override
  public int disconnect() {
    return locked(
        () -> {
          remote = null;
          return 0;
        });
  }

  @Override
  public AddressResult localName() {
    lock.lock();
    try {
      Endpoint bound = address.endpoint();
      Endpoint peer = remote;
      Endpoint name = bound == null || peer == null ? bound : nameTowards(bound, peer);
      return name == null
          ? AddressResult.failed(WsaError.WSAEINVAL)
          : AddressResult.of(name.toSockaddr(family));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public AddressResult peerName() {
    lock.lock();
    try {
      Endpoint peer = remote;
      return peer == null
          ? AddressResult.failed(WsaError.WSAENOTCONN)
          : AddressResult.of(peer.toSockaddr(family));
    } finally {
      lock.unlock();
    }
  }

  /** Who is bound to the wildcard comes from the address that he sends to. */
  private static Endpoint nameTowards(Endpoint bound, Endpoint to) {
    boolean plain = !bound.isWildcard() || !to.isLoopback();
    return plain ? bound : to.withPort(bound.port());
  }

  // Sending

  @Override
  public long sendTo(Iovec data, @Nullable Sockaddr to, @Nullable PacketInfo from) {
    lock.lock();
    try {
      Endpoint target = to == null ? remote : Endpoint.of(to);
      Endpoint bound = address.endpoint();
      if (target == null || bound == null) {
        return -WsaError.WSAENOTCONN.code();
      }
      int error = targetError(target);
      Endpoint source = from == null ? null : Endpoint.of(from.address());
      if (error == 0 && source != null && !source.isLoopback() && !source.isWildcard()) {
        error = WsaError.WSAEADDRNOTAVAIL.code();
      }
      if (error != 0) {
        return -error;
      }
      Endpoint name =
          source == null || source.isWildcard()
              ? nameTowards(bound, target.isLoopback() ? target : Endpoint.LOOPBACK)
              : source.withPort(bound.port());
      byte[] bytes = read(data);
      carry(new DatagramQueue.Item(bytes, name, target), bound.port());
      return bytes.length;
    } catch (AccessViolationException e) {
      return -WsaError.WSAEFAULT.code();
    } finally {
      lock.unlock();
    }
  }

  private int targetError(Endpoint target) {
    int failure = network.failures().connectError(target);
    boolean silent =
        failure == ConnectionFailures.NO_ANSWER
            || failure == WsaError.WSAETIMEDOUT.code()
            || failure == WsaError.WSAECONNREFUSED.code();
    if (failure != 0) {
      return silent ? 0 : failure;
    }
    boolean reachable = target.isLoopback() || target.isBroadcast();
    return reachable && address.speaks(target, options) ? 0 : WsaError.WSAENETUNREACH.code();
  }

  private byte[] read(Iovec data) {
    GuardedMemory memory = network.memory();
    long[] addresses = data.addresses(Integer.MAX_VALUE);
    long[] lengths = data.lengths(Integer.MAX_VALUE);
    int total = 0;
    for (long length : lengths) {
      total += (int) length;
    }
    byte[] bytes = new byte[total];
    int at = 0;
    for (int i = 0; i < addresses.length; i++) {
      memory.read(addresses[i], bytes, at, (int) lengths[i]);
      at += (int) lengths[i];
    }
    return bytes;
  }

  private void carry(DatagramQueue.Item item, int port) {
    long ordinal = sent++;
    int failure = network.failures().connectError(item.to());
    boolean refused = failure == WsaError.WSAECONNREFUSED.code();
    boolean lost = failure != 0 || network.faults().loses(port, ordinal);
    if (refused) {
      unreachable(item);
    }
    if (lost) {
      return;
    }
    boolean overtaking = network.faults().reorders(port, ordinal);
    boolean broadcast = item.to().isBroadcast();
    PortTable ports = network.datagramPorts();
    boolean found = broadcast;
    for (NetworkSocket bound :
        broadcast ? ports.wildcards(item.to()) : ports.receivers(item.to())) {
      if (bound instanceof MemoryDatagramSocket receiver && receiver.takes(item)) {
        receiver.arrived(item, overtaking);
        found = true;
        if (!broadcast) {
          return;
        }
      }
    }
    if (!found) {
      unreachable(item);
    }
  }

  /** One that is connected takes what comes from its peer alone. */
  private boolean takes(DatagramQueue.Item item) {
    return remote == null || remote.equals(item.from());
  }

  private void arrived(DatagramQueue.Item item, boolean overtaking) {
    if (queue.add(item, options.receiveBuffer(), overtaking)) {
      changed(ReadyChanges.READABLE);
    }
  }

  private void unreachable(DatagramQueue.Item item) {
    queue.addUnreachable(item.to(), item.from());
    changed(ReadyChanges.READABLE);
  }

  // Receiving

  @Override
  public Arrived receiveFrom(Iovec room, int flags) {
    lock.lock();
    try {
      DatagramQueue.Item first = queue.first();
      if (first == null) {
        return Arrived.failed(WOULD_BLOCK);
      }
      byte[] data = first.data();
      if (data == null) {
        queue.removeFirst();
        return Arrived.failed(WsaError.WSAECONNRESET.code());
      }
      int copied = write(data, room);
      if ((flags & Winsock2.MSG_PEEK) == 0) {
        queue.removeFirst();
      }
      return new Arrived(
          0,
          copied,
          copied < data.length,
          first.from().toSockaddr(family),
          new PacketInfo(first.to().toSockaddr(family), MemoryNetwork.INTERFACE));
    } catch (AccessViolationException e) {
      return Arrived.failed(WsaError.WSAEFAULT.code());
    } finally {
      lock.unlock();
    }
  }

  private int write(byte[] data, Iovec room) {
    long[] addresses = room.addresses(Integer.MAX_VALUE);
    long[] lengths = room.lengths(Integer.MAX_VALUE);
    int copied = 0;
    for (int i = 0; i < addresses.length && copied < data.length; i++) {
      int part = (int) Math.min(lengths[i], data.length - copied);
      network.memory().write(data, copied, part, addresses[i]);
      copied += part;
    }
    return copied;
  }

  @Override
  public long available() {
    lock.lock();
    try {
      return queue.bytes();
    } finally {
      lock.unlock();
    }
  }

  // Options

  @Override
  public long option(SocketOption option) {
    return locked(() -> options.get(option));
  }

  @Override
  public int setOption(SocketOption option, int value) {
    return locked(
        () -> {
          if (option == SocketOption.IPV6_ONLY && address.isBound()) {
            return WsaError.WSAEINVAL.code();
          }
          options.set(option, value);
          return 0;
        });
  }

  @Override
  public int takeError() {
    return 0;
  }

  // The end

  @Override
  public void close() {
    lock.lock();
    try {
      listener = null;
      address.release();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean hasUnsent() {
    return false;
  }

  @Override
  public void closeWaiting(int seconds) {
    close();
  }

  @Override
  public void reset() {
    close();
  }

  private int locked(IntSupplier call) {
    lock.lock();
    try {
      return call.getAsInt();
    } finally {
      lock.unlock();
    }
  }

  // What only a stream has

  @Override
  public int listen(int backlog) {
    return UNSUPPORTED;
  }

  @Override
  public Accepted accept() {
    return new Accepted(UNSUPPORTED, null);
  }

  @Override
  public long send(Iovec data, int flags) {
    return -UNSUPPORTED;
  }

  @Override
  public long receive(Iovec room, int flags) {
    return -UNSUPPORTED;
  }

  @Override
  public long probe() {
    return -UNSUPPORTED;
  }

  @Override
  public void shutdownSend() {}

  @Override
  public long isAtMark(boolean inline) {
    return -UNSUPPORTED;
  }
}
