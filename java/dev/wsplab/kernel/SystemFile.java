package dev.wsplab.kernel;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import org.checkerframework.checker.mustcall.qual.InheritableMustCall;
import org.checkerframework.checker.mustcall.qual.NotOwning;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A file that native code has opened, for reading. It stays its opener's: closing this closes
 * nothing, and it must stay open as long as this is used. Where it stood when this was made is
 * where this begins; neither moves the other.
 *
 * <p>On Windows the handle is the file's. Elsewhere it is a file descriptor as {@code
 * _get_osfhandle} of {@code compat/io.h} gives it, which is no handle for anything else.
 */
@InheritableMustCall({}) // its opener closes the file
@SuppressWarnings({"mustcall:inconsistent.mustcall.subtype", "mustcall:super.invocation"})
public final class SystemFile extends FileChannel {
  private static final int PIECE = 1 << 16;

  private final long handle;
  private final Calls calls;
  private long position;

  /** What a system does with its files. */
  interface Calls {
    /** Whether there is such a file, with a size and a position. */
    boolean isFile(long handle);

    long size(long handle) throws IOException;

    long position(long handle) throws IOException;

    /** Reads at a place; how many bytes, 0 at the end. */
    int read(long handle, Pointer room, int length, long at) throws IOException;
  }

  private SystemFile(long handle, Calls calls) throws IOException {
    this.handle = handle;
    this.calls = calls;
    this.position = calls.position(handle);
  }

  /**
   * {@return the file of a handle, or null when it is none of a file}
   *
   * @param handle a handle of the system, which stays its owner's
   */
  public static @Nullable SystemFile of(long handle) {
    Calls calls = Platform.isWindows() ? new WindowsFileCalls() : new PosixFileCalls();
    try {
      return calls.isFile(handle) ? new SystemFile(handle, calls) : null;
    } catch (IOException e) {
      return null;
    }
  }

  /** {@return the handle} */
  public long handle() {
    return handle;
  }

  @Override
  public int read(ByteBuffer room, long at) throws IOException {
    if (at < 0) {
      throw new IllegalArgumentException("at=" + at + ": a place in a file is not negative");
    }
    int wanted = room.remaining();
    if (wanted == 0) {
      return 0;
    }
    ByteBuffer direct = room.isDirect() ? room : ByteBuffer.allocateDirect(Math.min(wanted, PIECE));
    Pointer to = Native.getDirectBufferPointer(direct).share(direct.position());
    int count = calls.read(handle, to, direct.remaining(), at);
    if (count == 0) {
      return -1;
    }
    if (direct == room) {
      room.position(room.position() + count);
    } else {
      room.put(direct.limit(count));
    }
    return count;
  }

  @Override
  public int read(ByteBuffer room) throws IOException {
    int count = read(room, position);
    position += Math.max(0, count);
    return count;
  }

  @Override
  public long read(ByteBuffer[] rooms, int offset, int length) throws IOException {
    for (int i = offset; i < offset + length; i++) {
      if (rooms[i].hasRemaining()) {
        return read(rooms[i]);
      }
    }
    return 0;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public @NotOwning FileChannel position(long at) {
    position = at;
    return this;
  }

  @Override
  public long size() throws IOException {
    return calls.size(handle);
  }

  @Override
  public long transferTo(long at, long count, WritableByteChannel target) throws IOException {
    ByteBuffer piece = ByteBuffer.allocateDirect((int) Math.min(count, PIECE));
    return read(piece, at) < 0 ? 0 : target.write(piece.flip());
  }

  @Override
  public int write(ByteBuffer bytes) {
    throw new NonWritableChannelException();
  }

  @Override
  public long write(ByteBuffer[] bytes, int offset, int length) {
    throw new NonWritableChannelException();
  }

  @Override
  public int write(ByteBuffer bytes, long at) {
    throw new NonWritableChannelException();
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long at, long count) {
    throw new NonWritableChannelException();
  }

  @Override
  public @NotOwning FileChannel truncate(long size) {
    throw new NonWritableChannelException();
  }

  @Override
  public void force(boolean metaData) {
    // Nothing is written here.
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long at, long length) {
    throw new UnsupportedOperationException("a file of native code is read, not mapped");
  }

  @Override
  public FileLock lock(long at, long length, boolean shared) {
    throw new UnsupportedOperationException("a file of native code is its opener's to lock");
  }

  @Override
  public FileLock tryLock(long at, long length, boolean shared) {
    throw new UnsupportedOperationException("a file of native code is its opener's to lock");
  }

  @Override
  protected void implCloseChannel() {
    // The file is its opener's to close.
  }

  @Override
  public String toString() {
    return "SystemFile[0x" + Long.toHexString(handle) + "]";
  }
}
