package dev.wsplab.forefront;

/** A handle on a file in memory. */
final class MemoryStore implements FileStore {
  private final MemoryFile file;

  MemoryStore(MemoryFile file) {
    this.file = file;
  }

  @Override
  public int start(FileIo io, int length, boolean queued, Outcome outcome) {
    int result =
        io.isRead()
            ? file.read(io.position(), io.address(), length)
            : file.write(io.position(), io.address(), length);
    outcome.ended(Math.max(0, -result), Math.max(0, result));
    return FileErrors.IO_PENDING;
  }

  @Override
  public boolean isSystems() {
    return false;
  }

  @Override
  public int hook(long port, long key) {
    return FileErrors.SUCCESS;
  }

  @Override
  public int setModes(int flags) {
    return FileErrors.SUCCESS;
  }

  @Override
  public int cancel(long record) {
    return FileErrors.SUCCESS;
  }

  @Override
  public void close() {
    // The file itself stays: other handles, and the test, look at it.
  }
}
