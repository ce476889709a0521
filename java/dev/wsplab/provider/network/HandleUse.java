package dev.wsplab.provider.network;

import dev.wsplab.kernel.SocketHandle;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A handle of a socket, and who still needs it: the open socket, and every operation that was begun
 * by it until it has been told. The last one closes it (DEC-12). Thread-safe.
 */
final class HandleUse {
  private final SocketIo socketIo;
  private final SocketHandle handle;
  private final HandleUses all;
  private final AtomicLong users = new AtomicLong(1);

  /** Used by the open socket alone. */
  HandleUse(SocketIo socketIo, SocketHandle handle, HandleUses all) {
    this.socketIo = socketIo;
    this.handle = handle;
    this.all = all;
    all.begin();
  }

  SocketHandle handle() {
    return handle;
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
