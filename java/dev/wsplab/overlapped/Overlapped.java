package dev.wsplab.overlapped;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.platform.win32.WinBase;
import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeBlock;
import java.util.Objects;
import org.apache.commons.lang3.Validate;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A view of one {@code WSAOVERLAPPED} at an address: never a copy. Whoever knows the address, in
 * Java or in C, sees the same words. The memory stays its owner's; the view only keeps the Java
 * object that owns it, if there is one, from being collected, and a pending operation keeps the
 * view.
 *
 * <p>Every access goes through the guarded door: an address that cannot be read or written gives an
 * {@link AccessViolationException}, never a crash. Memory that was freed but is still mapped cannot
 * be told from live memory.
 *
 * <p>Thread-safe. {@link #internal()} reads with acquire semantics, so who sees a final status sees
 * the byte count, flags and error that were stored before it (WPU-COMPLETE-9).
 */
public final class Overlapped {
  private static final OverlappedLayout LAYOUT = OverlappedLayout.ofProcess();

  private final long address;
  private final GuardedMemory memory;
  private final @Nullable Object owner;

  private Overlapped(long address, @Nullable Object owner) {
    Validate.isTrue(
        address != 0, "address=%d: a NULL overlapped is a null reference here", address);
    this.address = address;
    this.memory = Kernel.get().memory();
    this.owner = owner;
  }

  /**
   * Views the structure at an address that somebody else owns.
   *
   * @param address where it begins; any value but 0, looked at only when a member is used
   * @return a view of it
   */
  public static Overlapped at(long address) {
    return new Overlapped(address, null);
  }

  /**
   * Views the structure at a JNA pointer; a {@link Memory} is kept from being freed by the
   * collector.
   *
   * @param pointer where it begins, not null
   * @return a view of it
   */
  public static Overlapped at(Pointer pointer) {
    return new Overlapped(Pointer.nativeValue(pointer), pointer);
  }

  /**
   * Views the memory of a jna-platform structure. The first time, its members are written to
   * memory; from then on its automatic copying is off, and nothing more is written, so that what
   * another thread completes is not overwritten. Call {@code read()} on it after the completion to
   * see the members in Java, and {@code write()} before another operation if you have changed them.
   *
   * @param structure the structure; it is kept from being freed by the collector while the view
   *     lives
   * @return a view of it
   */
  public static Overlapped of(WinBase.OVERLAPPED structure) {
    if (structure.getAutoWrite()) {
      structure.write();
    }
    structure.setAutoSynch(false);
    return new Overlapped(Pointer.nativeValue(structure.getPointer()), structure);
  }

  /**
   * Views memory of a block; the block must live until the operation's completion was delivered.
   * What lies beside a block is somebody else's and no guard tells it, so this does.
   *
   * @throws IndexOutOfBoundsException when the structure would not lie in the block
   */
  static Overlapped in(NativeBlock block, long at) {
    Objects.checkFromIndexSize(at, (long) LAYOUT.size(), block.size());
    return new Overlapped(block.address() + at, block);
  }

  /** {@return the address, as a C caller would pass it} */
  public long address() {
    return address;
  }

  /** {@return the Java object that owns the memory, if it is known} */
  public @Nullable Object owner() {
    return owner;
  }

  /** {@return {@code Internal}'s low 32 bits, the status, with acquire semantics} */
  public int internal() {
    return (int) memory.loadWordAcquire(address + LAYOUT.internal());
  }

  /** {@return {@code InternalHigh}, the byte count} */
  public long internalHigh() {
    return LAYOUT.loadWord(memory, address + LAYOUT.internalHigh());
  }

  /** {@return {@code Offset}: the flags, once finished} */
  public int offset() {
    return memory.loadInt(address + LAYOUT.offset());
  }

  /** {@return {@code OffsetHigh}: the Winsock error, once finished} */
  public int offsetHigh() {
    return memory.loadInt(address + LAYOUT.offsetHigh());
  }

  /** {@return {@code hEvent} as it stands, low bit included (OVL-8)} */
  public long hEvent() {
    return LAYOUT.loadWord(memory, address + LAYOUT.hEvent());
  }

  /** {@return {@code hEvent} as an event handle: the low bit masked (OVL-8, DEC-10)} */
  public EventHandle event() {
    return EventHandle.ofOverlapped(hEvent());
  }

  /** {@return what {@code Internal} tells now} */
  public OverlappedState state() {
    return OverlappedState.of(internal());
  }

  /** {@return whether {@code Internal} is {@code WSS_OPERATION_IN_PROGRESS} now} */
  public boolean isPending() {
    return state() == OverlappedState.PENDING;
  }

  /** {@return all members, {@code Internal} first} */
  public OverlappedWords words() {
    return LAYOUT.loadAll(memory, address);
  }

  /**
   * Provider at start: {@code Internal = WSS_OPERATION_IN_PROGRESS}; {@code InternalHigh} stays
   * (WIN-32).
   */
  public void markPending() {
    storeInternal(OverlappedState.WSS_OPERATION_IN_PROGRESS);
  }

  /**
   * Stores {@code Internal} alone, zero-extended (OVL-9); for providers that undo a start.
   *
   * @param ntStatus the NTSTATUS; 0x103 while pending
   */
  public void storeInternal(int ntStatus) {
    LAYOUT.storeWord(memory, address + LAYOUT.internal(), Integer.toUnsignedLong(ntStatus));
  }

  /**
   * Provider before completing: {@code OffsetHigh = error}, {@code Offset = flags}
   * (WPU-COMPLETE-11).
   *
   * @param winsockError the error number, 0 for success
   * @param flags the flags, as {@code *lpFlags} is to become
   */
  public void storeResult(int winsockError, int flags) {
    storeOffsets(flags, winsockError);
  }

  /**
   * Stores {@code Offset} and {@code OffsetHigh}, as a client does for a file position.
   *
   * @param offset the lower 32 bits
   * @param offsetHigh the upper 32 bits
   */
  public void storeOffsets(int offset, int offsetHigh) {
    LAYOUT.storeOffsets(memory, address, offset, offsetHigh);
  }

  /**
   * Client before starting: {@code hEvent}. Set bit 0 to ask for the event without the packet
   * (IOCP-EVT-3).
   *
   * @param hEvent an event's handle, 0 for none
   */
  public void storeEvent(long hEvent) {
    LAYOUT.storeWord(memory, address + LAYOUT.hEvent(), hEvent);
  }

  /**
   * The first half of a completion: {@code InternalHigh}, then {@code Internal} with release
   * semantics.
   *
   * @param bytes the byte count
   * @param ntStatus the final status (NTS-1); never 0x103
   */
  public void publish(long bytes, int ntStatus) {
    memory.publish(address, bytes, ntStatus);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Overlapped that && that.address == address;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(address);
  }

  @Override
  public String toString() {
    return "Overlapped[0x" + Long.toHexString(address) + "]";
  }
}
