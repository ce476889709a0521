package dev.wsplab.wfp;

import com.sun.jna.Native;
import dev.wsplab.driver.BadPointerException;
import dev.wsplab.driver.CallArguments;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.wfp.packet.NetBufferList;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What stands for net buffer lists in C: {@code NET_BUFFER_LIST} and {@code NET_BUFFER} in memory
 * of their own, written when C is told of a list or has changed it. That of a list which has gone
 * holds 0xDD, and is used again after the next 256. Thread-safe.
 */
// Blocks are closed when their lists have long gone, or at the end, which the checker cannot
// follow.
@SuppressWarnings({"builder:required.method.not.called", "resourceleak:required.method.not.called"})
final class NativePackets {
  private static final int POINTER = Native.POINTER_SIZE;
  private static final int FIRST_NET_BUFFER = POINTER;
  private static final int STATUS = 15 * POINTER + 12;
  // Behind the list, at a multiple of 16.
  private static final int BUFFER = (STATUS + 4 + 15) / 16 * 16;
  private static final int DATA_LENGTH = 3 * POINTER;
  private static final int DATA_OFFSET = 5 * POINTER;
  private static final int SIZE = BUFFER + 6 * POINTER;
  private static final int KEPT = 256;
  private static final byte GONE = (byte) 0xDD;

  private record Mirror(NativeBlock block, NetBufferList list) {}

  private final Map<NetBufferList, Mirror> mirrors = new ConcurrentHashMap<>();
  private final Map<Long, Mirror> byAddress = new ConcurrentHashMap<>();
  private final Deque<Mirror> gone = new ArrayDeque<>();

  /** The address of a list for C, as it is now; 0 for none. */
  long address(@Nullable NetBufferList list) {
    if (list == null) {
      return 0;
    }
    Mirror mirror = mirrors.computeIfAbsent(list, this::made);
    refresh(mirror);
    return mirror.block().address();
  }

  @SuppressWarnings("builder:required.method.not.called") // end closes it
  private Mirror made(NetBufferList list) {
    Mirror mirror = new Mirror(NativeBlock.allocate(SIZE), list);
    byAddress.put(mirror.block().address(), mirror);
    return mirror;
  }

  private void refresh(Mirror mirror) {
    NetBufferList list = mirror.list();
    ByteBuffer memory = mirror.block().buffer();
    if (list.isFreed()) {
      sweep(mirror);
      return;
    }
    pointer(memory, FIRST_NET_BUFFER, mirror.block().address() + BUFFER);
    memory.putInt(STATUS, list.status());
    pointer(memory, BUFFER + DATA_LENGTH, list.dataLength());
    memory.putInt(BUFFER + DATA_OFFSET, list.dataOffset());
  }

  private static void pointer(ByteBuffer memory, int at, long value) {
    if (POINTER == Long.BYTES) {
      memory.putLong(at, value);
    } else {
      memory.putInt(at, (int) value);
    }
  }

  /** A list has gone: C sees a pattern. */
  private void sweep(Mirror mirror) {
    if (!mirrors.remove(mirror.list(), mirror)) {
      return;
    }
    ByteBuffer memory = mirror.block().buffer();
    for (int i = 0; i < SIZE; i++) {
      memory.put(i, GONE);
    }
    synchronized (gone) {
      gone.add(mirror);
      if (gone.size() > KEPT) {
        Mirror oldest = gone.remove();
        byAddress.remove(oldest.block().address());
        oldest.block().close();
      }
    }
  }

  /** Callbacks have returned: lists that went meanwhile are seen as gone. */
  void sweep() {
    for (Mirror mirror : mirrors.values()) {
      if (mirror.list().isFreed()) {
        sweep(mirror);
      }
    }
  }

  /** The list at an address; one that has gone is still known, and reports its use itself. */
  NetBufferList at(long address) {
    Mirror mirror = byAddress.get(address);
    if (mirror == null) {
      throw new BadPointerException("a NET_BUFFER_LIST", address);
    }
    return mirror.list();
  }

  @Nullable NetBufferList orNull(long address) {
    return address == 0 ? null : at(address);
  }

  /** The list of a net buffer. */
  NetBufferList ofBuffer(long address) {
    Mirror mirror = byAddress.get(address - BUFFER);
    if (mirror == null) {
      throw new BadPointerException("a NET_BUFFER", address);
    }
    return mirror.list();
  }

  /** {@code NdisGetDataBuffer}. */
  long data(long buffer, int bytes, long storage) {
    NetBufferList list = ofBuffer(buffer);
    if (bytes < 0 || bytes > list.dataLength()) {
      return 0;
    }
    long together = list.contiguous(bytes);
    if (together != 0 || storage == 0) {
      return together;
    }
    CallArguments.memory().write(list.data(0, bytes), 0, bytes, storage);
    return storage;
  }

  /** After a change. */
  void changed(NetBufferList list) {
    Mirror mirror = mirrors.get(list);
    if (mirror != null) {
      refresh(mirror);
    }
  }

  /** Gives all memory back. */
  void end() {
    byAddress.values().forEach(mirror -> mirror.block().close());
    byAddress.clear();
    mirrors.clear();
    gone.clear();
  }
}
