package dev.wsplab.driver;

import dev.wsplab.kernel.KernelException;
import dev.wsplab.kernel.NativeBlock;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** {@code ExAllocatePoolWithTag} of one module: what it leaves is told by its tag. Thread-safe. */
// Blocks are closed when they are freed, or at the end, which the checker cannot follow.
@SuppressWarnings({"builder:required.method.not.called", "resourceleak:required.method.not.called"})
final class NativePool {
  private static final int PAGED_POOL = 1;
  private static final byte FRESH = (byte) 0xCD;

  private record Allocation(NativeBlock block, int tag) {}

  private final DriverPlatform platform;
  private final Map<Long, Allocation> allocations = new ConcurrentHashMap<>();

  NativePool(DriverPlatform platform) {
    this.platform = platform;
  }

  /** The address, 0 when there is no memory. What lies there is a pattern. */
  @SuppressWarnings("builder:required.method.not.called") // free closes it
  long allocate(int type, long bytes, int tag) {
    platform.requireIrql(
        "ExAllocatePoolWithTag", type == PAGED_POOL ? Irql.APC_LEVEL : Irql.DISPATCH_LEVEL);
    if (bytes < 0 || bytes > Integer.MAX_VALUE || platform.poolFails()) {
      return 0;
    }
    NativeBlock block;
    try {
      block = NativeBlock.allocate(Math.max(1, bytes));
    } catch (KernelException e) {
      return 0;
    }
    ByteBuffer room = block.buffer();
    while (room.hasRemaining()) {
      room.put(FRESH);
    }
    allocations.put(block.address(), new Allocation(block, tag));
    return block.address();
  }

  /** Gives it back; a tag of 0 fits all. */
  void free(long address, int tag) {
    Allocation allocation = allocations.get(address);
    if (allocation == null || tag != 0 && tag != allocation.tag()) {
      throw new BadPointerException(
          allocation == null
              ? "what ExAllocatePoolWithTag gave, freed once"
              : "the tag " + name(allocation.tag()) + ", and not " + name(tag),
          address);
    }
    if (allocations.remove(address, allocation)) {
      allocation.block().close();
    }
  }

  /**
   * Reports what the module has left, in order of its tags. It stays until {@link #close}: I/O that
   * has not ended at the unload ends later, and its callback looks at it.
   */
  void end(String module) {
    allocations.values().stream()
        .sorted(Comparator.comparing((Allocation it) -> name(it.tag())))
        .forEach(
            it ->
                platform.leftBehind(
                    module, it.block().size() + " bytes of pool, tag " + name(it.tag())));
  }

  /** Nothing of the module runs any more. */
  void close() {
    allocations.values().forEach(it -> it.block().close());
    allocations.clear();
  }

  /** As debuggers show it: the first character lies at the lowest address. */
  private static String name(int tag) {
    byte[] bytes = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(tag).array();
    return "'" + new String(bytes, StandardCharsets.ISO_8859_1) + "'";
  }
}
