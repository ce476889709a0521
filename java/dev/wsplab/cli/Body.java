package dev.wsplab.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What follows the head of a response. */
interface Body {
  /** Length in bytes; it does not change. */
  long length();

  /**
   * Puts bytes from this position into the room that is left; returns how many, -1 when there are
   * no more.
   */
  int read(ByteBuffer room, long position) throws IOException;

  /** Gives back what it holds; nothing is read afterwards. */
  void close() throws IOException;

  /** A body in memory. */
  static Body of(byte[] bytes) {
    return new InMemory(bytes);
  }

  /** A body in a file, as long as the file is now. */
  @SuppressWarnings("builder:required.method.not.called") // InFile.close closes it
  static Body of(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new InFile(channel, channel.size());
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** See {@link #of(byte[])}. */
  final class InMemory implements Body {
    private final byte[] bytes;

    private InMemory(byte[] bytes) {
      this.bytes = bytes.clone();
    }

    @Override
    public long length() {
      return bytes.length;
    }

    @Override
    public int read(ByteBuffer room, long position) {
      int count = (int) Math.min(room.remaining(), bytes.length - position);
      room.put(bytes, (int) position, count);
      return count;
    }

    @Override
    public void close() {
      // Nothing to give back.
    }
  }

  /** See {@link #of(Path)}. */
  final class InFile implements Body {
    private final FileChannel channel;
    private final long length;

    private InFile(FileChannel channel, long length) {
      this.channel = channel;
      this.length = length;
    }

    @Override
    public long length() {
      return length;
    }

    @Override
    public int read(ByteBuffer room, long position) throws IOException {
      // A file that grew meanwhile is not sent further than announced.
      int count = (int) Math.min(room.remaining(), length - position);
      ByteBuffer part = room.slice().limit(count);
      int read = channel.read(part, position);
      room.position(room.position() + Math.max(0, read));
      return read;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
