package dev.wsplab.provider.loopback;

import dev.wsplab.operation.UserFault;
import dev.wsplab.provider.network.ReadinessListener;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the calls of each thread have made ready and nobody has been told of yet. The thread that
 * caused it tells it, before its call returns and before it waits: so what a call brings about has
 * happened when it returns, and no other thread decides about the order. Thread-safe.
 */
final class ReadyChanges {
  static final int READABLE = 1;
  static final int WRITABLE = 2;
  static final int EXCEPTIONAL = 4;
  static final int GONE = 8;

  // Stays while the thread lives or until nobody knows this object: it refers to nothing but what
  // is to be told.
  @SuppressWarnings("nullness:type.argument") // its first value is never null
  private final ThreadLocal<Untold> untold = ThreadLocal.withInitial(Untold::new);

  /** What one thread has to tell; sockets in the order of their first change. */
  private static final class Untold {
    final Map<Watched, Integer> changes = new LinkedHashMap<>();
    boolean telling;
  }

  /** A socket became ready through the calling thread. */
  void add(Watched socket, int changes) {
    untold.get().changes.merge(socket, changes, (before, more) -> before | more);
  }

  /**
   * Tells what the calling thread has caused, and what is caused by that, until nothing is left. In
   * a call that a listener makes meanwhile, the rest is left to the outer one.
   *
   * @param beforeWait whether the thread is going to wait: then nothing is left to an outer one
   */
  void tell(boolean beforeWait) {
    Untold mine = untold.get();
    if (mine.changes.isEmpty() || mine.telling && !beforeWait) {
      return;
    }
    boolean outer = !mine.telling;
    mine.telling = true;
    while (!mine.changes.isEmpty()) {
      tellFirst(mine.changes);
    }
    mine.telling = !outer;
  }

  private static void tellFirst(Map<Watched, Integer> changes) {
    Iterator<Map.Entry<Watched, Integer>> all = changes.entrySet().iterator();
    Map.Entry<Watched, Integer> first = all.next();
    ReadinessListener listener = first.getKey().listener();
    int what = first.getValue();
    all.remove();
    if (listener == null) {
      return;
    }
    try {
      listener.ready(
          (what & READABLE) != 0,
          (what & WRITABLE) != 0,
          (what & EXCEPTIONAL) != 0,
          (what & GONE) != 0);
    } catch (Throwable e) {
      // A client's listener threw: its own socket suffers, the others go on being served.
      UserFault.report(e);
    }
  }
}
