package dev.wsplab.provider.nativehost;

import com.sun.jna.Native;
import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.FdSet;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * {@code fd_set} in native memory: a count, then so many sockets.
 *
 * <pre>
 *  64 bit: fd_count u32 at 0, fd_array at 8        32 bit: fd_count u32 at 0, fd_array at 4
 * </pre>
 */
final class NativeFdSet {
  private static final int POINTER = Native.POINTER_SIZE;

  private final long address;
  private final @Nullable FdSet set;

  /** Copies a set into the frame; null becomes NULL. */
  NativeFdSet(CallFrame frame, @Nullable FdSet set) {
    this.set = set;
    this.address = set == null ? 0 : frame.room(POINTER + (long) set.capacity() * POINTER);
    if (set != null) {
      write(address, set);
    }
  }

  long address() {
    return address;
  }

  /** Puts what the module has left in the set back into Java's. */
  void store() {
    if (set != null) {
      set.retainAll(read(address));
    }
  }

  /** Reads the members of a set at an address. */
  static List<SocketHandle> read(long address) {
    GuardedMemory memory = Kernel.get().memory();
    int count = memory.loadInt(address);
    List<SocketHandle> sockets = new ArrayList<>();
    for (int i = 0; Integer.compareUnsigned(i, count) < 0; i++) {
      sockets.add(new SocketHandle(loadPointer(memory, address + POINTER + (long) i * POINTER)));
    }
    return sockets;
  }

  /** Makes a Java set of one at an address; null for NULL. */
  static @Nullable FdSet at(long address) {
    return address == 0 ? null : FdSet.of(read(address).toArray(SocketHandle[]::new));
  }

  /** Writes the members of a set to an address, where there is room for them. */
  static void write(long address, FdSet set) {
    GuardedMemory memory = Kernel.get().memory();
    List<SocketHandle> sockets = set.sockets();
    for (int i = 0; i < sockets.size(); i++) {
      CallFrame.storePointer(address + POINTER + (long) i * POINTER, sockets.get(i).value());
    }
    memory.storeInt(address, sockets.size());
  }

  private static long loadPointer(GuardedMemory memory, long at) {
    return POINTER == Long.BYTES ? memory.loadLong(at) : Integer.toUnsignedLong(memory.loadInt(at));
  }
}
