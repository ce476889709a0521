package dev.wsplab.conformance;

import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** Where the threads of a scenario stand: its own, and those that the provider has made. */
final class ThreadStacks {
  /** What each thread's lines begin with. */
  static final String HEAD = "thread \"";

  private static final int FRAMES = 12;
  private static final int THREADS = 8;

  private ThreadStacks() {}

  /**
   * Tells where they are now; the scenario's comes first, and of the others at most seven.
   *
   * @param group the group that all of them are in
   * @param first the scenario's thread
   * @param calls which calls of providers a thread is in, or an empty text
   */
  static List<String> of(ThreadGroup group, Thread first, Function<Thread, String> calls) {
    List<Thread> threads = in(group);
    threads.remove(first);
    threads.sort(Comparator.comparing(Thread::getName));
    threads.add(0, first);
    List<String> lines = new ArrayList<>();
    threads.stream().limit(THREADS).forEach(thread -> lines.addAll(linesOf(thread, calls)));
    if (threads.size() > THREADS) {
      lines.add("and " + (threads.size() - THREADS) + " more threads");
    }
    return lines;
  }

  private static List<Thread> in(ThreadGroup group) {
    List<Thread> threads = new ArrayList<>(Thread.getAllStackTraces().keySet());
    threads.removeIf(thread -> !isIn(group, thread));
    return threads;
  }

  /** Groups that the provider has made count, too; a thread that has ended has none. */
  private static boolean isIn(ThreadGroup group, Thread thread) {
    ThreadGroup its = thread.getThreadGroup();
    return its != null && group.parentOf(its);
  }

  private static List<String> linesOf(Thread thread, Function<Thread, String> calls) {
    List<String> lines = new ArrayList<>();
    lines.add(HEAD + thread.getName() + "\"" + calls.apply(thread) + held(thread));
    FoldedStack.of(thread.getStackTrace(), StackTraceElement::toString).stream()
        .limit(FRAMES)
        .forEach(frame -> lines.add("at " + frame));
    return lines;
  }

  /** The innermost frames of a stack, a line each. */
  static List<String> frames(StackTraceElement[] stack) {
    return Arrays.stream(stack).limit(FRAMES).map(f -> "at " + f).toList();
  }

  /** Which lock keeps it, and who has that. */
  private static String held(Thread thread) {
    ThreadInfo info = ManagementFactory.getThreadMXBean().getThreadInfo(thread.getId());
    LockInfo lock = info == null ? null : info.getLockInfo();
    if (info == null || lock == null) {
      return "";
    }
    String owner = info.getLockOwnerName();
    return ", waits for " + lock + (owner == null ? "" : ", which thread \"" + owner + "\" holds");
  }
}
