package dev.wsplab.forefront;

import java.nio.file.Path;
import java.util.function.ToIntFunction;

/**
 * A real handle of Windows: the system writes the record and queues the packet, so that
 * skip-on-success, the end of a file at issue and the low bit of {@code hEvent} are its own.
 */
final class SystemStore implements FileStore {
  // WSPLAB_FILE_* of forefront.h.
  private static final int READ = 1;
  private static final int WRITE = 2;
  private static final int OVERLAPPED = 4;

  private final long handle;

  private SystemStore(long handle) {
    this.handle = handle;
  }

  /** Whether there are such handles here. */
  static boolean isAvailable() {
    return ForefrontNatives.fileIsAvailable();
  }

  static OpenResult open(Path path, FileOptions options, ToIntFunction<FileObject> adopt) {
    int how =
        (options.read() ? READ : 0)
            | (options.write() ? WRITE : 0)
            | (options.overlapped() ? OVERLAPPED : 0);
    boolean[] existed = new boolean[1];
    long handle =
        ForefrontNatives.fileOpen(
            path.toAbsolutePath().toString(), how, options.disposition().value(), existed);
    if (handle < 0) {
      return OpenResult.failed((int) -handle);
    }
    FileObject file =
        new FileObject((int) handle, path.toString(), options, new SystemStore(handle));
    return new OpenResult(adopt.applyAsInt(file), options.disposition().lastError(existed[0]));
  }

  /** {@code HookToCompletionPort} for a handle that native code has opened past us. */
  static HResult hookForeign(int handle, long port, long key) {
    int error = ForefrontNatives.fileAssociate(handle, port, key);
    if (error == 0) {
      return HResult.S_OK;
    }
    return error == FileErrors.INVALID_HANDLE ? HResult.E_HANDLE : HResult.E_INVALIDARG;
  }

  @Override
  public int start(FileIo io, int length, boolean queued, Outcome outcome) {
    long record = io.record().address();
    return io.isRead()
        ? ForefrontNatives.fileRead(handle, io.address(), length, record)
        : ForefrontNatives.fileWrite(handle, io.address(), length, record);
  }

  @Override
  public boolean isSystems() {
    return true;
  }

  @Override
  public int hook(long port, long key) {
    return ForefrontNatives.fileAssociate(handle, port, key);
  }

  @Override
  public int setModes(int flags) {
    return ForefrontNatives.fileSetModes(handle, flags);
  }

  @Override
  public int cancel(long record) {
    return ForefrontNatives.fileCancel(handle, record);
  }

  @Override
  public void close() {
    ForefrontNatives.fileCancel(handle, 0);
    ForefrontNatives.fileClose(handle);
  }
}
