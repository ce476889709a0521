package dev.wsplab.spi;

import com.sun.jna.Native;
import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.GuardedMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code WSACMSGHDR} and what follows it: one piece of the control data of a {@link WsaMsg}.
 *
 * <pre>
 *  64 bit: cmsg_len u64 at 0, cmsg_level i32 at 8, cmsg_type i32 at 12, data at 16, the next at a multiple of 8
 *  32 bit: cmsg_len u32 at 0, cmsg_level i32 at 4, cmsg_type i32 at  8, data at 12, the next at a multiple of 4
 * </pre>
 *
 * {@code cmsg_len} counts the header and the data. Immutable as long as nobody changes the array.
 *
 * @param level {@code cmsg_level}, such as {@code IPPROTO_IP}
 * @param type {@code cmsg_type}, such as {@code IP_PKTINFO}
 * @param value the data, little-endian; belongs to this object
 */
public record ControlMessage(int level, int type, byte[] value) {
  /** {@code IPPROTO_IP}, a level. */
  public static final int IPPROTO_IP = 0;

  /** {@code IPPROTO_IPV6}, a level. */
  public static final int IPPROTO_IPV6 = 41;

  /**
   * {@code IP_PKTINFO} and {@code IPV6_PKTINFO}, a type, and the option that asks for it: an
   * address of 4 or 16 bytes, then an interface's number.
   */
  public static final int IP_PKTINFO = 19;

  private static final int WORD = Native.POINTER_SIZE;
  private static final int HEADER = WORD + 2 * Integer.BYTES;
  private static final int LARGEST = 65_536;

  /**
   * Lays messages out, one after the other.
   *
   * @param messages the messages, in order
   * @return their bytes with headers and padding: what {@code Control} of a {@code WSAMSG} is to
   *     point to
   */
  public static byte[] toBytes(List<ControlMessage> messages) {
    int total = messages.stream().mapToInt(message -> space(message.value.length)).sum();
    ByteBuffer out = ByteBuffer.allocate(total).order(ByteOrder.LITTLE_ENDIAN);
    int at = 0;
    for (ControlMessage message : messages) {
      out.position(at);
      int length = HEADER + message.value.length;
      if (WORD == Long.BYTES) {
        out.putLong(length);
      } else {
        out.putInt(length);
      }
      out.putInt(message.level).putInt(message.type).put(message.value);
      at += space(message.value.length);
    }
    return out.array();
  }

  private static int space(int length) {
    return (HEADER + length + WORD - 1) / WORD * WORD;
  }

  /**
   * Reads control data from memory.
   *
   * @param memory reads it
   * @param address where it lies: {@code Control.buf}
   * @param length {@code Control.len}, 0 to 65,536; what is too short for a header says nothing
   * @return the messages, in order; their values are copies
   * @throws AccessViolationException when it cannot be read
   * @throws IllegalArgumentException when a length in it is none
   */
  public static List<ControlMessage> read(GuardedMemory memory, long address, int length) {
    List<ControlMessage> found = new ArrayList<>();
    if (length < 0 || length > LARGEST) {
      throw new IllegalArgumentException("length=" + length + ": 0 to " + LARGEST);
    }
    if (length < HEADER) {
      return found;
    }
    byte[] all = new byte[length];
    memory.read(address, all, 0, length);
    ByteBuffer in = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
    int at = 0;
    while (length - at >= HEADER) {
      long size = WORD == Long.BYTES ? in.getLong(at) : Integer.toUnsignedLong(in.getInt(at));
      if (size < HEADER || size > length - at) {
        throw new IllegalArgumentException("cmsg_len=" + size + " at " + at + " of " + length);
      }
      byte[] value = new byte[(int) size - HEADER];
      in.get(at + HEADER, value);
      found.add(new ControlMessage(in.getInt(at + WORD), in.getInt(at + WORD + 4), value));
      at += space(value.length);
    }
    return found;
  }
}
