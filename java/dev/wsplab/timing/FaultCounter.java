package dev.wsplab.timing;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the calls of one provider, and says which of them fail. Thread-safe. */
final class FaultCounter {
  /** The answer for a call that does not fail. */
  static final int PASSES = -1;

  private static final long NO_SOCKET = 0;

  private final FaultPlan plan;
  private final String path;
  private final Map<Enum<?>, AtomicLong> calls = new ConcurrentHashMap<>();
  private final Map<Long, Socket> sockets = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();

  /** A socket of the provider: its number in the order of first use, and the calls on it. */
  private record Socket(long number, Map<Enum<?>, AtomicLong> calls) {}

  FaultCounter(FaultPlan plan, String path) {
    this.plan = plan;
    this.path = path;
  }

  /**
   * A function is called.
   *
   * @param socket value of its socket's handle, 0 for none
   * @return {@link #PASSES}; or the error to fail with, 0 where there is none
   */
  int called(Enum<?> function, String name, long socket) {
    List<FaultRule> rules = plan.rulesFor(function);
    if (rules.isEmpty() || plan.isSuspended()) {
      return PASSES;
    }
    long call = next(calls, function);
    long number = NO_SOCKET;
    long callOnSocket = call;
    if (socket != NO_SOCKET) {
      Socket of =
          sockets.computeIfAbsent(
              socket, s -> new Socket(numbers.incrementAndGet(), new ConcurrentHashMap<>()));
      number = of.number();
      callOnSocket = next(of.calls(), function);
    }
    Chance chance = plan.chanceOf(path, name);
    for (int i = 0; i < rules.size(); i++) {
      Chance own = chance.of(i);
      FaultRule rule = rules.get(i);
      if (rule.strikes(own, call, number, callOnSocket)) {
        int error = rule.error(own, number, callOnSocket);
        plan.tell(path, name, call, socket, error);
        return error;
      }
    }
    return PASSES;
  }

  /** A socket is gone; its value may come back for another. */
  void closed(long socket) {
    sockets.remove(socket);
  }

  private static long next(Map<Enum<?>, AtomicLong> counts, Enum<?> function) {
    return counts.computeIfAbsent(function, f -> new AtomicLong()).incrementAndGet();
  }
}
