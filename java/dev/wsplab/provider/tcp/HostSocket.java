package dev.wsplab.provider.tcp;

import dev.wsplab.kernel.HostSockets;
import dev.wsplab.kernel.HostSockets.AddressOrError;
import dev.wsplab.provider.network.Iovec;
import dev.wsplab.provider.network.NetworkSocket;
import dev.wsplab.provider.network.ReadinessListener;
import dev.wsplab.provider.network.SocketOption;
import dev.wsplab.spi.AddressResult;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One of the system's own sockets, non-blocking. Errors are Winsock's; those that come instead of a
 * count are negated. Not thread-safe: whoever owns it sees to it that nothing is called after its
 * close, since the number may come back.
 */
class HostSocket implements NetworkSocket {
  private static final int SHUT_SEND = 1;
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final HostNetwork network;
  private final HostSockets sockets;
  private final int number;

  HostSocket(HostNetwork network, int number) {
    this.network = network;
    this.sockets = network.sockets();
    this.number = number;
  }

  final HostNetwork network() {
    return network;
  }

  final HostSockets sockets() {
    return sockets;
  }

  /** The system's number, for the poller. */
  final int number() {
    return number;
  }

  @Override
  public int watch(ReadinessListener listener) {
    return network.readiness().watch(this, listener);
  }

  @Override
  public void stopWatching() {
    network.readiness().forget(this);
  }

  @Override
  public int bind(Sockaddr address, boolean reuse, boolean exclusive) {
    return network.isWinsock()
        ? bindAsAsked(address, reuse, exclusive)
        : bindLikeWinsock(address, reuse);
  }

  private int bindAsAsked(Sockaddr address, boolean reuse, boolean exclusive) {
    setOption(HostOption.REUSE_ADDRESS, reuse ? 1 : 0);
    if (exclusive) {
      setOption("SOL_SOCKET", "SO_EXCLUSIVEADDRUSE", 1);
    }
    return network.errorOf(sockets.bind(number, address.bytes()));
  }

  /**
   * Windows lets a port be used again whose old connections still linger, and refuses one that
   * somebody else has bound. Here that takes a second try: it succeeds only if all that is left of
   * the first user are connections (see {@link #listen}). The option is off afterwards, so that a
   * third one is refused.
   */
  private int bindLikeWinsock(Sockaddr address, boolean reuse) {
    setOption(HostOption.REUSE_ADDRESS, reuse ? 1 : 0);
    int error = network.errorOf(sockets.bind(number, address.bytes()));
    if (error == WsaError.WSAEADDRINUSE.code() && !reuse) {
      setOption(HostOption.REUSE_ADDRESS, 1);
      error = network.errorOf(sockets.bind(number, address.bytes()));
      setOption(HostOption.REUSE_ADDRESS, 0);
    }
    return error;
  }

  /** Listens; accepted connections inherit that their port may be bound again while they linger. */
  @Override
  public int listen(int backlog) {
    if (!network.isWinsock()) {
      setOption(HostOption.REUSE_ADDRESS, 1);
    }
    return network.errorOf(sockets.listen(number, backlog));
  }

  @Override
  public Accepted accept() {
    int made = sockets.accept(number);
    return made < 0
        ? new Accepted(network.errorOf(made), null)
        : Accepted.of(new HostSocket(network, made));
  }

  @Override
  public int connect(Sockaddr to) {
    return network.errorOf(sockets.connect(number, to.bytes()));
  }

  /**
   * Asked by connecting again, which alone tells a success from a readiness of before, and leaves
   * the socket fit for another try after a failure.
   */
  @Override
  public int connectResult(Sockaddr to) {
    int error = connect(to);
    if (error == WsaError.WSAEALREADY.code()) {
      return WsaError.WSAEWOULDBLOCK.code();
    }
    return error == WsaError.WSAEISCONN.code() ? 0 : error;
  }

  @Override
  public long send(Iovec data, int flags) {
    long[] addresses = data.addresses(HostSockets.MAX_BUFFERS);
    long[] lengths = data.lengths(HostSockets.MAX_BUFFERS);
    return result(sockets.send(number, addresses, lengths, network.hostFlags(flags), null));
  }

  @Override
  public long receive(Iovec room, int flags) {
    long[] addresses = room.addresses(HostSockets.MAX_BUFFERS);
    long[] lengths = room.lengths(HostSockets.MAX_BUFFERS);
    return received(sockets.recv(number, addresses, lengths, network.hostFlags(flags), null));
  }

  @Override
  public long probe() {
    return probe(Winsock2.MSG_PEEK);
  }

  private long probe(int flags) {
    long[] scratch = {network.scratch()};
    long[] one = {1};
    return received(sockets.recv(number, scratch, one, network.hostFlags(flags), null));
  }

