package dev.wsplab.provider.tcp;

import dev.wsplab.kernel.HostSockets;
import dev.wsplab.kernel.HostSockets.AddressOrError;
import dev.wsplab.spi.AddressResult;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One of the system's own sockets, non-blocking. Errors are Winsock's; those that come instead of a
 * count are negated. Not thread-safe: whoever owns it sees to it that nothing is called after its
 * close, since the number may come back.
 */
final class HostSocket {
  private static final int SHUT_SEND = 1;

  private final HostNetwork network;
  private final HostSockets sockets;
  private final int number;

  HostSocket(HostNetwork network, int number) {
    this.network = network;
    this.sockets = network.sockets();
    this.number = number;
  }

  /** The system's number, for the poller. */
  int number() {
    return number;
  }

  /**
   * Binds by Winsock's rules.
   *
   * @param reuse whether the client asked for {@code SO_REUSEADDR}
   * @param exclusive whether the client asked for {@code SO_EXCLUSIVEADDRUSE}
   * @return the error, or 0
   */
  int bind(Sockaddr address, boolean reuse, boolean exclusive) {
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
  int listen(int backlog) {
    if (!network.isWinsock()) {
      setOption(HostOption.REUSE_ADDRESS, 1);
    }
    return network.errorOf(sockets.listen(number, backlog));
  }

  /**
   * What {@link #accept} found.
   *
   * @param error Winsock error, 0 for success
   */
  record Accepted(int error, @Nullable HostSocket socket) {
    static Accepted of(HostSocket socket) {
      return new Accepted(0, socket);
    }

    boolean wouldBlock() {
      return error == WsaError.WSAEWOULDBLOCK.code();
    }
  }

  Accepted accept() {
    int made = sockets.accept(number);
    return made < 0
        ? new Accepted(network.errorOf(made), null)
        : Accepted.of(new HostSocket(network, made));
  }

  /** Connects: 0, {@code WSAEWOULDBLOCK} while it goes on, or another error. */
  int connect(Sockaddr to) {
    return network.errorOf(sockets.connect(number, to.bytes()));
  }

  /**
   * How a connect went that did not end at once: as {@link #connect}. Asked by connecting again,
   * which alone tells a success from a readiness of before, and leaves the socket fit for another
   * try after a failure.
   */
  int connectResult(Sockaddr to) {
    int error = connect(to);
    if (error == WsaError.WSAEALREADY.code()) {
      return WsaError.WSAEWOULDBLOCK.code();
    }
    return error == WsaError.WSAEISCONN.code() ? 0 : error;
  }

  /** Sends what it can: bytes, or a negated error. */
  long send(Iovec data, int flags) {
    long[] addresses = data.addresses(HostSockets.MAX_BUFFERS);
    long[] lengths = data.lengths(HostSockets.MAX_BUFFERS);
    return result(sockets.send(number, addresses, lengths, network.hostFlags(flags), null));
  }

  /** Receives what is there: bytes, 0 at the peer's end, or a negated error. */
  long receive(Iovec room, int flags) {
    long[] addresses = room.addresses(HostSockets.MAX_BUFFERS);
    long[] lengths = room.lengths(HostSockets.MAX_BUFFERS);
    return received(sockets.recv(number, addresses, lengths, network.hostFlags(flags), null));
  }

  /** Looks whether there is something to receive: 1, 0 at the peer's end, or a negated error. */
  long probe() {
    return probe(Winsock2.MSG_PEEK);
  }

  /** Whether an urgent byte that is not received in line can be received now. */
  boolean hasUrgent() {
    return probe(Winsock2.MSG_PEEK | Winsock2.MSG_OOB) > 0;
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

  /** Tells the peer that no more data come. */
  void shutdownSend() {
    sockets.shutdown(number, SHUT_SEND);
  }

  AddressResult localName() {
    return name(sockets.localAddress(number));
  }

  AddressResult peerName() {
    return name(sockets.peerAddress(number));
  }

  private AddressResult name(AddressOrError name) {
    return name.error() != 0
        ? AddressResult.failed(network.winsockOf(name.error()))
        : AddressResult.of(Sockaddr.ofBytes(name.bytes()));
  }

  /** The value of an option, 0 or more; or a negated error. */
  long option(HostOption option) {
    byte[] value = new byte[Integer.BYTES];
    int length =
        sockets.getOption(
            number, sockets.constant(option.level()), sockets.constant(option.optionName()), value);
    return length < 0
        ? result(length)
        : Integer.toUnsignedLong(ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getInt());
  }

  /** Sets an option; the error, or 0. */
  int setOption(HostOption option, int value) {
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

  /** The error that the system has kept, which is none afterwards. */
  int takeError() {
    long error = option(HostOption.ERROR);
    return error < 0 ? (int) -error : network.winsockOf((int) error);
  }

  /** Bytes that can be received now, or a negated error. */
  long available() {
    return result(sockets.available(number));
  }

  /**
   * {@code SIOCATMARK}: 1 when no urgent byte lies ahead, be it that the next byte follows the mark
   * or that there is none; else 0; or a negated error. Posix systems answer 0 when there is no
   * urgent byte.
   *
   * @param inline whether urgent bytes are received in line
   */
  long isAtMark(boolean inline) {
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

  /** Closes; what was sent goes on in the background. */
  void close() {
    sockets.close(number);
  }

  /** Closes and waits until what was sent has arrived, so many seconds at most. */
  void closeWaiting(int seconds) {
    linger(seconds);
    sockets.close(number);
  }

  /** Closes by a reset. */
  void reset() {
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
