package dev.wsplab.facts;

import dev.wsplab.platform.RunningOn;
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
    return RunningOn.isWine()
        ? asked.merge(threadId, 1, Integer::sum) > OFTEN
        : SystemThreads.isWaitingInQueue(threadId);
  }
}
