package dev.wsplab.spi;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Stands in front of the I/O manager and passes everything on; override what is to change. As
 * thread-safe as the I/O manager.
 */
public abstract class ForwardingSystemIo implements SystemIo {
  private final SystemIo io;

  /**
   * Stands in front of this I/O manager.
   *
   * @param io what every call goes on to unless it is overridden
   */
  protected ForwardingSystemIo(SystemIo io) {
    this.io = io;
  }

  @Override
  public SocketResult createHandle(int catalogEntryId, boolean overlapped) {
    return io.createHandle(catalogEntryId, overlapped);
  }

  @Override
  public SocketResult duplicateHandle(SocketHandle s) {
    return io.duplicateHandle(s);
  }

  @Override
  public boolean closeName(SocketHandle s) {
    return io.closeName(s);
  }

  @Override
  public @Nullable SocketHandle firstName(SocketHandle s) {
    return io.firstName(s);
  }

  @Override
  public CallResult closeHandle(SocketHandle s) {
    return io.closeHandle(s);
  }

  @Override
  public boolean isAssociated(SocketHandle s) {
    return io.isAssociated(s);
  }

  @Override
  public int begin(
      SocketHandle s,
      Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable Runnable cancel) {
    return io.begin(s, overlapped, routine, cancel);
  }

  @Override
  public void abandon(SocketHandle s, Overlapped overlapped, int ntStatus) {
    io.abandon(s, overlapped, ntStatus);
  }

  @Override
  public void complete(SystemCompletion completion) {
    io.complete(completion);
  }
}
