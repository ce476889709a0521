package dev.wsplab.conformance;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaMsg;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One operation that has reached the scripted provider. Thread-safe; of several ends the first
 * counts.
 */
final class ScriptedRequest {
  private final SocketHandle socket;
  private final @Nullable Overlapped overlapped;
  private final @Nullable CompletionRoutine routine;
  private final @Nullable ThreadId threadId;
  private final boolean ownThread;
  private final Results results;
  private final CompletableFuture<Script.Outcome> ended = new CompletableFuture<>();

  /** Where a receive puts what it gets; written at completion (WSP-RECV-7, WSP-RECV-14). */
  record Results(
      @Nullable WsaBuffers buffers, long from, long fromLength, @Nullable WsaMsg message) {
    static final Results NONE = new Results(null, 0, 0, null);

    static Results into(WsaBuffers buffers) {
      return new Results(buffers.capture(), 0, 0, null);
    }

    void write(int bytes) {
      GuardedMemory memory = Kernel.get().memory();
      try {
        if (buffers != null) {
          fill(memory, buffers, bytes);
        }
        if (from != 0 && fromLength != 0) {
          Sockaddr sender = Sockaddr.loopback(7);
          sender.write(memory, from);
          memory.storeInt(fromLength, sender.length());
        }
        if (message != null) {
          message.told(0, 0, 0);
        }
      } catch (AccessViolationException e) {
        // The client has freed its memory while the operation was pending.
        return;
      }
    }

    /** WSP-RECV-1: in the order of the array, without holes. */
    private static void fill(GuardedMemory memory, WsaBuffers buffers, int bytes) {
      int left = bytes;
      for (int i = 0; i < buffers.count() && left > 0; i++) {
        byte[] part = new byte[(int) Math.min(left, buffers.length(i))];
        for (int j = 0; j < part.length; j++) {
          part[j] = (byte) (bytes - left + j);
        }
        memory.write(part, 0, part.length, buffers.address(i));
        left -= part.length;
      }
    }
  }

  ScriptedRequest(
      SocketHandle socket,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId,
      Results results) {
    this(socket, overlapped, routine, threadId, false, results);
  }

  private ScriptedRequest(
      SocketHandle socket,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId,
      boolean ownThread,
      Results results) {
    this.socket = socket;
    this.overlapped = overlapped;
    this.routine = routine;
    this.threadId = threadId;
    this.ownThread = ownThread;
    this.results = results;
  }

  /** One whose thread the provider has opened itself, and closes when it is completed. */
  static ScriptedRequest inOpenedThread(
      SocketHandle socket,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId opened,
      Results results) {
    return new ScriptedRequest(socket, overlapped, routine, opened, true, results);
  }

  /** The thread that is to be closed at the end, or null. */
  @Nullable ThreadId threadToClose() {
    return ownThread ? threadId : null;
  }

  SocketHandle socket() {
    return socket;
  }

  boolean isOverlapped() {
    return overlapped != null;
  }

  /**
   * Its structure.
   *
   * @throws IllegalStateException when it has none
   */
  Overlapped overlapped() {
    if (overlapped == null) {
      throw new IllegalStateException("The call has no structure.");
    }
    return overlapped;
  }

  @Nullable CompletionRoutine routine() {
    return routine;
  }

  @Nullable ThreadId threadId() {
    return threadId;
  }

  /** Ends it: false when it has ended before. */
  boolean end(Script.Outcome outcome) {
    if (ended.isDone()) {
      return false;
    }
    results.write(outcome.bytes());
    return ended.complete(outcome);
  }

  /** Waits for its end, for a call without a structure. */
  Script.Outcome await() throws InterruptedException {
    try {
      return ended.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
