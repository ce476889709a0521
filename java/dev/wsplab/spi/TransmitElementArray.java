package dev.wsplab.spi;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import dev.wsplab.kernel.GuardedMemory;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * An array of {@code TRANSMIT_PACKETS_ELEMENT}, which {@code TransmitPackets} is given.
 *
 * <pre>
 *  flags u32 at 0 | length u32 at 4 | memory: address at 8    file: offset s64 at 8, handle at 16
 *  size 24; 20 in a 32-bit process other than Windows
 * </pre>
 *
 * <p>A view: it holds nothing. Source: page TRANSMIT_PACKETS_ELEMENT.
 *
 * @param memory where it lies
 * @param address of the first element
 */
public record TransmitElementArray(GuardedMemory memory, long address) {
  /** {@code TP_ELEMENT_MEMORY}. */
  public static final int TP_ELEMENT_MEMORY = 1;

  /** {@code TP_ELEMENT_FILE}. */
  public static final int TP_ELEMENT_FILE = 2;

  /** {@code TP_ELEMENT_EOP}. */
  public static final int TP_ELEMENT_EOP = 4;

  /** The size of an element in this process. */
  public static final int ELEMENT = Native.POINTER_SIZE == 8 || Platform.isWindows() ? 24 : 20;

  private static final int LENGTH = 4;
  private static final int BUFFER = 8;

  /**
   * Reads elements that lie in memory.
   *
   * @param count how many
   * @return null when one of them is no memory: files of the system cannot be read here
   * @throws dev.wsplab.kernel.AccessViolationException when the array cannot be read
   */
  public @Nullable List<TransmitElement> read(int count) {
    List<TransmitElement> elements = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long at = address + (long) i * ELEMENT;
      int flags = memory.loadInt(at);
      if ((flags & ~TP_ELEMENT_EOP) != TP_ELEMENT_MEMORY) {
        return null;
      }
      long buffer =
          Native.POINTER_SIZE == Long.BYTES
              ? memory.loadLong(at + BUFFER)
              : Integer.toUnsignedLong(memory.loadInt(at + BUFFER));
      elements.add(
          new TransmitElement.Memory(
              buffer, memory.loadInt(at + LENGTH), (flags & TP_ELEMENT_EOP) != 0));
    }
    return elements;
  }
}
