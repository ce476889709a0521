package dev.wsplab.differential;

import java.util.Arrays;

/** Sockets as all systems have them: small numbers name sockets, results can be compared. */
interface NamedSockets extends AutoCloseable {
  /** No socket. */
  int NOBODY = -1;

  /** In the set of those that can be read. */
  int READABLE = 1;

  /** In the set of those that can be written. */
  int WRITABLE = 2;

  /** In the set of those with an exceptional condition: urgent data. */
  int URGENT = 4;

  /**
   * What a call gave.
   *
   * @param failure none, or the class of the error
   * @param count bytes sent or received, 0 on failure
   * @param data what was received
   * @param from the name of the socket that sent a datagram, or {@link #NOBODY}
   */
  record Result(Failure failure, int count, byte[] data, int from) {
    static Result failed(Failure failure) {
      return new Result(failure, 0, new byte[0], NOBODY);
    }

    static Result done(int count) {
      return new Result(Failure.NONE, count, new byte[0], NOBODY);
    }

    static Result received(byte[] data) {
      return new Result(Failure.NONE, data.length, data, NOBODY);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Result that
          && failure == that.failure
          && count == that.count
          && Arrays.equals(data, that.data)
          && from == that.from;
    }

    @Override
    public int hashCode() {
      return 31 * failure.hashCode() + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
      String sender = from == NOBODY ? "" : " from " + from;
      return failure + " " + count + " " + Integer.toHexString(Arrays.hashCode(data)) + sender;
    }
  }

  /** Makes a socket that is bound to the loopback address, on any port. */
  Result bound(int name);

  /** Makes a socket that is neither bound nor connected. */
  Result fresh(int name);

  /** Binds it to the address of another one. */
  Result bindTo(int name, int other);

  /** Lets a bound socket listen. */
  Result listen(int name);

  /** Ends sending. */
  Result shutdownSend(int name);

  /** Says whether there is a peer. */
  Result peer(int name);

  /**
   * What {@code select} says of it, without waiting: {@link #READABLE}, {@link #WRITABLE} and
   * {@link #URGENT}, added up as the count.
   */
  Result ready(int name);

  /** Sets an option to this number. */
  Result setOption(int name, SystemOption option, int value);

  /** The number that an option has, as the count; a kept error as the failure. */
  Result option(int name, SystemOption option);

  /** Closes the socket. */
  Result closeSocket(int name);

  @Override
  void close();
}
