package dev.wsplab.spi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;
import org.apache.commons.lang3.Validate;

/**
 * A {@code GUID}: the identity of a provider or of an extension function.
 *
 * @param text its value; the text form is that of the header files
 */
public record Guid(UUID text) {
  /** Size in memory, in bytes. */
  public static final int SIZE = 16;

  /**
   * Parses {@code b5367df1-cbac-11cf-95ca-00805f48a192}, in braces too, as header files and the
   * registry have it.
   *
   * @param text 32 hexadecimal digits in five groups
   * @return the identifier
   * @throws IllegalArgumentException when the text is none
   */
  public static Guid of(String text) {
    boolean braced = text.startsWith("{") && text.endsWith("}");
    try {
      return new Guid(UUID.fromString(braced ? text.substring(1, text.length() - 1) : text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "text=\""
              + text
              + "\": a GUID looks like b5367df1-cbac-11cf-95ca-00805f48a192 or the same in braces",
          e);
    }
  }

  /**
   * Makes a new one.
   *
   * @return an id that no other call has given
   */
  public static Guid random() {
    return new Guid(UUID.randomUUID());
  }

  /**
   * Reads the 16 bytes of memory: the first three groups are little-endian (CONST-GUID-1).
   *
   * @param bytes 16, as they lie in memory (CONST-GUID-1)
   * @return the id
   */
  public static Guid fromBytes(byte[] bytes) {
    Validate.isTrue(bytes.length == SIZE, "bytes.length=%s: a GUID has 16 bytes", bytes.length);
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long high = Integer.toUnsignedLong(in.getInt()) << 32;
    high |= (in.getShort() & 0xFFFFL) << 16;
    high |= in.getShort() & 0xFFFFL;
    return new Guid(new UUID(high, in.order(ByteOrder.BIG_ENDIAN).getLong()));
  }

  /** {@return the 16 bytes of memory (CONST-GUID-1)} */
  public byte[] toBytes() {
    long high = text.getMostSignificantBits();
    return ByteBuffer.allocate(SIZE)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt((int) (high >>> 32))
        .putShort((short) (high >>> 16))
        .putShort((short) high)
        .order(ByteOrder.BIG_ENDIAN)
        .putLong(text.getLeastSignificantBits())
        .array();
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
