package dev.wsplab.wfp.packet;

import dev.wsplab.kernel.KernelException;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.wfp.packet.NetBufferMisuse.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * {@code NET_BUFFER_LIST} with one {@code NET_BUFFER}: bytes of a packet in native memory. It lives
 * as long as its maker holds it or somebody has a reference; a clone keeps what it was cloned from.
 * A use after that is told as a {@link NetBufferMisuse}, and finds the pattern 0xDD. Thread-safe;
 * the bytes themselves are not ordered.
 */
// Memory goes when its last list was freed, which the checker cannot follow.
@SuppressWarnings({"builder:required.method.not.called", "resourceleak:required.method.not.called"})
public final class NetBufferList {
  static final byte FREED = (byte) 0xDD;

  /** How a list was made. */
  enum Origin {
    /** By the stack: a packet. */
    STACK("the stack"),
    /** By {@code FwpsAllocateCloneNetBufferList0}. */
    CLONE("FwpsAllocateCloneNetBufferList0"),
    /** By {@code FwpsAllocateNetBufferAndNetBufferList0}. */
    ALLOCATED("FwpsAllocateNetBufferAndNetBufferList0");

    private final String maker;

    Origin(String maker) {
      this.maker = maker;
    }
  }

  private final NetBufferPool pool;
  private final long handle;
  private final Origin origin;
  private final @Nullable NetBufferList parent;
  private final MdlChain chain;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private int references;
  private boolean held = true; // by its maker
  private boolean injected;
  private boolean modified;
  private int status;
  private InjectionHistory history;

  NetBufferList(
      NetBufferPool pool,
      long handle,
      Origin origin,
      @Nullable NetBufferList parent,
      MdlChain chain,
      InjectionHistory history) {
    this.pool = pool;
    this.handle = handle;
    this.origin = origin;
    this.parent = parent;
    this.chain = chain;
    this.history = history;
  }

  /** {@return the opaque value that stands for it} */
  public long handle() {
    return handle;
  }

  /** {@return whether it is a clone of another list} */
  public boolean isClone() {
    return origin == Origin.CLONE;
  }

  /** {@return whether its last reference has gone} Not a use. */
  public boolean isFreed() {
    return locked(() -> !held && references == 0);
  }

  /** {@return how many references callouts and clones have} Not a use. */
  public int references() {
    return locked(() -> references);
  }

  /** {@return whether one of its references was taken in order to modify it} Not a use. */
  public boolean isToBeModified() {
    return locked(() -> modified);
  }

  /** {@return who has injected it} Not a use. */
  public InjectionHistory history() {
    return locked(() -> history);
  }

  /** {@return how many bytes its data have, {@code NET_BUFFER_DATA_LENGTH}} */
  public int dataLength() {
    return alive("NET_BUFFER_DATA_LENGTH") ? locked(chain::length) : 0;
  }

  /** {@return how many bytes of unused data space stand before them, {@code DataOffset}} */
  public int dataOffset() {
    return alive("NET_BUFFER_DATA_OFFSET") ? locked(chain::offset) : 0;
  }

  /**
   * {@return the address of the first byte of its data; those that follow are there as far as the
   * memory goes that the start of the data has not been moved back beyond} 0 when it was freed.
   */
  public long address() {
    return alive("NdisGetDataBuffer") ? locked(chain::address) : 0;
  }

  /**
   * {@return the address of the first byte of its data when so many of them lie together; 0 when
   * they do not, or it was freed}
   *
   * @param bytes how many
   */
  public long contiguous(int bytes) {
    return alive("NdisGetDataBuffer") ? locked(() -> chain.contiguous(bytes)) : 0;
  }

  /** {@return a copy of its data} */
  public byte[] data() {
    return data(0, Integer.MAX_VALUE);
  }

  /**
   * {@return a copy of some of its data, or of as much as there is}
   *
   * @param offset from the start of its data
   * @param length how many bytes at most
   */
  public byte[] data(int offset, int length) {
    boolean alive = alive("NdisGetDataBuffer");
    int there = locked(chain::length);
    if (offset < 0 || length < 0 || offset > there) {
      pool.broken(Kind.OUT_OF_BOUNDS, this, "read at " + offset + " of " + there + " bytes");
      return new byte[0];
    }
    int count = Math.min(length, there - offset);
    if (!alive) {
      byte[] pattern = new byte[count];
      Arrays.fill(pattern, FREED);
      return pattern;
    }
    return locked(() -> chain.read(offset, count));
  }

  /**
   * Writes into its data, which clones share. What would not fit is told, and nothing written.
   *
   * @param offset from the start of its data
   * @param bytes what to write there; copied
   */
  public void write(int offset, byte[] bytes) {
    if (!alive("a write")) {
      return;
    }
    int there = locked(chain::length);
    if (offset < 0 || offset > there - bytes.length) {
      String what = "wrote " + bytes.length + " bytes at " + offset + " of " + there;
      pool.broken(Kind.OUT_OF_BOUNDS, this, what);
      return;
    }
    locked(
        () -> {
          chain.write(offset, bytes);
          return true;
        });
  }

