package dev.wsplab.verifier;

import dev.wsplab.kernel.Kernel;
import dev.wsplab.spi.ThreadId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What is on each thread's stack: providers that run, operations that start, routines, upcalls; and
 * which thread a {@code WSATHREADID} names. Thread-safe: every method without a thread id speaks of
 * the calling thread.
 */
final class BorderThreads {
  private final Kernel kernel = Kernel.get();

  // Stays while the thread lives or until nobody knows this object: an empty one refers to nothing.
  @SuppressWarnings("nullness:type.argument") // its first value is never null
  private final ThreadLocal<Stack> stacks = ThreadLocal.withInitial(Stack::new);

  private final Map<Long, Long> opened = new ConcurrentHashMap<>();

  /** Whose code runs, and whether the system has called it, as an APC, rather than its caller. */
  private record Frame(String provider, boolean asApc) {}

  private static final class Stack {
    final Deque<Frame> frames = new ArrayDeque<>();
    final Deque<BorderOperation> starting = new ArrayDeque<>();
    final Deque<BorderOperation> routines = new ArrayDeque<>();
    final Deque<Border> cleaning = new ArrayDeque<>();
    int upcalls;
    long clientStructure;
  }

  /** Runs a call into a provider. */
  <R> R inProvider(Border border, Supplier<R> call) {
    return inFrame(new Frame(border.name(), false), call);
  }

  /** Runs an APC that a provider has queued. */
  void inApc(Border border, Runnable apc) {
    runIn(new Frame(border.name(), true), apc);
  }

  private <R> R inFrame(Frame frame, Supplier<R> call) {
    Stack stack = stacks.get();
    stack.frames.push(frame);
    try {
      return call.get();
    } finally {
      stack.frames.pop();
    }
  }

  private void runIn(Frame frame, Runnable body) {
    inFrame(
        frame,
        () -> {
          body.run();
          return null;
        });
  }

  /** Runs the call that starts an operation. */
  <R> R starting(BorderOperation operation, Supplier<R> call) {
    Stack stack = stacks.get();
    stack.starting.push(operation);
    try {
      return inProvider(operation.border(), call);
    } finally {
      stack.starting.pop();
    }
  }

  /** Runs a completion routine. */
  void inRoutine(BorderOperation operation, Runnable routine) {
    Stack stack = stacks.get();
    stack.routines.push(operation);
    try {
      runIn(new Frame(operation.startedBy(), true), routine);
    } finally {
      stack.routines.pop();
    }
  }

  /** Runs a provider's final {@code WSPCleanup}. */
  <R> R cleaning(Border border, Supplier<R> call) {
    Stack stack = stacks.get();
    stack.cleaning.push(border);
    try {
      return inProvider(border, call);
    } finally {
      stack.cleaning.pop();
    }
  }

  /**
   * Runs an upcall. A layer hands its own table on to the provider below, whose upcalls then pass
   * the layer's border too: they are looked at once, at the border of the provider that makes them.
   */
  <R> R upcall(Supplier<R> call) {
    Stack stack = stacks.get();
    stack.upcalls++;
    try {
      return call.get();
    } finally {
      stack.upcalls--;
    }
  }

  /** The same, for one that answers nothing. */
  void upcall(Runnable call) {
    upcall(
        () -> {
          call.run();
          return null;
        });
  }

  /** Whether an upcall of a provider below passes by. */
  boolean isUpcall() {
    return stacks.get().upcalls > 0;
  }

  /** The client is about to start an operation with this structure. */
  void clientStarts(long address) {
    stacks.get().clientStructure = address;
  }

  /** Whether the client has started what is about to reach a provider; says so once. */
  boolean isClients(long address) {
    Stack stack = stacks.get();
    if (stack.clientStructure != address) {
      return false;
    }
    stack.clientStructure = 0;
    return true;
  }

  /** Whose code runs: the name of a provider, or empty for the client. */
  String running() {
    Frame frame = frame();
    return frame == null ? "" : frame.provider();
  }

  /** Whether this provider runs because an APC or routine of it was called. */
  boolean isApcOf(Border border) {
    Frame frame = frame();
    return frame != null && frame.asApc() && frame.provider().equals(border.name());
  }

  private @Nullable Frame frame() {
    return stacks.get().frames.peek();
  }

  boolean isStarting(BorderOperation operation) {
    return stacks.get().starting.contains(operation);
  }

  /** The operation of this border that is being started, or null. */
  @Nullable BorderOperation starting(Border border) {
    for (BorderOperation operation : stacks.get().starting) {
      if (operation.border() == border) {
        return operation;
      }
    }
    return null;
  }

  /** A routine of the same socket that runs, or null. */
  @Nullable BorderOperation routineOfSameSocket(BorderOperation operation) {
    for (BorderOperation running : stacks.get().routines) {
      if (running.border() == operation.border() && running.first() == operation.first()) {
        return running;
      }
    }
    return null;
  }

  boolean isCleaning(Border border) {
    return stacks.get().cleaning.contains(border);
  }

  // ---- which thread

  /** Number of the calling thread; 0 for a virtual one. */
  long current() {
    return kernel.threads().currentNumber();
  }

  boolean isRunningApc() {
    return kernel.threads().isRunningApc();
  }

  /** Number of the thread that an id names, or the calling one; -1 when it is not known. */
  long numberOf(@Nullable ThreadId id) {
    if (id == null) {
      return current();
    }
    Long number = opened.get(id.handle().value());
    if (number != null) {
      return number;
    }
    boolean virtual = kernel.threads().isCurrentVirtual();
    return !virtual && kernel.threads().current().equals(id.handle()) ? current() : -1;
  }

  /** {@code WPUOpenCurrentThread} gave this name for the calling thread. */
  void opened(ThreadId id) {
    opened.put(id.handle().value(), current());
  }

  void closed(ThreadId id) {
    opened.remove(id.handle().value());
  }
}
