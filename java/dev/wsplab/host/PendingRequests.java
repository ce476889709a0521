package dev.wsplab.host;

import dev.wsplab.kernel.SocketHandle;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The requests on system handles that can be cancelled, by socket and structure. Whether one still
 * waits is the provider's to know: it ends a request once, and a request to cancel what has just
 * ended does nothing. Thread-safe.
 */
final class PendingRequests {
  /**
   * A request under way.
   *
   * @param socket the handle it was begun on
   * @param thread number of the thread that started it (CANCEL-1)
   * @param routine whether it ends by completion routine
   * @param event whether it has an event of its own
   * @param cancel asks the provider to cancel it
   */
  record Request(
      SocketHandle socket, long thread, boolean routine, boolean event, Runnable cancel) {}

  private record Key(long socket, long overlapped) {
    static Key of(SocketHandle s, long overlapped) {
      return new Key(s.value(), overlapped);
    }
  }

  private final Map<Key, Request> requests = new ConcurrentHashMap<>();

  void add(long overlapped, Request request) {
    requests.put(Key.of(request.socket(), overlapped), request);
  }

  /** It has ended, or was never started; comes before its structure may be used again. */
  void remove(SocketHandle s, long overlapped) {
    requests.remove(Key.of(s, overlapped));
  }

  /** CANCEL-1: the one with this structure; false when there is none (CANCEL-3). */
  boolean cancel(SocketHandle s, long overlapped) {
    @Nullable Request request = requests.get(Key.of(s, overlapped));
    if (request == null) {
      return false;
    }
    request.cancel().run();
    return true;
  }

  /** Cancels those that the condition names; false when there is none. */
  boolean cancelAll(Predicate<Request> condition) {
    boolean any = false;
    for (Request request : requests.values()) {
      if (condition.test(request)) {
        any = true;
        request.cancel().run();
      }
    }
    return any;
  }

  /** The environment has ended. */
  void clear() {
    requests.clear();
  }
}
