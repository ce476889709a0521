package dev.wsplab.fltmgr;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.checkerframework.checker.mustcall.qual.MustCall;
import org.checkerframework.checker.mustcall.qual.Owning;

/**
 * An open file. An interrupt of the thread that reads or writes neither ends the call nor closes
 * the file, as it does with a {@code FileChannel}: a kernel's file knows nothing of it.
 * Thread-safe.
 */
// Whoever opens it closes it, with its file object.
@SuppressWarnings({"builder:required.method.not.called", "resourceleak:required.method.not.called"})
@MustCall("close")
final class RealFile {
  private final @Owning AsynchronousFileChannel channel;

  private RealFile(AsynchronousFileChannel channel) {
    this.channel = channel;
  }

  static RealFile open(Path path, OpenOption... options) throws IOException {
    return new RealFile(AsynchronousFileChannel.open(path, options));
  }

  /** How many bytes were read, -1 at the end. */
  int read(ByteBuffer to, long position) throws IOException {
    return result(channel.read(to, position));
  }

  int write(ByteBuffer from, long position) throws IOException {
    return result(channel.write(from, position));
  }

  long size() throws IOException {
    return channel.size();
  }

  void truncate(long size) throws IOException {
    channel.truncate(size);
  }

  /** Brings it to the disk. */
  void force() throws IOException {
    channel.force(true);
  }

  void close() throws IOException {
    channel.close();
  }

  private static int result(Future<Integer> transfer) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return transfer.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
