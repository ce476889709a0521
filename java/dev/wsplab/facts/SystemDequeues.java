package dev.wsplab.facts;

import java.util.HashMap;
import java.util.Map;

/** Which threads wait for a packet of a real port. */
final class SystemDequeues {
  private static final int OFTEN = 20_000;

  private final Map<Integer, Integer> asked = new HashMap<>();

  /**
   * Returns whether a thread waits in the dequeue call. Wine says nothing about threads: there, who
   * has asked often enough has given the thread time to get there, and must be ready to try again.
   */
  boolean isIn(int threadId) {
    if (!Wine.isHere()) {
      return SystemThreads.isWaitingInQueue(threadId);
    }
    int times = asked.getOrDefault(threadId, 0) + 1;
    asked.put(threadId, times);
    return times > OFTEN;
  }
}
