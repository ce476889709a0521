package dev.wsplab.fltmgr;

import dev.wsplab.kernel.NativeBlock;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The memory of freed callback data: kept for the next 1,000 of them, so that who still looks sees
 * the pattern and not somebody else's data; then used again. Nothing goes back to the system before
 * the end. Thread-safe.
 */
final class FreedMemory {
  private static final int KEPT = 1000;

  private final Deque<CallbackDataMemory> freed = new ArrayDeque<>();

  /** Some that is free, zeroed. */
  @SuppressWarnings("builder:required.method.not.called") // the end closes it
  CallbackDataMemory take() {
    CallbackDataMemory memory = null;
    synchronized (freed) {
      if (freed.size() > KEPT) {
        memory = freed.remove();
      }
    }
    if (memory == null) {
      memory = new CallbackDataMemory(NativeBlock.allocate(CallbackDataMemory.SIZE));
    }
    memory.clear();
    return memory;
  }

  void add(CallbackDataMemory memory) {
    memory.fill();
    synchronized (freed) {
      freed.add(memory);
    }
  }

  void close() {
    synchronized (freed) {
      freed.forEach(CallbackDataMemory::close);
      freed.clear();
    }
  }
}
