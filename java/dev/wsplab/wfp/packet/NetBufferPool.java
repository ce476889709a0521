package dev.wsplab.wfp.packet;

import dev.wsplab.kernel.KernelException;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.Win32Error;
import dev.wsplab.wfp.packet.NetBufferList.Origin;
import dev.wsplab.wfp.packet.NetBufferMisuse.Kind;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.checkerframework.checker.mustcall.qual.MustCall;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Makes the net buffer lists of one engine, and knows those that live. Freed memory is kept for a
 * while, filled with a pattern, so that who still looks at its address sees that. Thread-safe.
 */
// Memory goes when its last list was freed, which the checker cannot follow.
@SuppressWarnings({
  "builder:required.method.not.called",
  "resourceleak:required.method.not.called",
  "mustcall:type.argument",
  "mustcall:type.arguments.not.inferred"
})
@MustCall("close")
public final class NetBufferPool implements AutoCloseable {
  /** {@code STATUS_SUCCESS}, {@code NDIS_STATUS_SUCCESS}. */
  public static final int STATUS_SUCCESS = 0;

  /** {@code STATUS_INSUFFICIENT_RESOURCES}, {@code NDIS_STATUS_RESOURCES}. */
  public static final int STATUS_INSUFFICIENT_RESOURCES = 0xC000009A;

  /** {@code STATUS_INVALID_PARAMETER}. */
  public static final int STATUS_INVALID_PARAMETER = 0xC000000D;

  /** {@code NDIS_STATUS_FAILURE}, {@code STATUS_UNSUCCESSFUL}. */
  public static final int NDIS_STATUS_FAILURE = 0xC0000001;

  private static final int UNUSED_IN_FRONT = 64;
  private static final int KEPT = 256;
  private static final long FIRST_HANDLE = 0x1000;
  private static final int HANDLE_STEP = 0x10;

  private final NetBufferMisuse.Listener listener;
  private final BooleanSupplier allocationFails;
  private final AtomicLong handles = new AtomicLong(FIRST_HANDLE);
  private final Map<Long, NetBufferList> living = new ConcurrentHashMap<>();
  private final Deque<NativeBlock> freed = new ArrayDeque<>();

  /**
   * Makes a pool.
   *
   * @param listener is told of what is done wrong
   * @param allocationFails is asked before each allocation of a callout: true makes it fail
   */
  public NetBufferPool(NetBufferMisuse.Listener listener, BooleanSupplier allocationFails) {
    this.listener = listener;
    this.allocationFails = allocationFails;
  }

  /**
   * Makes the list of a packet that the stack has. It lives until {@link #releasePacket}, and as
   * long as it is referenced.
   *
   * @param packet all its bytes, from the IP header on; copied
   * @param dataStart where its data start for whoever looks: behind the headers where a layer shows
   *     no headers. The headers stand before them, in the unused space
   * @return the list
   * @throws KernelException with 8 when there is no memory
   */
  public NetBufferList packet(byte[] packet, int dataStart) {
    if (dataStart < 0 || dataStart > packet.length) {
      throw new IllegalArgumentException(
          "dataStart=" + dataStart + ": 0 to " + packet.length + " expected");
    }
    NetBufferList list = enter(Origin.STACK, packet);
    list.ndisAdvanceNetBufferDataStart(dataStart, false);
    return list;
  }

  /**
   * The stack gives up the list of a packet; callouts may have references on it.
   *
   * @param list a list that lives: another one stays as it is, and is reported
   */
  public void releasePacket(NetBufferList list) {
    free(list, Origin.STACK, "the stack's release");
  }

  /**
   * {@code FwpsReferenceNetBufferList0}: the list lives on behind classifyFn (WFP-36).
   *
   * @param list a list that lives: another one stays as it is, and is reported
   * @param intendToModify whether the caller is going to change the packet
   */
  public void fwpsReferenceNetBufferList0(NetBufferList list, boolean intendToModify) {
    if (!list.reference(intendToModify)) {
      list.alive("FwpsReferenceNetBufferList0");
    }
  }

  /**
   * {@code FwpsDereferenceNetBufferList0}.
   *
   * @param list a list that lives: another one stays as it is, and is reported
   */
  public void fwpsDereferenceNetBufferList0(NetBufferList list) {
    if (!list.dereference() && list.alive("FwpsDereferenceNetBufferList0")) {
      broken(Kind.NOT_REFERENCED, list, "FwpsDereferenceNetBufferList0 without a reference");
    }
  }

  /**
   * {@code FwpsAllocateCloneNetBufferList0}: a list over the same memory, which it keeps by a
   * reference on the original; with its own start of the data, status and references.
   *
   * @param original the list to clone
   * @param flags 0; {@code STATUS_INVALID_PARAMETER} for others
   * @return the clone, to be freed by {@link #fwpsFreeCloneNetBufferList0}; or why there is none
   */
  public NetBufferResult fwpsAllocateCloneNetBufferList0(NetBufferList original, int flags) {
    if (flags != 0) {
      return NetBufferResult.failed(STATUS_INVALID_PARAMETER);
    }
    if (!original.alive("FwpsAllocateCloneNetBufferList0")) {
      return NetBufferResult.failed(STATUS_INVALID_PARAMETER);
    }
    if (allocationFails.getAsBoolean()) {
      return NetBufferResult.failed(STATUS_INSUFFICIENT_RESOURCES);
    }
    NetBufferList clone = original.copy(nextHandle());
    if (clone == null) {
      return NetBufferResult.failed(STATUS_INVALID_PARAMETER);
    }
    living.put(clone.handle(), clone);
    return NetBufferResult.of(clone);
  }

