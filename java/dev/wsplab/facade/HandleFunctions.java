package dev.wsplab.facade;

import dev.wsplab.client.DuplicateResult;
import dev.wsplab.client.Kernel32;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.Handle;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.ThreadHandle;
import dev.wsplab.kernel.Win32Error;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** Handles, events and waits of kernel32. */
final class HandleFunctions {
  private static final long CURRENT_THREAD = -2;
  private static final int CLOSE_SOURCE = 1;

  private final Kernel32 kernel32;
  private final Kernel kernel;
  private final LongConsumer closed;

  /**
   * Makes them.
   *
   * @param closed is told each handle that was closed
   */
  HandleFunctions(Kernel32 kernel32, Kernel kernel, LongConsumer closed) {
    this.kernel32 = kernel32;
    this.kernel = kernel;
    this.closed = closed;
  }

  void on(FunctionTable table) {
    table.kernel("CloseHandle", this::closeHandle);
    table.kernel("DuplicateHandle", this::duplicate);
    table.kernel("CreateEventA", this::createEvent);
    table.kernel("CreateEventW", this::createEvent);
    table.kernel("SetEvent", c -> FunctionTable.bool(kernel32.setEvent(c.event(0)).returnValue()));
    table.kernel(
        "ResetEvent", c -> FunctionTable.bool(kernel32.resetEvent(c.event(0)).returnValue()));
    table.wait("WaitForSingleObject", c -> waitOne(c, false));
    table.wait("WaitForSingleObjectEx", c -> waitOne(c, c.number(2) != 0));
    table.wait("WaitForMultipleObjects", c -> waitMany(c, false));
    table.wait("WaitForMultipleObjectsEx", c -> waitMany(c, c.number(4) != 0));
    table.kernel("Sleep", c -> kernel32.sleepEx(c.number(0), false));
    table.kernel("SleepEx", c -> kernel32.sleepEx(c.number(0), c.number(1) != 0));
  }

  private long closeHandle(NativeCall c) {
    boolean done = close(c);
    if (done) {
      closed.accept(c.word(0));
    }
    return FunctionTable.bool(done);
  }

  private boolean isSocket(NativeCall c, int index) {
    return kernel.sockets().query(c.socket(index)) != null;
  }

  /** A word does not say what it names: the kinds are tried, and the kernel knows. */
  private boolean close(NativeCall c) {
    long value = c.word(0);
    return isSocket(c, 0)
        ? kernel32.closeHandle(c.socket(0)).returnValue()
        : kernel32.closeHandle(new EventHandle(value)).returnValue()
            || kernel32.closeHandle(new PortHandle(value)).returnValue()
            || kernel32.closeHandle(new ThreadHandle(value)).returnValue();
  }

  /**
   * Page DuplicateHandle: within this process. Without a place for it the copy is made all the
   * same, or the source only closed, if that is asked for; which is done regardless of errors.
   */
  private long duplicate(NativeCall c) {
    if (c.word(0) != ThreadFunctions.CURRENT_PROCESS) {
      return noProcess(); // whose handle the source would be
    }
    NativeCall source = new NativeCall(new long[] {c.word(1)}, c.module());
    boolean closesSource = (c.number(6) & CLOSE_SOURCE) != 0;
    if (closesSource && c.word(3) == 0) {
      return closeHandle(source);
    }
    try {
      return c.word(2) == ThreadFunctions.CURRENT_PROCESS ? copy(c) : noProcess();
    } finally {
      if (closesSource) {
        closeHandle(source);
      }
    }
  }

  private static long noProcess() {
    return FunctionTable.failed(FunctionTable.FALSE, Win32Error.ERROR_INVALID_HANDLE.code());
  }

  private long copy(NativeCall c) {
    long value = c.word(1);
    c.storeWord(3, 0); // faults before there is a copy that nobody would know
    List<Supplier<DuplicateResult<? extends Handle>>> kinds;
    if (value == CURRENT_THREAD) {
      kinds = List.of(kernel32::openThread);
    } else if (isSocket(c, 1)) {
      kinds = List.of(() -> kernel32.duplicateHandle(c.socket(1)));
    } else {
      kinds =
          List.of(
              () -> kernel32.duplicateHandle(new EventHandle(value)),
              () -> kernel32.duplicateHandle(new PortHandle(value)),
              () -> kernel32.duplicateHandle(new ThreadHandle(value)));
    }
    for (Supplier<DuplicateResult<? extends Handle>> kind : kinds) {
      DuplicateResult<? extends Handle> copy = kind.get();
      if (copy.succeeded()) {
        c.storeWord(3, copy.handle().value());
        return FunctionTable.TRUE;
      }
    }
    return FunctionTable.FALSE;
  }

  private long createEvent(NativeCall c) {
    return kernel32.createEvent(c.number(1) != 0, c.number(2) != 0).value();
  }

  /** Whatever can be waited for is looked up by its value. */
  private long waitOne(NativeCall c, boolean alertable) {
    return kernel32.waitForSingleObjectEx(c.event(0), c.number(1), alertable).returnValue();
  }

  private long waitMany(NativeCall c, boolean alertable) {
    List<EventHandle> objects = ReadinessFunctions.events(c.word(1), c.number(0));
    if (objects == null) {
      return FunctionTable.failed(
          FunctionTable.SOCKET_ERROR, Win32Error.ERROR_INVALID_PARAMETER.code());
    }
    return kernel32
        .waitForMultipleObjectsEx(objects, c.number(2) != 0, c.number(3), alertable)
        .returnValue();
  }
}
