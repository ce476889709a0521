package dev.wsplab.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The functions that a module's file names, those that are not exported too; what was stripped is
 * not there. Immutable.
 */
final class SymbolTable {
  private static final int HEAD = 4096;
  private static final int ELF = 0x464C457F; // as a little-endian word
  private static final int MZ = 0x5A4D;

  private record Function(String name, long size) {}

  /**
   * A function in memory.
   *
   * @param address where it begins
   */
  record Symbol(String name, long address) {}

  // By where they begin, counted from where the module begins.
  private final TreeMap<Long, Function> functions = new TreeMap<>();

  SymbolTable() {}

  /**
   * Reads those of a file.
   *
   * @throws IOException when it cannot be read
   * @throws IllegalArgumentException when it is no module, or makes no sense
   */
  static SymbolTable read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer head = part(channel, 0, Math.min(HEAD, channel.size()));
      if (head.getInt(0) == ELF) {
        return new ElfSymbols(channel, head).read();
      }
      if ((head.getShort(0) & 0xFFFF) == MZ) {
        return new PeSymbols(channel, head).read();
      }
      throw new IllegalArgumentException("file=" + file + ": it is no module");
    } catch (IndexOutOfBoundsException | ArithmeticException e) {
      throw new IllegalArgumentException("file=" + file + ": its tables make no sense", e);
    }
  }

  /** Some bytes of a file. */
  static ByteBuffer part(FileChannel channel, long from, long size) throws IOException {
    if (from < 0 || size < 0 || from > channel.size() - size) {
      throw new IndexOutOfBoundsException("from=" + from + ", size=" + size);
    }
    ByteBuffer part = ByteBuffer.allocate(Math.toIntExact(size)).order(ByteOrder.LITTLE_ENDIAN);
    while (part.hasRemaining()) {
      if (channel.read(part, from + part.position()) < 0) {
        throw new IOException("the file has become shorter");
      }
    }
    part.flip();
    return part;
  }

  /** Bytes up to a zero, at most so many. */
  static String text(ByteBuffer bytes, int at, int longest) {
    int end = at;
    while (end < bytes.limit() && end - at < longest && bytes.get(end) != 0) {
      end++;
    }
    return new String(bytes.array(), at, end - at, StandardCharsets.UTF_8);
  }

  /**
   * Adds one; of several at one place the first counts.
   *
   * @param at counted from where the module begins
   * @param size in bytes; 0 when it is not known
   */
  void add(String name, long at, long size) {
    if (!name.isEmpty()) {
      functions.putIfAbsent(at, new Function(name, size));
    }
  }

  /**
   * Finds the function that holds an address.
   *
   * @param base where the module begins in memory
   */
  Optional<Symbol> holding(long base, long address) {
    Map.Entry<Long, Function> found = functions.floorEntry(address - base);
    if (found == null) {
      return Optional.empty();
    }
    long into = address - base - found.getKey();
    long size = found.getValue().size();
    return size != 0 && into >= size
        ? Optional.empty()
        : Optional.of(new Symbol(found.getValue().name(), base + found.getKey()));
  }
}
