package dev.wsplab.spi;

import dev.wsplab.kernel.SocketHandle;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** {@code fd_set}: the sockets of one select call, in order. Not thread-safe. */
public final class FdSet {
  private final List<SocketHandle> sockets = new ArrayList<>();

  /** Makes a set. */
  public static FdSet of(SocketHandle... sockets) {
    FdSet set = new FdSet();
    set.sockets.addAll(List.of(sockets));
    return set;
  }

  /** {@code FD_SET}: adds a socket unless it is a member. */
  public void add(SocketHandle socket) {
    if (!sockets.contains(socket)) {
      sockets.add(socket);
    }
  }

  /** {@code FD_ISSET}: tells membership and nothing about validity (WPU-FDSET-1). */
  public boolean contains(SocketHandle socket) {
    return sockets.contains(socket);
  }

  /** Leaves only these, as a provider does when it returns. */
  public void retainAll(Collection<SocketHandle> ready) {
    sockets.retainAll(ready);
  }

  /** Returns the members now, in order. */
  public List<SocketHandle> sockets() {
    return List.copyOf(sockets);
  }
}
