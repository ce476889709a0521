package dev.wsplab.facade;

import dev.wsplab.client.DuplicateResult;
import dev.wsplab.client.Kernel32;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.ThreadHandle;
import dev.wsplab.kernel.Win32Error;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads, their last errors and their APCs. */
final class ThreadFunctions {
  static final long CURRENT_PROCESS = -1;
  private static final long CURRENT_THREAD = -2;
  private static final int STILL_ACTIVE = 259;
  private static final int CREATE_SUSPENDED = 4;

  private final Kernel32 kernel32;
  private final Kernel kernel;
  // By the handle that CreateThread has given.
  private final Map<Long, Made> threads = new ConcurrentHashMap<>();
  // Those that wait, also when their handle is closed and nobody can let them go.
  private final Set<Made> suspended = ConcurrentHashMap.newKeySet();
  private volatile boolean ended;

  /**
   * A thread that was made here: what it has ended with, and what it waits for before it runs: true
   * to run, false to end. One is equal to itself alone.
   */
  private static final class Made {
    final AtomicInteger exitCode = new AtomicInteger(STILL_ACTIVE);
    final CompletableFuture<Boolean> go = new CompletableFuture<>();
  }

  /** A thread that has begun: its handle, its number; or why it has no handle. */
  private record Started(long handle, int id, int error) {}

  ThreadFunctions(Kernel32 kernel32, Kernel kernel) {
    this.kernel32 = kernel32;
    this.kernel = kernel;
  }

  void on(FunctionTable table) {
    for (String name : new String[] {"GetLastError", "WSAGetLastError"}) {
      table.kernel(name, c -> Integer.toUnsignedLong(kernel32.getLastError()));
    }
    for (String name : new String[] {"SetLastError", "WSASetLastError"}) {
      table.kernel(name, c -> FunctionTable.failed(0, c.number(0)));
    }
    table.kernel("GetCurrentThread", c -> CURRENT_THREAD);
    table.kernel("GetCurrentProcess", c -> CURRENT_PROCESS);
    table.kernel("GetCurrentThreadId", c -> number());
    table.kernel("GetCurrentProcessId", c -> ProcessHandle.current().pid());
    table.kernel("CreateThread", this::create);
    table.kernel("GetExitCodeThread", this::exitCode);
    table.kernel("QueueUserAPC", this::queueApc);
    table.wait("ResumeThread", this::resume);
  }

  /**
   * A handle has been closed: what its thread has ended with is not asked any more, and nobody can
   * let it go.
   */
  void closed(long handle) {
    threads.remove(handle);
  }

  /** The environment is being closed: threads that nobody has let go end without having run. */
  void end() {
    ended = true;
    suspended.forEach(waiting -> waiting.go.complete(false));
  }

  private int number() {
    return (int) kernel.threads().currentNumber() << 2;
  }

  /** A thread of Java's, whose handle is there before this returns; its stack's size is Java's. */
  private long create(NativeCall c) {
    long function = c.word(2);
    long parameter = c.word(3);
    Made thisOne = new Made();
    if ((c.number(4) & CREATE_SUSPENDED) == 0) {
      thisOne.go.complete(true);
    } else {
      suspended.add(thisOne);
      if (ended) { // end() may not have seen it
        thisOne.go.complete(false);
      }
    }
    CompletableFuture<Started> begun = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              DuplicateResult<ThreadHandle> opened = kernel32.openThread();
              long handle = opened.handle().value();
              if (opened.succeeded()) {
                threads.put(handle, thisOne);
              }
              begun.complete(new Started(handle, number(), opened.error()));
              boolean runs = opened.succeeded() && thisOne.go.join();
              suspended.remove(thisOne);
              if (runs) {
                kernel32.sleepEx(0, true); // APC-3: what was queued before runs before
                thisOne.exitCode.set((int) c.module().call(function, parameter));
              }
            },
            "wsplab application thread");
    thread.setDaemon(true);
    thread.start();
    Started made = begun.join();
    if (made.error() != 0) {
      return FunctionTable.failed(FunctionTable.FALSE, made.error());
    }
    c.store(5, made.id());
    return made.handle();
  }

  /** Gives how often it was suspended: once by {@code CreateThread}, or not at all. */
  private long resume(NativeCall c) {
    Made made = threads.get(c.word(0));
    if (made == null) {
      return FunctionTable.failed(
          FunctionTable.SOCKET_ERROR, Win32Error.ERROR_INVALID_HANDLE.code());
    }
    return made.go.complete(true) ? 1 : 0;
  }

  /** Of a thread that was made here, by the handle that its maker got. */
  private long exitCode(NativeCall c) {
    Made made = threads.get(c.word(0));
    if (made == null) {
      return FunctionTable.failed(FunctionTable.FALSE, Win32Error.ERROR_INVALID_HANDLE.code());
    }
    c.store(1, made.exitCode.get());
    return FunctionTable.TRUE;
  }

  private long queueApc(NativeCall c) {
    long function = c.word(0);
    ThreadHandle thread =
        c.word(1) == CURRENT_THREAD ? kernel.threads().current() : new ThreadHandle(c.word(1));
    return FunctionTable.bool(
        kernel32
            .queueUserAPC(data -> c.module().call(function, data), thread, c.word(2))
            .returnValue());
  }
}
