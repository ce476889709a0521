package dev.wsplab.spi;

import com.sun.jna.Native;
import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.overlapped.Overlapped;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * {@code WSASENDMSG}, the input of {@code SIO_EXT_SENDMSG}, which {@code WSASendMsg} is made of.
 *
 * <pre>
 *           lpMsg  dwFlags  lpNumberOfBytesSent  lpOverlapped  lpCompletionRoutine  size
 *  64 bit       0        8                   16            24                   32    40
 *  32 bit       0        4                    8            12                   16    20
 * </pre>
 *
 * <p>The structure and the routine are parameters of {@code WSPIoctl} as well, and our bases go by
 * those, so that a layer may put its own there without knowing this structure (WSP-IOCTL-8). A
 * routine in Java has no address; {@code lpCompletionRoutine} is NULL then.
 *
 * <p>A view: it holds nothing, and reads and writes the memory at each call. Not atomic, so one
 * thread at a time uses it. Every method throws {@link dev.wsplab.kernel.AccessViolationException}
 * for memory that cannot be read or written. Source: sheet, 7; {@code mswsock.h}.
 *
 * @param memory where it lies
 * @param address where it begins
 */
public record SendMsgData(GuardedMemory memory, long address) {
  /** {@code SIO_EXT_SENDMSG}. */
  public static final int SIO_EXT_SENDMSG = 0xC8000020;

  /** {@code sizeof(WSASENDMSG)} in this process. */
  public static final int SIZE = 5 * Native.POINTER_SIZE;

  private static final int FLAGS = Native.POINTER_SIZE;
  private static final int BYTES_SENT = 2 * Native.POINTER_SIZE;
  private static final int OVERLAPPED = 3 * Native.POINTER_SIZE;
  private static final int ROUTINE = 4 * Native.POINTER_SIZE;

  /** {@return the message that {@code lpMsg} points to} */
  public WsaMsg message() {
    return WsaMsg.at(load(0));
  }

  /** {@return {@code dwFlags}} */
  public int flags() {
    return memory.loadInt(address + FLAGS);
  }

  /** {@return {@code lpNumberOfBytesSent}: where the count of a send that is done goes; or 0} */
  public long bytesSent() {
    return load(BYTES_SENT);
  }

  /**
   * Writes all fields; {@code lpCompletionRoutine} becomes NULL.
   *
   * @param message what to send
   * @param flags {@code MSG_*}
   * @param bytesSent address of 32 bits for the count, or 0
   * @param overlapped the structure, or null
   */
  public void write(WsaMsg message, int flags, long bytesSent, @Nullable Overlapped overlapped) {
    store(0, message.address());
    memory.storeInt(address + FLAGS, flags);
    store(BYTES_SENT, bytesSent);
    store(OVERLAPPED, overlapped == null ? 0 : overlapped.address());
    store(ROUTINE, 0);
  }

  private long load(int at) {
    return Native.POINTER_SIZE == Long.BYTES
        ? memory.loadLong(address + at)
        : Integer.toUnsignedLong(memory.loadInt(address + at));
  }

  private void store(int at, long value) {
    if (Native.POINTER_SIZE == Long.BYTES) {
      memory.storeLong(address + at, value);
    } else {
      memory.storeInt(address + at, (int) value);
    }
  }
}
