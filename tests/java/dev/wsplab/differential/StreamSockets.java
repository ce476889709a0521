package dev.wsplab.differential;

import java.util.Arrays;

/** Stream sockets as all systems have them: small numbers name sockets, results can be compared. */
interface StreamSockets extends AutoCloseable {
  /** Peeks, as flag of a receive. */
  int MSG_PEEK = 2;

  /**
   * What a call gave.
   *
   * @param failure none, or the class of the error
   * @param count bytes sent or received, 0 on failure
   * @param data what was received
   */
  record Result(Failure failure, int count, byte[] data) {
    static Result failed(Failure failure) {
      return new Result(failure, 0, new byte[0]);
    }

    static Result done(int count) {
      return new Result(Failure.NONE, count, new byte[0]);
    }

    static Result received(byte[] data) {
      return new Result(Failure.NONE, data.length, data);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Result that
          && failure == that.failure
          && count == that.count
          && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
      return 31 * failure.hashCode() + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
      return failure + " " + count + " " + Integer.toHexString(Arrays.hashCode(data));
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

  /** Connects, and waits for it, to the address of another one. */
  Result connect(int name, int other);

  /** Accepts, if somebody has connected. */
  Result accept(int name, int accepted);

  /** Sends as much as can be without waiting. */
  Result send(int name, byte[] data);

  /** Receives what is there, without waiting. */
  Result recv(int name, int length, int flags);

  /** Ends sending. */
  Result shutdownSend(int name);

  /** Says whether there is a peer. */
  Result peer(int name);

  /** Closes the socket. */
  Result closeSocket(int name);

  @Override
  void close();
}
