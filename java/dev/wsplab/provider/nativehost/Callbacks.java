package dev.wsplab.provider.nativehost;

import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.AcceptCondition;
import dev.wsplab.spi.AcceptRequest;
import dev.wsplab.spi.BlockingCallbackResult.BlockingCallback;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;
import java.util.function.LongUnaryOperator;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Functions of Java that a module gets as pointers. There is one pointer for each kind; which
 * function is meant, the structure of the operation tells, or the thread that calls. Thread-safe.
 */
final class Callbacks {
  private final Map<Long, CompletionRoutine> routines = new ConcurrentHashMap<>();
  // Removed with the last: threads of pools outlive us.
  private final ThreadLocal<@Nullable Deque<AcceptCondition>> conditions = new ThreadLocal<>();
  private final ThreadLocal<@Nullable BlockingCallback> hooks = new ThreadLocal<>();

  /** Lets a gate serve the three kinds. */
  void on(Gate gate) {
    gate.on("CompletionRoutine", this::completed);
    gate.on("ConditionFunc", this::decide);
    gate.on("BlockingCallback", this::waiting);
  }

  /** Makes a call that starts an operation with a routine; one that did not start forgets it. */
  TransferResult withRoutine(
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      long pointer,
      LongFunction<TransferResult> call) {
    if (overlapped == null || routine == null) {
      return call.apply(0);
    }
    routines.put(overlapped.address(), routine);
    TransferResult result = call.apply(pointer);
    if (!result.started()) {
      routines.remove(overlapped.address(), routine);
    }
    return result;
  }

  /** Makes a call of {@code WSPAccept} with a condition. */
  long withCondition(@Nullable AcceptCondition condition, long pointer, LongUnaryOperator call) {
    if (condition == null) {
      return call.applyAsLong(0);
    }
    Deque<AcceptCondition> mine = conditions.get();
    if (mine == null) {
      mine = new ArrayDeque<>();
      conditions.set(mine);
    }
    mine.push(condition);
    try {
      return call.applyAsLong(pointer);
    } finally {
      mine.pop();
      if (mine.isEmpty()) {
        conditions.remove();
      }
    }
  }

  /** The calling thread's hook, as {@code WPUQueryBlockingCallback} has told it. */
  void hook(@Nullable BlockingCallback hook) {
    if (hook == null) {
      hooks.remove();
    } else {
      hooks.set(hook);
    }
  }

  // WSP-IO-9. A routine that is called a second time is gone.
  private long completed(Arguments arguments) {
    CompletionRoutine routine = routines.remove(arguments.word(2));
    if (routine == null) {
      throw new IllegalStateException(
          "overlapped="
              + Long.toHexString(arguments.word(2))
              + ": a completion routine was called for an operation that has none, or again");
    }
    routine.completed(
        arguments.number(0),
        arguments.number(1),
        Overlapped.at(arguments.word(2)),
        arguments.number(3));
    return 0;
  }

  /** LPCONDITIONPROC: the two addresses are in WSABUFs; the rest goes on as it is. */
  private long decide(Arguments arguments) {
    Deque<AcceptCondition> mine = conditions.get();
    AcceptCondition condition = mine == null ? null : mine.peek();
    if (condition == null) {
      return Winsock2.CF_REJECT;
    }
    return condition.decide(
        new AcceptRequest(
            address(arguments.buffer(0)),
            arguments.buffer(1),
            arguments.word(2),
            arguments.word(3),
            address(arguments.buffer(4)),
            arguments.buffer(5),
            arguments.word(6),
            arguments.word(7)));
  }

  private static @Nullable Sockaddr address(@Nullable WsaBuffers buffer) {
    if (buffer == null) {
      return null;
    }
    byte[] bytes = buffer.bytes();
    return bytes.length == 0 ? null : Sockaddr.ofBytes(bytes);
  }

  private long waiting(Arguments arguments) {
    BlockingCallback hook = hooks.get();
    return hook == null || hook.waiting(arguments.word(0)) ? 1 : 0;
  }
}
