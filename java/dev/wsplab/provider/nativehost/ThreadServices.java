package dev.wsplab.provider.nativehost;

import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.KernelException;
import dev.wsplab.kernel.ThreadHandle;
import dev.wsplab.kernel.Win32Error;
import dev.wsplab.spi.Ws2Exports;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Threads, their last errors and their APCs, as a hosted module calls them. */
final class ThreadServices {
  private static final long CURRENT_PROCESS = -1;
  private static final long CURRENT_THREAD = -2;
  private static final int STILL_ACTIVE = 259;
  private static final int CREATE_SUSPENDED = 4;

  private final Supplier<Ws2Exports> exports;
  private final HostedModule module;
  // What GetExitCodeThread tells, by the handles of threads that were made here.
  private final Map<Long, AtomicInteger> exitCodes = new ConcurrentHashMap<>();

  ThreadServices(Supplier<Ws2Exports> exports, HostedModule module) {
    this.exports = exports;
    this.module = module;
  }

  void on(Gate gate) {
    for (String name : new String[] {"GetLastError", "WSAGetLastError"}) {
      gate.on(name, a -> Integer.toUnsignedLong(kernel().threads().lastError()));
    }
    for (String name : new String[] {"SetLastError", "WSASetLastError"}) {
      gate.on(name, this::setLastError);
    }
    gate.on("GetCurrentThread", a -> CURRENT_THREAD);
    gate.on("GetCurrentProcess", a -> CURRENT_PROCESS);
    gate.on("GetCurrentProcessId", a -> ProcessHandle.current().pid());
    gate.on("GetCurrentThreadId", a -> kernel().threads().currentNumber() << 2);
    KernelServices.on(gate, 0, "CreateThread", this::create);
    KernelServices.on(gate, 0, "QueueUserAPC", this::queueApc);
    KernelServices.on(gate, 0, "DuplicateHandle", this::duplicate);
    KernelServices.on(gate, 0, "GetExitCodeThread", this::exitCode);
  }

  private Kernel kernel() {
    return exports.get().kernel();
  }

  private long setLastError(Arguments a) {
    ModuleNatives.tellLastError(a.number(0));
    return 0;
  }

  /** A handle was closed. */
  void closed(long handle) {
    exitCodes.remove(handle);
  }

  /** The thread is Java's, so it is known from its first call on; its stack's size is Java's. */
  private long create(Arguments a) {
    if ((a.number(4) & CREATE_SUSPENDED) != 0) {
      return LoaderServices.failed(Win32Error.ERROR_CALL_NOT_IMPLEMENTED.code());
    }
    long function = a.word(2);
    long parameter = a.word(3);
    AtomicInteger exitCode = new AtomicInteger(STILL_ACTIVE);
    CompletableFuture<long[]> started = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                long handle = kernel().threads().open(exports.get().owner()).value();
                exitCodes.put(handle, exitCode);
                started.complete(new long[] {handle, kernel().threads().currentNumber() << 2});
              } catch (KernelException e) {
                started.completeExceptionally(e);
                return;
              }
              exitCode.set(run(function, parameter));
            },
            "wsplab " + module.name() + " thread");
    thread.setDaemon(true);
    thread.start();
    long[] made = await(started);
    a.store(5, (int) made[1]);
    return made[0];
  }

  /** The thread is the module's own: unlike in one of Java's, ExitThread is a way to end it. */
  private int run(long function, long parameter) {
    try {
      return (int) module.callBack("the thread function", function, parameter);
    } catch (ModuleEscapeException e) {
      if (!e.endsThread()) {
        throw e;
      }
      return e.exitCode();
    }
  }

  private static long[] await(CompletableFuture<long[]> started) {
    try {
      return started.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof KernelException known) {
        throw known;
      }
      throw e;
    }
  }

  private long queueApc(Arguments a) {
    long function = a.word(0);
    long data = a.word(2);
    ThreadHandle thread =
        a.word(1) == CURRENT_THREAD ? kernel().threads().current() : new ThreadHandle(a.word(1));
    return KernelServices.done(
        kernel()
            .threads()
            .queueApc(
                thread,
                exports.get().owner(),
                () -> module.callBack("the APC function", function, data)));
  }

  /** Of the calling thread: what a worker needs to be known by. */
  private long duplicate(Arguments a) {
    if (a.word(0) != CURRENT_PROCESS || a.word(2) != CURRENT_PROCESS) {
      return LoaderServices.failed(Win32Error.ERROR_INVALID_HANDLE.code());
    }
    if (a.word(1) != CURRENT_THREAD || a.word(3) == 0) {
      return LoaderServices.failed(Win32Error.ERROR_CALL_NOT_IMPLEMENTED.code());
    }
    CallFrame.storePointer(a.word(3), kernel().threads().open(exports.get().owner()).value());
    return 1;
  }

  private long exitCode(Arguments a) {
    AtomicInteger code = exitCodes.get(a.word(0));
    if (code == null) {
      return LoaderServices.failed(Win32Error.ERROR_INVALID_HANDLE.code());
    }
    a.store(1, code.get());
    return 1;
  }
}
