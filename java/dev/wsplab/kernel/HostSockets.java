package dev.wsplab.kernel;

import java.util.Arrays;
import java.util.Objects;
import org.apache.commons.lang3.Validate;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The system's own sockets, as thin as can be, for the base provider that stands on them. One
 * method is one system call on a non-blocking socket. A result below 0 is an error number of the
 * host system, negated; {@link #constant} names those. Addresses are Winsock's {@code sockaddr}, 16
 * or 28 bytes. Thread-safe.
 */
public final class HostSockets {
  /** How many buffers one call takes; the rest is for the next call. */
  public static final int MAX_BUFFERS = 64;

  /** Room for any address. */
  public static final int MAX_ADDRESS = 28;

  /**
   * Size of what says where a datagram went or is to come from: an address, then at {@link
   * #MAX_ADDRESS} the interface's number in the machine's byte order.
   */
  public static final int PACKET_INFO_SIZE = MAX_ADDRESS + Integer.BYTES;

  // Natives must never see null: it would end the JVM.
  HostSockets() {}

  /**
   * {@code socket}.
   *
   * @param winsockFamily {@code AF_INET} or {@code AF_INET6} of Winsock
   * @param type Winsock's type, {@code SOCK_STREAM} or {@code SOCK_DGRAM}
   * @param protocol the protocol's number, 0 for the one that the type has
   * @return the socket, non-blocking, which the caller closes; or the host's error number, negated
   */
  public int open(int winsockFamily, int type, int protocol) {
    return HostSocketNatives.open(winsockFamily, type, protocol);
  }

  /**
   * {@code close}.
   *
   * @param socket one of {@link #open} or {@link #accept} that is still open
   * @return 0, or the host's error number, negated
   */
  public int close(int socket) {
    return HostSocketNatives.close(socket);
  }

  /**
   * {@code bind}.
   *
   * @param socket one of {@link #open} or {@link #accept} that is still open
   * @param address Winsock's {@code sockaddr}, 16 or 28 bytes
   * @return 0, or the host's error number, negated
   */
  public int bind(int socket, byte[] address) {
    return HostSocketNatives.bind(socket, Objects.requireNonNull(address));
  }

  /**
   * {@code connect}.
   *
   * @param socket one of {@link #open} or {@link #accept} that is still open
   * @param address Winsock's {@code sockaddr}, 16 or 28 bytes
   * @return 0, or the host's error number, negated
   */
  public int connect(int socket, byte[] address) {
    return HostSocketNatives.connect(socket, Objects.requireNonNull(address));
  }

  /**
   * {@code listen}.
   *
   * @param socket one of {@link #open} or {@link #accept} that is still open
   * @param backlog how many connections may wait to be accepted; the host has a limit of its own
   * @return 0, or the host's error number, negated
   */
  public int listen(int socket, int backlog) {
    return HostSocketNatives.listen(socket, backlog);
  }

  /**
   * {@code accept}.
   *
   * @param socket one of {@link #open} or {@link #accept} that is still open
   * @return the new socket, non-blocking, which the caller closes; or the host's error number,
   *     negated
   */
  public int accept(int socket) {
    return HostSocketNatives.accept(socket);
  }

  /**
   * {@code shutdown}.
   *
   * @param socket one of {@link #open} or {@link #accept} that is still open
   * @param how 0 receive, 1 send, 2 both
   * @return 0, or the host's error number, negated
   */
  public int shutdown(int socket, int how) {
    return HostSocketNatives.shutdown(socket, how);
  }

  /**
   * An address, or why there is none.
   *
   * @param error 0, or the host's error number, not negated
   * @param bytes Winsock's {@code sockaddr}; empty on error. The array is the receiver's.
   */
  public record AddressOrError(int error, byte[] bytes) {}

  /**
   * {@code getsockname}.
   *
   * @param socket one of {@link #open} or {@link #accept} that is still open
   * @return where the socket is bound
   */
  public AddressOrError localAddress(int socket) {
    byte[] room = new byte[MAX_ADDRESS];
    return address(HostSocketNatives.localAddress(socket, room), room);
  }

  /**
   * {@code getpeername}.
   *
   * @param socket one of {@link #open} or {@link #accept} that is still open
   * @return whom it is connected with
   */
  public AddressOrError peerAddress(int socket) {
    byte[] room = new byte[MAX_ADDRESS];
    return address(HostSocketNatives.peerAddress(socket, room), room);
  }

  private static AddressOrError address(int length, byte[] room) {
    return length < 0
        ? new AddressOrError(-length, new byte[0])
        : new AddressOrError(0, Arrays.copyOf(room, length));
  }

  /**
   * {@code sendmsg}.
   *
   * @param socket one of {@link #open} or {@link #accept} that is still open
   * @param addresses where the data lies, at most {@link #MAX_BUFFERS}
   * @param lengths how long each is
   * @param flags the host's {@code MSG_*}
   * @param to where a datagram goes, or null
   * @return how many bytes were sent, or the host's error number, negated
   */
  public long send(int socket, long[] addresses, long[] lengths, int flags, byte @Nullable [] to) {
    requirePairs(addresses, lengths);
    return HostSocketNatives.send(socket, addresses, lengths, flags, to);
  }

  /**
   * {@code recvmsg}.
   *
   * @param socket one of {@link #open} or {@link #accept} that is still open
   * @param addresses where the data lies, at most {@link #MAX_BUFFERS}; the memory is the caller's
   * @param lengths how many bytes lie or fit at each address
   * @param flags the host's {@code MSG_*}
   * @param from receives the sender's address, 28 bytes of room, or null
   * @return bytes received in the lower 32 bits, the host's {@code MSG_*} of the message in the
   *     upper ones; or the host's error number, negated
   */
  public long recv(
      int socket, long[] addresses, long[] lengths, int flags, byte @Nullable [] from) {
    requirePairs(addresses, lengths);
    if (from != null && from.length < MAX_ADDRESS) {
      throw new IllegalArgumentException("from.length=" + from.length + ": 28 bytes are needed");
    }
    return HostSocketNatives.recv(socket, addresses, lengths, flags, from);
  }

  /**
   * {@link #send} of a datagram that is to come from somewhere.
   *
   * @param socket one of {@link #open} or {@link #accept} that is still open
   * @param addresses where the data lies, at most {@link #MAX_BUFFERS}; the memory is the caller's
   * @param lengths how many bytes lie or fit at each address
   * @param flags the host's {@code MSG_*}
   * @param to where it goes, or null for the socket's peer
   * @param info {@link #PACKET_INFO_SIZE} bytes
   * @return as {@link #send}
   */
  public long sendMessage(
      int socket, long[] addresses, long[] lengths, int flags, byte @Nullable [] to, byte[] info) {
    requirePairs(addresses, lengths);
    requireRoom(info, PACKET_INFO_SIZE);
    return HostSocketNatives.sendMessage(socket, addresses, lengths, flags, to, info);
  }

  /**
   * {@link #recv} of a datagram whose destination is wanted.
   *
   * @param socket one of {@link #open} or {@link #accept} that is still open
   * @param addresses where the data lies, at most {@link #MAX_BUFFERS}; the memory is the caller's
   * @param lengths how many bytes lie or fit at each address
   * @param flags the host's {@code MSG_*}
   * @param from receives the sender's address, 28 bytes of room
   * @param info receives the destination, {@link #PACKET_INFO_SIZE} bytes of room; its family is 0
   *     when the system did not say
   * @return as {@link #recv}
   */
  public long recvMessage(
      int socket, long[] addresses, long[] lengths, int flags, byte[] from, byte[] info) {
    requirePairs(addresses, lengths);
    requireRoom(from, MAX_ADDRESS);
    requireRoom(info, PACKET_INFO_SIZE);
    return HostSocketNatives.recvMessage(socket, addresses, lengths, flags, from, info);
  }

  private static void requireRoom(byte[] room, int size) {
    Validate.isTrue(room.length >= size, "length=%s: %s bytes are needed", room.length, size);
  }

  /**
   * Dissolves the default peer of a datagram socket.
   *
   * @param socket one of {@link #open} or {@link #accept} that is still open
   * @return 0, or the host's error number, negated
   */
  public int disconnect(int socket) {
    return HostSocketNatives.disconnect(socket);
  }

  /**
   * {@code getsockopt}.
   *
   * @param socket one of {@link #open} or {@link #accept} that is still open
   * @param level the host's number of the level
   * @param name the host's number of the option
   * @param out receives the value
   * @return length of the value in bytes, or the host's error number, negated
   */
  public int getOption(int socket, int level, int name, byte[] out) {
    return HostSocketNatives.getOption(socket, level, name, Objects.requireNonNull(out));
  }

  /**
   * {@code setsockopt}.
   *
   * @param socket one of {@link #open} or {@link #accept} that is still open
   * @param level the host's number of the level
   * @param name the host's number of the option
   * @param value the value as the host has it
   * @return 0, or the host's error number, negated
   */
  public int setOption(int socket, int level, int name, byte[] value) {
    return HostSocketNatives.setOption(socket, level, name, Objects.requireNonNull(value));
  }

  /**
   * {@code FIONREAD}.
   *
   * @param socket one of {@link #open} or {@link #accept} that is still open
   * @return bytes that can be received now, or the host's error number, negated
   */
  public int available(int socket) {
    return HostSocketNatives.available(socket);
  }

  /**
   * Bytes of a stream, its end counting as one, that the peer's system has not acknowledged yet. On
   * Windows, which does not tell, 0.
   *
   * @param socket one of {@link #open} or {@link #accept} that is still open
   * @return how many, or the host's error number, negated
   */
  public int unsent(int socket) {
    return HostSocketNatives.unsent(socket);
  }

  /**
   * {@code sockatmark}: 1 when the urgent mark is next, else 0. On Windows {@code SIOCATMARK}: 0
   * while an urgent byte waits, else 1.
   *
   * @param socket one of {@link #open} or {@link #accept} that is still open
   * @return 1 or 0 as above, or the host's error number, negated
   */
  public int atMark(int socket) {
    return HostSocketNatives.atMark(socket);
  }

  /**
   * {@return the socket that the system's own driver knows} On Windows the base below whatever is
   * layered above this one; elsewhere the socket itself.
   *
   * @param socket one of {@link #open} or {@link #accept} that is still open
   */
  public int base(int socket) {
    return HostSocketNatives.base(socket);
  }

  /**
   * {@return the host's number for a name such as {@code EAGAIN} or {@code MSG_PEEK}, or -1 when it
   * has none}
   *
   * @param name the name as C has it
   */
  public int constant(String name) {
    return HostSocketNatives.constant(Objects.requireNonNull(name));
  }

  private static void requirePairs(long[] addresses, long[] lengths) {
    Validate.isTrue(
        addresses.length == lengths.length,
        "addresses.length=%s, lengths.length=%s",
        addresses.length,
        lengths.length);
  }
}
