package dev.wsplab.provider.nativehost;

import com.sun.jna.Native;
import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.ThreadHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.BlockingCallbackResult;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ContextResult;
import dev.wsplab.spi.ErrnoResult;
import dev.wsplab.spi.EventResult;
import dev.wsplab.spi.FdSet;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.PathResult;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.ThreadIdResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.UserApc;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaError;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * The fifteen upcalls of a module, and {@code WPUCompleteOverlappedRequest}: words become
 * parameters of the Java rules, results go where the module's pointers say. A pointer that cannot
 * be read or written gives {@code WSAEFAULT}, and is told.
 */
final class UpcallServices {
  private static final int POINTER = Native.POINTER_SIZE;
  private static final int MAX_TEXT = 32768;
  private static final int NO_ERRNO = -1;

  private final Supplier<Upcalls> table;
  private final Supplier<Ws2Exports> exports;
  private final ApcFactory apcs;
  private final Callbacks callbacks;
  private final LentCalls lent;
  private final Supplier<Long> hookPointer;

  /** Makes an APC of a function of the module. */
  @FunctionalInterface
  interface ApcFactory {
    /** Returns what runs the function at an address. */
    UserApc at(long function);
  }

  UpcallServices(
      Supplier<Upcalls> table,
      Supplier<Ws2Exports> exports,
      ApcFactory apcs,
      Callbacks callbacks,
      LentCalls lent,
      Supplier<Long> hookPointer) {
    this.table = table;
    this.exports = exports;
    this.apcs = apcs;
    this.callbacks = callbacks;
    this.lent = lent;
    this.hookPointer = hookPointer;
  }

  void on(Gate gate) {
    on(gate, "WPUCloseEvent", 1, 0, a -> bool(a, table.get().wpuCloseEvent(a.event(0))));
    on(gate, "WPUResetEvent", 1, 0, a -> bool(a, table.get().wpuResetEvent(a.event(0))));
    on(gate, "WPUSetEvent", 1, 0, a -> bool(a, table.get().wpuSetEvent(a.event(0))));
    on(gate, "WPUCreateEvent", 0, 0, this::createEvent);
    on(
        gate,
        "WPUCloseSocketHandle",
        1,
        -1,
        a -> call(a, 1, table.get().wpuCloseSocketHandle(a.socket(0))));
    on(
        gate,
        "WPUCreateSocketHandle",
        2,
        -1,
        a -> socket(a, table.get().wpuCreateSocketHandle(a.number(0), a.word(1))));
    on(
        gate,
        "WPUModifyIFSHandle",
        2,
        -1,
        a -> socket(a, table.get().wpuModifyIFSHandle(a.number(0), a.socket(1))));
    on(gate, "WPUFDIsSet", NO_ERRNO, 0, this::isSet);
    on(gate, "WPUGetProviderPath", 3, -1, this::providerPath);
    gate.on(
        "WPUPostMessage",
        a -> table.get().wpuPostMessage(a.word(0), a.number(1), a.word(2), a.word(3)) ? 1 : 0);
    on(gate, "WPUQueryBlockingCallback", 3, -1, this::blockingCallback);
    on(gate, "WPUQuerySocketHandleContext", 2, -1, this::context);
    on(gate, "WPUQueueApc", 3, -1, this::queueApc);
    on(gate, "WPUOpenCurrentThread", 1, -1, this::openThread);
    on(gate, "WPUCloseThread", 1, -1, this::closeThread);
    gate.onFive("WPUCompleteOverlappedRequest", this::complete);
  }

  /**
   * Serves an upcall. An address that cannot be used is told, and gives {@code WSAEFAULT}
   * (WPU-GEN-6); when it is that of the error itself the return value has to do.
   *
   * @param refused what the upcall returns when it fails
   */
  private void on(Gate gate, String function, int errno, long refused, Gate.Service service) {
    gate.on(
        function,
        a -> {
          try {
            return service.serve(a);
          } catch (AccessViolationException e) {
            BadAddresses.tell(exports.get(), function, a.words(), e);
            if (errno != NO_ERRNO) {
              failed(a, errno, WsaError.WSAEFAULT.code());
            }
            return refused;
          }
        });
  }

  // ---- results

  /** Stores the error if that is possible, and says that the call has failed. */
  static long failed(Arguments a, int errno, int error) {
    try {
      a.store(errno, error);
    } catch (AccessViolationException e) {
      // lpErrno itself is wrong: the return value has to do.
      return -1;
    }
    return -1;
  }

  /** The same of an upcall, where a wrong lpErrno is told. */
  private static long refused(Arguments a, int errno, int error) {
    a.store(errno, error);
    return -1;
  }

  private static long call(Arguments a, int errno, CallResult result) {
    return result.succeeded() ? 0 : refused(a, errno, result.errno());
  }

  private static long bool(Arguments a, BoolResult result) {
    if (!result.returnValue()) {
      refused(a, 1, result.errno());
      return 0;
    }
    return 1;
  }