  /**
   * {@code FwpsFreeCloneNetBufferList0}.
   *
   * @param clone a list of {@link #fwpsAllocateCloneNetBufferList0}
   */
  public void fwpsFreeCloneNetBufferList0(NetBufferList clone) {
    free(clone, Origin.CLONE, "FwpsFreeCloneNetBufferList0");
  }

  /**
   * {@code FwpsAllocateNetBufferAndNetBufferList0} over memory of its own: a deep copy of these
   * bytes.
   *
   * @param data what the list contains
   * @return the list, to be freed by {@link #fwpsFreeNetBufferList0}; or why there is none
   */
  public NetBufferResult fwpsAllocateNetBufferAndNetBufferList0(byte[] data) {
    if (allocationFails.getAsBoolean()) {
      return NetBufferResult.failed(STATUS_INSUFFICIENT_RESOURCES);
    }
    try {
      return NetBufferResult.of(enter(Origin.ALLOCATED, data));
    } catch (KernelException e) {
      return NetBufferResult.failed(STATUS_INSUFFICIENT_RESOURCES);
    }
  }

  /**
   * {@code FwpsFreeNetBufferList0}.
   *
   * @param list a list that lives: another one stays as it is, and is reported
   */
  public void fwpsFreeNetBufferList0(NetBufferList list) {
    free(list, Origin.ALLOCATED, "FwpsFreeNetBufferList0");
  }

  /**
   * The engine takes a list for injection: until {@link #returnInjected} nobody may free it.
   *
   * @param list a list that lives: another one stays as it is, and is reported
   * @param injectionHandle the handle that it is injected by
   * @param context the injection's context
   */
  public void markInjected(NetBufferList list, long injectionHandle, long context) {
    list.injected(new InjectionHistory.Injection(injectionHandle, context));
  }

  /**
   * The engine gives an injected list back to its owner, with how that went.
   *
   * @param list a list that lives: another one stays as it is, and is reported
   * @param status NTSTATUS of the injection
   */
  public void returnInjected(NetBufferList list, int status) {
    list.returned();
    list.status(status);
  }

  /**
   * {@return the list that a handle stands for; null when it does not live}
   *
   * @param handle the value that stands for the list in native memory
   */
  public @Nullable NetBufferList find(long handle) {
    return living.get(handle);
  }

  /**
   * {@return the lists that live, the oldest first: at the end of an engine, what was not freed}
   */
  public List<NetBufferList> living() {
    return living.values().stream()
        .sorted(Comparator.comparingLong(NetBufferList::handle))
        .toList();
  }

  private NetBufferList enter(Origin origin, byte[] data) {
    Mdl memory = new Mdl(block(UNUSED_IN_FRONT + data.length), false);
    MdlChain chain = MdlChain.of(memory, UNUSED_IN_FRONT, data);
    NetBufferList list =
        new NetBufferList(this, nextHandle(), origin, null, chain, InjectionHistory.NONE);
    living.put(list.handle(), list);
    return list;
  }

  private long nextHandle() {
    return handles.getAndAdd(HANDLE_STEP);
  }

  private void free(NetBufferList list, Origin expected, String by) {
    if (list.origin() != expected) {
      broken(Kind.WRONG_FREE, list, by + " is not for it");
      return;
    }
    Kind wrong = list.release();
    if (wrong != null) {
      String why =
          wrong == Kind.FREED_TWICE
              ? " a second time"
              : " before the completion function of its injection was called";
      broken(wrong, list, by + why);
    }
  }

  void broken(Kind kind, NetBufferList list, String what) {
    listener.broken(new NetBufferMisuse(kind, list.handle(), list + ": " + what));
  }

  void freed(NetBufferList list) {
    living.remove(list.handle(), list);
  }

  /** Memory for a retreat. */
  NativeBlock memory(int bytes) {
    if (allocationFails.getAsBoolean()) {
      throw new KernelException(
          "allocating " + bytes + " bytes", Win32Error.ERROR_NOT_ENOUGH_MEMORY.code());
    }
    return block(bytes);
  }

  // It goes when its list was freed, which the checker cannot follow.
  @SuppressWarnings("builder:required.method.not.called")
  private static NativeBlock block(int bytes) {
    return NativeBlock.allocate(Math.max(1, bytes));
  }

  /** Keeps freed memory for a while. */
  void recycle(List<Mdl> memory) {
    for (Mdl mdl : memory) {
      byte[] pattern = new byte[mdl.size()];
      Arrays.fill(pattern, NetBufferList.FREED);
      mdl.block().buffer().put(0, pattern);
      NativeBlock oldest = null;
      synchronized (freed) {
        freed.add(mdl.block());
        if (freed.size() > KEPT) {
          oldest = freed.remove();
        }
      }
      if (oldest != null) {
        oldest.close();
      }
    }
  }

  /**
   * Gives back all memory, also that of lists which were not freed. Nothing may be used afterwards.
   */
  @Override
  public void close() {
    for (NetBufferList list : living()) {
      recycle(list.memory());
      living.remove(list.handle(), list);
    }
    synchronized (freed) {
      freed.forEach(NativeBlock::close);
      freed.clear();
    }
  }
}
