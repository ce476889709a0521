package dev.wsplab.spi;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.kernel.SystemFile;
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
 * <p>A file's handle is one that native code has opened ({@link SystemFile}).
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
  private static final int BUFFER = 8; // of memory; of a file, the offset
  private static final int FILE = 16;

  /**
   * Reads elements that lie in memory.
   *
   * @param count how many
   * @return null when one of them is neither memory nor a file that is open
   * @throws dev.wsplab.kernel.AccessViolationException when the array cannot be read
   */
  public @Nullable List<TransmitElement> read(int count) {
    List<TransmitElement> elements = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      TransmitElement element = element(address + (long) i * ELEMENT);
      if (element == null) {
        return null;
      }
      elements.add(element);
    }
    return elements;
  }

  private @Nullable TransmitElement element(long at) {
    int flags = memory.loadInt(at);
    boolean ends = (flags & TP_ELEMENT_EOP) != 0;
    int length = memory.loadInt(at + LENGTH);
    return switch (flags & ~TP_ELEMENT_EOP) {
      case TP_ELEMENT_MEMORY -> new TransmitElement.Memory(pointer(at + BUFFER), length, ends);
      case TP_ELEMENT_FILE -> file(at, Integer.toUnsignedLong(length), ends);
      default -> null;
    };
  }

  private @Nullable TransmitElement file(long at, long length, boolean ends) {
    SystemFile file = SystemFile.of(pointer(at + FILE));
    return file == null
        ? null
        : new TransmitElement.File(file, memory.loadLong(at + BUFFER), length, ends);
  }

  private long pointer(long at) {
    return Native.POINTER_SIZE == Long.BYTES
        ? memory.loadLong(at)
        : Integer.toUnsignedLong(memory.loadInt(at));
  }

  /**
   * Writes elements, for native code to read.
   *
   * @param elements no more than there is room for; the memory they point to is the caller's
   * @return false when one is a file that Java has opened: it has no handle
   */
  public boolean write(List<TransmitElement> elements) {
    long at = address;
    for (TransmitElement element : elements) {
      if (!write(element, at)) {
        return false;
      }
      at += ELEMENT;
    }
    return true;
  }

  @SuppressWarnings("builder:required.method.not.called") // the file is its element's
  private boolean write(TransmitElement element, long at) {
    int ends = element.endsPacket() ? TP_ELEMENT_EOP : 0;
    if (element instanceof TransmitElement.Memory part) {
      memory.storeInt(at, TP_ELEMENT_MEMORY | ends);
      memory.storeInt(at + LENGTH, part.length());
      storePointer(at + BUFFER, part.address());
      return true;
    }
    if (element instanceof TransmitElement.File part && part.file() instanceof SystemFile file) {
      memory.storeInt(at, TP_ELEMENT_FILE | ends);
      memory.storeInt(at + LENGTH, (int) part.length());
      memory.storeLong(at + BUFFER, part.offset());
      storePointer(at + FILE, file.handle());
      return true;
    }
    return false;
  }

  private void storePointer(long at, long value) {
    if (Native.POINTER_SIZE == Long.BYTES) {
      memory.storeLong(at, value);
    } else {
      memory.storeInt(at, (int) value);
    }
  }
}