  /** {@return its {@code Status}: how its injection went} */
  public int status() {
    return alive("NET_BUFFER_LIST_STATUS") ? locked(() -> status) : 0;
  }

  /**
   * Sets its {@code Status}.
   *
   * @param next the NTSTATUS
   */
  public void status(int next) {
    if (alive("NET_BUFFER_LIST_STATUS")) {
      locked(() -> status = next);
    }
  }

  /**
   * {@code NdisRetreatNetBufferDataStart}: moves the start of its data back, over what stands
   * before it; where there is no unused space, new memory comes before it. A clone moves its own
   * start alone.
   *
   * @param delta bytes, 0 or more
   * @param backFill how many more bytes are allocated, if any are; 0 or more
   * @return {@code NDIS_STATUS_SUCCESS}, 0, or {@code NDIS_STATUS_RESOURCES}
   */
  public int ndisRetreatNetBufferDataStart(int delta, int backFill) {
    if (delta < 0 || backFill < 0) {
      throw new IllegalArgumentException(
          "delta=" + delta + ", backFill=" + backFill + ": 0 or more expected");
    }
    if (!alive("NdisRetreatNetBufferDataStart")) {
      return NetBufferPool.NDIS_STATUS_FAILURE;
    }
    lock.lock();
    try {
      int missing = chain.missing(delta);
      NativeBlock memory = missing == 0 ? null : pool.memory(missing + backFill);
      chain.retreat(delta, memory);
      return NetBufferPool.STATUS_SUCCESS;
    } catch (KernelException e) {
      return NetBufferPool.STATUS_INSUFFICIENT_RESOURCES;
    } finally {
      lock.unlock();
    }
  }

  /**
   * {@code NdisAdvanceNetBufferDataStart}: moves the start of its data on; what stood there becomes
   * unused space.
   *
   * @param delta bytes, 0 or more; more than there are is told, and moves nothing
   * @param freeMdl whether memory goes that a retreat has allocated and nothing is in any more
   */
  public void ndisAdvanceNetBufferDataStart(int delta, boolean freeMdl) {
    if (!alive("NdisAdvanceNetBufferDataStart")) {
      return;
    }
    int there = locked(chain::length);
    if (delta < 0 || delta > there) {
      pool.broken(Kind.ADVANCED_TOO_FAR, this, "advanced by " + delta + " of " + there + " bytes");
      return;
    }
    pool.recycle(locked(() -> chain.advance(delta, freeMdl)));
  }

  // For the pool

  Origin origin() {
    return origin;
  }

  /** Whether it may be used; if not, that is told. */
  boolean alive(String use) {
    if (!isFreed()) {
      return true;
    }
    pool.broken(
        Kind.USED_AFTER_FREE,
        this,
        use + " after the last reference had gone: who keeps a list references or clones it");
    return false;
  }

  /** Takes a reference; false when it was freed. */
  boolean reference(boolean intendToModify) {
    lock.lock();
    try {
      if (!held && references == 0) {
        return false;
      }
      references++;
      modified |= intendToModify;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Gives a reference back; false when there was none. */
  boolean dereference() {
    boolean last;
    lock.lock();
    try {
      if (references == 0) {
        return false;
      }
      references--;
      last = references == 0 && !held;
    } finally {
      lock.unlock();
    }
    if (last) {
      freed();
    }
    return true;
  }

  /** Its maker gives it up; what was wrong with that, or null. */
  @Nullable Kind release() {
    boolean last;
    lock.lock();
    try {
      if (!held) {
        return Kind.FREED_TWICE;
      }
      if (injected) {
        return Kind.FREED_WHILE_INJECTED;
      }
      held = false;
      last = references == 0;
    } finally {
      lock.unlock();
    }
    if (last) {
      freed();
    }
    return null;
  }

  /** The memory that goes with it. */
  List<Mdl> memory() {
    return locked(chain::own);
  }

  private void freed() {
    pool.freed(this);
    pool.recycle(memory());
    NetBufferList original = parent;
    if (original != null) {
      original.dereference();
    }
  }

  void injected(InjectionHistory.Injection injection) {
    locked(
        () -> {
          injected = true;
          return history = history.injected(injection);
        });
  }

  void returned() {
    locked(() -> injected = false);
  }

  /** The same data once more, or null when it was freed. The clone has a reference on this one. */
  @Nullable NetBufferList copy(long cloneHandle) {
    if (!reference(false)) {
      return null;
    }
    MdlChain shared = locked(chain::share);
    InjectionHistory before = history().ofClone();
    return new NetBufferList(pool, cloneHandle, Origin.CLONE, this, shared, before);
  }

  private <T> T locked(Supplier<T> call) {
    lock.lock();
    try {
      return call.get();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String toString() {
    return "net buffer list 0x" + Long.toHexString(handle) + " made by " + origin.maker;
  }
}