  private static long socket(Arguments a, SocketResult result) {
    return result.succeeded() ? result.socket().value() : refused(a, 2, result.errno());
  }

  private static int errorOf(ErrnoResult result) {
    return result.errno();
  }

  // ---- the upcalls that need more than that

  private long createEvent(Arguments a) {
    EventResult result = table.get().wpuCreateEvent();
    if (result.event().value() == 0) {
      refused(a, 0, errorOf(result));
    }
    return result.event().value();
  }

  private long isSet(Arguments a) {
    FdSet set = NativeFdSet.at(a.word(1));
    return set != null && table.get().wpuFDIsSet(a.socket(0), set) ? 1 : 0;
  }

  private long providerPath(Arguments a) {
    Guid id = guid(a.word(0));
    PathResult result = table.get().wpuGetProviderPath(id, a.load(2));
    a.store(2, result.length());
    if (result.returnValue() != 0) {
      return refused(a, 3, errorOf(result));
    }
    writeText(result.path(), a.word(1));
    return 0;
  }

  static Guid guid(long address) {
    byte[] bytes = new byte[Guid.SIZE];
    Arguments.memory().read(address, bytes, 0, bytes.length);
    return Guid.fromBytes(bytes);
  }

  /** UTF-16 with a terminator. */
  static void writeText(String text, long address) {
    byte[] bytes = (text + '\0').getBytes(StandardCharsets.UTF_16LE);
    Arguments.memory().write(bytes, 0, bytes.length, address);
  }

  /** Reads UTF-16 up to its terminator. */
  static String readText(long address) {
    StringBuilder text = new StringBuilder();
    byte[] unit = new byte[Character.BYTES];
    while (text.length() < MAX_TEXT) {
      long at = address + (long) text.length() * Character.BYTES;
      Arguments.memory().read(at, unit, 0, unit.length);
      char next = (char) (unit[0] & 0xFF | (unit[1] & 0xFF) << 8);
      if (next == 0) {
        break;
      }
      text.append(next);
    }
    return text.toString();
  }

  private long blockingCallback(Arguments a) {
    BlockingCallbackResult result = table.get().wpuQueryBlockingCallback(a.number(0));
    if (result.returnValue() != 0) {
      return refused(a, 3, errorOf(result));
    }
    callbacks.hook(result.callback());
    CallFrame.storePointer(a.word(1), result.callback() == null ? 0 : hookPointer.get());
    CallFrame.storePointer(a.word(2), result.context());
    return 0;
  }

  private long context(Arguments a) {
    ContextResult result = table.get().wpuQuerySocketHandleContext(a.socket(0));
    if (!result.succeeded()) {
      return refused(a, 2, errorOf(result));
    }
    CallFrame.storePointer(a.word(1), result.context());
    return 0;
  }

  static ThreadId threadId(long address) {
    return new ThreadId(new ThreadHandle(loadPointer(address)), loadPointer(address + POINTER));
  }

  static long loadPointer(long address) {
    return POINTER == Long.BYTES
        ? Arguments.memory().loadLong(address)
        : Integer.toUnsignedLong(Arguments.memory().loadInt(address));
  }

  private long queueApc(Arguments a) {
    lent.threadIdUsed(a.word(0), "WPUQueueApc");
    ThreadId thread = threadId(a.word(0)); // copied at once (WPU-APC-4)
    return call(a, 3, table.get().wpuQueueApc(thread, apcs.at(a.word(1)), a.word(2)));
  }

  private long openThread(Arguments a) {
    ThreadIdResult result = table.get().wpuOpenCurrentThread();
    ThreadId thread = result.threadId();
    if (thread == null) {
      return refused(a, 1, errorOf(result));
    }
    try {
      CallFrame.storePointer(a.word(0), thread.handle().value());
      CallFrame.storePointer(a.word(0) + POINTER, thread.reserved());
      return 0;
    } catch (AccessViolationException e) {
      table.get().wpuCloseThread(thread);
      throw e;
    }
  }

  private long closeThread(Arguments a) {
    return call(a, 1, table.get().wpuCloseThread(threadId(a.word(0))));
  }

  private long complete(long s, long overlapped, long error, long bytes, long errno) {
    Overlapped structure = overlapped == 0 ? null : Overlapped.at(overlapped);
    lent.completing(structure);
    CallResult result =
        exports
            .get()
            .wpuCompleteOverlappedRequest(new SocketHandle(s), structure, (int) error, (int) bytes);
    if (result.succeeded()) {
      return 0;
    }
    Arguments words = new Arguments(s, overlapped, error, bytes, errno);
    try {
      return refused(words, 4, result.errno());
    } catch (AccessViolationException e) {
      BadAddresses.tell(exports.get(), "WPUCompleteOverlappedRequest", words.words(), e);
      return -1;
    }
  }
}
