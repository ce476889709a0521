package dev.wsplab.provider.nativehost;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The names in a 64-bit ELF library by which the loader finds libraries: its own, and those that it
 * needs. Nothing in the file is trusted: what makes no sense has no names.
 */
final class ElfNames {
  private static final int MAGIC = 0x464C457F;
  private static final int CLASS_64 = 2;
  private static final int CLASS = 4;
  private static final int PROGRAM_HEADERS = 32;
  private static final int PROGRAM_HEADER_COUNT = 56;
  private static final int PROGRAM_HEADER_SIZE = 56;
  private static final int PT_LOAD = 1;
  private static final int PT_DYNAMIC = 2;
  private static final int DT_NEEDED = 1;
  private static final int DT_STRTAB = 5;
  private static final int DT_STRSZ = 10;
  private static final int DT_SONAME = 14;

  private final byte[] bytes;
  private final ByteBuffer file;
  private final List<String> needed = new ArrayList<>();
  private @Nullable String own;
  private int stringsAt;
  private int stringsSize;

  /** Reads the names of a file. */
  ElfNames(byte[] bytes) {
    this.bytes = bytes;
    this.file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    try {
      if (bytes.length > PROGRAM_HEADER_SIZE
          && file.getInt(0) == MAGIC
          && file.get(CLASS) == CLASS_64) {
        readDynamic();
      }
    } catch (IndexOutOfBoundsException | ArithmeticException e) {
      needed.clear(); // the loader will say what is wrong with it
    }
  }

  /** The names of the libraries that it needs. */
  List<String> needed() {
    return List.copyOf(needed);
  }

  /** Its own name; null when it has none. */
  @Nullable String own() {
    return own;
  }

  /**
   * Gives a library another name of the same length, wherever this file names it.
   *
   * @return false when the name is a part of another one, and was left alone
   */
  boolean rename(String from, String to) {
    byte[] old = ('\0' + from + '\0').getBytes(StandardCharsets.ISO_8859_1);
    byte[] name = to.getBytes(StandardCharsets.ISO_8859_1);
    boolean found = false;
    for (int at = stringsAt; at + old.length <= stringsAt + stringsSize; at++) {
      if (matches(at, old)) {
        System.arraycopy(name, 0, bytes, at + 1, name.length);
        found = true;
      }
    }
    return found;
  }

  private boolean matches(int at, byte[] text) {
    for (int i = 0; i < text.length; i++) {
      if (bytes[at + i] != text[i]) {
        return false;
      }
    }
    return true;
  }

  private void readDynamic() {
    int dynamic = segment(PT_DYNAMIC, -1);
    if (dynamic < 0) {
      return;
    }
    int at = Math.toIntExact(file.getLong(dynamic + 8));
    List<Integer> names = new ArrayList<>();
    int ownAt = -1;
    for (long tag = file.getLong(at); tag != 0; tag = file.getLong(at)) {
      long value = file.getLong(at + 8);
      if (tag == DT_NEEDED) {
        names.add(Math.toIntExact(value));
      } else if (tag == DT_SONAME) {
        ownAt = Math.toIntExact(value);
      } else if (tag == DT_STRTAB) {
        stringsAt = offsetOf(value);
      } else if (tag == DT_STRSZ) {
        stringsSize = Math.toIntExact(value);
      }
      at += 16;
    }
    stringsSize = Math.min(stringsSize, bytes.length - stringsAt);
    names.forEach(name -> needed.add(string(name)));
    own = ownAt < 0 ? null : string(ownAt);
  }

  /** The first program header of a type, or the one that holds an address; -1 for none. */
  private int segment(int type, long address) {
    int first = Math.toIntExact(file.getLong(PROGRAM_HEADERS));
    for (int i = 0; i < file.getShort(PROGRAM_HEADER_COUNT); i++) {
      int at = first + i * PROGRAM_HEADER_SIZE;
      long start = file.getLong(at + 16);
      boolean holds = address < 0 || address >= start && address - start < file.getLong(at + 32);
      if (file.getInt(at) == type && holds) {
        return at;
      }
    }
    return -1;
  }

  private int offsetOf(long address) {
    int segment = segment(PT_LOAD, address);
    if (segment < 0) {
      throw new IndexOutOfBoundsException("address=" + address);
    }
    return Math.toIntExact(file.getLong(segment + 8) + address - file.getLong(segment + 16));
  }

  private String string(int at) {
    int start = stringsAt + at;
    int end = start;
    while (bytes[end] != 0) {
      end++;
    }
    return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
  }
}
