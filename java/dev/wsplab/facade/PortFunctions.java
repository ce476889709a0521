package dev.wsplab.facade;

import dev.wsplab.client.FileResult;
import dev.wsplab.client.Kernel32;
import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.kernel.CompletionEntries;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.Win32Error;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.WsaBuffers;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Completion ports, results, cancelling, reading and writing by kernel32. */
final class PortFunctions {
  private static final long INVALID_HANDLE = -1;
  private static final int MOST_ENTRIES = 4096;
  private static final int ENTRY = 4 * NativeCall.POINTER;

  private final Kernel32 kernel32;

  PortFunctions(Kernel32 kernel32) {
    this.kernel32 = kernel32;
  }

  void on(FunctionTable table) {
    table.kernel("CreateIoCompletionPort", this::createPort);
    table.kernel("GetQueuedCompletionStatus", this::takeOne);
    table.kernel("GetQueuedCompletionStatusEx", this::takeMany);
    table.kernel(
        "PostQueuedCompletionStatus",
        c ->
            bool(
                kernel32.postQueuedCompletionStatus(
                    port(c, 0), c.number(1), c.word(2), c.word(3))));
    table.kernel(
        "SetFileCompletionNotificationModes",
        c -> bool(kernel32.setFileCompletionNotificationModes(c.socket(0), c.number(1) & 0xFF)));
    table.kernel("CancelIo", c -> bool(kernel32.cancelIo(c.socket(0))));
    table.kernel("CancelIoEx", c -> bool(kernel32.cancelIoEx(c.socket(0), c.overlapped(1))));
    table.kernel("GetOverlappedResult", this::result);
    table.kernel("GetOverlappedResultEx", this::resultEx);
    table.kernel(
        "ReadFile", c -> told(c, kernel32.readFile(c.socket(0), buffer(c), c.overlapped(4))));
    table.kernel(
        "WriteFile", c -> told(c, kernel32.writeFile(c.socket(0), buffer(c), c.overlapped(4))));
    table.kernel("ReadFileEx", c -> withRoutine(c, kernel32::readFileEx));
    table.kernel("WriteFileEx", c -> withRoutine(c, kernel32::writeFileEx));
  }

  private static PortHandle port(NativeCall c, int index) {
    return new PortHandle(c.word(index));
  }

  private static long bool(BoolResult result) {
    return FunctionTable.bool(result.returnValue());
  }

  private static WsaBuffers buffer(NativeCall c) {
    return c.bytes(1, 2);
  }

  private static long told(NativeCall c, FileResult result) {
    if (result.bytesWritten()) {
      c.store(3, result.bytes());
    }
    return FunctionTable.bool(result.returnValue());
  }

  /** {@code ReadFileEx} or {@code WriteFileEx}. */
  @FunctionalInterface
  private interface TransferWithRoutine {
    BoolResult call(
        SocketHandle file,
        WsaBuffers data,
        @Nullable Overlapped o,
        @Nullable CompletionRoutine routine);
  }

  /** The routine has three parameters; the flags that it is passed as well do no harm. */
  private static long withRoutine(NativeCall c, TransferWithRoutine function) {
    return bool(function.call(c.socket(0), buffer(c), c.overlapped(3), c.routine(4)));
  }

  private long createPort(NativeCall c) {
    SocketHandle file = c.word(0) == INVALID_HANDLE ? null : c.socket(0);
    PortHandle existing = c.word(1) == 0 ? null : port(c, 1);
    return kernel32.createIoCompletionPort(file, existing, c.word(2), c.number(3)).port().value();
  }

  /** WIN-1: without a packet the structure's place becomes NULL, the others stay as they are. */
  private long takeOne(NativeCall c) {
    QueuedCompletion packet = kernel32.getQueuedCompletionStatus(port(c, 0), c.number(4));
    c.storeWord(3, packet.taken() ? packet.overlapped() : 0);
    if (packet.taken()) {
      c.store(1, packet.bytes());
      c.storeWord(2, packet.key());
    }
    return FunctionTable.bool(packet.returnValue());
  }

  private long takeMany(NativeCall c) {
    int count = c.number(2);
    if (c.word(1) == 0 || count <= 0) {
      return FunctionTable.failed(
          FunctionTable.FALSE, Win32Error.ERROR_INVALID_PARAMETER.code()); // IOCP-EX-2
    }
    try (CompletionEntries entries = new CompletionEntries(Math.min(count, MOST_ENTRIES))) {
      BoolResult result =
          kernel32.getQueuedCompletionStatusEx(port(c, 0), entries, c.number(4), c.number(5) != 0);
      int taken = result.returnValue() ? entries.count() : 0;
      c.store(3, taken);
      for (int i = 0; i < taken; i++) {
        long at = c.word(1) + (long) i * ENTRY;
        NativeCall.storePointer(at, entries.key(i));
        NativeCall.storePointer(at + NativeCall.POINTER, entries.overlapped(i));
        NativeCall.storePointer(
            at + 2L * NativeCall.POINTER, Integer.toUnsignedLong(entries.status(i)));
        NativeCall.memory().storeInt(at + 3L * NativeCall.POINTER, entries.bytes(i));
      }
      return bool(result);
    }
  }

  private long result(NativeCall c) {
    Overlapped overlapped = c.overlapped(1);
    if (overlapped == null || c.word(2) == 0) {
      return FunctionTable.failed(FunctionTable.FALSE, Win32Error.ERROR_NOACCESS.code());
    }
    return result(c, kernel32.getOverlappedResult(c.socket(0), overlapped, c.number(3) != 0));
  }

  private long resultEx(NativeCall c) {
    Overlapped overlapped = c.overlapped(1);
    if (overlapped == null || c.word(2) == 0) {
      return FunctionTable.failed(FunctionTable.FALSE, Win32Error.ERROR_NOACCESS.code());
    }
    return result(
        c, kernel32.getOverlappedResultEx(c.socket(0), overlapped, c.number(3), c.number(4) != 0));
  }

  private static long result(NativeCall c, FileResult result) {
    if (result.bytesWritten()) {
      c.store(2, result.bytes());
    }
    return FunctionTable.bool(result.returnValue());
  }
}
