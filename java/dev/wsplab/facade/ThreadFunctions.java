package dev.wsplab.facade;

import dev.wsplab.client.DuplicateResult;
import dev.wsplab.client.Kernel32;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.ThreadHandle;
import dev.wsplab.kernel.Win32Error;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads, their last errors and their APCs. */
final class ThreadFunctions {
  private static final long CURRENT_PROCESS = -1;
  private static final long CURRENT_THREAD = -2;
  private static final int STILL_ACTIVE = 259;
  private static final int CREATE_SUSPENDED = 4;

  private final Kernel32 kernel32;
  private final Kernel kernel;
  // By the handle that CreateThread has given.
  private final Map<Long, AtomicInteger> exitCodes = new ConcurrentHashMap<>();

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
  }

  /** A handle has been closed: what its thread has ended with is not asked any more. */
  void closed(long handle) {
    exitCodes.remove(handle);
  }

  private int number() {
    return (int) kernel.threads().currentNumber() << 2;
  }

  /** A thread of Java's, whose handle is there before this returns; its stack's size is Java's. */
  private long create(NativeCall c) {
    if ((c.number(4) & CREATE_SUSPENDED) != 0) {
      return FunctionTable.failed(
          FunctionTable.FALSE, Win32Error.ERROR_CALL_NOT_IMPLEMENTED.code());
    }
    long function = c.word(2);
    long parameter = c.word(3);
    AtomicInteger code = new AtomicInteger(STILL_ACTIVE);
    CompletableFuture<Started> begun = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              DuplicateResult<ThreadHandle> opened = kernel32.openThread();
              begun.complete(new Started(opened.handle().value(), number(), opened.error()));
              if (opened.succeeded()) {
                code.set((int) c.module().call(function, parameter));
              }
            },
            "wsplab application thread");
    thread.setDaemon(true);
    thread.start();
    Started made = begun.join();
    if (made.error() != 0) {
      return FunctionTable.failed(FunctionTable.FALSE, made.error());
    }
    exitCodes.put(made.handle(), code);
    c.store(5, made.id());
    return made.handle();
  }

  /** Of a thread that was made here, by the handle that its maker got. */
  private long exitCode(NativeCall c) {
    AtomicInteger code = exitCodes.get(c.word(0));
    if (code == null) {
      return FunctionTable.failed(FunctionTable.FALSE, Win32Error.ERROR_INVALID_HANDLE.code());
    }
    c.store(1, code.get());
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
