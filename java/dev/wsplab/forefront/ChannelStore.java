package dev.wsplab.forefront;

import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.CompletionHandler;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.checkerframework.checker.calledmethods.qual.EnsuresCalledMethods;
import org.checkerframework.checker.mustcall.qual.MustCall;
import org.checkerframework.checker.mustcall.qual.Owning;

/** A handle on a file of the system, by a channel of Java's (FWX-85). */
@MustCall("close")
final class ChannelStore implements FileStore {
  private final @Owning AsynchronousFileChannel channel;

  private ChannelStore(@Owning AsynchronousFileChannel channel) {
    this.channel = channel;
  }

  static ChannelStore open(Path path, Set<OpenOption> options, ExecutorService threads)
      throws IOException {
    return new ChannelStore(AsynchronousFileChannel.open(path, options, threads));
  }

  @Override
  public int start(FileIo io, int length, boolean queued, Outcome outcome) {
    if (length == 0) {
      outcome.ended(FileErrors.SUCCESS, 0); // FWX-86: at the end of the file a channel says -1
      return FileErrors.IO_PENDING;
    }
    // A view of the filter's own memory: the system reads and writes it, and gives an error for an
    // address that is none.
    ByteBuffer buffer = new Pointer(io.address()).getByteBuffer(0, length);
    Told told = new Told(io.isRead());
    try {
      if (io.isRead()) {
        channel.read(buffer, io.position(), outcome, told);
      } else {
        channel.write(buffer, io.position(), outcome, told);
      }
    } catch (RuntimeException e) {
      outcome.ended(FileErrors.of(e), 0);
    }
    return FileErrors.IO_PENDING;
  }

  private record Told(boolean read) implements CompletionHandler<Integer, Outcome> {
    @Override
    public void completed(Integer count, Outcome outcome) {
      boolean atEnd = read && count < 0;
      outcome.ended(atEnd ? FileErrors.HANDLE_EOF : FileErrors.SUCCESS, atEnd ? 0 : count);
    }

    @Override
    public void failed(Throwable thrown, Outcome outcome) {
      outcome.ended(FileErrors.of(thrown), 0);
    }
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

  /** Waits for the transfers that are running in the system. */
  @Override
  @EnsuresCalledMethods(value = "channel", methods = "close")
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