  private long received(long result) {
    return result < 0 ? result(result) : result & 0xFFFF_FFFFL;
  }

  private long result(long result) {
    return result < 0 ? -network.errorOf(result) : result;
  }

  @Override
  public void shutdownSend() {
    sockets.shutdown(number, SHUT_SEND);
  }

  @Override
  public AddressResult localName() {
    return name(sockets.localAddress(number));
  }

  @Override
  public AddressResult peerName() {
    return name(sockets.peerAddress(number));
  }

  private AddressResult name(AddressOrError name) {
    return name.error() != 0
        ? AddressResult.failed(network.winsockOf(name.error()))
        : AddressResult.of(Sockaddr.ofBytes(name.bytes()));
  }

  @Override
  public long option(SocketOption option) {
    return option(HostOption.of(option));
  }

  private long option(HostOption option) {
    byte[] value = new byte[Integer.BYTES];
    int length =
        sockets.getOption(
            number, sockets.constant(option.level()), sockets.constant(option.optionName()), value);
    return length < 0
        ? result(length)
        : Integer.toUnsignedLong(ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getInt());
  }

  @Override
  public int setOption(SocketOption option, int value) {
    return setOption(HostOption.of(option), value);
  }

  final int setOption(HostOption option, int value) {
    return setOption(option.level(), option.optionName(), value);
  }

  private int setOption(String level, String name, int... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Integer.BYTES * values.length).order(ByteOrder.nativeOrder());
    for (int value : values) {
      bytes.putInt(value);
    }
    int done =
        sockets.setOption(number, sockets.constant(level), sockets.constant(name), bytes.array());
    return network.errorOf(done);
  }

  /** The system counts in seconds: a part of one counts as a whole. */
  @Override
  public int keepAliveTimes(int idle, int interval) {
    int error = setOption(HostOption.KEEP_ALIVE_IDLE, seconds(idle));
    return error != 0 ? error : setOption(HostOption.KEEP_ALIVE_INTERVAL, seconds(interval));
  }

  private static int seconds(int millis) {
    return (int) Math.max(1, (Integer.toUnsignedLong(millis) + 999) / 1000);
  }

  @Override
  public int takeError() {
    long error = option(HostOption.ERROR);
    return error < 0 ? (int) -error : network.winsockOf((int) error);
  }

  @Override
  public long available() {
    return result(sockets.available(number));
  }

  /** Posix systems answer 0 when there is no urgent byte. */
  @Override
  public long isAtMark(boolean inline) {
    long atMark = result(sockets.atMark(number));
    if (atMark != 0 || network.isWinsock()) {
      return atMark;
    }
    if (!inline) {
      return urgentIsAhead() ? 0 : 1;
    }
    // In line, the system refuses to look for it.
    setOption(HostOption.URGENT_INLINE, 0);
    boolean ahead = urgentIsAhead();
    setOption(HostOption.URGENT_INLINE, 1);
    return ahead ? 0 : 1;
  }

  private boolean urgentIsAhead() {
    long found = probe(Winsock2.MSG_PEEK | Winsock2.MSG_OOB);
    return found > 0 || found == -WsaError.WSAEWOULDBLOCK.code();
  }

  @Override
  public long base() {
    return network.isWinsock() ? result(sockets.base(number)) : 0;
  }

  @Override
  public void close() {
    sockets.close(number);
  }

  @Override
  public boolean hasUnsent() {
    return sockets.unsent(number) > 0;
  }

  /** The system's own close would wait too, but go on in the background when its time is over. */
  @Override
  public void closeWaiting(int seconds) {
    if (network.isWinsock()) {
      linger(seconds);
      sockets.close(number);
      return;
    }
    shutdownSend();
    if (allArrives(TimeUnit.SECONDS.toNanos(seconds))) {
      close();
    } else {
      reset();
    }
  }

  // Nothing tells when the last byte is acknowledged, so it is looked for again and again.
  private boolean allArrives(long nanos) {
    long begin = System.nanoTime();
    boolean interrupted = false;
    boolean broken = false;
    while (hasUnsent() && !broken && System.nanoTime() - begin < nanos) {
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
      interrupted |= Thread.interrupted();
      broken = takeError() != 0;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return broken || !hasUnsent();
  }

  @Override
  public void reset() {
    linger(0);
    sockets.close(number);
  }

  /** {@code struct linger} is two shorts in Winsock and two ints elsewhere. */
  private void linger(int seconds) {
    if (network.isWinsock()) {
      setOption("SOL_SOCKET", "SO_LINGER", 1 | seconds << Short.SIZE);
    } else {
      setOption("SOL_SOCKET", "SO_LINGER", 1, seconds);
    }
  }
}
