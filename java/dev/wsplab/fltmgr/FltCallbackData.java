package dev.wsplab.fltmgr;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * {@code FLT_CALLBACK_DATA}: one I/O, in native memory laid out as fltKernel.h says (FLT-1). Use
 * after it was freed is reported (FLT-85); what is read then is a pattern, what is written is lost.
 * Its state may be asked in any thread; its members belong to whoever holds the operation.
 */
public final class FltCallbackData {
  /** {@code FLTFL_CALLBACK_DATA_IRP_OPERATION}. */
  public static final int FLTFL_CALLBACK_DATA_IRP_OPERATION = 0x1;

  /** {@code FLTFL_CALLBACK_DATA_GENERATED_IO}: started by a minifilter. */
  public static final int FLTFL_CALLBACK_DATA_GENERATED_IO = 0x10000;

  /** {@code FLTFL_CALLBACK_DATA_REISSUED_IO}. */
  public static final int FLTFL_CALLBACK_DATA_REISSUED_IO = 0x20000;

  /** {@code FLTFL_CALLBACK_DATA_DRAINING_IO}. */
  public static final int FLTFL_CALLBACK_DATA_DRAINING_IO = 0x40000;

  /** {@code FLTFL_CALLBACK_DATA_POST_OPERATION}. */
  public static final int FLTFL_CALLBACK_DATA_POST_OPERATION = 0x80000;

  /** {@code FLTFL_CALLBACK_DATA_DIRTY}. */
  public static final int FLTFL_CALLBACK_DATA_DIRTY = 0x80000000;

  private final FilterManager manager;
  private final long id;
  private final @Nullable FltInstance owner;
  private final CallbackDataMemory memory;
  private final FltIoParameterBlock iopb;
  private final boolean preallocated;
  private volatile boolean madeForFile;
  private final AtomicReference<CallbackDataState> state =
      new AtomicReference<>(CallbackDataState.ALLOCATED);
  private volatile @Nullable IoControl io;
  private volatile boolean told;
  private volatile boolean synchronous;
  private volatile boolean lent;
  private final AtomicBoolean cancelBit = new AtomicBoolean();

  /**
   * Makes it.
   *
   * @param owner whose it is; null for I/O that comes from above
   */
  @SuppressWarnings({"nullness:argument", "nullness:assignment"}) // it looks back when it is used
  FltCallbackData(
      FilterManager manager,
      long id,
      @Nullable FltInstance owner,
      CallbackDataMemory memory,
      boolean preallocated) {
    this.manager = manager;
    this.id = id;
    this.owner = owner;
    this.memory = memory;
    this.preallocated = preallocated;
    this.iopb = new FltIoParameterBlock(this);
  }

  // ---- members

  /** {@return where it lies} */
  public long address() {
    return looked().address();
  }

  /** {@return its number in the Filter Manager, from 1; reports name it by this} */
  public long id() {
    return id;
  }

  /** {@return {@code Flags}} */
  public int flags() {
    return looked().int32(FltLayout.FLAGS);
  }

  /** {@return {@code Thread}: a number for the thread that has started the I/O (FLT-4)} */
  public long thread() {
    return looked().pointer(FltLayout.THREAD);
  }

  /** {@return {@code Iopb}} */
  public FltIoParameterBlock iopb() {
    return iopb;
  }

  /** {@return {@code IoStatus.Status}} */
  public int ioStatus() {
    return looked().int32(FltLayout.STATUS);
  }

  /** {@return {@code IoStatus.Information}, for reads and writes the byte count} */
  public long information() {
    return looked().pointer(FltLayout.INFORMATION);
  }

  /**
   * Sets {@code IoStatus}; when a filter may, is told by FLT-7.
   *
   * @param status the NTSTATUS
   * @param information {@code IoStatus.Information}, for reads and writes the byte count
   */
  public void ioStatus(int status, long information) {
    CallbackDataMemory at = looked();
    at.int32(FltLayout.STATUS, status);
    at.pointer(FltLayout.INFORMATION, information);
  }

  /**
   * {@return one of {@code FilterContext[0]} to {@code [3]}}
   *
   * @param index which, 0 to 3
   */
  public long filterContext(int index) {
    java.util.Objects.checkIndex(index, 4);
    return looked().pointer(FltLayout.FILTER_CONTEXT + index * com.sun.jna.Native.POINTER_SIZE);
  }

  /**
   * Sets one of {@code FilterContext[0]} to {@code [3]}, for who holds the operation pended.
   *
   * @param index which, 0 to 3
   * @param value any value
   */
  public void filterContext(int index, long value) {
    java.util.Objects.checkIndex(index, 4);
    looked().pointer(FltLayout.FILTER_CONTEXT + index * com.sun.jna.Native.POINTER_SIZE, value);
  }

  /** {@return {@code RequestorMode}: 0 for the kernel, 1 for user mode} */
  public int requestorMode() {
    return looked().int8(FltLayout.REQUESTOR_MODE);
  }

  // ---- for the Filter Manager

  /** Its memory, or the pattern when it is freed (FLT-85). */
  CallbackDataMemory looked() {
    if (state.get() == CallbackDataState.FREED) {
      manager.checks().usedAfterFree(this, "a member is used");
      return CallbackDataMemory.pattern();
    }
    return memory;
  }

  /** Its memory, whatever its state. */
  CallbackDataMemory memory() {
    return memory;
  }

  void flags(int set, int cleared) {
    memory.int32(FltLayout.FLAGS, memory.int32(FltLayout.FLAGS) & ~cleared | set);
  }

  boolean is(int flag) {
    return (memory.int32(FltLayout.FLAGS) & flag) != 0;
  }

  @Nullable FltInstance owner() {
    return owner;
  }

  boolean isPreallocated() {
    return preallocated;
  }

  /** Whether they were allocated for a file, as those of a create must not be (FLT-11). */
  boolean isMadeForFile() {
    return madeForFile;
  }

  void madeForFile() {
    madeForFile = true;
  }

  CallbackDataState state() {
    return state.get();
  }

  boolean moves(CallbackDataState from, CallbackDataState to) {
    return state.compareAndSet(from, to);
  }

  void moved(CallbackDataState to) {
    state.set(to);
  }

  @Nullable IoControl io() {
    return io;
  }

  void io(@Nullable IoControl started) {
    io = started;
  }

  /** Whether it was sent synchronously, last. */
  boolean wasSynchronous() {
    return synchronous;
  }

  void synchronous(boolean now) {
    synchronous = now;
  }

  /** Whether they are the manager's own, lent to a callback, which does not free them. */
  boolean isLent() {
    return lent;
  }

  void lend() {
    lent = true;
  }

  /** Whether its completion callback has returned, or its synchronous call. */
  boolean isTold() {
    return told;
  }

  void told(boolean now) {
    told = now;
  }

  boolean cancelBit() {
    return cancelBit.get();
  }

  /** Sets the cancel bit; false when it was set before. */
  boolean cancels() {
    return cancelBit.compareAndSet(false, true);
  }

  void clearCancelBit() {
    cancelBit.set(false);
  }

  @Override
  public String toString() {
    return "callback data " + id + (owner == null ? "" : " of " + owner);
  }
}
