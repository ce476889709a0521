package dev.wsplab.spi;

import com.sun.jna.Native;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The value of {@code SO_BSP_STATE}, a {@code CSADDR_INFO}: what a socket is, and between which
 * addresses (page SO_BSP_STATE). The addresses follow the structure, and its pointers lead to them.
 *
 * <pre>
 *  64 bit: local pointer at 0, length s32 at 8 | remote pointer at 16, length at 24 | type at 32, protocol at 36
 *  32 bit: local pointer at 0, length s32 at 4 | remote pointer at 8, length at 12  | type at 16, protocol at 20
 *  then, from 40 or 24: the local address, the remote address
 * </pre>
 *
 * <p>A value in Java has no place in memory, so a pointer counts from the value's first byte there;
 * 0 is NULL all the same, since the structure itself stands at 0. Where a value goes to a native
 * caller, its pointers become addresses in that caller's buffer.
 *
 * @param local the local address; null while the socket is neither bound nor connected
 * @param remote the address of the peer; null while it is not connected
 * @param socketType {@code SOCK_*}
 * @param protocol {@code IPPROTO_*}
 */
public record BspState(
    @Nullable Sockaddr local, @Nullable Sockaddr remote, int socketType, int protocol) {
  /** {@code sizeof(CSADDR_INFO)}: the least room that an asker has to give. */
  public static final int SIZE = 4 * Native.POINTER_SIZE + 2 * Integer.BYTES;

  private static final int REMOTE = 2 * Native.POINTER_SIZE;
  private static final int TYPE = 2 * REMOTE;

  /** {@return the value's bytes, whose pointers count from the first one} */
  public byte[] toBytes() {
    int localLength = length(local);
    ByteBuffer value = view(new byte[SIZE + localLength + length(remote)]);
    put(value, 0, SIZE, local);
    put(value, REMOTE, SIZE + localLength, remote);
    value.putInt(TYPE, socketType).putInt(TYPE + Integer.BYTES, protocol);
    return value.array();
  }

  private static int length(@Nullable Sockaddr address) {
    return address == null ? 0 : address.length();
  }

  private static void put(ByteBuffer value, int at, int where, @Nullable Sockaddr address) {
    if (address != null) {
      putPointer(value, at, where);
      value.putInt(at + Native.POINTER_SIZE, address.length());
      value.put(where, address.bytes());
    }
  }

  /**
   * Reads a value whose pointers count from its first byte, such as {@code getsockopt} returns.
   *
   * @param bytes a {@code CSADDR_INFO} and the addresses behind it
   * @return the addresses, type and protocol in it
   * @throws IllegalArgumentException when it is shorter than {@link #SIZE}, or an address does not
   *     lie within it
   */
  public static BspState ofBytes(byte[] bytes) {
    if (bytes.length < SIZE) {
      throw new IllegalArgumentException(
          "length=" + bytes.length + ": a CSADDR_INFO has at least " + SIZE + " bytes");
    }
    ByteBuffer value = view(bytes);
    return new BspState(
        addressAt(value, 0),
        addressAt(value, REMOTE),
        value.getInt(TYPE),
        value.getInt(TYPE + Integer.BYTES));
  }

  private static @Nullable Sockaddr addressAt(ByteBuffer value, int at) {
    long where = pointer(value, at);
    if (where == 0) {
      return null;
    }
    int length = value.getInt(at + Native.POINTER_SIZE);
    boolean within = where >= SIZE && length >= 0 && where <= value.capacity() - (long) length;
    if (!within) {
      throw new IllegalArgumentException(
          "pointer="
              + where
              + ", length="
              + length
              + ": expected an address within the value's "
              + value.capacity()
              + " bytes");
    }
    byte[] address = new byte[length];
    value.get((int) where, address);
    return Sockaddr.ofBytes(address);
  }

  /**
   * Moves a value's pointers, as it goes to memory or comes from there; NULL stays, and so does
   * what is too short to be a value, or leads elsewhere.
   *
   * @param bytes the value, which is changed
   * @param from address of the place that its pointers count by now: 0 for a value in Java
   * @param to address of the place that they are to count by
   */
  public static void move(byte[] bytes, long from, long to) {
    if (bytes.length < SIZE) {
      return;
    }
    ByteBuffer value = view(bytes);
    for (int at : new int[] {0, REMOTE}) {
      long offset = pointer(value, at) - from;
      if (pointer(value, at) != 0 && offset >= SIZE && offset < bytes.length) {
        putPointer(value, at, to + offset);
      }
    }
  }

  /**
   * {@return whether an option's value is one of these}
   *
   * @param level the option's level
   * @param name the option's number at that level
   */
  public static boolean isValueOf(int level, int name) {
    return level == Winsock2.SOL_SOCKET && name == Winsock2.SO_BSP_STATE;
  }

  private static long pointer(ByteBuffer value, int at) {
    return Native.POINTER_SIZE == Long.BYTES
        ? value.getLong(at)
        : Integer.toUnsignedLong(value.getInt(at));
  }

  private static void putPointer(ByteBuffer value, int at, long pointer) {
    if (Native.POINTER_SIZE == Long.BYTES) {
      value.putLong(at, pointer);
    } else {
      value.putInt(at, (int) pointer);
    }
  }

  private static ByteBuffer view(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
