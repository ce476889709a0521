package dev.wsplab.provider.nativehost;

import com.sun.jna.Native;
import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.CompletionEntries;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.Handle;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.KernelException;
import dev.wsplab.kernel.NtStatus;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.Ports;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.ThreadHandle;
import dev.wsplab.kernel.WaitResult;
import dev.wsplab.kernel.Win32Error;
import dev.wsplab.spi.Ws2Exports;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Ports, events and waits of kernel32, as a provider uses them for itself: its handles belong to
 * its environment, and what it does with them is no business of the client's. Handles are this
 * library's.
 */
final class KernelServices {
  private static final int POINTER = Native.POINTER_SIZE;
  private static final int MOST_ENTRIES = 4096;
  private static final int ENTRY = 4 * POINTER;

  private final Supplier<Ws2Exports> exports;
  private final ThreadServices threads;

  KernelServices(Supplier<Ws2Exports> exports, HostedModule module) {
    this.exports = exports;
    this.threads = new ThreadServices(exports, module);
  }

  void on(Gate gate) {
    on(gate, 0, "CreateIoCompletionPort", this::createPort);
    on(gate, 0, "GetQueuedCompletionStatus", this::takeOne);
    on(gate, 0, "GetQueuedCompletionStatusEx", this::takeMany);
    on(gate, 0, "PostQueuedCompletionStatus", this::post);
    on(gate, 0, "CreateEventA", this::createEvent);
    on(gate, 0, "CreateEventW", this::createEvent);
    on(gate, 0, "SetEvent", a -> done(kernel().events().set(a.event(0))));
    on(gate, 0, "ResetEvent", a -> done(kernel().events().reset(a.event(0))));
    on(gate, 0, "CloseHandle", this::close);
    on(gate, 0, "SetFileCompletionNotificationModes", this::setModes);
    on(gate, -1, "WaitForSingleObject", a -> waitOne(a.event(0), a.number(1), false));
    on(gate, -1, "WaitForSingleObjectEx", a -> waitOne(a.event(0), a.number(1), a.number(2) != 0));
    on(gate, -1, "WaitForMultipleObjects", a -> waitMany(a, false));
    on(gate, -1, "WaitForMultipleObjectsEx", a -> waitMany(a, a.number(4) != 0));
    on(gate, 0, "Sleep", a -> kernel().waits().sleepEx(a.number(0), false));
    on(gate, 0, "SleepEx", a -> kernel().waits().sleepEx(a.number(0), a.number(1) != 0));
    threads.on(gate);
  }

  static void on(Gate gate, int failure, String name, Gate.Service service) {
    gate.on(
        name,
        a -> {
          try {
            return service.serve(a);
          } catch (AccessViolationException e) {
            ModuleNatives.tellLastError(Win32Error.ERROR_NOACCESS.code());
            return failure;
          } catch (KernelException e) {
            ModuleNatives.tellLastError(e.error());
            return failure;
          }
        });
  }

  private Kernel kernel() {
    return exports.get().kernel();
  }

  /** TRUE, or FALSE with the error. */
  static long done(int error) {
    return error == 0 ? 1 : LoaderServices.failed(error);
  }

  // ---- ports

  /** IOCP-CREATE-*: a new port, an association, or both. */
  private long createPort(Arguments a) {
    boolean hasFile = a.word(0) != -1;
    long existing = a.word(1);
    if (!hasFile && existing != 0) {
      return LoaderServices.failed(Win32Error.ERROR_INVALID_PARAMETER.code());
    }
    PortHandle port =
        existing != 0
            ? new PortHandle(existing)
            : kernel().ports().create(exports.get().owner(), a.number(3));
    int error = hasFile ? kernel().ports().associate(a.socket(0), port, a.word(2)) : 0;
    if (error == 0) {
      return port.value();
    }
    if (existing == 0) {
      kernel().closeHandle(port);
    }
    return LoaderServices.failed(error);
  }

  /** IOCP-GQCS-*: a packet of a failed request gives FALSE, and is taken. */
  private long takeOne(Arguments a) {
    Ports.GetResult got = kernel().ports().getOne(new PortHandle(a.word(0)), a.number(4));
    CallFrame.storePointer(a.word(3), got.overlapped());
    if (got.error() != 0) {
      return LoaderServices.failed(got.error());
    }
    Arguments.memory().storeInt(a.word(1), got.bytes());
    CallFrame.storePointer(a.word(2), got.key());
    return NtStatus.isSuccess(got.status())
        ? 1
        : LoaderServices.failed(NtStatus.toWin32(got.status()));
  }

  /** IOCP-EX-*: an array of OVERLAPPED_ENTRY. */
  private long takeMany(Arguments a) {
    int capacity = a.number(2);
    if (capacity <= 0) {
      return LoaderServices.failed(Win32Error.ERROR_INVALID_PARAMETER.code());
    }
    try (CompletionEntries entries = new CompletionEntries(Math.min(capacity, MOST_ENTRIES))) {
      int error =
          kernel().ports().get(new PortHandle(a.word(0)), entries, a.number(4), a.number(5) != 0);
      a.store(3, entries.count());
      for (int i = 0; i < entries.count(); i++) {
        long at = a.word(1) + (long) i * ENTRY;
        CallFrame.storePointer(at, entries.key(i));
        CallFrame.storePointer(at + POINTER, entries.overlapped(i));
        CallFrame.storePointer(at + 2L * POINTER, Integer.toUnsignedLong(entries.status(i)));
        Arguments.memory().storeInt(at + 3L * POINTER, entries.bytes(i));
      }
      return done(error);
    }
  }

  private long post(Arguments a) {
    return done(
        kernel()
            .ports()
            .post(
                new PortHandle(a.word(0)),
                a.word(2),
                a.word(3),
                NtStatus.STATUS_SUCCESS.value(),
                a.number(1)));
  }

  // ---- events, handles, waits

  private long createEvent(Arguments a) {
    return kernel()
        .events()
        .create(exports.get().owner(), a.number(1) != 0, a.number(2) != 0)
        .value();
  }

  /** An event, a port or a thread; a socket is not closed this way. */
  private long close(Arguments a) {
    long value = a.word(0);
    List<Handle> kinds =
        List.of(new EventHandle(value), new PortHandle(value), new ThreadHandle(value));
    for (Handle handle : kinds) {
      if (kernel().closeHandle(handle) == 0) {
        threads.closed(value);
        return 1;
      }
    }
    return LoaderServices.failed(Win32Error.ERROR_INVALID_HANDLE.code());
  }

  private long setModes(Arguments a) {
    return done(kernel().sockets().setModes(new SocketHandle(a.word(0)), a.number(1) & 0xFF));
  }

  private long waitOne(Handle object, int timeout, boolean alertable) {
    return finished(kernel().waits().waitForSingleObject(object, timeout, alertable));
  }

  private long waitMany(Arguments a, boolean alertable) {
    int count = a.number(0);
    if (count < 1 || count > 64) {
      ModuleNatives.tellLastError(Win32Error.ERROR_INVALID_PARAMETER.code());
      return -1;
    }
    List<EventHandle> objects = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      objects.add(new EventHandle(UpcallServices.loadPointer(a.word(1) + (long) i * POINTER)));
    }
    return finished(
        kernel().waits().waitForMultipleObjects(objects, a.number(2) != 0, a.number(3), alertable));
  }

  private static long finished(WaitResult result) {
    if (result.returnValue() == WaitResult.WAIT_FAILED) {
      ModuleNatives.tellLastError(result.error());
    }
    return result.returnValue();
  }
}
