package dev.wsplab.spi;

import com.sun.jna.Native;
import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.kernel.Kernel;

/**
 * {@code WSAMSG}, the structure of {@code WSARecvMsg} and {@code WSASendMsg}: a view of memory that
 * its client owns. A receive writes to it at completion, so it, and all it points to, must stay
 * valid until then.
 *
 * <pre>
 *                 name  namelen  lpBuffers  dwBufferCount  Control.len  Control.buf  dwFlags  size
 *  64 bit            0        8         16             24           32           40       48    56
 *  32 bit            0        4          8             12           16           20       24    28
 * </pre>
 *
 * <p>{@code lpBuffers} points to an array of {@code WSABUF}, see {@link WsaBuffers#at}. Holds no
 * state of its own; two threads must not write the same structure at once.
 */
public final class WsaMsg {
  private static final int POINTER = Native.POINTER_SIZE;

  /** Size of the structure in this process. */
  public static final int SIZE = 7 * POINTER;

  private static final int NAME_LENGTH = POINTER;
  private static final int BUFFERS = 2 * POINTER;
  private static final int BUFFER_COUNT = 3 * POINTER;
  private static final int CONTROL_LENGTH = 4 * POINTER;
  private static final int CONTROL = 5 * POINTER;
  private static final int FLAGS = 6 * POINTER;

  private final GuardedMemory memory = Kernel.get().memory();
  private final long address;

  private WsaMsg(long address) {
    this.address = address;
  }

  /**
   * Views the structure at an address.
   *
   * @param address where a {@code WSAMSG} begins; the memory stays its owner's, and is not looked
   *     at before a field is
   * @return a view of it
   */
  public static WsaMsg at(long address) {
    return new WsaMsg(address);
  }

  /**
   * What the structure says.
   *
   * @param name address of room for an address, or 0
   * @param nameLength its size in bytes
   * @param buffers the data; still the client's array
   * @param control address of room for control data, or 0
   * @param controlLength its size in bytes, unsigned
   * @param flags {@code MSG_*}
   */
  public record Fields(
      long name, int nameLength, WsaBuffers buffers, long control, int controlLength, int flags) {}

  /** {@return the address} */
  public long address() {
    return address;
  }

  /**
   * {@return all fields}
   *
   * @throws AccessViolationException when it cannot be read
   */
  public Fields read() {
    return new Fields(
        loadPointer(0),
        memory.loadInt(address + NAME_LENGTH),
        WsaBuffers.at(loadPointer(BUFFERS), memory.loadInt(address + BUFFER_COUNT)),
        loadPointer(CONTROL),
        memory.loadInt(address + CONTROL_LENGTH),
        memory.loadInt(address + FLAGS));
  }

  /**
   * Writes all fields, for the call.
   *
   * @param fields what to write; the memory that it points to is the caller's
   * @throws AccessViolationException when it cannot be written
   */
  public void write(Fields fields) {
    storePointer(0, fields.name());
    memory.storeInt(address + NAME_LENGTH, fields.nameLength());
    storePointer(BUFFERS, fields.buffers().arrayAddress());
    memory.storeInt(address + BUFFER_COUNT, fields.buffers().count());
    memory.storeInt(address + CONTROL_LENGTH, fields.controlLength());
    storePointer(CONTROL, fields.control());
    memory.storeInt(address + FLAGS, fields.flags());
  }

  /**
   * Writes what a receive has found; {@code namelen} only where there is a name.
   *
   * @param nameLength length of the sender's address in bytes, 0 for none
   * @param controlLength bytes of control data that were written
   * @param flags {@code MSG_} flags of the message
   * @throws AccessViolationException when it cannot be written
   */
  public void told(int nameLength, int controlLength, int flags) {
    if (nameLength != 0) {
      memory.storeInt(address + NAME_LENGTH, nameLength);
    }
    memory.storeInt(address + CONTROL_LENGTH, controlLength);
    memory.storeInt(address + FLAGS, flags);
  }

  private long loadPointer(int at) {
    return POINTER == Long.BYTES
        ? memory.loadLong(address + at)
        : Integer.toUnsignedLong(memory.loadInt(address + at));
  }

  private void storePointer(int at, long value) {
    if (POINTER == Long.BYTES) {
      memory.storeLong(address + at, value);
    } else {
      memory.storeInt(address + at, (int) value);
    }
  }
}
