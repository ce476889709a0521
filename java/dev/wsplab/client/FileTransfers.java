package dev.wsplab.client;

import dev.wsplab.host.Host;
import dev.wsplab.kernel.NtStatus;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.Win32Error;
import dev.wsplab.operation.OperationKind;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WinsockException;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WsaStatus;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * {@code ReadFile} and {@code WriteFile} on sockets (sheet, 7). They are transfers of the socket's
 * provider, whose errors appear as those of the status that they stand for (DEC-3).
 */
final class FileTransfers {
  private final Host host;
  private final Transfers transfers;

  FileTransfers(Host host) {
    this.host = host;
    this.transfers = new Transfers(host);
  }

  FileResult read(SocketHandle s, WsaBuffers room, @Nullable Overlapped overlapped) {
    return transfer(
        OperationKind.READ_FILE,
        s,
        room,
        overlapped,
        (provider, routine, thread) -> provider.wspRecv(s, room, 0, overlapped, routine, thread));
  }

  FileResult write(SocketHandle s, WsaBuffers data, @Nullable Overlapped overlapped) {
    return transfer(
        OperationKind.WRITE_FILE,
        s,
        data,
        overlapped,
        (provider, routine, thread) -> provider.wspSend(s, data, 0, overlapped, routine, thread));
  }

  private FileResult transfer(
      OperationKind kind,
      SocketHandle s,
      WsaBuffers buffers,
      @Nullable Overlapped overlapped,
      Transfers.Start start) {
    ServiceProvider provider = providerOf(s);
    if (provider == null) {
      return FileResult.failed(Win32Error.ERROR_INVALID_HANDLE.code());
    }
    TransferResult result = transfers.run(kind, s, provider, overlapped, null, buffers, start);
    return result.succeeded()
        ? new FileResult(true, 0, true, result.bytes())
        : FileResult.failed(win32Of(result.errno()));
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
