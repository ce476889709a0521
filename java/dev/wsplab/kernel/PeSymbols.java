package dev.wsplab.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.HashMap;
import java.util.Map;

/**
 * The functions that a 64-bit library for Windows names: its exports, and what compilers of the GNU
 * kind leave in its table of symbols. Where functions begin and end, its table for unwinding says;
 * a name is taken for the function that begins at its address, and for no other.
 */
final class PeSymbols {
  private static final int PE_AT = 0x3C;
  private static final int PE = 0x4550;
  private static final int PE32_PLUS = 0x20B;
  private static final int OPTIONAL = 24; // behind the signature and the file header
  private static final int DIRECTORIES = OPTIONAL + 112;
  private static final int EXPORTS = 0;
  private static final int UNWINDING = 3;
  private static final int SECTION_HEADER_SIZE = 40;
  private static final int RUNTIME_FUNCTION = 12;
  private static final int SYMBOL = 18;
  private static final int SHORT_NAME = 8;
  private static final int LONGEST = 255;
  private static final int FUNCTION = 0x20;

  private final FileChannel file;
  private final ByteBuffer head;
  private final int pe;
  private final Map<Integer, String> names = new HashMap<>();
  private final SymbolTable table = new SymbolTable();

  PeSymbols(FileChannel file, ByteBuffer head) {
    this.file = file;
    this.head = head;
    this.pe = head.getInt(PE_AT);
  }

  SymbolTable read() throws IOException {
    if (head.getInt(pe) != PE || (head.getShort(pe + OPTIONAL) & 0xFFFF) != PE32_PLUS) {
      throw new IllegalArgumentException("no library of 64 bits");
    }
    readSymbols();
    readExports();
    ByteBuffer functions = directory(UNWINDING);
    for (int at = 0; at + RUNTIME_FUNCTION <= functions.limit(); at += RUNTIME_FUNCTION) {
      int begins = functions.getInt(at);
      String name = names.get(begins);
      if (name != null) {
        table.add(name, begins, (long) functions.getInt(at + 4) - begins);
      }
    }
    return table;
  }

  private int sections() {
    return pe + OPTIONAL + (head.getShort(pe + 20) & 0xFFFF);
  }

  private int sectionCount() {
    return head.getShort(pe + 6) & 0xFFFF;
  }

  /** What lies at an address in memory, up to the end of its section in the file. */
  private ByteBuffer at(int address, int size) throws IOException {
    for (int i = 0; i < sectionCount(); i++) {
      int section = sections() + i * SECTION_HEADER_SIZE;
      int into = address - head.getInt(section + 12);
      int length = head.getInt(section + 16);
      if (into >= 0 && into < length) {
        long from = Integer.toUnsignedLong(head.getInt(section + 20)) + into;
        return SymbolTable.part(file, from, Math.min(size, length - into));
      }
    }
    return ByteBuffer.allocate(0);
  }

  private ByteBuffer directory(int number) throws IOException {
    int at = pe + DIRECTORIES + number * 8;
    return at(head.getInt(at), head.getInt(at + 4));
  }

  /** COFF: names of functions by section and place in it. */
  private void readSymbols() throws IOException {
    long from = Integer.toUnsignedLong(head.getInt(pe + 12));
    int count = head.getInt(pe + 16);
    if (from == 0 || count == 0) {
      return;
    }
    long size = (long) count * SYMBOL;
    ByteBuffer symbols = SymbolTable.part(file, from, size);
    int length = SymbolTable.part(file, from + size, 4).getInt(0);
    ByteBuffer texts = SymbolTable.part(file, from + size, length);
    for (int at = 0; at + SYMBOL <= symbols.limit(); at += SYMBOL * (1 + symbols.get(at + 17))) {
      int section = symbols.getShort(at + 12);
      if (symbols.getShort(at + 14) == FUNCTION && section > 0 && section <= sectionCount()) {
        int address = head.getInt(sections() + (section - 1) * SECTION_HEADER_SIZE + 12);
        names.putIfAbsent(address + symbols.getInt(at + 8), symbolName(symbols, at, texts));
      }
    }
  }

  private static String symbolName(ByteBuffer symbols, int at, ByteBuffer texts) {
    return symbols.getInt(at) == 0
        ? SymbolTable.text(texts, symbols.getInt(at + 4), LONGEST)
        : SymbolTable.text(symbols, at, SHORT_NAME);
  }

  private void readExports() throws IOException {
    ByteBuffer exports = directory(EXPORTS);
    if (exports.limit() == 0) {
      return;
    }
    int functionCount = exports.getInt(20);
    int count = exports.getInt(24);
    ByteBuffer functions = at(exports.getInt(28), functionCount * 4);
    ByteBuffer texts = at(exports.getInt(32), count * 4);
    ByteBuffer numbers = at(exports.getInt(36), count * 2);
    for (int i = 0; i < count; i++) {
      int number = numbers.getShort(i * 2) & 0xFFFF;
      String name = SymbolTable.text(at(texts.getInt(i * 4), LONGEST), 0, LONGEST);
      names.putIfAbsent(functions.getInt(number * 4), name);
    }
  }
}
