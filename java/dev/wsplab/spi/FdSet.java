package dev.wsplab.spi;

import dev.wsplab.kernel.SocketHandle;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** {@code fd_set}: the sockets of one select call, in order. Not thread-safe. */
public final class FdSet {
  /** How many sockets a set holds in a program that has not defined it otherwise. */
  public static final int FD_SETSIZE = 64;

  private final int capacity;
  private final List<SocketHandle> sockets = new ArrayList<>();

  /** Makes an empty set for {@link #FD_SETSIZE} sockets. */
  public FdSet() {
    this(FD_SETSIZE);
  }

  /**
   * Makes an empty set, as a program that has defined {@code FD_SETSIZE} itself.
   *
   * @param capacity how many sockets it can hold
   */
  public FdSet(int capacity) {
    this.capacity = capacity;
  }

  /**
   * Makes a set with room for {@link #FD_SETSIZE} sockets, or for these if they are more.
   *
   * @param sockets its first members
   * @return a set of them; more can be added while there is room
   */
  public static FdSet of(SocketHandle... sockets) {
    FdSet set = new FdSet(Math.max(FD_SETSIZE, sockets.length));
    List.of(sockets).forEach(set::add);
    return set;
  }

  /** {@return how many sockets there is room for} */
  public int capacity() {
    return capacity;
  }

  /**
   * {@code FD_SET}: adds a socket unless it is a member or the set is full.
   *
   * @param socket any value, valid or not
   */
  public void add(SocketHandle socket) {
    if (sockets.size() < capacity && !sockets.contains(socket)) {
      sockets.add(socket);
    }
  }

  /**
   * {@code FD_ISSET}: tells membership and nothing about validity (WPU-FDSET-1).
   *
   * @param socket any value, valid or not
   * @return whether it is a member
   */
  public boolean contains(SocketHandle socket) {
    return sockets.contains(socket);
  }

  /**
   * Leaves only these, as a provider does when it returns.
   *
   * @param ready the sockets to keep, in any order
   */
  public void retainAll(Collection<SocketHandle> ready) {
    sockets.retainAll(ready);
  }

  /** {@return the members now, in order} */
  public List<SocketHandle> sockets() {
    return List.copyOf(sockets);
  }
}
