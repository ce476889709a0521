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
  private volatile @Nullable Contents contents;

  /** Where a receive puts what it gets; written at completion (WSP-RECV-7, WSP-RECV-14). */
  record Results(
      @Nullable WsaBuffers buffers, long from, long fromLength, @Nullable WsaMsg message) {
    static final Results NONE = new Results(null, 0, 0, null);

    static Results into(WsaBuffers buffers) {
      return new Results(buffers.capture(), 0, 0, null);
    }

    void write(Contents contents, int bytes) {
      GuardedMemory memory = Kernel.get().memory();
      Sockaddr sender = contents.address();
      try {
        if (buffers != null) {
          BytesOf.write(memory, buffers, contents.data().substring(0, bytes));
        }
        if (from != 0 && fromLength != 0) {
          sender.write(memory, from);
          memory.storeInt(fromLength, sender.length());
        }
        if (message != null) {
          long name = message.read().name();
          if (name != 0) {
            sender.write(memory, name);
          }
          message.told(name == 0 ? 0 : sender.length(), 0, contents.messageFlags());
        }
      } catch (AccessViolationException e) {
        // The client has freed its memory while the operation was pending.
        return;
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

  /** Says what comes up with it; without, nothing does. */
  void carries(Contents told) {
    contents = told;
  }

  /** The flags that are told at its end, by a provider with handles of its own. */
  int toldFlags() {
    Contents told = contents;
    return told == null ? 0 : told.toldFlags();
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
    Contents told = contents;
    if (told != null && outcome.error() == 0) {
      results.write(told, outcome.bytes());
    }
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
