package dev.wsplab.client;

import dev.wsplab.host.Host;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.WsaBuffers;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The functions of {@code kernel32.dll} that read and write files, for sockets. Part of {@link
 * Kernel32}.
 */
abstract class FileCalls extends HandleCalls {
  FileCalls(Host host, FileTransfers files) {
    super(host, files);
  }

  /**
   * {@code ReadFile} on a socket: on a handle of {@code WPUCreateSocketHandle} it arrives at the
   * provider as {@code WSPRecv}. FALSE with 997 when it was started; errors are Win32's.
   *
   * @param file a socket
   * @param room stays the operation's until it has ended
   * @param overlapped the structure, or null to wait
   * @return the bytes; FALSE with 997, 6, 64 for a connection that was reset, 234 for a datagram
   *     that was cut, 998 for memory that cannot be written, 995 (page ReadFile)
   */
  public FileResult readFile(SocketHandle file, WsaBuffers room, @Nullable Overlapped overlapped) {
    return keep(host.watch().inside(file, () -> files.read(file, room, overlapped)));
  }

  /**
   * {@code WriteFile} on a socket: arrives as {@code WSPSend} on a handle of {@code
   * WPUCreateSocketHandle}; parameters and errors as {@link #readFile}.
   *
   * @param file a socket
   * @param data stays the operation's until it has ended
   * @param overlapped the structure, or null to wait
   * @return the bytes; FALSE with 997 or an error, as {@link #readFile}; 998 for memory that cannot
   *     be read (page WriteFile)
   */
  public FileResult writeFile(SocketHandle file, WsaBuffers data, @Nullable Overlapped overlapped) {
    return keep(host.watch().inside(file, () -> files.write(file, data, overlapped)));
  }

  /**
   * {@code ReadFileEx} on a socket: as {@link #readFile}, told by a completion routine. Neither
   * event nor port hears of it, and hEvent is the client's own (OVL-5, WPU-APC-9).
   *
   * @param file a socket
   * @param room stays the operation's until the routine runs
   * @param overlapped the structure, which likewise stays the operation's
   * @param routine runs once, in this thread's next alertable wait (WIN-47); its error is Win32's
   *     number, its flags are 0
   * @return TRUE when it was started, also when it has ended at once; FALSE, and the routine never
   *     runs, with 6 for a bad handle; 87 for a socket with a port (IOCP-CREATE-7), for a system
   *     handle that is not overlapped, and without a routine; 998 without a structure; else as
   *     {@link #readFile} (page ReadFileEx)
   * @throws dev.wsplab.kernel.VirtualThreadException on a virtual thread, which has no APCs
   */
  public BoolResult readFileEx(
      SocketHandle file,
      WsaBuffers room,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine) {
    return bool(
        host.watch().inside(file, () -> files.readWithRoutine(file, room, overlapped, routine)));
  }

  /**
   * {@code WriteFileEx} on a socket: as {@link #writeFile}, told by a completion routine;
   * parameters, result and errors as {@link #readFileEx}.
   *
   * @param file a socket
   * @param data stays the operation's until the routine runs
   * @param overlapped the structure, which likewise stays the operation's
   * @param routine as of {@link #readFileEx}
   * @return as {@link #readFileEx}
   * @throws dev.wsplab.kernel.VirtualThreadException on a virtual thread, which has no APCs
   */
  public BoolResult writeFileEx(
      SocketHandle file,
      WsaBuffers data,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine) {
    return bool(
        host.watch().inside(file, () -> files.writeWithRoutine(file, data, overlapped, routine)));
  }

  /** A result query sets the last error on success, too (WIN-35, WIN-36). */
  final FileResult keep(FileResult result) {
    keep(result.lastError());
    return result;
  }
}
