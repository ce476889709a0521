package dev.wsplab.client;

import dev.wsplab.host.Host;
import dev.wsplab.kernel.NtStatus;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.SocketInfo;
import dev.wsplab.kernel.Win32Error;
import dev.wsplab.operation.OperationKind;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WinsockException;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WsaStatus;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * {@code ReadFile}, {@code WriteFile} and their Ex forms on sockets (sheet, 7). They are transfers
 * of the socket's provider, whose errors appear as those of the status that they stand for (DEC-3).
 */
final class FileTransfers {
  private final Host host;
  private final Transfers transfers;

  FileTransfers(Host host) {
    this.host = host;
    this.transfers = new Transfers(host);
  }

  FileResult read(SocketHandle s, WsaBuffers room, @Nullable Overlapped overlapped) {
    return told(transfer(OperationKind.READ_FILE, s, room, overlapped, null));
  }

  FileResult write(SocketHandle s, WsaBuffers data, @Nullable Overlapped overlapped) {
    return told(transfer(OperationKind.WRITE_FILE, s, data, overlapped, null));
  }

  int readWithRoutine(
      SocketHandle s,
      WsaBuffers room,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine) {
    return withRoutine(OperationKind.READ_FILE_EX, s, room, overlapped, routine);
  }

  int writeWithRoutine(
      SocketHandle s,
      WsaBuffers data,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine) {
    return withRoutine(OperationKind.WRITE_FILE_EX, s, data, overlapped, routine);
  }

  /**
   * The system looks at the file before its driver does: what completes by a port, or waits in the
   * call, has no routines (IOCP-CREATE-7).
   */
  private int withRoutine(
      OperationKind kind,
      SocketHandle s,
      WsaBuffers buffers,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine) {
    if (providerOf(s) == null) {
      return Win32Error.ERROR_INVALID_HANDLE.code();
    }
    if (overlapped == null) {
      return Win32Error.ERROR_NOACCESS.code();
    }
    SocketInfo info = host.kernel().sockets().query(s);
    boolean refused = info != null && (info.associated() || !info.overlapped());
    if (refused || routine == null) {
      return Win32Error.ERROR_INVALID_PARAMETER.code();
    }
    CompletionRoutine inWin32 =
        (error, bytes, o, flags) -> routine.completed(win32Of(error), bytes, o, 0);
    TransferResult result = transfer(kind, s, buffers, overlapped, inWin32);
    return result.started() ? 0 : errorOf(result);
  }

  private TransferResult transfer(
      OperationKind kind,
      SocketHandle s,
      WsaBuffers buffers,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine) {
    ServiceProvider provider = providerOf(s);
    if (provider == null) {
      return TransferResult.failed(WsaError.WSAENOTSOCK);
    }
    Transfers.Start start =
        kind == OperationKind.READ_FILE || kind == OperationKind.READ_FILE_EX
            ? (p, observed, thread) -> p.wspRecv(s, buffers, 0, overlapped, observed, thread)
            : (p, observed, thread) -> p.wspSend(s, buffers, 0, overlapped, observed, thread);
    return transfers.run(kind, s, provider, overlapped, routine, buffers, start);
  }

  private static FileResult told(TransferResult result) {
    return result.succeeded()
        ? new FileResult(true, 0, true, result.bytes())
        : FileResult.failed(errorOf(result));
  }

  private static int errorOf(TransferResult result) {
    return win32Of(result.errno());
  }

  /** Whose file it is; null when it is none. */
  @Nullable ServiceProvider providerOf(SocketHandle s) {
    try {
      return host.fileProviderOf(s);
    } catch (WinsockException e) {
      return null; // its provider does not start: to kernel32 that is no socket
    }
  }

  /** What kernel32 says in place of a Winsock error. */
  static int win32Of(int winsockError) {
    return winsockError == WsaError.WSA_IO_PENDING.code()
        ? winsockError
        : NtStatus.toWin32(WsaStatus.statusOf(winsockError));
  }
}
