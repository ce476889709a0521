package dev.wsplab.wfp.packet;

import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeBlock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The memory of a net buffer: a chain of ranges, of which the data are a part. A clone has a chain
 * of its own over the same ranges. Guarded by the lock of its list.
 *
 * <pre>
 *  | unused data space | data                      |
 *  0                   offset                      offset + length
 * </pre>
 */
// Memory goes when its last list was freed, which the checker cannot follow.
@SuppressWarnings({"builder:required.method.not.called", "resourceleak:required.method.not.called"})
final class MdlChain {
  private final Deque<Mdl> mdls = new ArrayDeque<>();
  private final List<Mdl> own = new ArrayList<>();
  private int offset;
  private int length;

  private MdlChain(int offset, int length) {
    this.offset = offset;
    this.length = length;
  }

  /** Memory of its own with these bytes behind some unused space. */
  static MdlChain of(Mdl memory, int unused, byte[] data) {
    MdlChain chain = new MdlChain(unused, data.length);
    chain.mdls.add(memory);
    chain.own.add(memory);
    chain.write(0, data);
    return chain;
  }

  /** The same memory once more. */
  MdlChain share() {
    MdlChain clone = new MdlChain(offset, length);
    clone.mdls.addAll(mdls);
    return clone;
  }

  int offset() {
    return offset;
  }

  int length() {
    return length;
  }

  /** Address of the first byte of the data; 0 when there are none. */
  long address() {
    int before = offset;
    for (Mdl mdl : mdls) {
      if (before < mdl.size()) {
        return mdl.block().address() + before;
      }
      before -= mdl.size();
    }
    return 0;
  }

  /** Address of the first byte when so many lie in one range; 0 when not. */
  long contiguous(int count) {
    int before = offset;
    for (Mdl mdl : mdls) {
      if (before < mdl.size()) {
        return count <= mdl.size() - before ? mdl.block().address() + before : 0;
      }
      before -= mdl.size();
    }
    return 0;
  }

  byte[] read(int at, int count) {
    byte[] bytes = new byte[count];
    move(at, count, (memory, done, part) -> memory(memory, bytes, done, part, false));
    return bytes;
  }

  void write(int at, byte[] bytes) {
    move(at, bytes.length, (memory, done, part) -> memory(memory, bytes, done, part, true));
  }

  private static void memory(long address, byte[] bytes, int done, int part, boolean write) {
    if (write) {
      Kernel.get().memory().write(bytes, done, part, address);
    } else {
      Kernel.get().memory().read(address, bytes, done, part);
    }
  }

  /** Moves a part of the bytes to or from memory. */
  @FunctionalInterface
  private interface Move {
    /** Moves it. */
    void part(long memory, int done, int part);
  }

  private void move(int at, int count, Move move) {
    int before = offset + at;
    int done = 0;
    for (Mdl mdl : mdls) {
      int part = Math.min(count - done, mdl.size() - before);
      if (part > 0) {
        move.part(mdl.block().address() + before, done, part);
        done += part;
      }
      before = Math.max(0, before - mdl.size());
    }
  }

  /** How much memory a retreat lacks; 0 when the unused space is enough. */
  int missing(int delta) {
    return Math.max(0, delta - offset);
  }

  /** Moves the start of the data back, into new memory in front of the chain if it is given. */
  void retreat(int delta, @Nullable NativeBlock inFront) {
    if (inFront != null) {
      Mdl made = new Mdl(inFront, true);
      mdls.addFirst(made);
      own.add(made);
      offset += made.size();
    }
    offset -= delta;
    length += delta;
  }

  /** Moves the start of the data on; what a retreat had allocated and is unused now goes. */
  List<Mdl> advance(int delta, boolean freeMdl) {
    offset += delta;
    length -= delta;
    List<Mdl> unused = new ArrayList<>();
    Mdl first = mdls.peekFirst();
    while (freeMdl && first != null && first.byRetreat() && first.size() <= offset) {
      mdls.removeFirst();
      offset -= first.size();
      if (own.remove(first)) {
        unused.add(first);
      }
      first = mdls.peekFirst();
    }
    return unused;
  }

  /** The memory that goes with it: not that of its parent. */
  List<Mdl> own() {
    return List.copyOf(own);
  }
}
