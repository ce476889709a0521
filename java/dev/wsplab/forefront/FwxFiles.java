package dev.wsplab.forefront;

import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.operation.OperationKind;
import dev.wsplab.overlapped.Overlapped;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What a filter calls of Windows for its files. A handle is a 32-bit number (FWX-7). On Windows a
 * file at a path has a real handle, which the real port is told of; elsewhere it is emulated over a
 * channel of Java's, and a {@link MemoryFile} is emulated everywhere. Thread-safe. Reads and writes
 * without a record, and those of a handle that was not opened for overlapped I/O, are refused with
 * 87.
 */
public final class FwxFiles {
  // Far above what Windows gives out for real ones.
  private static final int FIRST_TOKEN = 0x4000_0000;

  private final FwxService service;
  private final FileCompletion completion;
  private final FileIssue issue;
  private final AtomicInteger tokens = new AtomicInteger(FIRST_TOKEN);
  private final Map<Integer, FileObject> open = new ConcurrentHashMap<>();

  FwxFiles(FwxService service) {
    this.service = service;
    this.completion = new FileCompletion(service);
    this.issue = new FileIssue(service, completion);
  }

  /**
   * {@code CreateFile} on a file of the system.
   *
   * @param path a file of the system's own, missing or not
   * @param options how to open it
   * @return 2 for a missing file, 5 when access is refused or the path is a folder, 80 when {@link
   *     CreationDisposition#CREATE_NEW} finds the file, 87 when one is to be emptied that is not
   *     opened for writing, else what the system says
   */
  // The store is closed with its handle, which the checker cannot follow.
  @SuppressWarnings({
    "builder:required.method.not.called",
    "resourceleak:required.method.not.called"
  })
  public OpenResult createFile(Path path, FileOptions options) {
    Objects.requireNonNull(path);
    if (options.isRefused()) {
      return OpenResult.failed(FileErrors.INVALID_PARAMETER);
    }
    if (SystemStore.isAvailable()) {
      return SystemStore.open(path, options, this::add);
    }
    try {
      ChannelOpening opening = new ChannelOpening(path, options, service.disk());
      FileStore store = opening.open();
      return new OpenResult(
          mint(path.toString(), options, store),
          options.disposition().lastError(opening.existed()));
    } catch (IOException e) {
      return OpenResult.failed(FileErrors.of(e));
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      return OpenResult.failed(FileErrors.INVALID_PARAMETER);
    }
  }

  /**
   * {@code CreateFile} on a file in memory, which is always there.
   *
   * @param file several handles may be open on it
   * @param options how to open it
   * @return 80 for {@link CreationDisposition#CREATE_NEW}, 87 when it is to be emptied and is not
   *     opened for writing
   */
  public OpenResult createFile(MemoryFile file, FileOptions options) {
    if (options.isRefused()) {
      return OpenResult.failed(FileErrors.INVALID_PARAMETER);
    }
    if (options.disposition() == CreationDisposition.CREATE_NEW) {
      return OpenResult.failed(FileErrors.FILE_EXISTS);
    }
    if (options.disposition().empties()) {
      file.truncate();
    }
    return new OpenResult(
        mint("memory", options, new MemoryStore(file)), options.disposition().lastError(true));
  }

  private int mint(String name, FileOptions options, FileStore store) {
    int token = tokens.addAndGet(4);
    return add(new FileObject(token, name, options, store));
  }

  private int add(FileObject file) {
    open.put(file.token(), file);
    return file.token();
  }

  /**
   * {@code ReadFile} with a record, whose position counts (FWX-43).
   *
   * @param handle a handle that {@code createFile} gave
   * @param room where the data goes; it must live until the callback (FWX-35), and is kept alive
   * @param length how many bytes, up to the size of the room
   * @param record of an {@link FwxOverlapped} on a hooked handle (FWX-8)
   * @return TRUE or 997 when accepted; else 6 for a closed handle, 5 for one that cannot be read,
   *     87 for a record in use or not of the service, 998 for one that cannot be read, 995 when the
   *     service stops, and nothing is called back (FWX-74a)
   * @throws IllegalArgumentException when the length does not fit into the room
   */
  public IssueResult readFile(int handle, NativeBlock room, int length, Overlapped record) {
    return transfer(OperationKind.READ_FILE, handle, room, length, record);
  }

  /**
   * {@code ReadFile} into memory at an address, which is not kept alive; see there.
   *
   * @param handle a handle that {@code createFile} gave
   * @param address the first byte; the memory must stay until the callback (FWX-35)
   * @param length how many bytes
   * @param record of an {@link FwxOverlapped} on a hooked handle (FWX-8)
   * @return as {@link #readFile(int, NativeBlock, int, Overlapped)}
   */
  public IssueResult readFile(int handle, long address, int length, Overlapped record) {
    return transfer(OperationKind.READ_FILE, handle, address, length, record);
  }

  /**
   * {@code WriteFile} with a record; see {@link #readFile(int, NativeBlock, int, Overlapped)}.
   *
   * @param handle a handle that {@code createFile} gave
   * @param data what is written; it must live until the callback, and is kept alive
   * @param length how many bytes
   * @param record of an {@link FwxOverlapped} on a hooked handle (FWX-8)
   * @return as {@link #readFile(int, NativeBlock, int, Overlapped)}
   */
  public IssueResult writeFile(int handle, NativeBlock data, int length, Overlapped record) {
    return transfer(OperationKind.WRITE_FILE, handle, data, length, record);
  }

