package dev.wsplab.fltmgr;

import dev.wsplab.kernel.KernelException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Allocates callback data and takes them back. Thread-safe. */
final class DataAllocator {
  private final FilterManager manager;
  private final MemoryFaults faults;
  private final AtomicLong numbers = new AtomicLong();
  private final AtomicLong allocations = new AtomicLong();
  private final AtomicLong performs = new AtomicLong();
  private final AtomicLong pools = new AtomicLong();
  private final Map<Long, FltCallbackData> live = new ConcurrentHashMap<>();
  private final Map<Long, FltCallbackData> byAddress = new ConcurrentHashMap<>();
  private final FreedMemory freed = new FreedMemory();

  DataAllocator(FilterManager manager, MemoryFaults faults) {
    this.manager = manager;
    this.faults = faults;
  }

  /** Whether there is no memory for an allocation. */
  boolean allocationFails() {
    return faults.fails(MemoryFaults.Purpose.ALLOCATE, allocations.getAndIncrement());
  }

  /** Whether there is none for a perform call. */
  boolean performFails() {
    return faults.fails(MemoryFaults.Purpose.PERFORM, performs.getAndIncrement());
  }

  /** Whether there is none for a module in C. */
  boolean poolFails() {
    return faults.fails(MemoryFaults.Purpose.POOL, pools.getAndIncrement());
  }

  /**
   * Allocates (FLT-14).
   *
   * @throws KernelException when the process has no memory
   */
  FltCallbackData allocate(
      @Nullable FltInstance owner, @Nullable FltFileObject file, boolean preallocated) {
    FltCallbackData data =
        new FltCallbackData(manager, numbers.incrementAndGet(), owner, freed.take(), preallocated);
    if (file != null) {
      data.madeForFile();
    }
    initialize(data, file == null ? 0 : file.address(), owner == null ? 0 : owner.address());
    live.put(data.id(), data);
    byAddress.put(data.memory().address(), data);
    return data;
  }

  /** What lies, or lay last, at an address; null when nothing ever did. */
  @Nullable FltCallbackData at(long address) {
    return byAddress.get(address);
  }

  /** FLT-14, FLT-17: everything but file and instance begins anew. */
  static void initialize(FltCallbackData data, long file, long instance) {
    CallbackDataMemory memory = data.memory();
    memory.parameterBlock(new byte[FltLayout.IOPB_SIZE]);
    int flags = FltCallbackData.FLTFL_CALLBACK_DATA_IRP_OPERATION;
    if (data.owner() != null) {
      flags |= FltCallbackData.FLTFL_CALLBACK_DATA_GENERATED_IO;
    }
    memory.int32(FltLayout.FLAGS, flags);
    memory.pointer(FltLayout.THREAD, Thread.currentThread().getId());
    memory.int32(FltLayout.STATUS, 0);
    memory.pointer(FltLayout.INFORMATION, 0);
    for (int i = 0; i < 4; i++) {
      memory.pointer(FltLayout.FILTER_CONTEXT + i * com.sun.jna.Native.POINTER_SIZE, 0);
    }
    memory.int8(FltLayout.REQUESTOR_MODE, data.owner() == null ? 1 : 0);
    memory.pointer(FltLayout.DATA_SIZE + FltLayout.TARGET_FILE_OBJECT, file);
    memory.pointer(FltLayout.DATA_SIZE + FltLayout.TARGET_INSTANCE, instance);
    data.clearCancelBit();
    data.told(false);
  }

  FltCallbackData copyOf(FltCallbackData data, byte[] parameters) {
    FltCallbackData copy = allocate(null, null, false);
    copy.memory().parameterBlock(parameters);
    copy.ioStatus(
        data.memory().int32(FltLayout.STATUS), data.memory().pointer(FltLayout.INFORMATION));
    copy.memory().int32(FltLayout.FLAGS, data.memory().int32(FltLayout.FLAGS));
    copy.memory().pointer(FltLayout.THREAD, data.memory().pointer(FltLayout.THREAD));
    copy.memory().int8(FltLayout.REQUESTOR_MODE, data.memory().int8(FltLayout.REQUESTOR_MODE));
    copy.flags(
        FltCallbackData.FLTFL_CALLBACK_DATA_DRAINING_IO
            | FltCallbackData.FLTFL_CALLBACK_DATA_POST_OPERATION,
        0);
    return copy;
  }

  /** Takes them back, whatever their state. */
  void free(FltCallbackData data) {
    data.moved(CallbackDataState.FREED);
    if (live.remove(data.id()) != null) {
      freed.add(data.memory());
    }
  }

  /** Those of a filter that are not freed. */
  List<FltCallbackData> leftBy(FltFilter filter) {
    return live.values().stream().filter(data -> isOf(filter, data)).toList();
  }

  private static boolean isOf(FltFilter filter, FltCallbackData data) {
    FltInstance owner = data.owner();
    return owner != null && owner.filter() == filter;
  }

  void close() {
    live.values().forEach(this::free);
    freed.close();
  }
}
