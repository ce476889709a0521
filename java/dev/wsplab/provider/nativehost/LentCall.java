package dev.wsplab.provider.nativehost;

import com.sun.jna.Native;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.LentMemoryWatch;
import dev.wsplab.spi.LentMemoryWatch.Misuse;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.WspFunction;
import java.util.EnumSet;
import java.util.Set;
import org.checkerframework.checker.mustcall.qual.MustCall;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What one call that starts an operation lends a module beside the structure and the data. When the
 * call has pended, a pattern takes the place of all three, by which a later use is seen.
 *
 * <pre>
 *  0  DWORD        the byte count
 *  4  DWORD        flags
 *  8  WSATHREADID  two pointers
 * </pre>
 *
 * <p>Thread-safe once it was recalled.
 */
// Its block goes with it.
@SuppressWarnings({"builder:required.method.not.called", "resourceleak:required.method.not.called"})
@MustCall("close")
final class LentCall implements AutoCloseable {
  private static final int FLAGS_AT = Integer.BYTES;
  private static final int THREAD_AT = 2 * Integer.BYTES;
  private static final int SIZE = THREAD_AT + 2 * Native.POINTER_SIZE;
  private static final int PATTERN = 0xA5A5A5A5;
  private static final long LONG_PATTERN =
      Native.POINTER_SIZE == Long.BYTES ? 0xA5A5A5A5A5A5A5A5L : Integer.toUnsignedLong(PATTERN);

  private final LentMemoryWatch watch;
  private final WspFunction function;
  private final SocketHandle socket;
  private final long overlapped;
  private final NativeBlock block;
  private final Set<Misuse> told = EnumSet.noneOf(Misuse.class);
  private boolean closed;

  LentCall(
      LentMemoryWatch watch,
      WspFunction function,
      SocketHandle socket,
      long overlapped,
      int flags,
      @Nullable ThreadId thread) {
    this.watch = watch;
    this.function = function;
    this.socket = socket;
    this.overlapped = overlapped;
    this.block = NativeBlock.allocate(SIZE);
    Kernel.get().memory().storeInt(flags(), flags);
    if (thread != null) {
      CallFrame.storeThreadId(thread(), thread);
    }
  }

  long overlapped() {
    return overlapped;
  }

  long bytes() {
    return block.address();
  }

  long flags() {
    return block.address() + FLAGS_AT;
  }

  long thread() {
    return block.address() + THREAD_AT;
  }

  /** The call has returned and pends: what it was lent is its own no longer. */
  void recall() {
    Kernel.get().memory().storeInt(bytes(), PATTERN);
    Kernel.get().memory().storeInt(flags(), PATTERN);
    CallFrame.storePointer(thread(), LONG_PATTERN);
    CallFrame.storePointer(thread() + Native.POINTER_SIZE, LONG_PATTERN);
  }

  /**
   * Looks, once it was recalled, whether somebody has written. Does nothing once it is closed: the
   * thread that starts the operation again may end it while another one completes.
   */
  void inspect() {
    Set<Misuse> seen = newlySeen();
    if (seen.contains(Misuse.COUNT_WRITTEN)) {
      tell(Misuse.COUNT_WRITTEN, "the byte count was written");
    }
    if (seen.contains(Misuse.FLAGS_WRITTEN)) {
      tell(Misuse.FLAGS_WRITTEN, "*lpFlags was written");
    }
  }

  private synchronized Set<Misuse> newlySeen() {
    Set<Misuse> seen = EnumSet.noneOf(Misuse.class);
    if (!closed) {
      addIfWritten(seen, Misuse.COUNT_WRITTEN, bytes());
      addIfWritten(seen, Misuse.FLAGS_WRITTEN, flags());
    }
    return seen;
  }

  private void addIfWritten(Set<Misuse> seen, Misuse misuse, long address) {
    if (Kernel.get().memory().loadInt(address) != PATTERN && told.add(misuse)) {
      seen.add(misuse);
    }
  }

  /**
   * The module has used the thread's id after the call.
   *
   * @param by what it called with it
   */
  void threadRead(String by) {
    boolean first;
    synchronized (this) {
      first = told.add(Misuse.THREAD_ID_READ);
    }
    if (first) {
      tell(Misuse.THREAD_ID_READ, by + " was given the address of the call's own WSATHREADID");
    }
  }

  private void tell(Misuse misuse, String seen) {
    watch.misused(misuse, function, socket, overlapped, seen + " after the call had returned");
  }

  @Override
  public synchronized void close() {
    closed = true;
    block.close();
  }
}