  /**
   * {@code WriteFile} from memory at an address, which is not kept alive.
   *
   * @param handle a handle that {@code createFile} gave
   * @param address the first byte; the memory must stay until the callback (FWX-35)
   * @param length how many bytes
   * @param record of an {@link FwxOverlapped} on a hooked handle (FWX-8)
   * @return as {@link #readFile(int, NativeBlock, int, Overlapped)}
   */
  public IssueResult writeFile(int handle, long address, int length, Overlapped record) {
    return transfer(OperationKind.WRITE_FILE, handle, address, length, record);
  }

  private IssueResult transfer(
      OperationKind kind, int handle, NativeBlock block, int length, Overlapped record) {
    if (length < 0 || length > block.size()) {
      throw new IllegalArgumentException(
          "length=" + length + ", expected 0 to " + block.size() + ", the size of the block");
    }
    FileIo.Memory memory = new FileIo.Memory(block.address(), length, block);
    return issue.issue(kind, open.get(handle), memory, record);
  }

  private IssueResult transfer(
      OperationKind kind, int handle, long address, int length, Overlapped record) {
    return issue.issue(kind, open.get(handle), new FileIo.Memory(address, length, null), record);
  }

  /**
   * {@code SetFileCompletionNotificationModes}.
   *
   * @param handle a handle that {@code createFile} gave
   * @param flags 1: a success at once queues no packet (FWX-36)
   * @return whether it succeeded: FALSE is 6, or 87 for other flags than 1, 2 and 4
   */
  public IssueResult setFileCompletionNotificationModes(int handle, int flags) {
    FileObject file = open.get(handle);
    if (file == null) {
      return IssueResult.failed(FileErrors.INVALID_HANDLE);
    }
    int error = (flags & ~7) != 0 ? FileErrors.INVALID_PARAMETER : file.store().setModes(flags);
    if (error == 0) {
      file.addModes(flags);
    }
    return error == 0 ? IssueResult.TRUE : IssueResult.failed(error);
  }

  /**
   * {@code CancelIoEx}: what is not decided yet ends with 995, and is called back (FWX-40).
   *
   * @param handle a handle that {@code createFile} gave
   * @param record of one I/O, or null for all of the handle
   * @return whether there was something: FALSE is 1168, or 6
   */
  public IssueResult cancelIoEx(int handle, @Nullable Overlapped record) {
    FileObject file = open.get(handle);
    if (file == null) {
      return IssueResult.failed(FileErrors.INVALID_HANDLE);
    }
    List<FileIo> meant =
        file.pending().stream().filter(io -> record == null || io.record().equals(record)).toList();
    boolean any = false;
    for (FileIo io : meant) {
      if (io.unhold()) {
        completion.complete(io, FileErrors.OPERATION_ABORTED, 0, true);
        any = true;
      }
    }
    int error = file.store().cancel(record == null ? 0 : record.address());
    any |= error == 0 && file.store().isSystems();
    return any ? IssueResult.TRUE : IssueResult.failed(FileErrors.NOT_FOUND);
  }

  /**
   * {@code CloseHandle}: what is not decided yet ends with 995; a packet that is queued already
   * keeps its result (FWX-73).
   *
   * @param handle a handle that {@code createFile} gave
   * @return whether it succeeded: FALSE is 6
   */
  public IssueResult closeHandle(int handle) {
    FileObject file = open.remove(handle);
    if (file == null) {
      return IssueResult.failed(FileErrors.INVALID_HANDLE);
    }
    if (file.closing()) { // else a stop has ended it, and the filter closes it when it hears
      end(file);
    }
    return IssueResult.TRUE;
  }

  /** Ends a file: held I/Os at once, running ones when the store no longer touches their memory. */
  private void end(FileObject file) {
    List<FileIo> pending = file.pending();
    pending.stream()
        .filter(FileIo::unhold)
        .forEach(io -> completion.complete(io, FileErrors.OPERATION_ABORTED, 0, true));
    file.store().close();
    for (FileIo io : pending) {
      if (!file.store().isSystems()) {
        completion.complete(io, FileErrors.OPERATION_ABORTED, 0, true);
      } else if (!io.expectsPacket()) {
        issue.settle(io);
      }
    }
  }

  // ---- the service

  /** {@code HookToCompletionPort}, for handles of ours (FWX-74). */
  HResult hook(int handle) {
    FileObject file = open.get(handle);
    if (file == null) {
      return HResult.E_HANDLE;
    }
    if (!file.options().overlapped() || !file.hook()) {
      return HResult.E_INVALIDARG;
    }
    int error = file.store().hook(service.port().value(), Packet.FILE);
    if (error != 0) {
      file.unhook();
      return error == FileErrors.INVALID_HANDLE ? HResult.E_HANDLE : HResult.E_INVALIDARG;
    }
    return HResult.S_OK;
  }

  /** Notices what the system has ended without a packet. */
  void settleUnseen(FwxOverlapped object) {
    issue.settleUnseen(object);
  }

  boolean isOpen(int handle) {
    return open.containsKey(handle);
  }

  /** Starts what fault plans hold back; returns how many there were. */
  int startHeld() {
    List<FileIo> held =
        open.values().stream()
            .flatMap(file -> file.pending().stream())
            .filter(FileIo::isHeld)
            .sorted(Comparator.comparingLong(FileIo::ordinal))
            .toList();
    held.forEach(issue::startHeld);
    return held.size();
  }

  int heldCount() {
    return (int)
        open.values().stream()
            .flatMap(file -> file.pending().stream())
            .filter(FileIo::isHeld)
            .count();
  }

  /** The service stops: everything undecided ends with 995 (FWX-84); the handles stay known. */
  void endAll() {
    for (FileObject file : left()) {
      if (file.closing()) {
        end(file);
      }
    }
  }

  /** Those that the filter has not closed. */
  List<FileObject> left() {
    return open.values().stream().sorted(Comparator.comparingInt(FileObject::token)).toList();
  }
}
