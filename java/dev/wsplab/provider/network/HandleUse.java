package dev.wsplab.provider.network;

import dev.wsplab.kernel.SocketHandle;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The handle of a socket, and who still needs it: the open socket, and every operation until it has
 * been told. The last one closes it (DEC-12). Thread-safe.
 */
final class HandleUse {
  private final SocketIo socketIo;
  private final HandleUses all;
  private final AtomicLong users = new AtomicLong(1);
  private volatile SocketHandle handle = SocketHandle.INVALID;

  /** Used by the open socket alone. */
  HandleUse(SocketIo socketIo, HandleUses all) {
    this.socketIo = socketIo;
    this.all = all;
  }

  SocketHandle handle() {
    return handle;
  }

  void handle(SocketHandle value) {
    handle = value;
    all.begin();
  }

  /** One more needs it; false when it has been closed. */
  boolean retain() {
    return users.updateAndGet(count -> count == 0 ? 0 : count + 1) != 0;
  }

  /** One less needs it. */
  void release() {
    if (users.decrementAndGet() == 0) {
      try {
        socketIo.closeHandle(handle);
      } finally {
        all.end();
      }
    }
  }
}
